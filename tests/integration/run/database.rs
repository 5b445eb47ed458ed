//! A database that fails in the middle of a page: the run goes on when it is back.

use std::time::Duration;

use okta_sim::Org;
use oktually_core::ids::ConnectionId;
use oktually_tests::{OktaTenant, TestOkta, TestWorker, succeeded};
use sqlx::AssertSqlSafe;

use super::{
    kill::{about_to_run, org, requests_later, undisturbed},
    picture::{Picture, closed_versions},
};

const LEASE: Duration = Duration::from_millis(1_500);

/// A statement about the test's own database, from another one; `{}` is its name.
async fn about_database(okta: &TestOkta, statements: &[&str]) {
    let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(&okta.db.owner).await.unwrap();
    let elsewhere = (*okta.db.owner.connect_options()).clone().database("postgres");
    let owner = sqlx::PgPool::connect_with(elsewhere).await.unwrap();
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement.replace("{}", &name))).execute(&owner).await.unwrap();
    }
    owner.close().await;
}

const TERMINATE: &str = "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}' and usename = 'oktually_test_worker'";

/// A run about to begin in a database of its own, and what it must come to.
struct Troubled {
    calm: Picture,
    org: Org,
    tenant: OktaTenant,
    connection: ConnectionId,
    worker: TestWorker,
    // Last, so that it goes last.
    okta: TestOkta,
}

impl Troubled {
    async fn begin() -> Self {
        let okta = TestOkta::start(vec![org()]).await;
        let (calm, _) = undisturbed(&okta).await;
        let (tenant, connection) = about_to_run(&okta).await;
        Self { calm, org: okta.sim.org("acme"), tenant, connection, worker: okta.worker_leasing(LEASE), okta }
    }

    async fn requests_later(&self, requests: u64) {
        requests_later(&self.org, &self.tenant, self.connection, requests).await;
    }

    async fn is_held_up(&self) {
        let run = self.tenant.newest_run(self.connection).await.unwrap();
        assert!(run.state.is_active(), "{run:?}");
    }

    /// The run ends as if nothing had happened, and nothing is half-written.
    async fn ends_well(self) {
        let run = self.tenant.run_ended(self.connection).await;
        assert!(succeeded(&run), "{run:?}");
        Picture::of(&self.okta.db, &self.tenant, self.connection).await.assert_like(&self.calm);
        assert_eq!(closed_versions(&self.okta.db, self.tenant.id).await, 0);
        self.worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_cut_in_mid_page_cost_no_more_than_that_page() {
    let it = Troubled::begin().await;
    for _ in 0..4 {
        it.requests_later(12).await;
        about_database(&it.okta, &[TERMINATE]).await;
    }
    it.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_read_only_for_a_while_holds_a_run_up_and_does_not_end_it() {
    let it = Troubled::begin().await;
    it.requests_later(15).await;
    // As after a failover to a standby: new connections may not write, old ones are gone.
    about_database(&it.okta, &["alter database {} set default_transaction_read_only = on", TERMINATE]).await;
    tokio::time::sleep(LEASE * 2).await;
    it.is_held_up().await;
    let asked = it.org.journal_len();
    tokio::time::sleep(LEASE).await;
    assert!(it.org.journal_len() <= asked + 8, "Okta is asked on and on while nothing can be kept");
    about_database(&it.okta, &["alter database {} reset default_transaction_read_only", TERMINATE]).await;
    it.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_for_a_while_is_found_again() {
    let it = Troubled::begin().await;
    it.requests_later(15).await;
    about_database(&it.okta, &["alter database {} with allow_connections false", TERMINATE]).await;
    tokio::time::sleep(LEASE * 2).await;
    about_database(&it.okta, &["alter database {} with allow_connections true"]).await;
    it.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_full_for_a_while_holds_a_run_up_and_nothing_is_half_written() {
    let it = Troubled::begin().await;
    it.requests_later(15).await;
    // What the server says when its disk is full (disk_full), where a page writes most.
    let full = [
        "create function full_disk() returns trigger language plpgsql as $$ begin raise disk_full; end $$",
        "create trigger full_disk before insert on run_pages for each statement execute function full_disk()",
        "create trigger full_disk before insert on resources for each statement execute function full_disk()",
    ];
    let well = ["drop trigger full_disk on run_pages", "drop trigger full_disk on resources", "drop function full_disk"];
    // One after the other: whoever locks both tables at once may wait for a page that waits for him.
    for statement in full {
        sqlx::raw_sql(statement).execute(&it.okta.db.owner).await.unwrap();
    }
    tokio::time::sleep(LEASE * 2).await;
    it.is_held_up().await;
    for statement in well {
        sqlx::raw_sql(statement).execute(&it.okta.db.owner).await.unwrap();
    }
    it.ends_well().await;
}
