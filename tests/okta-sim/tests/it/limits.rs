use std::time::Duration;

use okta_sim::{BucketTable, ClientSpec, Dpop, Edition, Fault, FaultKind, Noise, NoiseShape, Oddity, OrgSpec};

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

#[tokio::test]
async fn each_edition_has_the_published_limits() {
    let editions = [
        ("integrator", Edition::Integrator, [10, 50, 50, 50]),
        ("small", Edition::Small, [50, 300, 300, 300]),
        ("enterprise", Edition::Enterprise, [50, 300, 300, 300]),
        ("workforce", Edition::Workforce, [50, 300, 250, 600]),
    ];
    let sim = sim(editions.map(|(name, edition, _)| OrgSpec::new(name).edition(edition))).await;
    for (name, _, limits) in editions {
        let org = sim.org(name);
        for (path, limit) in
            ["/api/v1/apps?limit=1", "/api/v1/users?limit=1", "/api/v1/groups?limit=1", "/api/v1/zones"].into_iter().zip(limits)
        {
            assert_eq!(number(&get(&sim, &org, path).await, "x-rate-limit-limit"), limit, "{name} {path}");
        }
    }
}

#[tokio::test]
async fn what_lies_below_a_group_counts_with_it_or_with_the_list() {
    for (table, remaining) in [(BucketTable::Published, 499), (BucketTable::Older, 248), (BucketTable::Seen, 499)] {
        let sim = sim([OrgSpec::new("acme").buckets(table)]).await;
        let acme = sim.org("acme");
        let group = get(&sim, &acme, "/api/v1/groups?limit=1").await.list()[0]["id"].as_str().unwrap().to_owned();
        let members = get(&sim, &acme, &format!("/api/v1/groups/{group}/users?limit=1")).await;
        assert_eq!(number(&members, "x-rate-limit-remaining"), remaining, "{table:?}");
    }
}

#[tokio::test]
async fn what_was_seen_with_a_limit_of_its_own_can_have_it() {
    let sim = sim([
        OrgSpec::new("acme").buckets(BucketTable::Seen),
        OrgSpec::new("free").edition(Edition::Integrator).buckets(BucketTable::Seen),
    ]);
    let sim = sim.await;
    let seen = [
        ("/api/v1/agentPools", [10, 10]),
        ("/api/v1/iam/roles", [50, 50]),
        ("/api/v1/org", [50, 50]),
        ("/api/v1/org/captcha", [250, 50]),
        ("/api/v1/zones", [50, 50]),
        ("/api/v1/api-tokens", [150, 50]),
        ("/api/v1/groups/rules", [250, 50]),
        ("/api/v1/behaviors", [250, 50]),
        ("/api/v1/policies?type=PASSWORD", [500, 50]),
        ("/api/v1/apps?limit=1", [50, 10]),
        ("/api/v1/users?limit=1", [300, 50]),
        ("/api/v1/authenticators", [600, 50]),
    ];
    for (path, limits) in seen {
        for (name, limit) in ["acme", "free"].into_iter().zip(limits) {
            let reply = get(&sim, &sim.org(name), path).await;
            assert_eq!(number(&reply, "x-rate-limit-limit"), limit, "{name} {path}");
        }
    }
    let acme = sim.org("acme");
    assert_eq!(number(&get(&sim, &acme, "/api/v1/iam/resource-sets").await, "x-rate-limit-remaining"), 48, "with the roles");
    assert_eq!(number(&get(&sim, &acme, "/api/v1/org/contacts").await, "x-rate-limit-remaining"), 48, "with the org, not with its captcha");
}

#[tokio::test]
async fn headers_can_come_twice_and_the_own_limit_first() {
    let sim = sim([OrgSpec::new("acme").oddity(Oddity::BothLimits)]).await;
    let acme = sim.org("acme");
    let reply = get(&sim, &acme, "/api/v1/users?limit=1").await;
    let all = |name: &str| -> Vec<String> { reply.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect() };
    assert_eq!(all("x-rate-limit-limit"), ["300", "600"]);
    assert_eq!(all("x-rate-limit-remaining"), ["299", "599"]);
    assert_eq!(all("x-rate-limit-reset").len(), 2);
}

#[tokio::test]
async fn others_use_up_what_an_org_has_and_the_tighter_limit_is_shown() {
    let noise = Noise { percent: 95, seed: 3, shape: NoiseShape::Steady };
    let sim = sim([OrgSpec::new("acme").limit_multiplier(0.1).window(Duration::from_secs(2)).noise(noise)]).await;
    let acme = sim.org("acme");
    let (mut limits, mut refused) = (std::collections::BTreeSet::new(), 0);
    for _ in 0..60 {
        let reply = get(&sim, &acme, "/api/v1/users?limit=1").await;
        limits.insert(number(&reply, "x-rate-limit-limit"));
        refused += u32::from(reply.status == 429);
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    assert!(limits.contains(&60), "the whole org's limit, when others have nearly used it up: {limits:?}");
    assert!(refused > 0);
    assert_eq!(acme.refusals().iter().map(|window| window.refused).sum::<u64>(), u64::from(refused));
    acme.set_noise(None);
    let calm = get(&sim, &acme, "/api/v1/users?limit=1").await;
    assert_eq!((calm.status, number(&calm, "x-rate-limit-limit"), number(&calm, "x-rate-limit-remaining")), (200, 30, 29));
}

#[tokio::test]
async fn the_journal_tells_what_was_taken_and_the_least_time_for_it() {
    let sim = sim([OrgSpec::new("acme").limit_multiplier(0.1).window(Duration::from_secs(30))]).await;
    let acme = sim.org("acme");
    for _ in 0..6 {
        get(&sim, &acme, "/api/v1/apps?limit=1").await;
    }
    get(&sim, &acme, "/api/v1/groups?limit=1").await;
    let most = acme.most_taken();
    assert_eq!((most["/api/v1/apps"].taken, most["/api/v1/apps"].refused, most["/api/v1/apps"].limit), (5, 1, 5));
    assert_eq!(most["/api/v1/groups"].taken, 1);
    assert_eq!(acme.critical_path(100, 0, Duration::from_secs(1)), Duration::from_secs(1), "all in one window");
    assert_eq!(acme.critical_path(80, 2, Duration::ZERO), Duration::from_secs(30), "three at a time need two windows");
    assert!(acme.connections() >= 7);
    assert!(acme.bytes_sent() > 1_000);
    acme.clear_journal();
    assert!(acme.most_taken().is_empty());
    assert_eq!((acme.connections(), acme.bytes_sent()), (0, 0));
}

#[tokio::test]
async fn a_token_and_a_client_share_the_org_and_not_their_shares() {
    let app = ClientSpec::service_app("app").dpop(Dpop::Ignored).share(100, 100);
    let sim = sim([OrgSpec::new("acme").client(app).limit_multiplier(0.1)]).await;
    let acme = sim.org("acme");
    let token = crate::oauth::bearer(&sim, &acme, &acme.client("app"), "okta.apps.read").await;
    for left in [4, 3, 2] {
        assert_eq!(number(&get(&sim, &acme, "/api/v1/apps?limit=1").await, "x-rate-limit-remaining"), left);
    }
    let headers = [("authorization", &*format!("Bearer {token}"))];
    let reply = crate::client::get_with(&sim, &acme, "/api/v1/apps?limit=1", &headers).await;
    assert_eq!((number(&reply, "x-rate-limit-limit"), number(&reply, "x-rate-limit-remaining")), (10, 6), "three are gone from the org");
}
