//! Opening the database: the private server, or the one whose URL was given.

use std::{
    path::PathBuf,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use oktually_core::{
    MIGRATOR,
    postgres::{Login, LoginPasswords, PostgresSettings, PrivatePostgres, is_migrated, prepare, unfit},
    secret::Keyring,
    store::Store,
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::private_keyring::private_keyring;
use crate::config::{Config, Storage};

/// How long another process may take to bring the private server's tables up to date.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between looks at whether others still use the private server, or own it.
const LOOK: Duration = Duration::from_millis(200);
/// How long a command waits for others before it stops the server that it started.
const OTHERS: Duration = Duration::from_secs(5);
/// How long connections of one's own may take to be closed.
const OWN: Duration = Duration::from_secs(1);

/// An open database, and the private server behind it if there is one.
pub(super) struct Database {
    private: Option<PrivatePostgres>,
    keeper: Option<JoinHandle<PrivatePostgres>>,
    api: PgConnectOptions,
    worker: Option<PgConnectOptions>,
    connections: u32,
}

impl Database {
    /// Opens what the settings name. The private server is started if need be, and brought up to date.
    pub(super) async fn open(config: &Config) -> anyhow::Result<Self> {
        let connections = config.database.database_connections;
        match config.database.storage()? {
            Storage::Private => {
                let private = start_private(config).await?;
                let (api, worker) = (private.options(Login::Api), private.options(Login::Worker));
                // Who owns the server brings it up to date. Who joins it may be quicker than that, or outlive an owner who was
                // killed before: it does the same, which harms nobody.
                let owner = private.options(Login::Owner);
                let behind = !is_migrated(&owner).await?;
                if behind {
                    info!("bringing the private database up to date; this may take up to {} s", PATIENCE.as_secs());
                }
                if behind || private.is_owner() {
                    tokio::time::timeout(PATIENCE, prepare_and_migrate(&owner, &private.login_passwords()))
                        .await
                        .context("the private database was not up to date in time; is another process at it? Start again")??;
                }
                Ok(Self { api, worker: Some(worker), private: Some(private), keeper: None, connections })
            }
            Storage::Given { service } => {
                let worker = config.database.worker_url()?.map(|url| options(&url)).transpose()?;
                Ok(Self { private: None, keeper: None, api: options(&service)?, worker, connections })
            }
        }
    }

    /// The store as the API and the operator commands use it.
    pub(super) async fn store(&self) -> anyhow::Result<Store> {
        connect(&self.api, Login::Api, self.connections).await
    }

    /// The store as the worker uses it.
    pub(super) async fn worker_store(&self) -> anyhow::Result<Store> {
        let Some(worker) = &self.worker else {
            bail!(
                "the worker needs a login of its own, which may open what is sealed: set OKTUALLY_WORKER_DATABASE_URL_FILE or OKTUALLY_WORKER_DATABASE_URL"
            );
        };
        connect(worker, Login::Worker, self.connections).await
    }

    /// For a service that joined the private server of another process: takes it over when that has gone, so that the database
    /// is there for as long as the service. Until told to stop.
    pub(super) fn keep(&mut self, config: &Config, stop: CancellationToken) {
        let Some(guest) = self.private.take_if(|private| !private.is_owner()) else { return };
        let (folder, settings) = private_settings(config);
        self.keeper = Some(tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = stop.cancelled() => return guest,
                    () = tokio::time::sleep(LOOK) => {}
                }
                match PrivatePostgres::take_over(&folder, &settings).await {
                    Ok(None) => {}
                    Ok(Some(owned)) => {
                        info!("the process that owned the private PostgreSQL has gone; it is ours now");
                        return owned;
                    }
                    Err(error) => {
                        warn!(error = &error as &dyn std::error::Error, "the private PostgreSQL could not be taken over: {error}")
                    }
                }
            }
        }));
    }

    /// Stops the private server if this process owns it.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        let private = match self.keeper {
            Some(keeper) => Some(keeper.await?),
            None => self.private,
        };
        if let Some(private) = private {
            private.stop().await.context("the private PostgreSQL did not stop")?;
        }
        Ok(())
    }

    /// As [`Self::stop`], for a command: others who began while it ran may come to their end first, for as long as is sensible.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        if let Some(private) = self.private.as_ref().filter(|private| private.is_owner()) {
            let begun = Instant::now();
            let mut told = false;
            while private.connections().await? > 0 && begun.elapsed() < OTHERS {
                if !told && begun.elapsed() > OWN {
                    info!("other processes use the private PostgreSQL; it is stopped after them, or in {} s", OTHERS.as_secs());
                    told = true;
                }
                tokio::time::sleep(LOOK).await;
            }
        }
        self.stop().await
    }
}

/// The private server in the data folder.
pub(super) async fn start_private(config: &Config) -> anyhow::Result<PrivatePostgres> {
    let (folder, settings) = private_settings(config);
    Ok(PrivatePostgres::start(&folder, &settings).await?)
}

fn private_settings(config: &Config) -> (PathBuf, PostgresSettings) {
    let settings = PostgresSettings { bin_dir: config.database.postgres_bin.clone(), ..PostgresSettings::default() };
    (config.database.data_dir.join("postgres"), settings)
}

/// Roles of the cluster, then tables of the database.
pub(super) async fn prepare_and_migrate(owner: &PgConnectOptions, passwords: &LoginPasswords) -> anyhow::Result<()> {
    prepare(owner, passwords).await?;
    let mut connection = owner.connect().await.context("the database's owner could not connect")?;
    MIGRATOR.run(&mut connection).await.context("the tables could not be brought up to date")?;
    connection.close().await?;
    Ok(())
}

/// Connects with a login, unless it may do too much or too little.
async fn connect(options: &PgConnectOptions, login: Login, connections: u32) -> anyhow::Result<Store> {
    let mut connection =
        options.connect().await.context("the database could not be reached; is its URL right, and was `oktually migrate` run?")?;
    if let Some(why) = unfit(&mut connection, login).await? {
        let variable = if login == Login::Worker { "OKTUALLY_WORKER_DATABASE_URL" } else { "OKTUALLY_DATABASE_URL" };
        bail!(
            "refusing to start: {why}. {variable} (or {variable}_FILE) is for the login {}, which `oktually migrate` makes",
            login.role()
        );
    }
    connection.close().await?;
    Ok(Store::connect(options.clone(), connections).await?)
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
