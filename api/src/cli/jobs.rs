//! `oktually jobs`.

use clap::Subcommand;
use oktually_core::{
    ids::{JobId, TenantId},
    store::{Actor, JobFilter, JobState},
};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use super::{database::Database, output, output::Format};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Jobs {
    /// List jobs, newest first.
    List {
        /// Of this tenant only.
        #[arg(long)]
        tenant: Option<TenantId>,
        /// Failed ones only.
        #[arg(long)]
        failed: bool,
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
        #[command(flatten)]
        format: Format,
    },
    /// Show how full the queue is.
    Figures {
        #[command(flatten)]
        format: Format,
    },
    /// Queue a failed or cancelled job again.
    Retry {
        /// The job.
        id: JobId,
    },
    /// Cancel a job that is queued.
    Cancel {
        /// The job.
        id: JobId,
    },
}

impl Jobs {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let database = Database::open(config).await?;
        let result = self.act(&database).await;
        database.close().await?;
        result
    }

    async fn act(self, database: &Database) -> anyhow::Result<()> {
        let store = database.store().await?;
        let mut scope = store.operator().await?;
        let by = Actor::Operator("command line".to_owned());
        match self {
            Self::List { tenant, failed, limit, format } => {
                let filter = JobFilter { tenant, state: failed.then_some(JobState::Failed) };
                let jobs = scope.jobs(filter, None, limit.clamp(1, 1_000)).await?;
                let rows: Vec<_> = jobs
                    .into_iter()
                    .map(|job| {
                        let run_at = job.run_at.format(&Rfc3339).unwrap_or_default();
                        json!({ "id": job.id, "kind": job.kind, "state": job.state, "tenant": job.tenant, "lane": job.lane, "run_at": run_at,
                            "attempts": job.attempts, "error": job.error })
                    })
                    .collect();
                format.list(&["job", "kind", "state", "attempts", "runs at", "error"], &rows, |row| {
                    ["id", "kind", "state", "attempts", "run_at", "error"].iter().map(|key| plain(&row[*key])).collect()
                })
            }
            Self::Figures { format } => {
                let figures = scope.queue_figures().await?;
                let lines = [
                    ("due", figures.due.to_string()),
                    ("waiting for their time", figures.waiting.to_string()),
                    ("lanes at work", figures.leased.to_string()),
                    ("failed in the last day", figures.failed.to_string()),
                    ("oldest due, seconds", figures.oldest_due_seconds.to_string()),
                ];
                format.one(&figures, &lines)
            }
            Self::Retry { id } => {
                scope.retry_job(id).await?;
                let job = scope.job(id).await?;
                scope.record(job.tenant, &by, "job.retried", Some(&id.to_string()), json!({ "kind": job.kind })).await?;
                scope.commit().await?;
                output::line(&format!("{id} is queued."));
                Ok(())
            }
            Self::Cancel { id } => {
                scope.cancel_job(id).await?;
                let job = scope.job(id).await?;
                scope.record(job.tenant, &by, "job.cancelled", Some(&id.to_string()), json!({ "kind": job.kind })).await?;
                scope.commit().await?;
                output::line(&format!("{id} is to be cancelled: the next worker that sees it ends it."));
                Ok(())
            }
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}
