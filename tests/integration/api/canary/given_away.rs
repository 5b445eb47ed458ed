//! Secrets that Okta gives away unasked, on reads: nothing of them is left behind by a run.

use okta_sim::{Flaw, Oddity, OrgSpec};
use oktually_tests::{TestApp, eventually};

use super::{everything::stored, log::captured};
use crate::api::every_read::read_all;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_okta_gives_away_is_found_in_no_table_no_line_of_the_log_and_no_answer() {
    let log = captured();
    let spec = OrgSpec::new("acme").users(200).limit_multiplier(1_000.0).oddity(Oddity::SecretsInApps);
    let app = TestApp::start(vec![Flaw::ALL.iter().fold(spec, |spec, flaw| spec.flaw(flaw.id))]).await;
    let (org, worker) = (app.okta.sim.org("acme"), app.okta.worker());
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Okta").await;
    acme.submit(&connection, &org.url(), &org.token()).await;
    let ended = async || {
        let runs = acme.owner.get(&format!("/v1/runs?connection={connection}")).await.expect_status(200).json();
        (!runs["data"][0]["finished_at"].is_null()).then(|| runs["data"][0].clone())
    };
    let run = eventually("the run ends", ended).await;
    assert_eq!(run["state"], "succeeded", "{run}");
    read_all(&app, &acme).await;
    worker.stop().await;

    let (rows, log, answers) = (stored(&app.okta.db.owner).await, log.text(), app.transcript.all());
    // The search sees: what else those answers say of applications is found in the tables.
    assert!(
        rows.iter().any(|(_, row)| row.contains("client_secret_basic") || row.contains("private_key_jwt")),
        "the search does not see rows"
    );
    let id = run["id"].as_str().unwrap();
    assert!(answers.iter().any(|said| said.answer.contains(id)), "the search does not see answers");
    assert!(log.contains("the credential of con_"), "the search does not see the log");
    let mark = org.canary_mark();
    let tables: Vec<_> = rows.iter().filter(|(_, row)| row.contains(&mark)).map(|(table, _)| table).collect();
    assert!(tables.is_empty(), "in {tables:?}");
    assert!(!log.contains(&mark), "in the log");
    let asked: Vec<_> = answers.iter().filter(|said| said.answer.contains(&mark)).map(|said| &said.asked).collect();
    assert!(asked.is_empty(), "in the answer to {asked:?}");
}
