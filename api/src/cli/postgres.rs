//! `oktually postgres -- CMD`.

use anyhow::{Context, bail};
use clap::Args;
use oktually_core::postgres::Login;

use super::database::{options, start_private};
use crate::config::{Config, Storage};

#[derive(Debug, Args)]
pub(super) struct Postgres {
    /// The command and its arguments, after two dashes.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "CMD")]
    command: Vec<String>,
}

impl Postgres {
    /// Runs the command and ends with its exit code.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let (private, environment) = match (config.database.owner_url()?, config.database.storage()?) {
            (Some(owner), _) => (None, vec![("DATABASE_URL".to_owned(), options_text(&owner)?)]),
            (None, Storage::Given { .. }) => bail!("the command works as the database's owner: set OKTUALLY_OWNER_DATABASE_URL_FILE or OKTUALLY_OWNER_DATABASE_URL"),
            (None, Storage::Private) => {
                let private = start_private(config).await?;
                let environment = private.environment(Login::Owner);
                (Some(private), environment)
            }
        };
        let [program, arguments @ ..] = self.command.as_slice() else { bail!("no command was given") };
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .envs(environment)
            .spawn()
            .with_context(|| format!("{program} could not be started"))?;
        // Ctrl-C reaches the command as well: it ends by itself, and only then the server may stop.
        let status = loop {
            tokio::select! {
                status = child.wait() => break status?,
                _ = tokio::signal::ctrl_c() => {}
            }
        };
        if let Some(private) = private {
            private.stop().await?;
        }
        std::process::exit(status.code().unwrap_or(1));
    }
}

#[expect(clippy::disallowed_methods, reason = "the command is given the owner's URL, which is what it is run for")]
fn options_text(url: &secrecy::SecretString) -> anyhow::Result<String> {
    use secrecy::ExposeSecret;
    options(url)?;
    Ok(url.expose_secret().to_owned())
}
