//! `oktually tenants`.

use clap::Subcommand;
use oktually_core::{
    ids::{ApiKeyId, TenantId},
    store::{Actor, NewApiKey, OperatorScope, Role},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::{
    database::{Database, keyring},
    output,
    output::Format,
};
use crate::{config::Config, keys::ApiKey};

/// Days that a tenant's first key lives.
const KEY_DAYS: i64 = 90;

#[derive(Debug, Subcommand)]
pub(super) enum Tenants {
    /// Create a tenant and print its first API key. It is shown this once.
    Create {
        /// Its name.
        name: String,
        #[command(flatten)]
        format: Format,
    },
    /// List tenants, newest first.
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Make another owner's key for a tenant that lost all of its own.
    Key {
        /// The tenant.
        tenant: TenantId,
        #[command(flatten)]
        format: Format,
    },
    /// Stop serving a tenant; nothing is lost.
    Suspend {
        /// The tenant.
        tenant: TenantId,
    },
    /// Serve a suspended tenant again.
    Resume {
        /// The tenant.
        tenant: TenantId,
    },
    /// Delete a tenant: its secrets become unreadable at once, its rows go afterwards.
    Delete {
        /// The tenant.
        tenant: TenantId,
        /// Its name again, so that no other is deleted by mistake.
        #[arg(long, value_name = "NAME")]
        yes_delete: String,
    },
}

impl Tenants {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let database = Database::open(config).await?;
        let result = self.act(config, &database).await;
        database.close().await?;
        result
    }

    async fn act(self, config: &Config, database: &Database) -> anyhow::Result<()> {
        let store = database.store().await?;
        let mut scope = store.operator().await?;
        let by = Actor::Operator("command line".to_owned());
        match self {
            Self::Create { name, format } => {
                let keyring = keyring(config)?;
                let mut signer = store.signer().await?;
                if !signer.check_keyring(&keyring).await?.is_empty() {
                    anyhow::bail!(
                        "the keyring lacks keys that are in use, or has others under their names; `oktually keys status` shows them"
                    );
                }
                signer.commit().await?;
                let tenant = scope.create_tenant(&keyring, &name, &by).await?;
                let key = owner_key(&mut scope, tenant, &by).await?;
                scope.commit().await?;
                show(format, tenant, &key)
            }
            Self::Key { tenant, format } => {
                let key = owner_key(&mut scope, tenant, &by).await?;
                scope.record(tenant, &by, "key.created", None, json!({ "role": "owner" })).await?;
                scope.commit().await?;
                show(format, tenant, &key)
            }
            Self::List { format } => {
                let rows: Vec<_> = scope
                    .tenants(None, 1_000)
                    .await?
                    .iter()
                    .map(|tenant| json!({ "id": tenant.id, "name": tenant.name, "state": tenant.state }))
                    .collect();
                format.list(&["tenant", "name", "state"], &rows, |row| {
                    ["id", "name", "state"].iter().map(|key| row[*key].as_str().unwrap_or_default().to_owned()).collect()
                })
            }
            Self::Suspend { tenant } => {
                scope.suspend_tenant(tenant, &by).await?;
                scope.commit().await?;
                output::line(&format!("{tenant} is suspended."));
                Ok(())
            }
            Self::Resume { tenant } => {
                scope.resume_tenant(tenant, &by).await?;
                scope.commit().await?;
                output::line(&format!("{tenant} is served again."));
                Ok(())
            }
            Self::Delete { tenant, yes_delete } => {
                if scope.read_tenant(tenant).await?.name != yes_delete {
                    anyhow::bail!("{tenant} has another name; `oktually tenants list` shows it");
                }
                scope.shred_tenant(tenant, &by).await?;
                scope.commit().await?;
                let mut scope = store.tenant(tenant).await?;
                scope.erase_later().await?;
                scope.commit().await?;
                output::line(&format!("{tenant} is deleted: its secrets are unreadable, and a worker deletes its rows."));
                Ok(())
            }
        }
    }
}

async fn owner_key(scope: &mut OperatorScope, tenant: TenantId, by: &Actor) -> anyhow::Result<SecretString> {
    let id = ApiKeyId::new();
    let key = ApiKey::generate(tenant.uuid(), id.uuid());
    let new = NewApiKey {
        id,
        name: "first key".to_owned(),
        role: Role::Owner,
        hash: key.hash().as_bytes().to_vec(),
        expires_at: OffsetDateTime::now_utc() + Duration::days(KEY_DAYS),
        created_by: by.to_string(),
    };
    scope.add_api_key(tenant, &new).await?;
    Ok(key.text())
}

#[expect(clippy::disallowed_methods, reason = "a new key is shown once, to whoever runs the command")]
fn show(format: Format, tenant: TenantId, key: &SecretString) -> anyhow::Result<()> {
    let key = key.expose_secret();
    format.one(
        &json!({ "tenant": tenant, "key": key, "role": "owner", "expires_in_days": KEY_DAYS }),
        &[
            ("tenant", tenant.to_string()),
            ("key", key.to_owned()),
            ("", format!("An owner's key for {KEY_DAYS} days. It is not shown again.")),
        ],
    )
}
