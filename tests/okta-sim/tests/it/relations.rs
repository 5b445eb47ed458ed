use std::collections::BTreeSet;

use okta_sim::OrgSpec;
use serde_json::Value;

use crate::client::{Session, sim};

fn ids(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn id(item: &Value) -> &str {
    item["id"].as_str().unwrap()
}

fn spec() -> OrgSpec {
    OrgSpec::new("acme").seed(11).users(400).without_limits().setup_gap("setup.super-admin")
}

#[tokio::test]
async fn a_group_has_the_applications_that_its_statistics_count_and_they_have_it() {
    let sim = sim([spec()]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    for group in session.all("/api/v1/groups?limit=200&expand=stats").await {
        let apps = session.all(&format!("/api/v1/groups/{}/apps?limit=1", id(&group))).await;
        assert_eq!(Some(apps.len() as u64), group["_embedded"]["stats"]["appsCount"].as_u64(), "{}", group["profile"]["name"]);
        for app in &apps {
            let groups = session.all(&format!("/api/v1/apps/{}/groups?limit=20", id(app))).await;
            assert!(ids(&groups).contains(id(&group)));
        }
    }
}

#[tokio::test]
async fn whoever_has_an_application_a_device_or_a_provider_is_a_user_of_the_org() {
    let sim = sim([spec()]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let users = ids(&session.all("/api/v1/users?search=status+pr").await);
    for app in session.all("/api/v1/apps?limit=200").await {
        let given = session.all(&format!("/api/v1/apps/{}/users?limit=7", id(&app))).await;
        assert_eq!(ids(&given).len(), given.len(), "nobody twice");
        assert!(ids(&given).is_subset(&users), "{}", app["label"]);
    }
    for device in session.all("/api/v1/devices?limit=100&expand=user").await.iter().take(50) {
        let owner = id(&device["_embedded"]["users"][0]["user"]);
        let own = session.all(&format!("/api/v1/users/{owner}/devices")).await;
        assert_eq!(id(&own[0]["device"]), id(device));
    }
    for provider in session.all("/api/v1/idps?limit=200").await {
        for user in session.all(&format!("/api/v1/idps/{}/users?limit=7", id(&provider))).await.iter().take(3) {
            let linked = session.all(&format!("/api/v1/users/{}/idps", id(user))).await;
            assert!(ids(&linked).contains(id(&provider)));
        }
    }
}

#[tokio::test]
async fn rules_name_the_groups_that_they_fill() {
    let sim = sim([spec()]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let groups = session.all("/api/v1/groups?limit=200").await;
    let rules = session.all("/api/v1/groups/rules?limit=3&expand=groupIdToGroupNameMap").await;
    assert_eq!(rules.len(), 10);
    for rule in rules {
        let target = rule["actions"]["assignUserToGroups"]["groupIds"][0].as_str().unwrap();
        let group = groups.iter().find(|group| id(group) == target).unwrap();
        assert_eq!(rule["_embedded"]["groupIdToGroupNameMap"][target], group["profile"]["name"]);
    }
}

#[tokio::test]
async fn targets_are_the_same_embedded_and_listed_and_their_links_say_twenty() {
    let sim = sim([spec()]).await;
    let acme = sim.org("acme");
    (0..20).for_each(|user| acme.grant(user, if user % 2 == 0 { "USER_ADMIN" } else { "APP_ADMIN" }));
    let session = Session::open(&sim, &acme).await;
    let (mut confined, mut free) = (0, 0);
    for admin in session.all("/api/v1/iam/assignees/users?limit=100").await {
        let path = format!("/api/v1/users/{}/roles", id(&admin));
        for (query, place, below) in [
            ("?expand=targets/groups", "/_embedded/targets/groups", "groups"),
            ("?expand=targets/catalog/apps", "/_embedded/targets/catalog/apps", "catalog/apps"),
        ] {
            for role in session.get(&format!("{path}{query}")).await.list() {
                let listed = session.get(&format!("{path}/{}/targets/{below}?limit=200", id(&role))).await;
                assert!(listed.link("self").unwrap().contains("limit=20") && !listed.link("self").unwrap().contains("limit=200"));
                let embedded = role.pointer(place).and_then(Value::as_array).cloned().unwrap_or_default();
                assert_eq!(ids(&embedded), ids(&listed.list()), "{path}");
                if embedded.is_empty() { free += 1 } else { confined += 1 }
            }
        }
    }
    assert!(confined > 3 && free > 3, "{confined} confined, {free} not");
}
