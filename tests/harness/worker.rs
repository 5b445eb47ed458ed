//! A worker in this process, as the binary runs it.

use std::{net::IpAddr, sync::Arc, time::Duration};

use okta_client::Egress;
use oktually_core::{
    detect::OwnRules,
    secret::{Keyring, generate_keyring},
    store::Store,
    work::{Clients, Context, EgressWatch, Worker, WorkerSettings},
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A worker that runs until it is stopped or dropped.
pub struct TestWorker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl TestWorker {
    /// How long a worker of tests holds a lane that it says nothing more of.
    pub const LEASE: Duration = Duration::from_secs(10);

    /// Starts a worker over a store, with a way out.
    pub fn start(store: Store, keyring: Arc<Keyring>, egress: Egress, advertised: Vec<IpAddr>, watch: EgressWatch) -> Self {
        Self::start_leasing(store, keyring, egress, advertised, watch, Self::LEASE)
    }

    /// The same, holding its lanes for another time.
    pub fn start_leasing(
        store: Store,
        keyring: Arc<Keyring>,
        egress: Egress,
        advertised: Vec<IpAddr>,
        watch: EgressWatch,
        lease: Duration,
    ) -> Self {
        let stop = CancellationToken::new();
        let context = Context {
            store,
            keyring,
            egress,
            advertised,
            clients: Clients::default(),
            own_rules: OwnRules::default(),
            stopping: stop.clone(),
        };
        let settings = WorkerSettings {
            name: format!("test/{}", Uuid::new_v4()),
            slots: 8,
            lease,
            poll: Duration::from_millis(200),
            grace: Duration::from_secs(5),
        };
        let task = tokio::spawn(Worker::new(Arc::new(context), settings, watch).run());
        Self { stop, task }
    }

    /// Stops in order, as on SIGTERM.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.expect("the worker does not panic");
    }

    /// Goes away without a word, as on SIGKILL: leases stay behind.
    pub fn kill(self) {
        self.task.abort();
    }
}

/// A keyring for one test.
pub fn test_keyring() -> Arc<Keyring> {
    Arc::new(Keyring::parse(&generate_keyring()).expect("a generated keyring is one"))
}
