use okta_sim::{Fault, FaultKind, Oddity, OrgSpec, Sim};
use serde_json::Value;

use crate::client::{Session, all, get, sim};

async fn odd(oddity: Oddity) -> Sim {
    sim([OrgSpec::new("odd").seed(5).users(600).without_limits().oddity(oddity)]).await
}

fn query(link: &str, name: &str) -> Option<String> {
    url::Url::parse(link).unwrap().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn behaviours_are_paged_by_name_and_realms_add_a_search_of_their_own() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits()]).await;
    let acme = sim.org("acme");
    let page = get(&sim, &acme, "/api/v1/behaviors").await;
    assert_eq!(page.list().len(), 10);
    assert_eq!(query(&page.link("next").unwrap(), "after").as_deref(), page.list()[9]["name"].as_str());
    let page = get(&sim, &acme, "/api/v1/realms").await;
    assert_eq!((page.list().len(), query(&page.link("next").unwrap(), "search").as_deref()), (10, Some("id pr")));
    let names: Vec<Value> = all(&sim, &acme, "/api/v1/realms").await;
    assert!(names.len() > 10);
}

#[tokio::test]
async fn dates_come_in_the_forms_that_their_lists_use() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits()]).await;
    let acme = sim.org("acme");
    let behavior = get(&sim, &acme, "/api/v1/behaviors").await.list()[0]["created"].as_str().unwrap().to_owned();
    assert!(behavior.len() == 21 && behavior.contains(' ') && behavior.ends_with(".0"), "{behavior}");
    let threats = get(&sim, &acme, "/api/v1/threats/configuration").await.json()["created"].as_str().unwrap().to_owned();
    assert!(threats.len() == 19 && threats.contains(' '), "{threats}");
    let pool = get(&sim, &acme, "/api/v1/agentPools").await.list()[0]["agents"][0]["lastConnection"].clone();
    assert!(pool.as_i64().is_some_and(|at| at > 1_600_000_000_000), "{pool}");
}

#[tokio::test]
async fn pools_come_five_of_each_type_and_associated_servers_link_to_the_plain_list() {
    let sim = sim([OrgSpec::new("acme").users(12_000).without_limits()]).await;
    let acme = sim.org("acme");
    let page = get(&sim, &acme, "/api/v1/agentPools").await;
    assert_eq!(page.list().len(), 20);
    assert!(page.link("next").is_some());
    assert_eq!(all(&sim, &acme, "/api/v1/agentPools?limitPerPoolType=200").await.len(), 24);
    let servers = get(&sim, &acme, "/api/v1/authorizationServers/default/associatedServers").await;
    assert!(servers.link("self").unwrap().ends_with("/api/v1/authorizationServers?trusted=true&limit=-1"));
}

#[tokio::test]
async fn a_provider_without_a_key_is_answered_with_nothing_at_all() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits()]).await;
    let acme = sim.org("acme");
    let mut statuses = Vec::new();
    for idp in get(&sim, &acme, "/api/v1/idps").await.list() {
        let path = format!("/api/v1/idps/{}/credentials/keys/active", idp["id"].as_str().unwrap());
        let reply = get(&sim, &acme, &path).await;
        assert_eq!(reply.status == 204, reply.body.is_empty());
        statuses.push(reply.status);
    }
    assert!(statuses.contains(&200) && statuses.contains(&204));
}

#[tokio::test]
async fn some_endpoints_name_the_character_set_and_refused_methods_have_no_rate_headers() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let mut kinds = std::collections::BTreeSet::new();
    for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/org", "/api/v1/zones"] {
        kinds.insert(get(&sim, &acme, path).await.header("content-type").unwrap().to_owned());
    }
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    let token = format!("SSWS {}", acme.token());
    let refused = crate::client::send(&sim, &acme.host(), hyper::Method::PUT, "/api/v1/users", &[("authorization", &token)]).await.unwrap();
    assert_eq!((refused.status, refused.header("x-rate-limit-limit")), (405, None));
}

#[tokio::test]
async fn a_list_is_packed_when_asked_and_ten_times_smaller() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits()]).await;
    let acme = sim.org("acme");
    let bytes = async |headers: &[(&str, &str)]| {
        let before = acme.bytes_sent();
        let token = format!("SSWS {}", acme.token());
        let all: Vec<(&str, &str)> = headers.iter().copied().chain([("authorization", token.as_str())]).collect();
        crate::client::send(&sim, &acme.host(), hyper::Method::GET, "/api/v1/apps?limit=200", &all).await.unwrap();
        acme.bytes_sent() - before
    };
    let (plain, packed) = (bytes(&[]).await, bytes(&[("accept-encoding", "gzip")]).await);
    assert!(packed * 8 < plain, "{packed} of {plain}");
}

#[tokio::test]
async fn next_links_lose_what_was_to_be_expanded_or_come_without_self_or_lead_to_nothing() {
    let lost = odd(Oddity::LostExpand).await;
    let org = lost.org("odd");
    let apps = get(&lost, &org, "/api/v1/apps?limit=200").await.list();
    let mut losses = 0;
    for app in apps.iter().take(10) {
        let path = format!("/api/v1/apps/{}/users?limit=1&expand=user", app["id"].as_str().unwrap());
        if let Some(next) = get(&lost, &org, &path).await.link("next") {
            assert_eq!((query(&next, "expand"), query(&next, "limit").as_deref()), (None, Some("1")));
            losses += 1;
        }
    }
    assert!(losses > 0);
    let selfless = odd(Oddity::NextWithoutSelf).await;
    let page = get(&selfless, &selfless.org("odd"), "/api/v1/idps?limit=2").await;
    assert_eq!((page.link("self"), page.link("next").is_some()), (None, true));
    let empty = odd(Oddity::EmptyNext).await;
    let session = Session::open(&empty, &empty.org("odd")).await;
    let first = session.get("/api/v1/policies?type=PASSWORD").await;
    assert!(query(&first.link("next").unwrap(), "after").is_some());
    assert_eq!(session.all("/api/v1/policies?type=PASSWORD").await.len(), first.list().len());
}

#[tokio::test]
async fn searches_run_late_and_single_reads_flap() {
    let late = odd(Oddity::SearchLag).await;
    let org = late.org("odd");
    let before = all(&late, &org, "/api/v1/users?search=status+pr").await.len();
    org.add_users(3);
    assert_eq!(all(&late, &org, "/api/v1/users?search=status+pr").await.len(), before);
    let flapping = odd(Oddity::Flapping).await;
    let org = flapping.org("odd");
    let user = format!("/api/v1/users/{}", org.owner_id());
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(get(&flapping, &org, &user).await.status);
    }
    assert_eq!(statuses, [200, 200, 404, 200, 200, 404]);
}

#[tokio::test]
async fn nothing_has_many_forms_and_novelties_are_everywhere() {
    let nothings = odd(Oddity::Nothings).await;
    let apps = get(&nothings, &nothings.org("odd"), "/api/v1/apps?limit=200").await.list();
    let forms: std::collections::BTreeSet<String> =
        apps.iter().map(|app| app["accessibility"].get("errorRedirectUrl").map_or_else(|| "absent".to_owned(), Value::to_string)).collect();
    assert!(forms.len() >= 3, "{forms:?}");
    let novelties = odd(Oddity::Novelties).await;
    for group in get(&novelties, &novelties.org("odd"), "/api/v1/groups?limit=5").await.list() {
        assert!(group["simulatedNovelty"].is_object() && group["_links"]["simulated-relation"].is_array());
    }
}

#[tokio::test]
async fn one_broken_object_makes_a_whole_list_unreadable() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    acme.fault(Fault::new("/api/v1/apps").kind(FaultKind::MissingItem));
    let reply = get(&sim, &acme, "/api/v1/apps").await;
    assert_eq!((reply.status, reply.code().as_str()), (404, "E0000007"));
    assert!(reply.json()["errorSummary"].as_str().unwrap().ends_with("(AppLink)"));
    assert_eq!(get(&sim, &acme, "/api/v1/apps").await.status, 200);
}

#[tokio::test]
async fn what_okta_sends_against_its_own_description_is_sent_on_demand() {
    let sim = sim([OrgSpec::new("acme").without_limits().setup_gap("setup.super-admin")]).await;
    let acme = sim.org("acme");
    let seen = async || {
        let policy = get(&sim, &acme, "/api/v1/policies?type=ACCESS_POLICY").await.list()[0]["_embedded"]["resourceType"].clone();
        let key = get(&sim, &acme, "/api/v1/hook-keys").await.list()[0]["isUsed"].clone();
        let behavior = get(&sim, &acme, "/api/v1/behaviors").await.list()[0]["settings"]["radiusKilometers"].clone();
        (policy, key, behavior)
    };
    assert_eq!(seen().await, (Value::Null, Value::from("true"), Value::from(5)));
    acme.set_oddity(Oddity::WireForms, true);
    assert_eq!(seen().await, (Value::from("APP"), Value::from(true), Value::from(5.5)));
}
