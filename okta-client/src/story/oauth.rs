//! OAuth clients: tokens, proofs, scopes.

use std::collections::HashSet;

use futures::{TryStreamExt, future::join_all};

use super::service::{SECRET, Service, key, secret};
use crate::{ClientSettings, Denial, Error, api, api::scopes};

#[tokio::test]
async fn the_nonce_is_fetched_once_and_kept() {
    let org = Service::start().await;
    let client = org.client();
    let pages: Vec<_> = client.pages(api::users::list(), None).try_collect().await.unwrap();
    assert_eq!(pages.len(), 2, "a proof for a next link names its address without the query");
    assert_eq!(org.calls(), (2, 1), "the first was for the nonce");
    org.revoke_tokens();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(org.calls(), (3, 2), "the nonce is known by now");
    org.state().nonce = Some("n2".into());
    org.revoke_tokens();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(org.calls(), (5, 3), "a rotated nonce costs one more call");
    let counters = client.counters();
    assert_eq!((counters.token_calls, counters.writes, counters.retries), (5, 0, 2));
    assert_eq!(client.grants().unwrap().granted, ["okta.groups.read", "okta.orgs.read", "okta.users.read"].map(str::to_owned).into());
    assert!(client.grants().unwrap().bound);
}

#[tokio::test]
async fn a_newer_nonce_that_comes_with_a_token_is_the_next_one_used() {
    let org = Service::start().await;
    org.state().next_nonce = Some("n2".into());
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(org.calls(), (2, 1));
    org.revoke_tokens();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(org.calls(), (3, 2), "no call was lost to the older one");
}

#[tokio::test]
async fn a_token_for_fewer_scopes_than_asked_is_taken_and_what_it_lacks_is_known() {
    let org = Service::start().await;
    org.state().narrows = true;
    let client = org.client_with(key(Some("k1")), |settings| settings.scopes = ClientSettings::default().scopes);
    client.get(&api::org::get()).await.unwrap();
    let grants = client.grants().unwrap();
    assert_eq!((grants.granted.len(), grants.refused.len()), (3, scopes::ALL.len() - 3));
    assert_eq!(org.calls(), (2, 1), "one for the nonce, and no search");
    let refused = client.page(&api::zones::list(), None).await.unwrap_err();
    assert_eq!(refused, Error::Forbidden { path: "/api/v1/zones", reason: Denial::Scope("okta.networkZones.read".into()) });
}

#[tokio::test]
async fn an_app_that_does_not_bind_its_tokens_is_called_with_bearer() {
    let org = Service::start().await;
    org.state().ignores_proofs = true;
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    assert!(!client.grants().unwrap().bound);
    assert_eq!(client.counters().token_calls, 1);
}

#[tokio::test]
async fn a_client_and_its_secret_get_a_token() {
    let org = Service::start().await;
    let client = org.client_with(secret(SECRET), |_| ());
    client.get(&api::org::get()).await.unwrap();
    assert!(org.okta.requests().iter().all(|asked| !asked.body.contains("client_assertion")));
}

#[tokio::test]
async fn a_hundred_callers_cost_one_token_call() {
    let org = Service::start().await;
    org.state().nonce = None;
    let client = org.client_with(key(None), |settings| settings.max_in_flight = 1);
    let list = api::groups::list();
    let all = join_all((0..100).map(|_| client.page(&list, None))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!((client.counters().token_calls, client.counters().gets), (1, 100));
}

#[tokio::test]
async fn callers_who_waited_for_a_token_in_vain_do_not_all_ask_again() {
    let org = Service::start().await;
    let client = org.client_with(secret("S3CRET-of-another-org-0123456789"), |_| ());
    let list = api::groups::list();
    let all = join_all((0..20).map(|_| client.page(&list, None))).await;
    assert!(all.iter().all(|page| page.as_ref().is_err_and(Error::is_about_credential)));
    assert_eq!(client.counters().token_calls, 1);
}

#[tokio::test]
async fn a_token_near_its_end_is_renewed_before_okta_says_so() {
    let org = Service::start().await;
    org.state().lifetime = 2;
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    client.get(&api::org::get()).await.unwrap();
    assert_eq!((org.state().issued, client.counters().retries), (2, 0), "in its second half, and no call was refused");
}

#[tokio::test]
async fn a_401_costs_one_token_and_one_call_and_no_more() {
    let org = Service::start().await;
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    org.revoke_tokens();
    let before = client.counters();
    client.get(&api::org::get()).await.unwrap();
    let after = client.counters();
    assert_eq!((after.gets - before.gets, after.token_calls - before.token_calls), (2, 1));
}

#[tokio::test]
async fn two_calls_refused_together_renew_once() {
    let org = Service::start().await;
    let client = org.client();
    let list = api::groups::list();
    join_all((0..4).map(|_| client.page(&list, None))).await;
    org.revoke_tokens();
    let all = join_all((0..4).map(|_| client.page(&list, None))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(org.state().issued, 2);
}

#[tokio::test]
async fn an_endpoint_that_takes_no_oauth_does_not_reject_the_credential() {
    let org = Service::start().await;
    org.state().closed.insert("/api/v1/groups".into());
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    let refused = Error::Forbidden { path: "/api/v1/groups", reason: Denial::CredentialKind };
    assert_eq!(client.page(&api::groups::list(), None).await.unwrap_err(), refused);
    let before = client.counters();
    assert_eq!(client.page(&api::groups::list(), None).await.unwrap_err(), refused);
    assert_eq!(client.counters(), before, "it is not asked again");
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(
        client.get(&api::users::me()).await.unwrap_err(),
        Error::Forbidden { path: "/api/v1/users/me", reason: Denial::CredentialKind }
    );
}

#[tokio::test]
async fn a_call_without_its_scope_is_not_sent_and_a_recorded_grant_costs_one_call() {
    let org = Service::start().await;
    let client = org.client_with(key(Some("k1")), |settings| settings.scopes = ClientSettings::default().scopes);
    let refused = client.page(&api::zones::list(), None).await.unwrap_err();
    assert_eq!(refused, Error::Forbidden { path: "/api/v1/zones", reason: Denial::Scope("okta.networkZones.read".into()) });
    assert_eq!(client.counters().gets, 0);
    client.page(&api::groups::list(), None).await.unwrap();
    let grants = client.grants().unwrap();
    assert_eq!((grants.granted.len(), grants.refused.len()), (3, scopes::ALL.len() - 3));

    let later = org.client_with(key(Some("k1")), |settings| {
        settings.scopes = ClientSettings::default().scopes;
        settings.known_grants = Some(grants.clone());
    });
    later.get(&api::org::get()).await.unwrap();
    assert_eq!(later.counters().token_calls, 2, "one of them for the nonce");
    assert_eq!(later.grants(), Some(grants));
}

#[tokio::test]
async fn a_search_that_is_interrupted_goes_on_where_it_was() {
    let org = Service::start().await;
    org.state().granted = ["okta.logs.read".to_owned()].into();
    let all = |settings: &mut ClientSettings| {
        settings.scopes = ClientSettings::default().scopes;
        settings.tries = 1;
    };
    let whole = org.client_with(key(Some("k1")), all);
    assert!(whole.get(&api::org::get()).await.is_err());
    let needed = whole.counters().token_calls;
    org.state().breaks_every = Some(10);
    let client = org.client_with(key(Some("k1")), all);
    let mut breaks = 0;
    while client.grants().is_none() {
        breaks += u64::from(client.get(&api::org::get()).await.is_err_and(|error| error.is_passing()));
    }
    assert_eq!(client.grants(), whole.grants());
    assert!(breaks > 2 && client.counters().token_calls <= needed + breaks, "{breaks} breaks, {:?}, {needed}", client.counters());
}

#[tokio::test]
async fn a_scope_taken_away_later_is_noticed_at_the_call() {
    let org = Service::start().await;
    let client = org.client();
    client.page(&api::groups::list(), None).await.unwrap();
    org.state().granted.remove("okta.groups.read");
    let refused = Error::Forbidden { path: "/api/v1/groups", reason: Denial::Scope("okta.groups.read".into()) };
    assert_eq!(client.page(&api::groups::list(), None).await.unwrap_err(), refused);
    assert!(client.grants().unwrap().refused.contains("okta.groups.read"));
    let before = client.counters();
    assert_eq!(client.page(&api::groups::list(), None).await.unwrap_err(), refused);
    assert_eq!(client.counters(), before);
    org.revoke_tokens();
    client.get(&api::org::get()).await.unwrap();
}

#[tokio::test]
async fn with_clocks_an_hour_apart_the_second_try_is_right() {
    for ahead in [-3600, 3600] {
        let org = Service::start().await;
        org.state().ahead = ahead;
        let client = org.client();
        assert_eq!(client.skew(), None);
        client.get(&api::org::get()).await.unwrap();
        assert_eq!(org.state().token_calls, 3, "one for the clock, one for the nonce");
        assert!((client.skew().unwrap().whole_seconds() - ahead).abs() <= 2);
    }
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_leave_the_others_waiting() {
    let org = Service::start().await;
    let client = org.client();
    let list = api::groups::list();
    let hurried = tokio::time::timeout(std::time::Duration::from_millis(2), client.page(&list, None)).await;
    assert!(hurried.is_err());
    client.page(&list, None).await.unwrap();
    let ids: HashSet<_> = org.state().used.clone();
    assert!(!ids.is_empty());
}
