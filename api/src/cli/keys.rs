//! `oktually keys`.

use std::time::Duration;

use clap::Subcommand;
use oktually_core::{
    ids::TenantId,
    secret::{Keyring, generate_keyring},
    store::Actor,
    work::Job,
};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{
    database::{Database, keyring},
    output,
    output::Format,
    rotate::rotate,
};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Print a new key as `id:key`, for the first line of the keyring.
    Generate,
    /// Show which key-encryption keys are in use, and whether the keyring holds them.
    Status {
        #[command(flatten)]
        format: Format,
    },
    /// Wrap every tenant's data key with the keyring's first key. Online; stopped in the middle, run it again.
    ///
    /// Put the new key first in the keyring, restart the processes, run this, and take the old key out when `keys status` shows
    /// nothing under it. Ends with 0 when everything is wrapped with it, and with 75 when that is not so yet and running it again,
    /// after what it says, goes on.
    Rotate {
        /// Instead, make a new data key for this tenant and seal its secrets with it.
        #[arg(long, value_name = "TENANT")]
        data: Option<TenantId>,
        /// Queue the work and do not wait for the workers to do it.
        #[arg(long)]
        no_wait: bool,
        /// Seconds without any progress after which it does not wait any longer.
        #[arg(long, value_name = "SECONDS", default_value_t = 60)]
        patience: u64,
    },
}

impl Keys {
    #[expect(clippy::disallowed_methods, reason = "a generated key is printed for whoever asked for it")]
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        if matches!(self, Self::Generate) {
            output::line(generate_keyring().expose_secret());
            return Ok(());
        }
        let keyring = keyring(config)?;
        let database = Database::open(config).await?;
        let result = self.act(&database, &keyring).await;
        database.close().await?;
        result
    }

    async fn act(self, database: &Database, keyring: &Keyring) -> anyhow::Result<()> {
        let store = database.store().await?;
        match self {
            Self::Generate => Ok(()),
            Self::Status { format } => {
                let mut signer = store.signer().await?;
                let missing = signer.check_keyring(keyring).await?;
                signer.commit().await?;
                let rows = store.operator().await?.key_use().await?;
                format.list(&["key", "data keys", "in the keyring"], &rows, |row| {
                    let held = if missing.contains(&row.key_id) { "NO: what it wraps does not open" } else { "yes" };
                    vec![row.key_id.clone(), row.data_keys.to_string(), held.to_owned()]
                })
            }
            Self::Rotate { data: Some(tenant), .. } => {
                store.operator().await?.read_tenant(tenant).await?;
                let mut scope = store.tenant(tenant).await?;
                scope.enqueue(&Job::ResealTenant {}).await?;
                scope.record(&Actor::Operator("command line".to_owned()), "keys.reseal", None, json!({})).await?;
                scope.commit().await?;
                output::line(&format!("A new data key for {tenant} is queued."));
                Ok(())
            }
            Self::Rotate { data: None, no_wait, patience } => {
                rotate(&store, keyring, (!no_wait).then(|| Duration::from_secs(patience))).await
            }
        }
    }
}
