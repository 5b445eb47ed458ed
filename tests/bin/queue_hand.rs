//! A process of its own for tests of the queue: it can be killed and stalled as a real worker can.
//!
//! `queue-hand claims URL NAME LEASE_MS POISON_LANE` claims jobs and writes one audit row for each, with its end; sometimes
//! it stalls past its lease, and a job in the poison lane takes it down. `queue-hand jobs URL` is a real worker, with the
//! keyring on its standard input. Both end when their standard input does, so that none outlives its test.

use std::{sync::Arc, time::Duration};

use okta_client::{Egress, EgressSettings};
use oktually_core::{
    detect::OwnRules,
    secret::Keyring,
    store::{Actor, Claim, JobEnd, Store, StoreError},
    work::{Clients, Context, EgressWatch, Job, Worker, WorkerSettings},
};
use serde_json::json;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions, types::time::OffsetDateTime};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Stdin};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut input = BufReader::new(tokio::io::stdin());
    match args[..] {
        ["claims", url, name, lease, poison] => {
            let lease = Duration::from_millis(lease.parse().expect("milliseconds"));
            let hand = Hand::new(url, name, lease, poison).await;
            tokio::select! {
                () = hand.work() => {}
                () = end_of(&mut input) => {}
            }
        }
        ["jobs", url] => {
            let mut keyring = String::new();
            input.read_line(&mut keyring).await.expect("a keyring");
            let keyring = Keyring::parse(&keyring.into()).expect("a keyring");
            tokio::select! {
                () = worker(url, keyring).await.run() => {}
                () = end_of(&mut input) => {}
            }
        }
        _ => panic!("claims URL NAME LEASE_MS POISON_LANE, or jobs URL"),
    }
}

async fn end_of(input: &mut BufReader<Stdin>) {
    let mut rest = Vec::new();
    let _nobody_is_there_any_more = input.read_to_end(&mut rest).await;
}

async fn store(url: &str) -> Store {
    let options: PgConnectOptions = url.parse().expect("an address");
    Store::connect(options, 4).await.expect("a database")
}

async fn worker(url: &str, keyring: Keyring) -> Worker {
    let context = Context {
        store: store(url).await,
        keyring: Arc::new(keyring),
        egress: Egress::new(&EgressSettings::default()).expect("nothing is asked of it"),
        advertised: Vec::new(),
        clients: Clients::default(),
        own_rules: OwnRules::default(),
        stopping: CancellationToken::new(),
    };
    let settings = WorkerSettings {
        name: format!("hand/{}", std::process::id()),
        slots: 1,
        lease: Duration::from_secs(1),
        poll: Duration::from_millis(100),
        grace: Duration::from_secs(5),
    };
    Worker::new(Arc::new(context), settings, EgressWatch::new(None))
}

struct Hand {
    store: Store,
    log: tokio::sync::Mutex<PgConnection>,
    name: String,
    lease: Duration,
    poison: String,
    kinds: Vec<String>,
}

impl Hand {
    async fn new(url: &str, name: &str, lease: Duration, poison: &str) -> Self {
        let log = PgConnection::connect(url).await.expect("a database");
        let kinds = Job::KINDS.iter().map(|kind| (*kind).to_owned()).collect();
        Self { store: store(url).await, log: log.into(), name: name.to_owned(), lease, poison: poison.to_owned(), kinds }
    }

    async fn work(&self) {
        loop {
            let asked_at = OffsetDateTime::now_utc();
            match self.store.claim(&self.name, self.lease, &self.kinds).await.expect("the database answers") {
                Some(claim) => self.do_one(&claim, asked_at).await,
                None => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    async fn do_one(&self, claim: &Claim, asked_at: OffsetDateTime) {
        let entry = self.begin(claim, asked_at).await;
        if claim.lease.lane == self.poison {
            if !claim.exhausted {
                std::process::abort();
            }
            return self.finish(claim, entry, &JobEnd::Failed { error: "every attempt ended without an answer".to_owned() }).await;
        }
        match rand::random_range(0..100) {
            // Starved until somebody else has the lane: what it writes then must be refused.
            0..4 => tokio::time::sleep(self.lease.mul_f64(rand::random_range(1.1..2.5))).await,
            // Longer than a lease, with a heartbeat.
            4..7 => {
                for _ in 0..3 {
                    tokio::time::sleep(self.lease / 2).await;
                    self.renew(claim, entry).await;
                }
            }
            7..12 => return self.finish(claim, entry, &JobEnd::Again { at: OffsetDateTime::now_utc() + Duration::from_millis(30) }).await,
            _ => tokio::time::sleep(Duration::from_micros(rand::random_range(0..8_000))).await,
        }
        self.finish(claim, entry, &JobEnd::Done).await;
    }

    /// Writes down beside the queue, in another transaction, that this lane is occupied from now.
    async fn begin(&self, claim: &Claim, asked_at: OffsetDateTime) -> Uuid {
        let entry = Uuid::now_v7();
        sqlx::query("insert into occupied (entry, tenant_id, lane, job, worker, held_until) values ($1, $2, $3, $4, $5, $6)")
            .bind(entry)
            .bind(claim.lease.tenant.uuid())
            .bind(&claim.lease.lane)
            .bind(claim.lease.job.uuid())
            .bind(&self.name)
            .bind(asked_at + self.lease)
            .execute(&mut *self.log.lock().await)
            .await
            .expect("the log takes it");
        entry
    }

    async fn renew(&self, claim: &Claim, entry: Uuid) {
        let until = OffsetDateTime::now_utc() + self.lease;
        let mut scope = self.store.queue().await.expect("the database answers");
        let held = scope.renew(&claim.lease, self.lease).await.expect("the database answers");
        scope.commit().await.expect("the database answers");
        if held {
            sqlx::query("update occupied set held_until = $2 where entry = $1")
                .bind(entry)
                .bind(until)
                .execute(&mut *self.log.lock().await)
                .await
                .expect("the log takes it");
        }
    }

    /// The result and the end are one commit; the log is told before it, while the lane is still held.
    async fn finish(&self, claim: &Claim, entry: Uuid, end: &JobEnd) {
        let mut scope = match self.store.tenant_for(&claim.lease).await {
            Ok(scope) => scope,
            Err(StoreError::LeaseLost) => return self.close(entry, "refused").await,
            Err(error) => panic!("{error:?}"),
        };
        if !matches!(end, JobEnd::Again { .. }) {
            let detail = json!({ "worker": self.name, "attempt": claim.attempt });
            scope.record(&Actor::Service, "test.result", Some(&claim.lease.job.to_string()), detail).await.expect("the result is written");
        }
        scope.end_job(&claim.lease, end).await.expect("the end is written");
        self.close(entry, "ended").await;
        scope.commit().await.expect("both are kept");
    }

    async fn close(&self, entry: Uuid, how: &str) {
        let ended = if how == "ended" { ", ended_at = clock_timestamp()" } else { "" };
        sqlx::query(sqlx::AssertSqlSafe(format!("update occupied set how = $2 {ended} where entry = $1")))
            .bind(entry)
            .bind(how)
            .execute(&mut *self.log.lock().await)
            .await
            .expect("the log takes it");
    }
}
