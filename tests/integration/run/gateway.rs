//! A run whose way out closes under it.

use std::time::Duration;

use oktually_tests::{TestOkta, eventually, succeeded};

use super::{
    kill::{about_to_run, org, requests_later, undisturbed},
    picture::{Picture, closed_versions},
};

#[tokio::test(flavor = "multi_thread")]
async fn while_the_gateway_is_closed_nothing_goes_out_and_the_run_goes_on_when_it_opens() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let acme = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let worker = okta.worker();
    for more in [10, 60] {
        requests_later(&acme, &tenant, connection, more).await;
        okta.sim.set_gateway(false);
        eventually("what is under way is over", async || (acme.in_flight() == 0).then_some(())).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (asked, connections) = (acme.journal_len(), acme.connections());
        // Longer than the client's own tries take.
        tokio::time::sleep(Duration::from_secs(12)).await;
        let run = tenant.newest_run(connection).await.unwrap();
        assert!(run.state.is_active(), "it waits: {run:?}");
        assert_eq!((acme.journal_len(), acme.connections()), (asked, connections), "something went out by another way");
        okta.sim.set_gateway(true);
    }
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    worker.stop().await;
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
}
