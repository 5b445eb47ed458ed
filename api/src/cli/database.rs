//! Opening the database: the private server, or the one whose URL was given.

use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path, str::FromStr, sync::Arc};

use anyhow::{Context, bail};
use oktually_core::{
    MIGRATOR,
    postgres::{Login, LoginPasswords, PostgresSettings, PrivatePostgres, prepare, too_powerful},
    secret::{Keyring, generate_keyring},
    store::Store,
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};
use tracing::{info, warn};

use crate::config::{Config, Storage};

/// An open database, and the private server behind it if there is one.
pub(super) struct Database {
    private: Option<PrivatePostgres>,
    api: PgConnectOptions,
    worker: Option<PgConnectOptions>,
    connections: u32,
}

impl Database {
    /// Opens what the settings name. The private server is started if need be, and brought up to date.
    pub(super) async fn open(config: &Config) -> anyhow::Result<Self> {
        let connections = config.database.database_connections.get();
        match config.database.storage()? {
            Storage::Private => {
                let private = start_private(config).await?;
                let (api, worker) = (private.options(Login::Api), private.options(Login::Worker));
                // The first process brings roles and tables up to date; one that joins it finds them so.
                if private.is_owner() {
                    prepare_and_migrate(&private.options(Login::Owner), &private.login_passwords()).await?;
                }
                Ok(Self { api, worker: Some(worker), private: Some(private), connections })
            }
            Storage::Given { service } => {
                let worker = config.database.worker_url()?.map(|url| options(&url)).transpose()?;
                Ok(Self { private: None, api: options(&service)?, worker, connections })
            }
        }
    }

    /// The store as the API and the operator commands use it.
    pub(super) async fn store(&self) -> anyhow::Result<Store> {
        connect(&self.api, self.connections).await
    }

    /// The store as the worker uses it.
    pub(super) async fn worker_store(&self) -> anyhow::Result<Store> {
        let Some(worker) = &self.worker else {
            bail!(
                "the worker needs a login of its own, which may open what is sealed: set OKTUALLY_WORKER_DATABASE_URL_FILE or OKTUALLY_WORKER_DATABASE_URL"
            );
        };
        connect(worker, self.connections).await
    }

    /// Stops the private server if this process owns it.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        if let Some(private) = self.private {
            private.stop().await.context("the private PostgreSQL did not stop")?;
        }
        Ok(())
    }
}

/// The private server in the data folder.
pub(super) async fn start_private(config: &Config) -> anyhow::Result<PrivatePostgres> {
    let settings = PostgresSettings { bin_dir: config.database.postgres_bin.clone(), ..PostgresSettings::default() };
    Ok(PrivatePostgres::start(&config.database.data_dir.join("postgres"), &settings).await?)
}

/// Roles of the cluster, then tables of the database.
pub(super) async fn prepare_and_migrate(owner: &PgConnectOptions, passwords: &LoginPasswords) -> anyhow::Result<()> {
    prepare(owner, passwords).await?;
    let mut connection = owner.connect().await.context("the database's owner could not connect")?;
    MIGRATOR.run(&mut connection).await.context("the tables could not be brought up to date")?;
    connection.close().await?;
    Ok(())
}

/// Connects with a login, unless it may do too much.
async fn connect(login: &PgConnectOptions, connections: u32) -> anyhow::Result<Store> {
    let mut connection =
        login.connect().await.context("the database could not be reached; is its URL right, and was `oktually migrate` run?")?;
    if let Some(why) = too_powerful(&mut connection).await? {
        bail!("refusing to start: {why}. Use the logins that `oktually migrate` makes, oktually_api and oktually_worker");
    }
    connection.close().await?;
    Ok(Store::connect(login.clone(), connections).await?)
}

#[expect(clippy::disallowed_methods, reason = "the URL holds the password that opens the database")]
pub(super) fn options(url: &SecretString) -> anyhow::Result<PgConnectOptions> {
    // The parser's error could repeat the URL.
    PgConnectOptions::from_str(url.expose_secret())
        .map_err(|_| anyhow::anyhow!("a database URL cannot be read; it looks like postgres://user:password@host/database"))
}

/// The keyring: given, or for the private server made once and kept beside its data.
pub(super) fn keyring(config: &Config) -> anyhow::Result<Arc<Keyring>> {
    let text = match config.database.keyring()? {
        Some(text) => text,
        None => private_keyring(&config.database.data_dir.join("keyring"))?,
    };
    Ok(Arc::new(Keyring::parse(&text)?))
}

#[expect(clippy::disallowed_methods, reason = "a generated keyring is written to its file")]
fn private_keyring(path: &Path) -> anyhow::Result<SecretString> {
    match fs::read_to_string(path) {
        Ok(text) => return Ok(text.into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("the keyring {} cannot be read", path.display())),
    }
    let text = generate_keyring();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            writeln!(file, "{}", text.expose_secret())?;
            file.sync_all()?;
            warn!(
                "a keyring was made in {}: without it nothing sealed can be opened again, so keep a copy apart from the data",
                path.display()
            );
            Ok(text)
        }
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            info!("the keyring was made by another process just now");
            Ok(fs::read_to_string(path)?.into())
        }
        Err(error) => Err(error).with_context(|| format!("the keyring {} cannot be written", path.display())),
    }
}
