//! The report that follows a submission, once a worker has asked Okta.

use okta_sim::{Engine, Fault, FaultKind, OrgSpec, OutsideZone};
use oktually_tests::TestApp;

use super::visitor::{Visitor, verdict};

fn org(name: &str) -> OrgSpec {
    OrgSpec::new(name).users(20).without_limits()
}

#[tokio::test]
async fn a_good_token_leads_from_checking_to_a_report_and_spends_the_link() {
    let app = TestApp::start(vec![org("acme").setup_gap("setup.no-zone")]).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let org = app.okta.sim.org("acme");
    let reader = visitor.hand_over(&org.url(), &org.token()).await;
    let checking = reader.get("/intake/report").await.expect_status(200).text;
    assert!(checking.contains("<meta http-equiv=\"refresh\" content=\"2\">"), "{checking}");
    assert!(
        checking.contains("What you handed over is sealed. We are looking at the set-up now; this page follows by itself."),
        "{checking}"
    );

    let worker = app.okta.worker();
    let page = verdict(&reader).await;
    assert!(page.contains("acme<wbr>.okta.com</span> is connected"), "{page}");
    assert!(page.contains("Step by step") && page.contains("Nothing was written."), "{page}");
    let zone = page.split("<li").find(|step| step.contains("Works only from our address")).expect("the zone is a step");
    assert!(zone.contains(">Missing<") && zone.contains(&app.okta.sim.caller().to_string()), "{zone}");
    assert_eq!(org.violation_count(), 0);

    for answer in [visitor.look().await, visitor.submit(&org.url(), &org.token()).await] {
        assert_eq!(answer.status, 410, "{answer:?}");
        assert!(answer.text.contains("This link has been used"), "{}", answer.text);
    }
    assert!(reader.get("/intake/report").await.expect_status(200).text.contains("is connected"), "the report stays");
    assert!(app.transcript.all().iter().all(|said| !said.answer.contains(&org.token())), "an answer holds the token");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_learned_of_the_org_beside_the_steps_is_remarked_and_costs_nothing() {
    let shares = Fault::new("/api/v1/principal-rate-limits").kind(FaultKind::Status(404)).always();
    let orgs = vec![org("classic").engine(Engine::Classic), org("early").clock_skew(400), org("late").clock_skew(-400), org("lacking")];
    let app = TestApp::start(orgs.into_iter().map(|org| org.service_app("Oktually")).collect()).await;
    app.okta.sim.org("lacking").fault(shares);
    let worker = app.okta.worker();
    let acme = app.tenant("Acme").await;
    let clock = "Okta’s clock and ours differ by ";
    for (name, remark, engine, ahead) in [
        ("classic", "The org has the Classic Engine: what came with Identity Engine is left out.", "classic", 0),
        ("early", clock, "identity", 400),
        ("late", clock, "identity", -400),
        ("lacking", "The org does not offer: ", "identity", 0),
    ] {
        let org = app.okta.sim.org(name);
        let client = org.client("Oktually");
        let (id, key) = (client.id(), client.private_jwk());
        for kind in ["api_token", "private_key"] {
            let connection = acme.connection(&format!("{name} {kind}")).await;
            let visitor = Visitor::of(&app, &acme, &connection).await;
            let reader = if kind == "api_token" {
                visitor.hand_over(&org.url(), &org.token()).await
            } else {
                let url = org.url();
                let sent = [("org", url.as_str()), ("kind", kind), ("client_id", id.as_str()), ("private_key", key.as_str())];
                let answer = visitor.caller.form(&visitor.path, &sent).await.expect_status(303);
                visitor.caller.with("cookie", answer.header("set-cookie").split(';').next().unwrap())
            };
            let page = verdict(&reader).await;
            assert!(page.contains("is connected") && page.contains(remark), "{name} {kind}: {page}");
            let report = acme.owner.get(&format!("/v1/connections/{connection}/setup-report")).await.expect_status(200).json();
            assert_eq!(report["engine"], engine, "{report}");
            let seen = report["clock_ahead_seconds"].as_i64().unwrap();
            assert!((seen - ahead).abs() <= 2, "{name}: {seen}");
            assert_eq!(report["not_offered"].as_array().unwrap().is_empty(), name != "lacking", "{report}");
            acme.owner.delete(&format!("/v1/connections/{connection}")).await;
        }
    }
    worker.stop().await;
}

#[tokio::test]
async fn each_way_to_be_refused_has_its_own_words_and_leaves_a_way_back() {
    let orgs = vec![
        org("revoked"),
        org("dismissed"),
        org("outside").setup_gap("setup.zone-other"),
        org("secretive").setup_gap("setup.zone-other").outside_zone(OutsideZone::InvalidToken),
        org("other"),
    ];
    let app = TestApp::start(orgs).await;
    let sim = &app.okta.sim;
    sim.org("revoked").revoke_tokens();
    sim.org("dismissed").deactivate_owner();
    let worker = app.okta.worker();
    let acme = app.tenant("Acme").await;
    let rejected = "Okta rejected the API token: it was revoked, has expired, its owner was deactivated, or it was used from an address outside its network zone";
    for (url, token, words) in [
        (sim.org("revoked").url(), sim.org("revoked").token(), rejected),
        (sim.org("dismissed").url(), sim.org("dismissed").token(), rejected),
        (sim.org("secretive").url(), sim.org("secretive").token(), rejected),
        (
            sim.org("outside").url(),
            sim.org("outside").token(),
            "Okta accepts the token but refuses everything it asks for: it is used from an address outside its network zone, or its owner has no administrator role",
        ),
        (
            "https://other.oktapreview.com".to_owned(),
            sim.org("other").token(),
            "other.oktapreview.com is not an Okta org, or is one no longer",
        ),
    ] {
        let visitor = Visitor::of(&app, &acme, &acme.connection(&url).await).await;
        let reader = visitor.hand_over(&url, &token).await;
        let page = verdict(&reader).await;
        assert!(page.contains("Not accepted by") && page.contains(words), "{url}: {page}");
        assert!(page.contains(&format!("class=\"button\" href=\"{}\"", visitor.path)), "{url}: no way back: {page}");
        visitor.look().await.expect_status(200);
    }
    assert!(sim.org("other").journal().is_empty(), "a token was sent to another org than the one it was for");
    worker.stop().await;
}

#[tokio::test]
async fn after_a_refusal_the_same_link_takes_a_better_token() {
    let app = TestApp::start(vec![org("acme")]).await;
    let worker = app.okta.worker();
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    let visitor = Visitor::of(&app, &acme, &connection).await;
    let org = app.okta.sim.org("acme");
    let first = visitor.hand_over(&org.url(), super::visitor::TOKEN).await;
    assert!(verdict(&first).await.contains("Not accepted by"));
    let second = visitor.hand_over(&org.url(), &org.token()).await;
    assert!(verdict(&second).await.contains("is connected"));
    // Each cookie shows what became of its own submission, and there is no way back through a spent link.
    let page = verdict(&first).await;
    assert!(page.contains("Not accepted by") && page.contains("No attempts are left on this link"), "{page}");
    let credentials = acme.owner.get(&format!("/v1/connections/{connection}/credentials")).await.expect_status(200).json();
    let states: Vec<_> = credentials["data"].as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["accepted", "rejected"]);
    worker.stop().await;
}
