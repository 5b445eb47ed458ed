//! `oktually postgres -- CMD`.

use std::{fs::Permissions, os::unix::fs::PermissionsExt};

use anyhow::{Context, bail};
use clap::Args;
use oktually_core::postgres::{Login, PostgresSettings, PrivatePostgres};
use tokio::signal::unix::{SignalKind, signal};

use super::database::{options, start_private};
use crate::config::{Config, Storage};

#[derive(Debug, Args)]
pub(super) struct Postgres {
    /// Use a new server in a folder that is deleted afterwards, with all databases in it. Fast, because nothing is flushed to disk.
    #[arg(long)]
    throwaway: bool,
    /// The command and its arguments, after two dashes.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "CMD")]
    command: Vec<String>,
}

impl Postgres {
    /// Runs the command and ends with its exit code.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        if self.throwaway {
            // Made by nobody else, under a name that nobody could foresee, and closed to all but those who know the way through it.
            let folder = tempfile::Builder::new().prefix("oktually-").permissions(Permissions::from_mode(0o711)).tempdir()?;
            let settings = PostgresSettings { bin_dir: config.database.postgres_bin.clone(), ..PostgresSettings::throwaway() };
            let private = PrivatePostgres::start(&folder.path().join("postgres"), &settings).await?;
            let code = child(&self.command, private.environment(Login::Owner)).await;
            private.stop_and_delete().await?;
            folder.close()?;
            std::process::exit(code?);
        }
        let (private, environment) = match (config.database.owner_url()?, config.database.storage()?) {
            (Some(owner), _) => (None, vec![("DATABASE_URL".to_owned(), options_text(&owner)?)]),
            (None, Storage::Given { .. }) => {
                bail!("the command works as the database's owner: set OKTUALLY_OWNER_DATABASE_URL_FILE or OKTUALLY_OWNER_DATABASE_URL")
            }
            (None, Storage::Private) => {
                let private = start_private(config).await?;
                let environment = private.environment(Login::Owner);
                (Some(private), environment)
            }
        };
        let code = child(&self.command, environment).await;
        if let Some(private) = private {
            private.stop().await?;
        }
        std::process::exit(code?);
    }
}

#[expect(clippy::disallowed_methods, reason = "the command is given the owner's URL, which is what it is run for")]
fn options_text(url: &secrecy::SecretString) -> anyhow::Result<String> {
    use secrecy::ExposeSecret;
    options(url)?;
    Ok(url.expose_secret().to_owned())
}

/// Runs the command to its end; gives its exit code. Ctrl-C reaches it as well: it ends by itself, and only then may the server stop.
async fn child(command: &[String], environment: Vec<(String, String)>) -> anyhow::Result<i32> {
    let [program, arguments @ ..] = command else { bail!("no command was given") };
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .envs(environment)
        .spawn()
        .with_context(|| format!("{program} could not be started"))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let status = loop {
        tokio::select! {
            status = child.wait() => break status?,
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => child.start_kill()?,
        }
    };
    Ok(status.code().unwrap_or(1))
}
