//! A real worker as a process of its own, for tests and benches: it can be killed, stalled and measured as in production.
//!
//! Its settings come from its environment: `WORKER_DATABASE_URL`, `WORKER_KEYRING`, `WORKER_GATEWAY`, `WORKER_CA_FILE`,
//! `WORKER_ADDRESS` and `WORKER_LEASE_MS`. SIGTERM ends it in order; it also ends when its standard input does, so that none
//! outlives its test.

use std::{sync::Arc, time::Duration};

use okta_client::{Egress, EgressSettings};
use oktually_core::{
    detect::OwnRules,
    secret::Keyring,
    store::Store,
    work::{Clients, Context, EgressWatch, Worker, WorkerSettings},
};
use sqlx::postgres::PgConnectOptions;
use tokio::{
    io::AsyncReadExt,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() {
    let stopping = CancellationToken::new();
    let options: PgConnectOptions = setting("WORKER_DATABASE_URL").parse().expect("the address of a database");
    let egress = EgressSettings {
        proxy: Some(setting("WORKER_GATEWAY").parse().expect("an address")),
        source: None,
        ca_file: Some(setting("WORKER_CA_FILE").into()),
    };
    let context = Context {
        store: Store::connect(options, 10).await.expect("the database answers"),
        keyring: Arc::new(Keyring::parse(&setting("WORKER_KEYRING").into()).expect("a keyring")),
        egress: Egress::new(&egress).expect("the way out is open"),
        advertised: vec![setting("WORKER_ADDRESS").parse().expect("an address")],
        clients: Clients::default(),
        own_rules: OwnRules::default(),
        stopping: stopping.clone(),
    };
    let settings = WorkerSettings {
        name: format!("worker/{}", std::process::id()),
        slots: 4,
        lease: Duration::from_millis(setting("WORKER_LEASE_MS").parse().expect("milliseconds")),
        poll: Duration::from_millis(200),
        grace: Duration::from_secs(5),
    };
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be heard");
    let worker = Worker::new(Arc::new(context), settings, EgressWatch::new(None)).run();
    tokio::pin!(worker);
    tokio::select! {
        () = &mut worker => {}
        () = nobody_listens() => {}
        _ = terminate.recv() => {
            stopping.cancel();
            worker.await;
        }
    }
    // The runtime would wait for the thread that reads standard input.
    std::process::exit(0);
}

#[expect(clippy::disallowed_methods, reason = "a helper of tests has no configuration but its environment")]
fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

async fn nobody_listens() {
    let mut rest = Vec::new();
    let _end = tokio::io::stdin().read_to_end(&mut rest).await;
}
