use std::time::Duration;

use hyper::Method;
use okta_sim::OrgSpec;

use crate::client::{connect, get, send, send_h2, sim};

#[tokio::test]
async fn only_oktas_names_on_443_pass_the_gateway() {
    let sim = sim([OrgSpec::new("acme")]).await;
    for target in ["example.com:443", "acme.okta.com:80", "acme.okta.com:8443", "127.0.0.1:443", "evilokta.com:443", "okta.com:443"] {
        let (_, line) = connect(&sim, target).await.unwrap();
        assert_eq!(line, "HTTP/1.1 403 Forbidden", "{target}");
    }
    let (_, line) = connect(&sim, "ACME.okta.com:443").await.unwrap();
    assert!(line.contains(" 200 "), "{line}");
    let tunnels = sim.tunnels();
    assert_eq!(tunnels.len(), 7);
    assert_eq!(tunnels.iter().filter(|tunnel| tunnel.admitted).count(), 1);
}

#[tokio::test]
async fn a_host_without_an_org_is_answered_by_the_edge() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let reply = send(&sim, "nobody.okta.com", Method::GET, "/api/v1/org", &[]).await.unwrap();
    assert_eq!(reply.status, 404);
    assert_eq!(&reply.body[..], b"{\"status\":404,\"message\":\"Resource not found\"}\n");
    assert_eq!(reply.header("server"), Some("Apache"));
    assert_eq!(reply.header("content-type"), None);
    assert_eq!(reply.header("x-okta-request-id"), None);
    sim.remove_org("acme");
    assert_eq!(send(&sim, "acme.okta.com", Method::GET, "/", &[]).await.unwrap().header("server"), Some("Apache"));
}

#[tokio::test]
async fn a_closed_gateway_lets_nothing_through_and_cuts_what_was_open() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let (mut open, _) = connect(&sim, "acme.okta.com:443").await.unwrap();
    sim.set_gateway(false);
    assert!(connect(&sim, "acme.okta.com:443").await.is_err());
    let ended = tokio::time::timeout(Duration::from_secs(5), tokio::io::AsyncReadExt::read(&mut open, &mut [0; 16])).await;
    assert!(matches!(ended, Ok(Ok(0) | Err(_))), "the open tunnel must end: {ended:?}");
    sim.set_gateway(true);
    let acme = sim.org("acme");
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
}

#[tokio::test]
async fn a_caller_can_learn_its_address_through_the_gateway() {
    let sim = sim([]).await;
    assert_eq!(sim.egress_check_url(), "https://egress-check.okta-sim.test/ip");
    let reply = send(&sim, "egress-check.okta-sim.test", Method::GET, "/ip", &[]).await.unwrap();
    assert_eq!((reply.status, &reply.body[..]), (200, &b"203.0.113.10"[..]));
    sim.set_caller("2001:db8::7".parse().unwrap());
    let reply = send(&sim, "egress-check.okta-sim.test", Method::GET, "/ip", &[]).await.unwrap();
    assert_eq!(&reply.body[..], b"2001:db8::7");
}

#[tokio::test]
async fn both_versions_of_http_are_served() {
    let sim = sim([OrgSpec::new("acme"), OrgSpec::new("acme").suffix("oktapreview.com").seed(3)]).await;
    let acme = sim.org("acme.okta.com");
    let reply = send_h2(&sim, &acme.host(), "/api/v1/org", &[("authorization", &format!("SSWS {}", acme.token()))]).await.unwrap();
    assert_eq!(reply.json()["id"], acme.org_id());
    let preview = sim.org("acme.oktapreview.com");
    assert_ne!(preview.org_id(), acme.org_id());
    assert_ne!(preview.token(), acme.token());
    assert_eq!(get(&sim, &preview, "/api/v1/org").await.json()["id"], preview.org_id());
}

#[tokio::test]
async fn a_customer_s_own_domain_leads_to_the_same_org() {
    let sim = sim([OrgSpec::new("acme").custom_domain("login.acme.example"), OrgSpec::new("other")]).await;
    let (acme, own) = (sim.org("acme"), "login.acme.example");
    let known = send(&sim, own, Method::GET, "/.well-known/okta-organization", &[]).await.unwrap().json();
    assert_eq!(known["id"], acme.org_id().to_string());
    assert_eq!(
        (&known["_links"]["alternate"]["href"], &known["_links"]["organization"]["href"]),
        (&"https://login.acme.example".into(), &acme.url().into())
    );
    let token = format!("SSWS {}", acme.token());
    let users = send(&sim, own, Method::GET, "/api/v1/users?limit=1", &[("authorization", &token)]).await.unwrap();
    assert!(users.link("next").unwrap().starts_with("https://acme.okta.com/api/v1/users?"), "links name the host that Okta gave");
    assert!(send(&sim, "login.other.example", Method::GET, "/.well-known/okta-organization", &[]).await.is_err());
    assert!(get(&sim, &sim.org("other"), "/.well-known/okta-organization").await.json()["_links"].get("alternate").is_none());
}
