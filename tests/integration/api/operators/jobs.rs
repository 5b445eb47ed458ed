//! Jobs that are done again, or cannot be.

use http::Method;
use oktually_core::ids::JobId;
use oktually_tests::{Answer, TestApp};

use crate::api::things::Things;

async fn retry(app: &TestApp, job: &str) -> Answer {
    app.operator.send(Method::POST, &format!("/operator/v1/jobs/{job}/retry"), None).await
}

async fn owner(app: &TestApp, statement: &'static str) {
    sqlx::query(statement).execute(&app.okta.db.owner).await.unwrap();
}

#[tokio::test]
async fn a_job_is_done_again_only_while_something_waits_for_it() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    // A verification that failed, of a credential that is still the newest: worth another try, whatever became of it.
    for state in ["update credentials set state = 1", "update credentials set state = 3"] {
        owner(&app, state).await;
        owner(&app, "update jobs set state = 4, finished_at = now()").await;
        retry(&app, &things.job).await.expect_status(200);
    }
    owner(&app, "update jobs set state = 4, finished_at = now()").await;
    owner(&app, "update credentials set state = 4").await;
    let refused = retry(&app, &things.job).await.problem("conflict");
    assert_eq!(refused["detail"], "its credential was replaced: verify the connection again");

    let scan =
        |kind: &str| format!("update jobs set kind = '{kind}', payload = payload - 'version' || jsonb_build_object('run', $1::text)");
    for kind in ["collect_org", "analyse_run"] {
        sqlx::query(sqlx::AssertSqlSafe(scan(kind))).bind(&things.run).execute(&app.okta.db.owner).await.unwrap();
        owner(&app, "update runs set state = 1, finished_at = null").await;
        owner(&app, "update jobs set state = 5, finished_at = now()").await;
        retry(&app, &things.job).await.expect_status(200);
        owner(&app, "update jobs set state = 4, finished_at = now()").await;
        owner(&app, "update runs set state = 5, finished_at = now()").await;
        let refused = retry(&app, &things.job).await.problem("conflict");
        assert_eq!(refused["detail"], "its run has ended: start a new run");
    }
    retry(&app, &JobId::new().to_string()).await.problem("not-found");
}

#[tokio::test]
async fn what_an_operator_does_to_a_tenants_job_stands_in_the_tenants_list() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    app.operator.send(Method::POST, &format!("/operator/v1/jobs/{}/cancel", things.job), None).await.expect_status(200);
    // As the next worker leaves it.
    owner(&app, "update jobs set state = 5, finished_at = now()").await;
    retry(&app, &things.job).await.expect_status(200);
    let acts = acme.owner.get("/v1/audit?limit=2").await.expect_status(200).json();
    for (row, act) in acts["data"].as_array().unwrap().iter().zip(["job.retried", "job.cancelled"]) {
        assert_eq!((&row["act"], &row["target"], &row["actor"]), (&act.into(), &things.job.clone().into(), &"operator:test".into()));
    }
}
