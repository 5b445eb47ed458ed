use std::collections::BTreeSet;

use okta_sim::{Oddity, OrgSpec};
use serde_json::Value;

use crate::client::{all, get, sim};

fn ids(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

const DEPROVISIONED: &str = "/api/v1/users?filter=status+eq+%22DEPROVISIONED%22&limit=200";

#[tokio::test]
async fn paging_to_the_end_sees_exactly_what_there_is() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(1_234).without_limits()]).await;
    let acme = sim.org("acme");
    let truth = acme.truth();
    assert_eq!(truth.users, 1_234);
    let listed = all(&sim, &acme, "/api/v1/users?limit=200").await;
    let gone = all(&sim, &acme, DEPROVISIONED).await;
    assert_eq!(gone.len() as u64, truth.users_by_status["DEPROVISIONED"]);
    assert!(listed.iter().all(|user| user["status"] != "DEPROVISIONED"), "the default list hides them");
    let both: Vec<Value> = listed.iter().chain(&gone).cloned().collect();
    assert_eq!(ids(&both).len() as u64, truth.users);
    let everyone = all(&sim, &acme, "/api/v1/users?search=status+pr").await;
    assert_eq!(ids(&everyone), ids(&both));
    for (path, count) in [
        ("/api/v1/groups?limit=7&expand=stats", truth.groups),
        ("/api/v1/apps?limit=11", truth.apps_visible),
        ("/api/v1/iam/assignees/users?limit=3", truth.admins),
        ("/api/v1/iam/roles", truth.custom_roles),
        ("/api/v1/iam/resource-sets", truth.resource_sets),
        ("/api/v1/principal-rate-limits?limit=1&filter=principalType+eq+%22SSWS_TOKEN%22", truth.principal_limits),
        ("/api/v1/zones?limit=2", truth.zones),
        ("/api/v1/api-tokens?limit=1", truth.tokens),
        ("/api/v1/authenticators", truth.authenticators),
    ] {
        let items = all(&sim, &acme, path).await;
        assert_eq!(items.len() as u64, count, "{path}");
    }
}

#[tokio::test]
async fn members_of_a_group_are_as_many_as_its_count_and_know_their_groups() {
    let sim = sim([OrgSpec::new("acme").users(300).without_limits()]).await;
    let acme = sim.org("acme");
    acme.remove_user(3);
    acme.add_users(5);
    for group in all(&sim, &acme, "/api/v1/groups?expand=stats&limit=200").await {
        let id = group["id"].as_str().unwrap();
        let members = all(&sim, &acme, &format!("/api/v1/groups/{id}/users?limit=10")).await;
        assert_eq!(Some(members.len() as u64), group["_embedded"]["stats"]["usersCount"].as_u64(), "{}", group["profile"]["name"]);
        if let Some(member) = members.last() {
            let groups = all(&sim, &acme, &format!("/api/v1/users/{}/groups", member["id"].as_str().unwrap())).await;
            assert!(ids(&groups).contains(id));
        }
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_org_and_another_seed_another() {
    let spec = |name: &str, seed| OrgSpec::new(name).seed(seed).users(50);
    let sim = sim([spec("one", 7), spec("two", 7), spec("three", 8)]).await;
    let users = |name: &'static str| {
        let sim = &sim;
        async move { all(sim, &sim.org(name), "/api/v1/users?limit=200").await }
    };
    assert_eq!(ids(&users("one").await), ids(&users("two").await));
    assert!(ids(&users("one").await).is_disjoint(&ids(&users("three").await)));
    let one = sim.org("one");
    let before = ids(&users("one").await);
    one.set_flaw("admin.inactive", true);
    assert!(ids(&users("one").await).is_superset(&before), "a flaw adds people and moves nobody");
}

#[tokio::test]
async fn oddities_do_not_hide_anything_from_a_careful_reader() {
    let oddities = [
        Oddity::ForeignHosts,
        Oddity::DroppedParameters,
        Oddity::CommaJoined,
        Oddity::RepeatedNext,
        Oddity::CursorExpiry(2),
        Oddity::ShortPages,
    ];
    let plain = sim([OrgSpec::new("plain").seed(5).users(400).without_limits()]).await;
    let users = ids(&all(&plain, &plain.org("plain"), "/api/v1/users?limit=50").await);
    let gone = ids(&all(&plain, &plain.org("plain"), DEPROVISIONED).await);
    for oddity in oddities {
        let sim = sim([OrgSpec::new("odd").seed(5).users(400).without_limits().oddity(oddity)]).await;
        let odd = sim.org("odd");
        assert_eq!(ids(&all(&sim, &odd, "/api/v1/users?limit=50").await), users, "{oddity:?}");
        assert_eq!(ids(&all(&sim, &odd, &DEPROVISIONED.replace("200", "5")).await), gone, "{oddity:?}");
        assert_eq!(all(&sim, &odd, "/api/v1/iam/assignees/users?limit=2").await.len() as u64, odd.truth().admins, "{oddity:?}");
    }
}

#[tokio::test]
async fn each_oddity_shows_itself() {
    let spec = |oddity| OrgSpec::new("odd").seed(5).users(400).without_limits().oddity(oddity);
    let foreign = sim([spec(Oddity::ForeignHosts)]).await;
    let reply = get(&foreign, &foreign.org("odd"), "/api/v1/users?limit=50").await;
    assert!(reply.link("next").unwrap().starts_with("https://odd-admin.okta.com/api/v1/users?after="));

    let dropped = sim([spec(Oddity::DroppedParameters)]).await;
    let reply = get(&dropped, &dropped.org("odd"), "/api/v1/groups?limit=5&expand=stats").await;
    assert!(!reply.link("next").unwrap().contains("expand"));

    let joined = sim([spec(Oddity::CommaJoined)]).await;
    let reply = get(&joined, &joined.org("odd"), "/api/v1/users?limit=50").await;
    assert_eq!(reply.headers.get_all("link").iter().count(), 1);
    assert!(reply.link("self").is_some() && reply.link("next").is_some());

    let expiring = sim([spec(Oddity::CursorExpiry(2))]).await;
    let org = expiring.org("odd");
    let next = get(&expiring, &org, "/api/v1/users?limit=50").await.link("next").unwrap();
    for _ in 0..3 {
        get(&expiring, &org, "/api/v1/users?limit=1").await;
    }
    let reply = get(&expiring, &org, next.trim_start_matches("https://odd.okta.com")).await;
    assert_eq!((reply.status, reply.code()), (400, "E0000029".to_owned()));

    let short = sim([spec(Oddity::ShortPages)]).await;
    let org = short.org("odd");
    let mut sizes = Vec::new();
    let mut path = "/api/v1/users?limit=30".to_owned();
    loop {
        let reply = get(&short, &org, &path).await;
        sizes.push(reply.list().len());
        match reply.link("next") {
            Some(next) => path = next.trim_start_matches("https://odd.okta.com").to_owned(),
            None => break,
        }
    }
    assert!(sizes.contains(&0) && sizes.iter().any(|size| (1..30).contains(size)), "{sizes:?}");
}

#[tokio::test]
async fn links_are_separate_lines_self_before_next_and_say_what_was_granted() {
    let sim = sim([OrgSpec::new("acme").users(500)]).await;
    let acme = sim.org("acme");
    let reply = get(&sim, &acme, "/api/v1/users?limit=5000").await;
    assert_eq!(reply.list().len(), 200);
    let lines: Vec<&str> = reply.headers.get_all("link").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines[0], "<https://acme.okta.com/api/v1/users?limit=200>; rel=\"self\"");
    assert!(
        lines[1].starts_with("<https://acme.okta.com/api/v1/users?after=00u") && lines[1].ends_with("&limit=200>; rel=\"next\""),
        "{}",
        lines[1]
    );
}

#[tokio::test]
async fn bad_cursors_filters_and_sizes_are_refused() {
    let sim = sim([OrgSpec::new("acme").users(30_000)]).await;
    let acme = sim.org("acme");
    for (path, code) in [
        ("/api/v1/users?after=nonsense", "E0000029"),
        ("/api/v1/groups?after=00uFAKE", "E0000029"),
        ("/api/v1/iam/assignees/users?after=x", "E0000029"),
        ("/api/v1/users?filter=status+ne+%22ACTIVE%22", "E0000031"),
        ("/api/v1/users?search=status+pr&filter=status+eq+%22ACTIVE%22", "E0000033"),
        ("/api/v1/users?limit=0", "E0000001"),
        ("/api/v1/principal-rate-limits", "E0000001"),
        ("/api/v1/groups?expand=stats", "E0000009"),
        ("/api/v1/users/00u1234567890abcdefg", "E0000007"),
        ("/api/v1/groups/00gFAKE/users", "E0000007"),
        ("/api/v1/policies/rstFAKE/rules", "E0000007"),
        ("/api/v1/no/such/path", "E0000008"),
    ] {
        assert_eq!(get(&sim, &acme, path).await.code(), code, "{path}");
    }
}

#[tokio::test]
async fn people_come_and_go() {
    let sim = sim([OrgSpec::new("acme").users(100).without_limits()]).await;
    let acme = sim.org("acme");
    let before = acme.truth();
    acme.add_users(3);
    acme.remove_user(0);
    acme.deactivate_user(1);
    acme.grant(2, "HELP_DESK_ADMIN");
    let after = acme.truth();
    assert_eq!(after.users, before.users + 2);
    assert_eq!(after.admins, before.admins + 1);
    let reply = get(&sim, &acme, &format!("/api/v1/users/{}", acme.user_id(0))).await;
    assert_eq!(reply.code(), "E0000007");
    let left = get(&sim, &acme, &format!("/api/v1/users/{}", acme.user_id(1))).await.json();
    assert_eq!(left["status"], "DEPROVISIONED");
    let roles = get(&sim, &acme, &format!("/api/v1/users/{}/roles", acme.user_id(2))).await.list();
    assert_eq!(roles[0]["type"], "HELP_DESK_ADMIN");
    let login = left["profile"]["login"].as_str().unwrap().replace('@', "%40");
    assert_eq!(get(&sim, &acme, &format!("/api/v1/users/{login}")).await.json()["id"], left["id"]);
}

#[tokio::test]
async fn groups_are_found_by_when_their_members_changed_and_name_what_they_come_from() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits()]).await;
    let acme = sim.org("acme");
    let groups = all(&sim, &acme, "/api/v1/groups?limit=200&expand=stats,app").await;
    let changed = |group: &Value| group["lastMembershipUpdated"].as_str().unwrap().to_owned();
    let mut times: Vec<String> = groups.iter().map(changed).collect();
    times.sort();
    let middle = &times[times.len() / 2];
    let filter = format!("/api/v1/groups?limit=200&filter=lastMembershipUpdated+gt+%22{middle}%22");
    let found = all(&sim, &acme, &filter).await;
    assert_eq!(found.len(), times.iter().filter(|time| *time > middle).count());
    assert!(!found.is_empty() && found.iter().all(|group| changed(group) > *middle));
    for group in groups {
        let source = group["_embedded"]["app"]["id"].as_str().map(str::to_owned);
        assert_eq!(source.as_deref(), group["source"]["id"].as_str());
        assert_eq!(source.is_some(), group["type"] == "APP_GROUP");
    }
}

#[tokio::test]
async fn members_name_the_rules_that_placed_them_and_the_next_link_forgets_that() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits()]).await;
    let acme = sim.org("acme");
    let rules = all(&sim, &acme, "/api/v1/groups/rules?limit=200").await;
    let group = rules[0]["actions"]["assignUserToGroups"]["groupIds"][0].as_str().unwrap();
    let page = get(&sim, &acme, &format!("/api/v1/groups/{group}/users?limit=2&expand=group-rules")).await;
    let placed = |member: &Value| member["_embedded"]["group-rules"].as_array().unwrap().len();
    assert!(page.list().iter().all(|member| placed(member) <= rules.len()));
    assert!(!page.link("next").unwrap().contains("expand"));
    let members = get(&sim, &acme, &format!("/api/v1/groups/{group}/users?expand=group-rules")).await.list();
    assert!(members.iter().any(|member| placed(member) > 0) && members.iter().any(|member| placed(member) == 0));
}

#[tokio::test]
async fn an_application_is_provisioned_as_it_says_itself() {
    let sim = sim([OrgSpec::new("acme").users(600).without_limits().setup_gap("setup.super-admin")]).await;
    let acme = sim.org("acme");
    let (mut with, mut without) = (0, 0);
    for app in all(&sim, &acme, "/api/v1/apps?limit=200").await {
        let reply = get(&sim, &acme, &format!("/api/v1/apps/{}/features", app["id"].as_str().unwrap())).await;
        let features = app["features"].as_array().unwrap();
        assert_eq!(reply.status == 200, !features.is_empty(), "{app}");
        if reply.status == 200 {
            let deactivates = reply.list()[0]["capabilities"]["update"]["lifecycleDeactivate"]["status"] == "ENABLED";
            assert_eq!(features.contains(&Value::from("PUSH_USER_DEACTIVATION")), deactivates);
            with += 1;
        } else {
            without += 1;
        }
    }
    assert!(with > 0 && without > 0);
}
