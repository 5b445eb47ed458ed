//! Tokens, as people copy them.

use oktually_tests::TestApp;

use super::visitor::{TOKEN, Visitor, lasting};

#[tokio::test]
async fn what_was_copied_around_a_token_is_taken_off_and_said() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    let mut fingerprints = Vec::new();
    for (token, trimmed) in [
        (TOKEN.to_owned(), false),
        (format!("  {TOKEN}\t"), true),
        (format!("{TOKEN}\r\n"), true),
        (format!("SSWS {TOKEN}"), true),
        (format!("\u{feff}{TOKEN}\u{200b}"), true),
    ] {
        let visitor = Visitor::of(&app, &acme, &connection).await;
        let reader = visitor.hand_over("acme.okta.com", &token).await;
        let page = reader.get("/intake/report").await.expect_status(200).text;
        let said = page.contains("There were blanks or line ends around what you pasted. We took them off.");
        assert_eq!(said, trimmed, "{token:?}: {page}");
        let credentials = acme.owner.get(&format!("/v1/connections/{connection}/credentials")).await.expect_status(200).json();
        fingerprints.push(credentials["data"][0]["fingerprint"].as_str().unwrap().to_owned());
    }
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1, "something else was sealed than the token: {fingerprints:?}");
}

#[tokio::test]
async fn what_is_no_token_is_answered_with_what_it_is_and_never_repeated() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let before = lasting(&app, &visitor).await;
    for (token, words) in [
        ("", "Enter the API token."),
        ("SSWS ", "Enter the API token."),
        ("00abcDEFghijklMNOpqr STUvwxYZ0123456789abcd", "There is a blank or a line end inside the token"),
        ("00abcDEFghijklMNOpqrSTUvwxYZ0123456789ab=\"", "The token contains characters that no API token has"),
        ("00shortTOKEN", "This is too short for an API token"),
        ("00T1gtr35t8ZbfBfV1d7", "This is the token's id, not the token"),
        ("https://acme.okta.com", "This is a web address; enter the API token here."),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "This is a key or a certificate"),
        ("eyJraWQiOiJ4In0.eyJzY3AiOlsieCJdfQ.c2ln", "This is an OAuth token (a JWT)"),
        (&"a".repeat(201), "This is too long for an API token"),
    ] {
        let page = visitor.submit("acme.okta.com", token).await.expect_status(422).text;
        assert!(page.contains(words), "{token:?}: {page}");
        assert!(token.len() < 10 || token.contains("://") || !page.contains(token), "{token:?} came back");
        assert!(page.contains("please paste it once more"), "{page}");
    }
    assert_eq!(lasting(&app, &visitor).await, before, "something was kept of a form that was refused");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_answered_by_a_page_and_keeps_nothing() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let before = lasting(&app, &visitor).await;
    let json = visitor.caller.post(&visitor.path, &serde_json::json!({ "org": "acme.okta.com", "token": TOKEN })).await;
    let unknown = visitor.caller.form(&visitor.path, &[("org", "acme.okta.com"), ("token", TOKEN), ("tenant", "other")]).await;
    let twice = visitor.caller.form(&visitor.path, &[("org", "acme.okta.com"), ("token", TOKEN), ("token", TOKEN)]).await;
    let large = visitor.caller.form(&visitor.path, &[("org", "acme.okta.com"), ("token", &"a".repeat(200_000))]).await;
    for answer in [json, unknown, twice, large] {
        assert!((400..500).contains(&answer.status), "{answer:?}");
        assert!(answer.header("content-type").starts_with("text/html"), "{answer:?}");
        assert!(!answer.text.contains(TOKEN), "{answer:?}");
    }
    assert_eq!(lasting(&app, &visitor).await, before);
}
