//! The whole thread.

use okta_sim::OrgSpec;
use oktually_tests::{TestOkta, succeeded};

#[tokio::test]
async fn a_token_handed_over_leads_to_findings() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(60).flaw("net.threatinsight-off")]).await;
    let worker = okta.worker();
    let acme = okta.tenant("Acme").await;
    let (connection, run) = acme.scan(&okta.sim.org("acme")).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(acme.found(connection).await, ["net.threatinsight-off"]);
    worker.stop().await;
}
