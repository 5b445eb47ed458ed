//! The feed gives each event at least once, whatever is written meanwhile, and none is passed over.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use oktually_core::{
    ids::{ConnectionId, TenantId},
    log::Packer,
};
use oktually_tests::{TestApp, TestTenant};
use serde_json::json;
use sqlx::PgPool;

use super::kept::{Kept, ids};

/// Follows the feed from a cursor to its end.
async fn follow(tenant: &TestTenant, mut cursor: Option<String>, seen: &mut Vec<String>) -> String {
    loop {
        let behind = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = tenant.owner.get(&format!("/v1/events/feed?limit=100{behind}")).await.expect_status(200).json();
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| row["uuid"].as_str().unwrap().to_owned()));
        cursor = page["cursor"].as_str().map(str::to_owned);
        if page["more"] == false {
            return cursor.unwrap();
        }
    }
}

#[tokio::test]
async fn a_feed_gives_all_once_and_then_what_is_new() {
    let kept = Kept::of(1_200).await;
    let mut seen = Vec::new();
    let cursor = follow(&kept.acme, None, &mut seen).await;
    let all = kept.all().await;
    assert_eq!(seen.iter().map(String::as_str).collect::<BTreeSet<_>>(), ids(&all).into_iter().collect());
    assert_eq!(seen.len(), all.len());
    let now = kept.acme.owner.get("/v1/events/feed?from=now").await.expect_status(200).json();
    assert_eq!((&now["data"], &now["more"]), (&json!([]), &json!(false)));
    // A cursor is of use to whom it was given.
    let other = kept.app.tenant("Other").await;
    other.owner.get(&format!("/v1/events/feed?cursor={cursor}")).await.problem("invalid-cursor");
    let of_one = format!("/v1/events/feed?cursor={cursor}&connection={}", kept.connection);
    kept.acme.owner.get(&of_one).await.problem("invalid-cursor");
    kept.worker.stop().await;
}

/// Writes an event as a page's commit does, number first, and commits a while later.
#[expect(clippy::disallowed_methods, reason = "several commits to one log at once, which no scope allows")]
async fn write(pool: &PgPool, tenant: TenantId, connection: ConnectionId, number: usize) {
    let uuid = format!("{connection}-{number}");
    let text = json!({ "uuid": uuid, "published": "2026-01-05T08:00:00.000Z", "eventType": "x.y" }).to_string();
    let mut tx = pool.begin().await.unwrap();
    let seq: i64 = sqlx::query_scalar("update log_positions set seq = seq + 1 where connection_id = $1 returning seq")
        .bind(connection.uuid())
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    sqlx::query(
        "insert into events (tenant_id, connection_id, published, uuid, seq, event_type, terms, raw)
         values ($1, $2, '1970-01-01 00:00+00', $3, $4, 'x.y', '{}', $5)",
    )
    .bind(tenant.uuid())
    .bind(connection.uuid())
    .bind(uuid)
    .bind(seq)
    .bind(Packer::new().pack(&text))
    .execute(&mut *tx)
    .await
    .unwrap();
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..25))).await;
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn nothing_is_passed_over_while_several_write_at_once_and_commit_late() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let tenant: TenantId = acme.id.parse().unwrap();
    let connections: [ConnectionId; 2] = [acme.connection("One").await, acme.connection("Two").await].map(|id| id.parse().unwrap());
    for connection in &connections {
        sqlx::query("insert into log_positions (tenant_id, connection_id, since) values ($1, $2, now())")
            .bind(tenant.uuid())
            .bind(connection.uuid())
            .execute(&app.okta.db.owner)
            .await
            .unwrap();
    }
    const EVENTS: usize = 60;
    let writers: Vec<_> = connections
        .iter()
        // Two at a time to each log, as a worker that has lost its lane beside the one that has it.
        .flat_map(|connection| [0, 1].map(|part| (*connection, part)))
        .map(|(connection, part)| {
            let pool = app.okta.db.owner.clone();
            tokio::spawn(async move {
                for number in (part..EVENTS).step_by(2) {
                    write(&pool, tenant, connection, number).await;
                }
            })
        })
        .collect();
    let (mut seen, mut cursor) = (Vec::new(), None);
    while !writers.iter().all(|writer| writer.is_finished()) {
        cursor = Some(follow(&acme, cursor, &mut seen).await);
    }
    follow(&acme, cursor, &mut seen).await;
    for writer in writers {
        writer.await.unwrap();
    }
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for id in &seen {
        *times.entry(id).or_default() += 1;
    }
    assert_eq!(times.len(), 2 * EVENTS, "some were passed over");
    assert!(times.values().all(|times| *times == 1), "{times:?}");
}
