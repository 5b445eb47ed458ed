//! Endpoints that take no OAuth tokens, told from tokens that are no good.

use super::service::{Service, key};
use crate::{Denial, Error, OktaClient, Rejection, api, api::scopes};

/// A client that may read zones, tokens and apps as well.
fn client(org: &Service) -> OktaClient {
    let more = [scopes::NETWORK_ZONES, scopes::API_TOKENS, scopes::APPS];
    org.state().granted.extend(more.map(|scope| scope.to_string()));
    org.client_with(key(Some("k1")), |settings| settings.scopes.extend(more))
}

fn close(org: &Service, paths: &[&str]) {
    org.state().closed.extend(paths.iter().map(|path| (*path).to_owned()));
}

async fn zones(client: &OktaClient) -> Result<(), Error> {
    client.page(&api::zones::list(), None).await.map(drop)
}

fn refused(path: &'static str) -> Result<(), Error> {
    Err(Error::Forbidden { path, reason: Denial::CredentialKind })
}

#[tokio::test]
async fn several_in_a_row_and_the_very_first_do_not_reject_the_credential() {
    let org = Service::start().await;
    close(&org, &["/api/v1/zones", "/api/v1/api-tokens", "/api/v1/apps"]);
    let client = client(&org);
    for again in [false, true] {
        assert_eq!(zones(&client).await, refused("/api/v1/zones"));
        assert_eq!(client.page(&api::api_tokens::list(), None).await.map(drop), refused("/api/v1/api-tokens"));
        assert_eq!(client.page(&api::apps::list(), None).await.map(drop), refused("/api/v1/apps"));
        let gets = client.counters().gets;
        assert!(gets <= 8, "{gets} calls, again: {again}");
    }
    client.get(&api::org::get()).await.unwrap();
    assert!(org.state().issued <= 4, "{} tokens: the one that is good is kept", org.state().issued);
}

#[tokio::test]
async fn whoever_says_what_is_missing_has_taken_the_token() {
    let org = Service::start().await;
    close(&org, &["/api/v1/zones", "/api/v1/groups", "/api/v1/users"]);
    let client = client(&org);
    client.get(&api::org::get()).await.unwrap();
    org.state().granted.remove("okta.orgs.read");
    org.revoke_tokens();
    assert_eq!(zones(&client).await, refused("/api/v1/zones"));
    assert!(client.grants().unwrap().refused.contains("okta.orgs.read"));
}

#[tokio::test]
async fn a_token_that_is_refused_everywhere_rejects_the_credential_and_is_not_used_again() {
    let org = Service::start().await;
    close(&org, &["/api/v1/zones", "/api/v1/org", "/api/v1/groups", "/api/v1/users", "/api/v1/apps"]);
    let client = client(&org);
    let error = zones(&client).await.unwrap_err();
    assert!(matches!(error, Error::CredentialRejected { why: Rejection::TokenInvalid, .. }), "{error:?}");
    assert_eq!((org.state().issued, client.counters().gets), (2, 5), "twice, and three times elsewhere");
    org.state().closed.clear();
    zones(&client).await.unwrap();
    assert_eq!(org.state().issued, 3);
}

#[tokio::test]
async fn where_nothing_else_may_be_asked_the_endpoint_is_to_blame_and_not_the_credential() {
    let org = Service::start().await;
    close(&org, &["/api/v1/zones"]);
    org.state().granted = [scopes::NETWORK_ZONES.to_string()].into();
    let client = org.client_with(key(Some("k1")), |settings| settings.scopes = vec![scopes::NETWORK_ZONES]);
    assert_eq!(zones(&client).await, refused("/api/v1/zones"));
    assert_eq!(client.counters().gets, 2);
}

#[tokio::test]
async fn an_outage_elsewhere_leaves_the_question_open() {
    let org = Service::start().await;
    close(&org, &["/api/v1/zones"]);
    let client = client(&org);
    org.state().fails = Some("/api/v1/org".to_owned());
    assert!(zones(&client).await.unwrap_err().is_passing());
    org.state().fails = None;
    assert_eq!(zones(&client).await, refused("/api/v1/zones"));
}

#[tokio::test]
async fn a_new_search_for_scopes_asks_closed_endpoints_again() {
    let org = Service::start().await;
    close(&org, &["/api/v1/zones"]);
    let client = client(&org);
    assert_eq!(zones(&client).await, refused("/api/v1/zones"));
    org.state().closed.clear();
    assert_eq!(zones(&client).await, refused("/api/v1/zones"), "it is not asked");
    client.search_scopes_anew();
    zones(&client).await.unwrap();
}
