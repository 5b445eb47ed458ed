//! What can go wrong with the private server, said so that the reader knows what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL is not there, or a cluster could not be prepared. Carries no secret.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// No `initdb` on this machine.
    #[error("no PostgreSQL installation was found (initdb is missing); install one with: {install}")]
    NotInstalled {
        /// The command for this machine's package manager.
        install: String,
    },
    /// Only installations that are too old.
    #[error("PostgreSQL {found} in {bin} is too old, 15 or newer is needed; install one with: {install}")]
    TooOld {
        /// Folder of its programs.
        bin: PathBuf,
        /// Its major version.
        found: u32,
        /// The command for this machine's package manager.
        install: String,
    },
    /// The folder that was named holds no working installation.
    #[error("{bin} is not the folder of a PostgreSQL installation: {reason}")]
    Unusable {
        /// The folder.
        bin: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The data was written by a major version that is not installed.
    #[error(
        "the data in {cluster} was made by PostgreSQL {made_by}, and this machine has {}; install PostgreSQL {made_by}, \
         or dump the data with it and start with an empty folder",
        .have.map_or("none".to_owned(), |major| format!("PostgreSQL {major}"))
    )]
    OtherVersion {
        /// Where the data is.
        cluster: PathBuf,
        /// Major version that wrote it.
        made_by: u32,
        /// Newest major version found.
        have: Option<u32>,
    },
    /// A file or folder could not be used.
    #[error("could not {doing} {path}")]
    Folder {
        /// The attempt, as a verb.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// A folder exists and is not what it must be.
    #[error("{path} {problem}")]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what helps.
        problem: String,
    },
    /// Started as root on a machine that has no other user to run the server as.
    #[error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as; start as another user")]
    NoUser,
    /// A program of the installation could not be started.
    #[error("could not run {program}")]
    Run {
        /// Its path.
        program: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// `initdb` failed; nothing was left behind.
    #[error("initdb could not make a cluster in {cluster}:\n{log}")]
    Init {
        /// Where it was to be.
        cluster: PathBuf,
        /// The last lines it printed.
        log: String,
    },
    /// The server ended while starting.
    #[error("PostgreSQL did not start in {cluster}:\n{log}")]
    Start {
        /// The data folder.
        cluster: PathBuf,
        /// The last lines of its log.
        log: String,
    },
    /// The server gave no answer in time.
    #[error("PostgreSQL in {cluster} did not answer within {seconds} s:\n{log}")]
    NotReady {
        /// The data folder.
        cluster: PathBuf,
        /// How long it was waited for.
        seconds: u64,
        /// The last lines of its log.
        log: String,
    },
    /// The server's owner password is another than the one that was kept.
    #[error("the password kept in {path} does not open its cluster")]
    Password {
        /// The file.
        path: PathBuf,
    },
    /// A password for a login has characters that clients normalise in different ways.
    #[error("the password of {login} must be printable ASCII")]
    PasswordText {
        /// Whose.
        login: &'static str,
    },
    /// The server could not be ended, even by force.
    #[error("the PostgreSQL process {pid} could not be ended")]
    Unstoppable {
        /// Its process id.
        pid: i32,
    },
    /// The server refused a statement.
    #[error("could not {doing}")]
    Database {
        /// The attempt, as a verb.
        doing: &'static str,
        /// The server's answer.
        #[source]
        source: sqlx::Error,
    },
}

impl PostgresError {
    pub(super) fn folder(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Folder { doing, path, source }
    }

    pub(super) fn refused(path: &Path, problem: impl Into<String>) -> Self {
        Self::Refused { path: path.to_owned(), problem: problem.into() }
    }

    pub(super) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }
}
