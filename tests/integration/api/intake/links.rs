//! Links: what opens them, and what closes them.

use http::Method;
use oktually_api::keys::IntakeToken;
use oktually_core::ids::{IntakeLinkId, TenantId};
use oktually_tests::{TestApp, TestTenant};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::visitor::{TOKEN, Visitor, lasting};

async fn begin() -> (TestApp, TestTenant, Visitor) {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    (app, acme, visitor)
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing_as_mail_scanners_do_it_first() {
    let (app, _acme, visitor) = begin().await;
    let before = lasting(&app, &visitor).await;
    for _ in 0..7 {
        visitor.look().await.expect_status(200);
        let head = visitor.caller.send(Method::HEAD, &visitor.path, None).await.expect_status(200);
        assert_eq!(head.text, "");
        assert_eq!(head.header("set-cookie"), "", "looking gave a cookie");
    }
    assert_eq!(lasting(&app, &visitor).await, before);
    visitor.hand_over("acme.okta.com", TOKEN).await;
}

/// What a visitor finds behind a link that takes nothing, by looking and by sending.
async fn closed(visitor: &Visitor, status: u16, words: &str) {
    let (look, sent) = (visitor.look().await, visitor.submit("acme.okta.com", TOKEN).await);
    for answer in [look, sent] {
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.text.contains(words), "{}", answer.text);
        assert_eq!(answer.header("set-cookie"), "", "{answer:?}");
    }
}

#[tokio::test]
async fn a_revoked_link_takes_nothing() {
    let (_app, acme, visitor) = begin().await;
    acme.owner.delete(&format!("/v1/intake-links/{}", visitor.link)).await.expect_status(204);
    closed(&visitor, 410, "This link has expired").await;
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    let (app, acme, visitor) = begin().await;
    let connection = acme.owner.get("/v1/connections").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let next = Visitor::of(&app, &acme, &connection).await;
    closed(&visitor, 410, "This link has expired").await;
    next.hand_over("acme.okta.com", TOKEN).await;
}

#[tokio::test]
async fn an_expired_link_takes_nothing() {
    let (app, _acme, visitor) = begin().await;
    let past = "update intake_links set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'";
    sqlx::query(past).execute(&app.okta.db.owner).await.unwrap();
    closed(&visitor, 410, "This link has expired").await;
}

#[tokio::test]
async fn a_spent_link_takes_nothing_and_says_that_it_was_used() {
    let (app, _acme, visitor) = begin().await;
    sqlx::query("update intake_links set spent_at = now()").execute(&app.okta.db.owner).await.unwrap();
    closed(&visitor, 410, "This link has been used").await;
}

#[tokio::test]
async fn a_guessed_link_is_answered_alike_whatever_was_guessed_right() {
    let (app, acme, visitor) = begin().await;
    let tenant: TenantId = acme.id.parse().unwrap();
    let link: IntakeLinkId = visitor.link.parse().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a guess is sent")]
    let guess = |tenant: Uuid, link: Uuid| format!("/intake/{}", IntakeToken::generate(tenant, link).text().expose_secret());
    let mut mistyped = visitor.path.clone();
    let last = mistyped.pop().unwrap();
    mistyped.push(if last == 'a' { 'b' } else { 'a' });
    let guesses = [
        guess(tenant.uuid(), link.uuid()),
        guess(tenant.uuid(), Uuid::now_v7()),
        guess(Uuid::now_v7(), link.uuid()),
        guess(Uuid::now_v7(), Uuid::now_v7()),
        mistyped,
        "/intake/okti_0".to_owned(),
        "/intake/hello".to_owned(),
    ];
    let mut pages = Vec::new();
    for path in guesses {
        let guesser = Visitor { path, caller: visitor.caller.clone(), link: visitor.link.clone() };
        closed(&guesser, 404, "There is nothing here").await;
        pages.push(guesser.look().await.text);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "the pages differ: {pages:?}");
    assert_eq!(lasting(&app, &visitor).await.0, 0);
    visitor.hand_over("acme.okta.com", TOKEN).await;
}

#[tokio::test]
async fn a_link_of_a_suspended_tenant_or_connection_says_to_come_later_and_works_again() {
    let (app, acme, visitor) = begin().await;
    let connection = acme.owner.get("/v1/connections").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let tenant = format!("/operator/v1/tenants/{}", acme.id);
    for (whose, path) in [(&app.operator, tenant), (&acme.owner, format!("/v1/connections/{connection}"))] {
        whose.send(Method::POST, &format!("{path}/suspend"), None).await.expect_status(200);
        closed(&visitor, 409, "This connection is paused").await;
        whose.send(Method::POST, &format!("{path}/resume"), None).await.expect_status(200);
    }
    visitor.hand_over("acme.okta.com", TOKEN).await;
}

#[tokio::test]
async fn a_link_of_a_deleted_tenant_or_connection_leads_nowhere() {
    let (app, acme, visitor) = begin().await;
    let connection = acme.owner.get("/v1/connections").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let other = Visitor::of(&app, &acme, &acme.connection("Other").await).await;
    acme.owner.delete(&format!("/v1/connections/{connection}")).await.expect_status(204);
    closed(&visitor, 404, "There is nothing here").await;
    app.operator.delete(&format!("/operator/v1/tenants/{}", acme.id)).await.expect_status(202);
    let answer = other.submit("acme.okta.com", TOKEN).await;
    assert!([404, 409, 410].contains(&answer.status), "{answer:?}");
}
