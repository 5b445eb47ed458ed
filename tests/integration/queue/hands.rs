//! Real workers in this process.

use std::{sync::Arc, time::Duration};

use okta_client::{Egress, EgressSettings};
use oktually_core::detect::OwnRules;
use oktually_core::work::{Clients, Context, EgressWatch, Worker, WorkerSettings};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::store::Ground;

/// A worker whose jobs never leave the machine.
pub(crate) struct Hands {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// A worker that looks for work by itself every `poll`.
pub(crate) fn worker(ground: &Ground, poll: Duration) -> Hands {
    let stop = CancellationToken::new();
    let context = Context {
        store: ground.db.worker.clone(),
        keyring: Arc::clone(&ground.keyring),
        egress: Egress::new(&EgressSettings::default()).expect("nothing is asked of it"),
        advertised: Vec::new(),
        clients: Clients::default(),
        own_rules: OwnRules::default(),
        stopping: stop.clone(),
    };
    let settings = WorkerSettings {
        name: format!("test/{}", Uuid::new_v4()),
        slots: 2,
        lease: Duration::from_secs(5),
        poll,
        grace: Duration::from_secs(5),
    };
    let task = tokio::spawn(Worker::new(Arc::new(context), settings, EgressWatch::new(None)).run());
    Hands { stop, task }
}

impl Hands {
    /// Stops in order, as on SIGTERM.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// Waits until a count is reached.
pub(crate) async fn wait_for(ground: &Ground, select: &str, count: i64) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
    while ground.count(select).await != count {
        if tokio::time::Instant::now() > deadline {
            let jobs: Vec<(String, i16, i32, Option<String>)> =
                sqlx::query_as("select kind, state, attempts, error from jobs order by created_at desc limit 20")
                    .fetch_all(&ground.db.owner)
                    .await
                    .unwrap();
            panic!("{select} did not reach {count}; the newest jobs: {jobs:#?}");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
