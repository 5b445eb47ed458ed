//! A server that this process owns, and how it is ended.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use tokio::process::Child;

use super::error::PostgresError;
use super::process::{alive, signal, works_in};

/// A running server. When dropped without [`Server::end`] it is told to stop and not waited for.
pub(super) struct Server {
    pid: Pid,
    /// `None` for one that another process started.
    child: Option<Child>,
    cluster: PathBuf,
}

impl Server {
    pub(super) fn started(child: Child, cluster: &Path) -> Self {
        let pid = child.id().expect("a child that was not waited for has an id");
        Self { pid: Pid::from_raw(pid.cast_signed()), child: Some(child), cluster: cluster.to_owned() }
    }

    pub(super) fn adopted(pid: Pid, cluster: &Path) -> Self {
        Self { pid, child: None, cluster: cluster.to_owned() }
    }

    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// Whether it is gone. A number that now belongs to another program counts as gone.
    pub(super) fn ended(&mut self) -> bool {
        match &mut self.child {
            Some(child) => !matches!(child.try_wait(), Ok(None)),
            None => !alive(self.pid) || !works_in(self.pid, &self.cluster),
        }
    }

    /// Sends the signal, waits, and becomes rougher: SIGINT asks for a fast shutdown (30 s), SIGQUIT for an immediate
    /// one (10 s), SIGKILL does not ask.
    pub(super) async fn end(mut self, first: Signal) -> Result<(), PostgresError> {
        mark(self.pid, &self.cluster);
        let steps = [(Signal::SIGINT, 30), (Signal::SIGQUIT, 10), (Signal::SIGKILL, 10)];
        for (step, seconds) in steps.into_iter().skip_while(|(step, _)| *step != first) {
            if !self.ended() {
                signal(self.pid, step);
            }
            let until = Instant::now() + Duration::from_secs(seconds);
            while Instant::now() < until {
                if self.ended() {
                    unmark(&self.cluster);
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            tracing::warn!(pid = self.pid.as_raw(), "PostgreSQL process {} did not end within {seconds} s of {step}", self.pid);
        }
        Err(PostgresError::Unstoppable { pid: self.pid.as_raw() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.ended() {
            mark(self.pid, &self.cluster);
            signal(self.pid, Signal::SIGINT);
        }
    }
}

/// Notes that a server was told to stop: until it has heard, it answers as if nothing had been said, and the next
/// start would take it for one that stays.
fn mark(pid: Pid, cluster: &Path) {
    if let Err(error) = fs::write(marker(cluster), pid.to_string()) {
        tracing::warn!("could not write {}: {error}", marker(cluster).display());
    }
}

/// Whether a server was told to stop.
pub(super) fn marked(pid: Pid, cluster: &Path) -> bool {
    fs::read_to_string(marker(cluster)).is_ok_and(|text| text == pid.to_string())
}

/// Forgets an earlier server, whose number may come again.
pub(super) fn unmark(cluster: &Path) {
    let _absent_as_a_rule = fs::remove_file(marker(cluster));
}

fn marker(cluster: &Path) -> PathBuf {
    cluster.with_file_name("stopping")
}
