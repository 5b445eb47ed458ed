//! How often somebody may open a link, and how often one address may knock.

use std::time::{Duration, Instant};

use oktually_api::{http::TrustedProxies, keys::IntakeToken};
use oktually_tests::{Answer, Caller, TestApp};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::visitor::{Visitor, lasting};

/// A process behind a proxy that tells from where each request comes.
async fn behind_a_proxy(app: &TestApp) -> Caller {
    let loopback = ["127.0.0.0/8", "::1/128"].map(|block| block.parse().expect("a block"));
    app.beside_with(|setup| setup.base.trusted = TrustedProxies::new(loopback)).await.0
}

fn from(caller: &Caller, address: usize) -> Caller {
    caller.with("x-forwarded-for", &format!("198.51.100.{address}"))
}

/// Asks until it is refused: how often it was let in, how long that took, and the refusal.
async fn until_refused(ask: impl AsyncFn(usize) -> Answer) -> (usize, Duration, Answer) {
    let begun = Instant::now();
    for asked in 0..1_000 {
        let answer = ask(asked).await;
        if answer.status == 429 {
            return (asked, begun.elapsed(), answer);
        }
    }
    panic!("nothing was refused");
}

/// A quota of so many a minute was used up: no earlier, and no later than by what came back meanwhile.
#[track_caller]
fn assert_used_up(limit: usize, (let_in, took, refused): &(usize, Duration, Answer)) {
    let came_back = limit * (took.as_secs() as usize + 1) / 60 + 1;
    assert!((limit..=limit + came_back).contains(let_in), "{let_in} were let in within {took:?}");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| (1..=60).contains(&seconds)), "{refused:?}");
    assert!(refused.text.contains("A little too fast"), "{}", refused.text);
}

#[tokio::test]
async fn a_link_is_opened_sixty_times_a_minute_from_wherever_it_is_asked() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let other = Visitor::of(&app, &acme, &acme.connection("Other").await).await;
    let front = behind_a_proxy(&app).await;
    let before = lasting(&app, &visitor).await;
    let used_up = until_refused(async |n| from(&front, n % 100).get(&visitor.path).await).await;
    assert_used_up(60, &used_up);
    // Sending counts like looking: no more are taken than have come back meanwhile.
    let (sent, ..) = until_refused(async |_| from(&front, 200).form(&visitor.path, &[]).await).await;
    assert!(sent <= 10, "{sent} forms were taken");
    assert_eq!(lasting(&app, &visitor).await, before, "something was kept");
    from(&front, 200).get(&other.path).await.expect_status(200);
}

#[tokio::test]
async fn an_address_knocks_two_hundred_and_forty_times_a_minute_whatever_it_guesses() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let front = behind_a_proxy(&app).await;
    #[expect(clippy::disallowed_methods, reason = "a guess is sent")]
    let guess = || format!("/intake/{}", IntakeToken::generate(Uuid::now_v7(), Uuid::now_v7()).text().expose_secret());
    let used_up = until_refused(async |_| from(&front, 1).get(&guess()).await).await;
    assert_used_up(240, &used_up);
    from(&front, 2).get(&visitor.path).await.expect_status(200);
    // What it may ask of the API is another matter.
    from(&front, 1).get("/v1/tenant").await.problem("unauthenticated");
}
