//! Submissions: how many, and how they meet each other.

use std::time::Duration;

use futures::future::join_all;
use oktually_core::ids::{ConnectionId, IntakeLinkId};
use oktually_tests::TestApp;

use super::visitor::{TOKEN, Visitor, lasting};

#[tokio::test]
async fn a_link_takes_five_submissions_and_then_no_more() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    for left in (0..5).rev() {
        let page = visitor.look().await.expect_status(200).text;
        assert!(page.contains(&format!("<dt>Attempts left</dt><dd>{}</dd>", left + 1)), "{page}");
        visitor.hand_over("acme.okta.com", TOKEN).await;
    }
    for answer in [visitor.look().await, visitor.submit("acme.okta.com", TOKEN).await] {
        assert_eq!(answer.status, 410, "{answer:?}");
        assert!(answer.text.contains("This link has been used up"), "{}", answer.text);
    }
    assert_eq!(lasting(&app, &visitor).await.1, 5);
}

#[tokio::test]
async fn of_seven_submissions_at_once_five_are_taken_each_with_a_version_and_a_report_of_its_own() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    let visitor = Visitor::of(&app, &acme, &connection).await;
    let answers = join_all((0..7).map(|n| {
        let token = format!("00abcDEFghijklMNOpqrSTUvwxYZ0123456789abc{n}");
        let visitor = &visitor;
        async move { visitor.submit("acme.okta.com", &token).await }
    }))
    .await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 303, 303, 303, 303, 410, 410]);
    let cookies: std::collections::BTreeSet<_> = answers.iter().map(|answer| answer.header("set-cookie")).collect();
    assert_eq!(cookies.len(), 6, "five cookies, and none for those that were refused");
    let credentials = acme.owner.get(&format!("/v1/connections/{connection}/credentials")).await.expect_status(200).json();
    let versions: Vec<_> = credentials["data"].as_array().unwrap().iter().map(|row| row["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, [5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn a_submission_that_meets_an_acceptance_waits_for_it_and_finds_the_link_spent() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    let visitor = Visitor::of(&app, &acme, &connection).await;
    let (id, link): (ConnectionId, IntakeLinkId) = (connection.parse().unwrap(), visitor.link.parse().unwrap());

    // A worker that accepts a credential changes the connection, and then its links.
    #[expect(clippy::disallowed_methods, reason = "a transaction behind the scenes")]
    let mut accepting = app.okta.db.owner.begin().await.unwrap();
    sqlx::query("update connections set revision = revision + 1 where id = $1").bind(id.uuid()).execute(&mut *accepting).await.unwrap();
    let (path, caller) = (visitor.path.clone(), visitor.caller.clone());
    let submission = tokio::spawn(async move { Visitor { caller, path, link: String::new() }.submit("acme.okta.com", TOKEN).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!submission.is_finished());
    sqlx::query("update intake_links set spent_at = now() where id = $1").bind(link.uuid()).execute(&mut *accepting).await.unwrap();
    accepting.commit().await.unwrap();

    let answer = submission.await.unwrap();
    assert_eq!(answer.status, 410, "{answer:?}");
    assert!(answer.text.contains("This link has been used"), "{}", answer.text);
}
