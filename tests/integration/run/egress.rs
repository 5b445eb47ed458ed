//! The address that our traffic leaves from: where it is not an advertised one, nothing is asked of anybody.

use std::{net::IpAddr, time::Duration};

use okta_sim::OrgSpec;
use oktually_core::work::EgressWatch;
use oktually_tests::{TestApp, TestWorker, eventually};
use serde_json::json;

#[tokio::test]
async fn a_worker_that_is_seen_from_another_address_claims_nothing_until_that_is_put_right() {
    let app = TestApp::start(vec![OrgSpec::new("acme").users(20).without_limits()]).await;
    let acme = app.tenant("Acme").await;
    let (connection, org) = (acme.connection("Main").await, app.okta.sim.org("acme"));
    let advertised = app.okta.sim.caller();
    let elsewhere: IpAddr = "203.0.113.99".parse().unwrap();
    app.okta.sim.set_caller(elsewhere);
    let watch = EgressWatch::new(Some(app.okta.sim.egress_check_url().parse().unwrap()));
    let okta = &app.okta;
    let worker = TestWorker::start(okta.db.worker.clone(), okta.keyring.clone(), okta.egress(), vec![advertised], watch);
    acme.submit(&connection, &org.url(), &org.token()).await;

    let looks = async || {
        let egress = acme.owner.get("/v1/egress").await.expect_status(200).json();
        egress["looks"].as_array().filter(|looks| !looks.is_empty()).map(|_| egress.clone())
    };
    let egress = eventually("it was looked", looks).await;
    assert_eq!(egress["addresses"], json!([advertised.to_string()]), "{egress}");
    assert_eq!((&egress["looks"][0]["seen_as"], &egress["looks"][0]["matches"]), (&json!("203.0.113.99"), &json!(false)), "{egress}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(org.journal_len(), 0, "nothing was asked");

    app.okta.sim.set_caller(advertised);
    let path = format!("/v1/connections/{connection}");
    let active = async || (acme.owner.get(&path).await.expect_status(200).json()["state"] == "active").then_some(());
    eventually("the connection works", active).await;
    let egress = looks().await.unwrap();
    assert_eq!(
        (&egress["looks"][0]["seen_as"], &egress["looks"][0]["matches"]),
        (&json!(advertised.to_string()), &json!(true)),
        "{egress}"
    );
    worker.stop().await;
}
