use okta_sim::{OrgSpec, OutsideZone};

use crate::client::{get, get_with, sim};

#[tokio::test]
async fn a_token_opens_its_org_with_or_without_the_blank() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    assert_eq!(acme.token().len(), 42);
    for header in [format!("SSWS {}", acme.token()), format!("SSWS{}", acme.token()), format!("ssws {}", acme.token())] {
        let reply = get_with(&sim, &acme, "/api/v1/users/me", &[("authorization", &header)]).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["id"], acme.owner_id());
    }
}

#[tokio::test]
async fn an_unknown_or_missing_or_foreign_credential_is_refused() {
    let sim = sim([OrgSpec::new("acme"), OrgSpec::new("other")]).await;
    let acme = sim.org("acme");
    let refused = |header: String| {
        let (sim, acme) = (&sim, &acme);
        async move {
            let reply = get_with(sim, acme, "/api/v1/users/me", &[("authorization", &header)]).await;
            (reply.status, reply.code())
        }
    };
    assert_eq!(refused("SSWS 00abc".to_owned()).await, (401, "E0000011".to_owned()));
    assert_eq!(refused(format!("SSWS {}", sim.org("other").token())).await, (401, "E0000011".to_owned()));
    assert_eq!(refused("Basic abc".to_owned()).await, (403, "E0000005".to_owned()));
    let bare = get_with(&sim, &acme, "/api/v1/users/me", &[]).await;
    assert_eq!((bare.status, bare.code()), (403, "E0000005".to_owned()));
}

#[tokio::test]
async fn the_envelope_has_its_five_parts_and_the_answer_its_headers() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let reply = get_with(&sim, &acme, "/api/v1/users/me", &[("authorization", "SSWS 00")]).await;
    let body = reply.json();
    for part in ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"] {
        assert!(!body[part].is_null(), "{part} in {body}");
    }
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("x-okta-request-id").map(str::len), Some(32));
    assert!(reply.headers.get_all("set-cookie").iter().count() >= 2);
    assert_eq!(reply.header("x-rate-limit-limit"), None);
}

#[tokio::test]
async fn revoked_rotated_and_orphaned_tokens_open_nothing() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    acme.revoke_tokens();
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.code(), "E0000011");
    let former = acme.token();
    assert_ne!(acme.rotate_token(), former);
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
    let reply = get_with(&sim, &acme, "/api/v1/org", &[("authorization", &format!("SSWS {former}"))]).await;
    assert_eq!((reply.status, reply.code()), (401, "E0000011".to_owned()));
    acme.deactivate_owner();
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 401);
    acme.reset();
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
}

#[tokio::test]
async fn a_token_works_only_from_its_zone() {
    let sim =
        sim([OrgSpec::new("acme"), OrgSpec::new("open").setup_gap("setup.no-zone"), OrgSpec::new("other").setup_gap("setup.zone-other")])
            .await;
    let (acme, open, other) = (sim.org("acme"), sim.org("open"), sim.org("other"));
    assert_eq!(get(&sim, &other, "/api/v1/users/me").await.code(), "E0000006");
    sim.set_caller("192.0.2.77".parse().unwrap());
    let reply = get(&sim, &acme, "/api/v1/users/me").await;
    assert_eq!((reply.status, reply.code()), (403, "E0000006".to_owned()));
    acme.set_outside_zone(OutsideZone::InvalidToken);
    let reply = get(&sim, &acme, "/api/v1/users/me").await;
    assert_eq!((reply.status, reply.code()), (401, "E0000011".to_owned()));
    assert_eq!(get(&sim, &open, "/api/v1/users/me").await.status, 200);
    assert_eq!(get(&sim, &other, "/api/v1/users/me").await.status, 200, "the offices' own addresses");
}

#[tokio::test]
async fn the_well_known_document_needs_no_credential() {
    let sim = sim([OrgSpec::new("acme").threat_protection(true)]).await;
    let acme = sim.org("acme");
    acme.revoke_tokens();
    let document = get_with(&sim, &acme, "/.well-known/okta-organization", &[]).await.json();
    assert_eq!(document["id"], acme.org_id());
    assert_eq!(document["pipeline"], "idx");
    assert_eq!(document["_links"]["organization"]["href"], "https://acme.okta.com");
    let former = acme.org_id();
    acme.replace();
    assert_ne!(get_with(&sim, &acme, "/.well-known/okta-organization", &[]).await.json()["id"], former);
}
