use hyper::Method;
use okta_sim::OrgSpec;

use crate::client::{get, get_with, send, sim};

#[tokio::test]
async fn the_journal_tells_what_was_asked() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    get(&sim, &acme, "/api/v1/users/me").await;
    get(&sim, &acme, "/api/v1/users?limit=5").await;
    acme.revoke_tokens();
    get(&sim, &acme, "/api/v1/users/me").await;
    let journal = acme.journal();
    assert_eq!(
        journal,
        ["GET acme.okta.com /api/v1/users/me 200", "GET acme.okta.com /api/v1/users 200", "GET acme.okta.com /api/v1/users/me 401"]
    );
    assert_eq!((journal[1].query.as_str(), journal[1].bucket, journal[1].remaining), ("limit=5", Some("/api/v1/users"), Some(299)));
    assert_eq!(journal[1].caller.to_string(), "203.0.113.10");
    assert_eq!(acme.journal_len(), 3);
    assert!(acme.counts().iter().any(|count| count.pattern == "/api/v1/users/me" && count.status == 401 && count.requests == 1));
    assert!(acme.violations().is_empty());
    acme.clear_journal();
    assert_eq!((acme.journal_len(), acme.journal().len()), (0, 0));
}

#[tokio::test]
async fn writes_unknown_parameters_and_returned_cookies_are_violations() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let authorization = format!("SSWS {}", acme.token());
    let headers = [("authorization", authorization.as_str())];
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let reply = send(&sim, &acme.host(), method, "/api/v1/users/me", &headers).await.unwrap();
        assert_eq!((reply.status, reply.code()), (405, "E0000022".to_owned()));
        assert_eq!(reply.header("x-rate-limit-limit"), None);
    }
    assert_eq!(get(&sim, &acme, "/api/v1/users?colour=red").await.status, 400);
    let reply = get_with(&sim, &acme, "/api/v1/org", &[("authorization", &authorization), ("cookie", "DT=DI0")]).await;
    assert_eq!(reply.status, 200);
    send(&sim, "acme-admin.okta.com", Method::GET, "/api/v1/org", &headers).await.unwrap();
    let violations: Vec<String> = acme.violations().into_iter().filter_map(|entry| entry.violation).collect();
    assert_eq!(
        violations,
        [
            "POST is no read",
            "PUT is no read",
            "DELETE is no read",
            "PATCH is no read",
            "unknown query parameter colour",
            "a cookie was sent back",
            "the admin console's host was called"
        ]
    );
    assert_eq!(acme.violation_count(), 7);
}
