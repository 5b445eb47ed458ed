use std::time::{Duration, Instant};

use hyper::Method;
use okta_sim::{ErrorCode, Fault, FaultKind, Org, OrgSpec, Sim};

use crate::client::{Reply, get, send, send_h2, sim};

async fn struck(sim: &Sim, org: &Org, kind: FaultKind) -> Reply {
    org.fault(Fault::new("/api/v1/users").kind(kind));
    get(sim, org, "/api/v1/users?limit=2").await
}

#[tokio::test]
async fn refusals_can_be_made_up() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let limited = struck(&sim, &acme, FaultKind::RateLimited).await;
    assert_eq!((limited.status, limited.code(), limited.header("x-rate-limit-remaining")), (429, "E0000047".to_owned(), Some("0")));
    assert_eq!(limited.header("x-rate-limit-limit"), Some("300"));
    let crowded = struck(&sim, &acme, FaultKind::ConcurrencyLimited).await;
    assert_eq!((crowded.status, crowded.header("x-rate-limit-limit")), (429, Some("0")));
    for (status, code) in [(500, "E0000009"), (502, "E0000240"), (503, "E0000010"), (504, "E0000241")] {
        let reply = struck(&sim, &acme, FaultKind::Status(status)).await;
        assert_eq!((reply.status, reply.code()), (status, code.to_owned()));
    }
    let reply = struck(&sim, &acme, FaultKind::Status(599)).await;
    assert_eq!((reply.status, reply.body.len()), (599, 0));
    assert_eq!(get(&sim, &acme, "/api/v1/users?limit=2").await.status, 200, "each happened once");
}

#[tokio::test]
async fn every_error_code_comes_with_its_status_and_words() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    assert_eq!(ErrorCode::ALL.len(), 34);
    for code in ErrorCode::ALL {
        let reply = struck(&sim, &acme, FaultKind::Code(*code)).await;
        let body = reply.json();
        assert_eq!((reply.status, &body["errorCode"], &body["errorSummary"]), (code.status, &code.code.into(), &code.summary.into()));
        assert_eq!(reply.header("x-rate-limit-remaining") == Some("0"), code.status == 429, "{}", code.code);
    }
}

#[tokio::test]
async fn answers_can_be_spoilt() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let html = struck(&sim, &acme, FaultKind::Html(503)).await;
    assert!(
        html.status == 503 && html.body.starts_with(b"<!DOCTYPE html>") && html.header("content-type").unwrap().starts_with("text/html")
    );
    let truncated = struck(&sim, &acme, FaultKind::Truncated).await;
    assert!(
        truncated.status == 200
            && serde_json::from_slice::<serde_json::Value>(&truncated.body).is_err()
            && truncated.body.starts_with(b"[")
    );
    assert!(struck(&sim, &acme, FaultKind::WrongJson).await.json().is_object());
    assert!(struck(&sim, &acme, FaultKind::Empty).await.body.is_empty());
    let text = struck(&sim, &acme, FaultKind::NulText).await;
    assert!(String::from_utf8_lossy(&text.body).contains(r#""firstName":"\u0000\ud800"#));
    let nested = struck(&sim, &acme, FaultKind::DeepNesting).await;
    assert!(serde_json::from_slice::<serde_json::Value>(&nested.body).unwrap_err().to_string().contains("recursion"));
    let astray = struck(&sim, &acme, FaultKind::ForeignNext).await;
    assert_eq!(astray.link("next").as_deref(), Some("https://collector.example.net/steal/v9/everything?after=1"));
    let huge = struck(&sim, &acme, FaultKind::Huge(5_000_000)).await;
    assert_eq!(huge.body.len(), 5_000_000);
    assert!(huge.json().is_array());
}

#[tokio::test]
async fn a_next_link_in_a_body_can_lead_astray_too() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    acme.fault(Fault::new("/api/v1/iam").kind(FaultKind::ForeignNext));
    let body = get(&sim, &acme, "/api/v1/iam/assignees/users").await.json();
    assert!(body["_links"]["next"]["href"].as_str().unwrap().starts_with("https://collector.example.net/"));
}

#[tokio::test]
async fn connections_can_be_cut_slow_or_silent() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let authorization = format!("SSWS {}", acme.token());
    let headers = [("authorization", authorization.as_str())];
    acme.fault(Fault::new("/api/v1/users").kind(FaultKind::Cut).times(2));
    assert!(send(&sim, &acme.host(), Method::GET, "/api/v1/users?limit=2", &headers).await.is_err());
    assert!(send_h2(&sim, &acme.host(), "/api/v1/users?limit=2", &headers).await.is_err());

    let before = Instant::now();
    assert_eq!(struck(&sim, &acme, FaultKind::Slow(Duration::from_millis(300))).await.status, 200);
    assert!(before.elapsed() >= Duration::from_millis(300));

    acme.fault(Fault::new("/api/v1/users").kind(FaultKind::Hang));
    let hung = tokio::time::timeout(Duration::from_millis(300), get(&sim, &acme, "/api/v1/users?limit=2")).await;
    assert!(hung.is_err());
    assert_eq!(acme.last_entries(1)[0].status, 0);
}

#[tokio::test]
async fn faults_can_be_taken_back() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    acme.fault(Fault::new("/").kind(FaultKind::Status(503)).always().after(1));
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 503);
    acme.clear_faults();
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
}
