//! Runs over orgs that others use too, until nearly nothing is left.

use std::time::Duration;

use okta_sim::{Noise, NoiseShape, OrgSpec};
use oktually_tests::{TestOkta, succeeded};

use super::{
    limits::{SHARE, most_of_the_share},
    picture::Picture,
};

#[tokio::test(flavor = "multi_thread")]
async fn of_an_org_whose_limits_others_use_up_everything_is_read_and_little_is_refused() {
    let shapes = [("steady", NoiseShape::Steady), ("bursts", NoiseShape::Bursts)];
    let spec =
        |name: &str| OrgSpec::new(name).users(900).limit_multiplier(0.4).window(Duration::from_secs(3)).flaw("token.no-network-zone");
    let okta = TestOkta::start(shapes.map(|(name, _)| spec(name)).into()).await;
    let worker = okta.worker();
    for (name, shape) in shapes {
        let org = okta.sim.org(name);
        let (calm_tenant, tenant) = (okta.tenant(&format!("{name}, alone")).await, okta.tenant(&format!("{name}, with others")).await);
        let (calm, _) = calm_tenant.scan(&org).await;
        org.set_noise(Some(Noise { percent: 95, seed: 11, shape }));
        org.clear_journal();
        let (connection, run) = tenant.scan(&org).await;
        assert!(succeeded(&run), "{name}: {run:?}");
        let refusals = org.refusals();
        let seconds = (run.finished_at.unwrap() - run.started_at.unwrap()).as_seconds_f64();
        let share = most_of_the_share(&org, SHARE);
        eprintln!("{name}: {} requests, {} refused, at most {share:.0} % of the share, {seconds:.1} s", run.requests, refusals.len());
        assert!(refusals.iter().all(|window| window.refused == 1), "{name}: {refusals:?}");
        assert!(share <= 100.0, "{name}: {:?}", org.most_taken());
        let seen = Picture::of(&okta.db, &tenant, connection).await;
        seen.assert_like(&Picture::of(&okta.db, &calm_tenant, calm).await);
    }
    worker.stop().await;
}
