//! What was done to the service itself is read by operators.

use http::Method;
use oktually_tests::TestApp;

#[tokio::test]
async fn what_was_done_to_the_service_is_listed_newest_first_and_apart_from_what_was_done_to_tenants() {
    let app = TestApp::start(Vec::new()).await;
    app.tenant("Acme").await;
    for _ in 0..3 {
        app.operator.send(Method::POST, "/operator/v1/keys/rotate", None).await.expect_status(202);
    }
    let (mut seen, mut path) = (Vec::new(), "/operator/v1/audit?limit=1".to_owned());
    loop {
        let page = app.operator.get(&path).await.expect_status(200).json();
        seen.extend(page["data"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/operator/v1/audit?limit=1&cursor={cursor}");
    }
    let acts: Vec<_> = seen.iter().map(|row| (row["actor"].as_str().unwrap(), row["act"].as_str().unwrap())).collect();
    assert_eq!(acts, [("operator:test", "keys.rotated"); 3]);
    assert!(seen.windows(2).all(|two| two[0]["at"].as_str() > two[1]["at"].as_str()), "{seen:?}");
}
