//! The binary with the settings of one test, and a folder of its own.

use std::{
    ffi::OsStr,
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::Running;

/// How long a command may take; the first start makes a database, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(120);

/// The binary, and what it is given.
pub(crate) struct Program {
    folder: TempDir,
    settings: Vec<(String, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    /// With its data in a folder of its own, listening where the system finds room.
    pub(crate) fn new() -> Self {
        // As root the server's user has to pass through, or the data would be kept elsewhere and outlive the test.
        let folder = tempfile::Builder::new().prefix("oktually-binary-").permissions(Permissions::from_mode(0o711)).tempdir().unwrap();
        let data = folder.path().join("data");
        let settings = [
            ("OKTUALLY_DATA_DIR", data.to_str().unwrap()),
            ("OKTUALLY_LISTEN", "127.0.0.1:0"),
            ("OKTUALLY_OPERATOR_LISTEN", "127.0.0.1:0"),
            ("OKTUALLY_POLL_SECONDS", "1"),
            // Nothing is to leave this machine.
            ("OKTUALLY_EGRESS_PROXY", "http://127.0.0.1:9"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { folder, settings }
    }

    /// Another setting, as a variable.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.unset(name);
        self.settings.push((name.to_owned(), value.into()));
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.settings.retain(|(known, _)| known != name);
    }

    /// A file in the test's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the test's folder; gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.file(name), text).unwrap();
        self.file(name).to_str().unwrap().to_owned()
    }

    /// The command, with none of the settings that the tests themselves were started with.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oktually"));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("OKTUALLY_") || text.starts_with("PG") || text == "DATABASE_URL" {
                command.env_remove(&name);
            }
        }
        let settings = self.settings.iter().map(|(name, value)| (name, value));
        command.args(arguments).envs(settings).env("NO_COLOR", "1").stdin(Stdio::null()).current_dir(self.folder.path());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.begin(arguments).wait()
    }

    /// Runs a command that must go well; gives what it printed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {ended:?}");
        ended.out
    }

    /// Runs a command that must go well and print JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(arguments)).unwrap()
    }

    /// Runs a command that must fail with 1; gives what it said on standard error.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{arguments:?}: {ended:?}");
        ended.err
    }

    /// Starts a command and does not wait.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Begun {
        // To files, so that neither a full pipe nor a child that lives on holds anybody up.
        let name = |what| self.file(&format!("{what}-{}", uuid::Uuid::new_v4().simple()));
        let (out, err) = (name("out"), name("err"));
        let mut command = self.command(arguments);
        command.stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
        Begun { child: command.spawn().unwrap(), out, err }
    }

    /// Starts a service, which runs until it is told to end.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        Running::new(self.begin(arguments))
    }
}

/// A command that may still be running.
pub(crate) struct Begun {
    pub(super) child: std::process::Child,
    pub(super) out: PathBuf,
    pub(super) err: PathBuf,
}

impl Begun {
    /// Waits for its end, for so long as is sensible.
    pub(crate) fn wait(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > deadline {
                self.child.kill().unwrap();
                panic!("it did not end: {}", fs::read_to_string(&self.err).unwrap());
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        // A signal is no code; none of the commands ends by one.
        let code = status.code().unwrap_or(-1);
        Ended { code, out: fs::read_to_string(&self.out).unwrap(), err: fs::read_to_string(&self.err).unwrap() }
    }
}
