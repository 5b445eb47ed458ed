//! `oktually migrate`.

use anyhow::{Context, bail};
use oktually_core::postgres::{Login, LoginPasswords};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{
    database::{options, prepare_and_migrate},
    output,
};
use crate::config::{Config, Storage};

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    match (config.database.owner_url()?, config.database.storage()?) {
        (Some(owner), storage) => {
            let service = if let Storage::Given { service } = storage { Some(service) } else { None };
            let passwords = LoginPasswords {
                api: password_of(service, Login::Api)?,
                worker: password_of(config.database.worker_url()?, Login::Worker)?,
            };
            prepare_and_migrate(&options(&owner)?, &passwords).await?;
        }
        (None, Storage::Given { .. }) => {
            bail!("`migrate` works as the database's owner: set OKTUALLY_OWNER_DATABASE_URL_FILE or OKTUALLY_OWNER_DATABASE_URL")
        }
        // Opening the private server brings it up to date.
        (None, Storage::Private) => super::database::Database::open(config).await?.close().await?,
    }
    output::line("The database is up to date.");
    Ok(())
}

/// The password that a login's own URL carries, so that the login is made with it; none when the URL is absent or names another login.
#[expect(clippy::disallowed_methods, reason = "the password goes from the URL into the role that it is for")]
fn password_of(url: Option<SecretString>, login: Login) -> anyhow::Result<Option<SecretString>> {
    let Some(url) = url else { return Ok(None) };
    // The parser's error could repeat the URL.
    let url = Url::parse(url.expose_secret())
        .map_err(|_| anyhow::anyhow!("a database URL cannot be read; it looks like postgres://user:password@host/database"))?;
    if url.username() != login.role() {
        return Ok(None);
    }
    let Some(password) = url.password() else { return Ok(None) };
    let password = decoded(password)?;
    Ok(Some(password.into()))
}

/// A percent-encoded text, decoded by the rules of forms, in which a plus sign would be a blank.
fn decoded(text: &str) -> anyhow::Result<String> {
    let field = format!("password={}", text.replace('+', "%2B"));
    let (_, value) = url::form_urlencoded::parse(field.as_bytes()).next().context("a database URL has an empty password")?;
    Ok(value.into_owned())
}
