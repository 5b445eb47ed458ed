//! Processes: the one that `postmaster.pid` names, whether it lives, and how a program of the installation is run.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::Command;

use super::error::PostgresError;
use super::runner::Runner;

/// What a server writes about itself into its data folder (PostgreSQL, `miscadmin.h`, `LOCK_FILE_LINE_…`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: Pid,
    /// Absent in the first moments of a server.
    pub(super) socket_folder: Option<PathBuf>,
}

impl PidFile {
    pub(super) fn path(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    pub(super) fn read(cluster: &Path) -> Result<Option<Self>, PostgresError> {
        let path = Self::path(cluster);
        match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(|text| Self::parse(&String::from_utf8_lossy(&text))).map_err(PostgresError::folder("read", &path)),
        }
    }

    /// `None` when it is empty or broken, as a power cut may leave it.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok().filter(|pid| *pid > 0)?;
        // Data folder, start time and port stand between.
        let socket_folder = lines.nth(3).filter(|line| line.starts_with('/')).map(PathBuf::from);
        Some(Self { pid: Pid::from_raw(pid), socket_folder })
    }
}

/// Whether a number stands for a process, be it a zombie.
pub(super) fn exists(pid: Pid) -> bool {
    matches!(kill(pid, None), Ok(()) | Err(Errno::EPERM))
}

/// Whether a process exists and has not ended. A zombie has ended: nobody may be there to bury it.
pub(super) fn alive(pid: Pid) -> bool {
    let zombie = || {
        let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        status.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with(['Z', 'X']))
    };
    exists(pid) && !zombie()
}

/// Whether a process is PostgreSQL at work in this data folder, and not another that was given the number since.
pub(super) fn works_in(pid: Pid, cluster: &Path) -> bool {
    if !Path::new("/proc/self/cwd").exists() {
        return listed_with(pid, cluster);
    }
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    if !name.starts_with("post") {
        return false;
    }
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(folder) => folder == cluster,
        // Root in a container may not look into another user's process. Its command line is open to all, and names the
        // folder for the server itself; its children are known by their title (`end_orphans`).
        Err(_) => {
            let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            command.split(|byte| *byte == 0).any(|word| word == cluster.as_os_str().as_encoded_bytes())
        }
    }
}

/// Without `/proc` (macOS): the server's command line names its data folder.
fn listed_with(pid: Pid, cluster: &Path) -> bool {
    let listed = std::process::Command::new("ps").args(["-o", "command=", "-p", &pid.to_string()]).output();
    listed.is_ok_and(|output| {
        let command = String::from_utf8_lossy(&output.stdout).into_owned();
        command.contains("postgres") && command.contains(&*cluster.to_string_lossy())
    })
}

/// Sends a signal; that the process is gone already is no failure.
pub(super) fn signal(pid: Pid, signal: Signal) {
    if let Err(error) = kill(pid, signal)
        && error != Errno::ESRCH
    {
        tracing::warn!(pid = pid.as_raw(), "could not send {signal} to PostgreSQL process {pid}: {error}");
    }
}

/// Ends what a killed server left behind in this data folder: a process of its that is busy lives on for a while, and
/// no new server may start beside it. They bear the server's `cluster_name` in their title.
pub(super) fn end_orphans(cluster: &Path, cluster_name: &str) {
    let title = format!("postgres: {cluster_name}: ");
    for (pid, command) in processes() {
        if command.starts_with(&title) || (command.contains("postgres") && works_in(pid, cluster)) {
            tracing::warn!(pid = pid.as_raw(), "PostgreSQL process {pid} outlived its server and is ended");
            signal(pid, Signal::SIGKILL);
        }
    }
}

/// Every process and its command line.
fn processes() -> Vec<(Pid, String)> {
    let pid = |text: &str| text.parse().ok().map(Pid::from_raw);
    if let Ok(entries) = fs::read_dir("/proc") {
        let command = |pid: Pid| fs::read(format!("/proc/{pid}/cmdline")).map(|text| String::from_utf8_lossy(&text).into_owned());
        let pids = entries.filter_map(Result::ok).filter_map(|entry| pid(entry.file_name().to_str()?));
        return pids.filter_map(|pid| Some((pid, command(pid).ok()?))).collect();
    }
    let listed = std::process::Command::new("ps").args(["-axo", "pid=,command="]).output();
    let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let line = |line: &str| line.trim_start().split_once(' ').and_then(|(number, command)| Some((pid(number)?, command.to_owned())));
    listed.lines().filter_map(line).collect()
}

/// A command with an environment of its own (the service's may hold secrets, and `PG…` would change what the program
/// does), run as the unprivileged user if there is one. Supplementary groups are dropped by the standard library.
pub(super) fn command(program: &Path, runner: Option<&Runner>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    if let Some(runner) = runner {
        command.uid(runner.uid).gid(runner.gid);
    }
    command
}

/// The last lines of a log, for an error's text. Statements are left out: they may hold what is secret.
pub(super) fn tail(log: &str) -> String {
    const LINES: usize = 12;
    let lines: Vec<&str> =
        log.lines().filter(|line| !line.contains("STATEMENT:") && !line.starts_with('\t') && !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_file_is_read_also_when_half_written() {
        let whole = "4711\n/data\n1700000000\n5432\n/tmp/oktually-1\n\n  123 456\nready   \n";
        assert_eq!(PidFile::parse(whole), Some(PidFile { pid: Pid::from_raw(4711), socket_folder: Some("/tmp/oktually-1".into()) }));
        assert_eq!(PidFile::parse("4711\n/data\n"), Some(PidFile { pid: Pid::from_raw(4711), socket_folder: None }));
        for broken in ["", "\n", "x\n", "-1\n", "0\n", "\0\0\0"] {
            assert_eq!(PidFile::parse(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn a_log_is_quoted_without_statements() {
        let log = "LOG: one\nERROR: bad\nSTATEMENT:  alter role x password\n\t'secret'\nFATAL: full\n";
        assert_eq!(tail(log), "LOG: one\nERROR: bad\nFATAL: full");
    }

    #[test]
    fn this_process_is_alive_and_no_postgresql() {
        let me = Pid::this();
        assert!(alive(me));
        assert!(!works_in(me, &std::env::current_dir().expect("a folder")));
    }
}
