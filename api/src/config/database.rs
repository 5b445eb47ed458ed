//! Where the data is.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;

use super::{ConfigError, secret_source::from_file_or_environment};

/// Fewer, and a worker would come to a stand: it listens on one connection, renews its leases on another, and works on the rest.
const LEAST_CONNECTIONS: u32 = 4;

/// The database and the keys that open what is sealed in it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Database and keys")]
pub struct Database {
    /// URL of the PostgreSQL database (15 or newer) as the API and the operator commands use it. Its login may read
    /// nothing by itself. Without it, a private server of our own is started.
    #[arg(long, env = "OKTUALLY_DATABASE_URL", value_name = "URL", hide = true, hide_env_values = true, global = true)]
    pub database_url: Option<SecretString>,

    /// File that holds the URL of the database, instead of the variable OKTUALLY_DATABASE_URL.
    #[arg(long, env = "OKTUALLY_DATABASE_URL_FILE", value_name = "FILE", global = true)]
    pub database_url_file: Option<PathBuf>,

    /// URL of the same database as the worker uses it: its login may also open what is sealed.
    #[arg(long, env = "OKTUALLY_WORKER_DATABASE_URL", value_name = "URL", hide = true, hide_env_values = true, global = true)]
    pub worker_database_url: Option<SecretString>,

    /// File that holds the worker's URL, instead of the variable OKTUALLY_WORKER_DATABASE_URL.
    #[arg(long, env = "OKTUALLY_WORKER_DATABASE_URL_FILE", value_name = "FILE", global = true)]
    pub worker_database_url_file: Option<PathBuf>,

    /// URL of the same database as its owner uses it. Only `migrate` needs it.
    #[arg(long, env = "OKTUALLY_OWNER_DATABASE_URL", value_name = "URL", hide = true, hide_env_values = true, global = true)]
    pub owner_database_url: Option<SecretString>,

    /// File that holds the owner's URL, instead of the variable OKTUALLY_OWNER_DATABASE_URL.
    #[arg(long, env = "OKTUALLY_OWNER_DATABASE_URL_FILE", value_name = "FILE", global = true)]
    pub owner_database_url_file: Option<PathBuf>,

    /// Connections to the database that `serve` or `work` keeps at most; `all` keeps as many for each of its two parts. At least 4.
    #[arg(long, env = "OKTUALLY_DATABASE_CONNECTIONS", value_name = "N", default_value = "16", global = true)]
    pub database_connections: u32,

    /// Folder of the private server: its data, its password, and a keyring if none is given. Not used with a given database.
    #[arg(long, env = "OKTUALLY_DATA_DIR", value_name = "DIR", default_value = ".oktually", global = true)]
    pub data_dir: PathBuf,

    /// Folder of PostgreSQL's programs (`initdb`, `postgres`) for the private server, if they are not found by themselves.
    #[arg(long, env = "OKTUALLY_POSTGRES_BIN", value_name = "DIR", global = true)]
    pub postgres_bin: Option<PathBuf>,

    /// Key-encryption keys, `id:key` with 32 bytes in base64, separated by commas or lines. The first seals, all open.
    /// Needed with a given database; the private server makes its own.
    #[arg(long, env = "OKTUALLY_KEYRING", value_name = "KEYS", hide = true, hide_env_values = true, global = true)]
    pub keyring: Option<SecretString>,

    /// File that holds the key-encryption keys, instead of the variable OKTUALLY_KEYRING.
    #[arg(long, env = "OKTUALLY_KEYRING_FILE", value_name = "FILE", global = true)]
    pub keyring_file: Option<PathBuf>,
}

/// Which database is used.
#[derive(Clone, Debug)]
pub enum Storage {
    /// A server of our own, which is started, stopped and migrated with us.
    Private,
    /// A database that somebody runs for us.
    Given {
        /// The API's URL.
        service: SecretString,
    },
}

impl Database {
    /// Which database is used.
    pub fn storage(&self) -> Result<Storage, ConfigError> {
        let url = from_file_or_environment("OKTUALLY_DATABASE_URL", self.database_url.as_ref(), self.database_url_file.as_deref())?;
        Ok(url.map_or(Storage::Private, |service| Storage::Given { service }))
    }

    /// The worker's URL, if there is one.
    pub fn worker_url(&self) -> Result<Option<SecretString>, ConfigError> {
        from_file_or_environment(
            "OKTUALLY_WORKER_DATABASE_URL",
            self.worker_database_url.as_ref(),
            self.worker_database_url_file.as_deref(),
        )
    }

    /// The owner's URL, if there is one.
    pub fn owner_url(&self) -> Result<Option<SecretString>, ConfigError> {
        from_file_or_environment("OKTUALLY_OWNER_DATABASE_URL", self.owner_database_url.as_ref(), self.owner_database_url_file.as_deref())
    }

    /// The text of the keyring, if there is one.
    pub fn keyring(&self) -> Result<Option<SecretString>, ConfigError> {
        from_file_or_environment("OKTUALLY_KEYRING", self.keyring.as_ref(), self.keyring_file.as_deref())
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let given = matches!(self.storage()?, Storage::Given { .. });
        self.owner_url()?;
        if self.database_connections < LEAST_CONNECTIONS {
            return Err(ConfigError::new(
                "OKTUALLY_DATABASE_CONNECTIONS",
                format!(
                    "must be at least {LEAST_CONNECTIONS}: a worker listens on one, renews its leases on another, and works on the rest"
                ),
            ));
        }
        if self.worker_url()?.is_some() && !given {
            return Err(ConfigError::new(
                "OKTUALLY_WORKER_DATABASE_URL",
                "is set, but OKTUALLY_DATABASE_URL is not: the private server has logins of its own",
            ));
        }
        if given && self.keyring()?.is_none() {
            return Err(ConfigError::new(
                "OKTUALLY_KEYRING_FILE",
                "is needed with a given database: nothing can be sealed or opened without a keyring",
            ));
        }
        Ok(())
    }
}
