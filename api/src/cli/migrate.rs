//! `oktually migrate`.

use anyhow::bail;

use super::{
    database::{options, prepare_and_migrate},
    output,
};
use crate::config::{Config, Storage};

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    match (config.database.owner_url()?, config.database.storage()?) {
        (Some(owner), _) => prepare_and_migrate(&options(&owner)?).await?,
        (None, Storage::Given { .. }) => bail!("`migrate` works as the database's owner: set OKTUALLY_OWNER_DATABASE_URL_FILE or OKTUALLY_OWNER_DATABASE_URL"),
        // Opening the private server brings it up to date.
        (None, Storage::Private) => super::database::Database::open(config).await?.close().await?,
    }
    output::line("The database is up to date.");
    Ok(())
}
