use std::time::Duration;

use okta_sim::{Fault, FaultKind, OrgSpec};

use crate::client::{get, sim};

fn number(reply: &crate::client::Reply, name: &str) -> u64 {
    reply.header(name).unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}

#[tokio::test]
async fn a_token_is_shown_its_share_of_a_bucket() {
    let sim =
        sim([OrgSpec::new("half"), OrgSpec::new("all").setup_gap("setup.share-100"), OrgSpec::new("tenth").setup_gap("setup.share-10")])
            .await;
    for (org, apps, users) in [("half", 50, 300), ("all", 100, 600), ("tenth", 10, 60)] {
        let org = sim.org(org);
        let reply = get(&sim, &org, "/api/v1/apps?limit=1").await;
        assert_eq!((number(&reply, "x-rate-limit-limit"), number(&reply, "x-rate-limit-remaining")), (apps, apps - 1));
        let reply = get(&sim, &org, "/api/v1/users?limit=1").await;
        assert_eq!(number(&reply, "x-rate-limit-limit"), users);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let reset = number(&reply, "x-rate-limit-reset");
        assert!((now + 50..=now + 61).contains(&reset), "{reset} at {now}");
    }
}

#[tokio::test]
async fn an_exhausted_bucket_refuses_until_its_window_ends_and_others_go_on() {
    let sim = sim([OrgSpec::new("acme").limit_multiplier(0.1).window(Duration::from_millis(1_500))]).await;
    let acme = sim.org("acme");
    for _ in 0..5 {
        assert_eq!(get(&sim, &acme, "/api/v1/apps?limit=1").await.status, 200);
    }
    let refused = get(&sim, &acme, "/api/v1/apps?limit=1").await;
    assert_eq!((refused.status, refused.code()), (429, "E0000047".to_owned()));
    assert_eq!((number(&refused, "x-rate-limit-limit"), number(&refused, "x-rate-limit-remaining")), (5, 0));
    assert_eq!(refused.header("retry-after"), None);
    assert_eq!(get(&sim, &acme, "/api/v1/groups?limit=1").await.status, 200);
    let lowest = acme.lowest_headroom().unwrap();
    assert_eq!((lowest.bucket, lowest.remaining, lowest.limit), ("/api/v1/apps", 0, 5));
    tokio::time::sleep(Duration::from_millis(1_600)).await;
    assert_eq!(get(&sim, &acme, "/api/v1/apps?limit=1").await.status, 200);
}

#[tokio::test]
async fn what_lies_below_a_user_draws_from_the_bucket_of_users() {
    let sim = sim([OrgSpec::new("acme")]).await;
    let acme = sim.org("acme");
    let first = get(&sim, &acme, "/api/v1/users?limit=1").await;
    let second = get(&sim, &acme, &format!("/api/v1/users/{}/factors", acme.owner_id())).await;
    assert_eq!(number(&second, "x-rate-limit-remaining"), number(&first, "x-rate-limit-remaining") - 1);
}

#[tokio::test]
async fn too_many_requests_at_once_are_refused_with_zeros() {
    let sim = sim([OrgSpec::new("acme").concurrency(4)]).await;
    let acme = sim.org("acme");
    acme.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(Duration::from_millis(800))).always());
    let slow = [get(&sim, &acme, "/api/v1/groups?limit=1"), get(&sim, &acme, "/api/v1/groups?limit=2")];
    let busy = async {
        while acme.in_flight() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        get(&sim, &acme, "/api/v1/users?limit=1").await
    };
    let [one, two] = slow;
    let (one, two, refused) = tokio::join!(one, two, busy);
    assert_eq!((one.status, two.status), (200, 200));
    assert_eq!((refused.status, refused.code()), (429, "E0000047".to_owned()));
    assert_eq!((number(&refused, "x-rate-limit-limit"), number(&refused, "x-rate-limit-remaining")), (0, 0));
    assert_eq!(acme.most_in_flight(), 3);
}

#[tokio::test]
async fn limits_can_be_off_and_the_clock_wrong() {
    let sim = sim([OrgSpec::new("acme").without_limits().clock_skew(-3_600)]).await;
    let acme = sim.org("acme");
    let reply = get(&sim, &acme, "/api/v1/apps?limit=1").await;
    assert_eq!(reply.header("x-rate-limit-limit"), None);
    let date = reply.header("date").unwrap().to_owned();
    acme.set_clock_skew(0);
    assert_ne!(get(&sim, &acme, "/api/v1/apps?limit=1").await.header("date").unwrap()[..22], date[..22], "an hour lies between");
}
