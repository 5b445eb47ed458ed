//! OAuth clients at the token endpoint, in every way in which they prove themselves.

use okta_client::{
    ClientId, ClientKey, ClientSecret, ClientSettings, Credential, Denial, Egress, EgressSettings, Error, OktaClient, SigningKey,
    api::{self, scopes},
};
use okta_sim::{Algorithm, Client, ClientSpec, Dpop, Org, OrgSpec, Sim, SimSettings};
use oktually_tests::credential_of;

async fn sim(org: OrgSpec) -> (Sim, Org) {
    let sim = Sim::start(SimSettings { orgs: vec![org], ..SimSettings::default() }).await.unwrap();
    let org = sim.org("acme");
    (sim, org)
}

fn client(sim: &Sim, org: &Org, credential: Credential) -> OktaClient {
    let proxy = Some(sim.gateway_url().parse().unwrap());
    let egress = Egress::new(&EgressSettings { proxy, source: None, ca_file: Some(sim.ca_file().to_path_buf()) }).unwrap();
    let settings = ClientSettings { scopes: vec![scopes::GROUPS, scopes::NETWORK_ZONES, scopes::ORGS], ..ClientSettings::default() };
    OktaClient::new(&egress, org.host().parse().unwrap(), credential, settings)
}

/// Its key as a PEM file, which names neither its id nor its algorithm.
fn with_pem(client: &Client, algorithm: Algorithm) -> Credential {
    let read = SigningKey::parse(&client.private_pem()).unwrap();
    let read = read.signing_with(okta_client::Algorithm::find(algorithm.name()).unwrap()).unwrap();
    let id: ClientId = client.id().parse().unwrap();
    Credential::PrivateKey(ClientKey::new(id, read, Some(client.key_id().parse().unwrap())).unwrap())
}

#[tokio::test]
async fn every_algorithm_that_okta_names_gets_a_token_and_reads() {
    let spec = Algorithm::ALL.into_iter().fold(OrgSpec::new("acme").users(20).without_limits(), |spec, algorithm| {
        spec.client(ClientSpec::service_app(algorithm.name()).algorithm(algorithm))
    });
    let (sim, acme) = sim(spec).await;
    for algorithm in Algorithm::ALL {
        let app = acme.client(algorithm.name());
        for credential in [credential_of(&app), with_pem(&app, algorithm)] {
            let Credential::PrivateKey(key) = &credential else { panic!("{credential:?}") };
            assert_eq!(key.key().algorithm().as_str(), algorithm.name());
            let client = client(&sim, &acme, credential);
            client.get(&api::org::get()).await.unwrap_or_else(|error| panic!("{}: {error}", algorithm.name()));
            let grants = client.grants().unwrap();
            assert!(grants.bound && grants.refused.is_empty() && grants.granted.len() == 3, "{}: {grants:?}", algorithm.name());
        }
    }
    assert_eq!(acme.violation_count(), 0);
}

#[tokio::test]
async fn a_secret_with_characters_that_a_form_would_change_arrives_as_it_is() {
    for secret in ["a+b/c=d%20e:f&g~h01234567", "%2B%2F%3D%25plain-as-it-looks", "++//==%%::@@!!''((**))"] {
        let spec = OrgSpec::new("acme").users(20).client(ClientSpec::integration_with_secret("scanner", secret));
        let (sim, acme) = sim(spec).await;
        let (read, _) = ClientSecret::parse(acme.client("scanner").id().parse().unwrap(), secret).unwrap();
        client(&sim, &acme, Credential::ClientSecret(read)).get(&api::org::get()).await.unwrap_or_else(|error| panic!("{secret}: {error}"));
    }
}

#[tokio::test]
async fn a_narrower_token_is_used_for_what_it_opens() {
    let app = ClientSpec::service_app("app").scopes(["okta.groups.read", "okta.orgs.read"]).narrowing();
    let (sim, acme) = sim(OrgSpec::new("acme").users(20).client(app)).await;
    let client = client(&sim, &acme, credential_of(&acme.client("app")));
    client.page(&api::groups::list(), None).await.unwrap();
    assert_eq!(acme.token_calls(), 2, "one for the nonce, and no search");
    let refused = Error::Forbidden { path: "/api/v1/zones", reason: Denial::Scope("okta.networkZones.read".into()) };
    assert_eq!(client.page(&api::zones::list(), None).await.unwrap_err(), refused);
}

#[tokio::test]
async fn endpoints_that_take_no_oauth_are_told_from_a_token_that_is_no_good() {
    let (sim, acme) = sim(OrgSpec::new("acme").users(20).service_app("app")).await;
    acme.set_oauth_refused("/api/v1/zones", Some(401));
    acme.set_oauth_refused("/api/v1/groups", Some(401));
    let client = client(&sim, &acme, credential_of(&acme.client("app")));
    for _ in 0..2 {
        for (refused, path) in [
            (client.page(&api::zones::list(), None).await.map(drop), "/api/v1/zones"),
            (client.page(&api::groups::list(), None).await.map(drop), "/api/v1/groups"),
        ] {
            assert_eq!(refused, Err(Error::Forbidden { path, reason: Denial::CredentialKind }));
        }
    }
    client.get(&api::org::get()).await.unwrap();
    acme.set_oauth_refused("/api/v1/org", Some(401));
    let error = client.get(&api::org::get()).await.unwrap_err();
    assert_eq!(error, Error::Forbidden { path: "/api/v1/org", reason: Denial::CredentialKind }, "it was answered a moment ago");
}

#[tokio::test]
async fn nonces_may_change_at_any_time_and_cost_one_call_at_most() {
    let (sim, acme) = sim(OrgSpec::new("acme").users(20).client(ClientSpec::service_app("app").dpop(Dpop::Offered))).await;
    let client = client(&sim, &acme, credential_of(&acme.client("app")));
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(acme.token_calls(), 2);
    // The former one is still taken, and the newer one comes with the token.
    acme.rotate_nonces(1);
    acme.spoil_access_tokens();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(acme.token_calls(), 3);
    // Three days later the first is over; the second, which came by the way, is not.
    acme.rotate_nonces(3);
    acme.spoil_access_tokens();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(acme.token_calls(), 4);
    acme.rotate_nonces(4);
    acme.spoil_access_tokens();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(acme.token_calls(), 6);
}
