//! A database that fails in the middle of a page: the run goes on when it is back.

use std::time::Duration;

use oktually_tests::{TestOkta, succeeded};
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

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_cut_in_mid_page_cost_no_more_than_that_page() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let worker = okta.worker_leasing(LEASE);
    for _ in 0..4 {
        requests_later(&org, &tenant, connection, 12).await;
        about_database(&okta, &[TERMINATE]).await;
    }
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_read_only_for_a_while_holds_a_run_up_and_does_not_end_it() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let worker = okta.worker_leasing(LEASE);
    requests_later(&org, &tenant, connection, 15).await;
    // As after a failover to a standby: new connections may not write, old ones are gone.
    about_database(&okta, &["alter database {} set default_transaction_read_only = on", TERMINATE]).await;
    tokio::time::sleep(LEASE * 2).await;
    let held_up = tenant.newest_run(connection).await.unwrap();
    assert!(held_up.state.is_active(), "{held_up:?}");
    let asked = org.journal_len();
    tokio::time::sleep(LEASE).await;
    assert!(org.journal_len() <= asked + 8, "Okta is asked on and on while nothing can be kept");
    about_database(&okta, &["alter database {} reset default_transaction_read_only", TERMINATE]).await;
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_for_a_while_is_found_again() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let worker = okta.worker_leasing(LEASE);
    requests_later(&org, &tenant, connection, 15).await;
    about_database(&okta, &["alter database {} with allow_connections false", TERMINATE]).await;
    tokio::time::sleep(LEASE * 2).await;
    about_database(&okta, &["alter database {} with allow_connections true"]).await;
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_full_for_a_while_holds_a_run_up_and_nothing_is_half_written() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let worker = okta.worker_leasing(LEASE);
    requests_later(&org, &tenant, connection, 15).await;
    // What the server says when its disk is full (disk_full), where a page writes most.
    let full = "create function full_disk() returns trigger language plpgsql as $$ begin raise disk_full; end $$;
                create trigger full_disk before insert on run_pages for each statement execute function full_disk();
                create trigger full_disk before insert on resources for each statement execute function full_disk();";
    sqlx::raw_sql(full).execute(&okta.db.owner).await.unwrap();
    tokio::time::sleep(LEASE * 2).await;
    let held_up = tenant.newest_run(connection).await.unwrap();
    assert!(held_up.state.is_active(), "{held_up:?}");
    sqlx::raw_sql("drop function full_disk cascade").execute(&okta.db.owner).await.unwrap();
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
    worker.stop().await;
}
