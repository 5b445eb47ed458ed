//! `oktually operators`.

use clap::Subcommand;
use oktually_core::{ids::OperatorId, store::Actor};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{database::Database, output, output::Format};
use crate::{config::Config, keys::OperatorKey};

#[derive(Debug, Subcommand)]
pub(super) enum Operators {
    /// Add an operator and print their key. It is shown this once.
    Add {
        /// Their name, as the audit log will call them.
        name: String,
        #[command(flatten)]
        format: Format,
    },
    /// List operators.
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Take an operator's key back.
    Revoke {
        /// Their name.
        name: String,
    },
}

impl Operators {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let database = Database::open(config).await?;
        let result = self.act(&database).await;
        database.close().await?;
        result
    }

    #[expect(clippy::disallowed_methods, reason = "a new key is shown once, to whoever runs the command")]
    async fn act(self, database: &Database) -> anyhow::Result<()> {
        let store = database.store().await?;
        let by = Actor::Operator("command line".to_owned());
        match self {
            Self::Add { name, format } => {
                let id = OperatorId::new();
                let key = OperatorKey::generate(id.uuid());
                let mut scope = store.operator().await?;
                scope.add_operator(id, &name, key.hash().as_bytes()).await?;
                scope.record_of_service(&by, "operator.added", Some(&id.to_string()), json!({ "name": name })).await?;
                scope.commit().await?;
                let text = key.text();
                let key = text.expose_secret();
                format.one(
                    &json!({ "id": id, "name": name, "key": key }),
                    &[
                        ("operator", name.clone()),
                        ("id", id.to_string()),
                        ("key", key.to_owned()),
                        ("", "The key is not shown again.".to_owned()),
                    ],
                )
            }
            Self::List { format } => {
                let rows: Vec<_> = store
                    .operator()
                    .await?
                    .operators()
                    .await?
                    .into_iter()
                    .map(|operator| json!({ "id": operator.id, "name": operator.name, "revoked": operator.revoked_at.is_some() }))
                    .collect();
                format.list(&["name", "id", "state"], &rows, |row| {
                    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
                    vec![text("name"), text("id"), if row["revoked"] == true { "revoked" } else { "active" }.to_owned()]
                })
            }
            Self::Revoke { name } => {
                let mut scope = store.operator().await?;
                scope.revoke_operator(&name).await?;
                scope.record_of_service(&by, "operator.revoked", Some(&name), json!({})).await?;
                scope.commit().await?;
                output::line(&format!("The key of {name} opens nothing any more."));
                Ok(())
            }
        }
    }
}
