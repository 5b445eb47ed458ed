//! People who change things while a worker works on them.

use std::time::Duration;

use http::Method;
use serde_json::json;

use super::scanned::Scanned;

/// For so long everybody is busy.
const BUSY: Duration = Duration::from_secs(6);

/// What one person does again and again; the statuses that may come of it.
async fn busy(scanned: &Scanned, method: Method, path: &str, body: Option<serde_json::Value>, may: &[u16]) -> usize {
    let (begun, mut done) = (tokio::time::Instant::now(), 0);
    while begun.elapsed() < BUSY {
        let answer = scanned.acme.owner.send(method.clone(), path, body.as_ref()).await;
        assert!(may.contains(&answer.status), "{method} {path}: {answer:?}");
        done += usize::from(answer.status < 300);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_what_is_worked_on_never_waits_for_a_worker_that_waits_for_him() {
    let scanned = Scanned::of(Scanned::spec().users(300).limit_multiplier(1_000.0)).await;
    let connection = format!("/v1/connections/{}", scanned.connection);
    let of = |what: &str| format!("{connection}/{what}");
    let token = json!({ "org": scanned.org.url(), "token": scanned.org.token() });
    let cancel = async {
        let (begun, mut done) = (tokio::time::Instant::now(), 0);
        while begun.elapsed() < BUSY {
            let run = scanned.acme.owner.get("/v1/runs").await.expect_status(200).json()["data"][0]["id"].as_str().unwrap().to_owned();
            let answer = scanned.acme.owner.send(Method::POST, &format!("/v1/runs/{run}/cancel"), None).await;
            assert!([202, 409].contains(&answer.status), "{answer:?}");
            done += usize::from(answer.status == 202);
            tokio::time::sleep(Duration::from_millis(70)).await;
        }
        done
    };
    let (run, verify, credential, suspend, resume, runs, submit, tries, suspended, resumed) = (
        of("runs"),
        of("verify"),
        of("credential"),
        of("suspend"),
        of("resume"),
        [202, 409],
        [202, 409],
        [202, 409],
        [200, 409],
        [200, 409],
    );
    let done = tokio::join!(
        busy(&scanned, Method::POST, &run, None, &runs),
        busy(&scanned, Method::POST, &verify, None, &tries),
        busy(&scanned, Method::PUT, &credential, Some(token), &submit),
        busy(&scanned, Method::POST, &suspend, None, &suspended),
        busy(&scanned, Method::POST, &resume, None, &resumed),
        cancel,
    );
    let all = [done.0, done.1, done.2, done.3, done.4, done.5];
    assert!(all.iter().all(|times| *times > 0), "somebody achieved nothing: {all:?}");
    // What a server process has counted it tells after a second.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let deadlocks: i64 = sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
        .fetch_one(&scanned.app.okta.db.owner)
        .await
        .unwrap();
    assert_eq!(deadlocks, 0);
    // And all of it still works.
    scanned.acme.owner.send(Method::POST, &of("resume"), None).await;
    let active = async || (scanned.acme.owner.get(&connection).await.expect_status(200).json()["state"] == "active").then_some(());
    oktually_tests::eventually("the connection works", active).await;
    let run = scanned.ended(&scanned.start().await).await;
    assert!(["succeeded", "cancelled"].contains(&run["state"].as_str().unwrap()), "{run}");
}
