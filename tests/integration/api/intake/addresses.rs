//! Addresses of orgs, as people type and paste them.

use oktually_tests::TestApp;

use super::visitor::{TOKEN, Visitor, lasting};

#[tokio::test]
async fn an_address_of_no_org_is_answered_with_what_to_do_and_counts_as_no_submission() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let before = lasting(&app, &visitor).await;
    for (org, words) in [
        ("", "Enter the address of your Okta org"),
        ("https://acme-admin.okta.com", "This is the admin console&#39;s address; use https://acme.okta.com."),
        ("https://acme.okta.com/app/UserHome", "Leave out what follows the host name; use https://acme.okta.com."),
        ("https://acme.okta.com:8443", "Leave out the port; use https://acme.okta.com."),
        ("http://acme.okta.com", "The address must begin with https://; use https://acme.okta.com."),
        ("https://admin:secret@acme.okta.com", "Leave out the user name before the @ sign"),
        ("https://login.acme.example", "This address is not on one of Okta&#39;s domains"),
        ("https://acme.okta.com.evil.example", "This address is not on one of Okta&#39;s domains"),
        ("https://evilokta.com", "This address is not on one of Okta&#39;s domains"),
        ("https://192.0.2.7", "This is an IP address; enter the org&#39;s name"),
        ("https://[2001:db8::7]", "This is an IP address; enter the org&#39;s name"),
        ("https://2130706433", "This is an IP address; enter the org&#39;s name"),
        ("https://okta", "This is an internal name; enter the org&#39;s public address"),
        ("https://okta.corp.internal", "This is an internal name; enter the org&#39;s public address"),
        ("localhost", "This is an internal name; enter the org&#39;s public address"),
        ("https://okta.com", "The org&#39;s name is missing before okta.com"),
        ("https://www.okta.com", "is a page of Okta itself, not an org"),
        ("https://www.acme.okta.com", "This is not the org&#39;s main address; use https://acme.okta.com."),
        ("https://yourorg.okta.com", "This is a placeholder from a guide"),
        ("acme okta com", "This is not a web address"),
    ] {
        let page = visitor.submit(org, TOKEN).await.expect_status(422).text.replace("&#x27;", "&#39;").replace('\'', "&#39;");
        assert!(page.contains(words), "{org}: {page}");
        assert!(page.contains("aria-invalid=\"true\""), "{org}: the field is not marked");
        assert!(!page.contains(TOKEN), "{org}: the token came back");
    }
    assert_eq!(lasting(&app, &visitor).await, before, "something was kept of a form that was refused");
}

#[tokio::test]
async fn an_address_as_people_paste_it_is_taken_and_kept_in_one_form() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    for org in [
        "acme.okta.com",
        "ACME.Okta.Com",
        "https://acme.okta.com/",
        "acme.okta.com.",
        " https://acme.okta.com\r\n",
        "HTTPS://ACME.OKTA.COM",
    ] {
        // A link takes five, and another takes the place of one that is still open.
        let visitor = Visitor::of(&app, &acme, &connection).await;
        visitor.hand_over(org, TOKEN).await;
        let credentials = acme.owner.get(&format!("/v1/connections/{connection}/credentials")).await.expect_status(200).json();
        assert_eq!(credentials["data"][0]["host"], "acme.okta.com", "{org:?}");
    }
}

#[tokio::test]
async fn what_was_typed_is_filled_in_again_as_text_and_never_as_html() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let odd = "\"><script>alert(1)</script>";
    let fields = [("org", odd), ("token_name", odd), ("token", TOKEN)];
    let page = visitor.caller.form(&visitor.path, &fields).await.expect_status(422).text;
    assert!(!page.contains("<script"), "{page}");
    assert_eq!(page.matches("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;").count(), 2, "{page}");
}

#[tokio::test]
async fn a_link_for_one_org_takes_no_other() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let new = serde_json::json!({ "name": "Main", "org": "https://acme.okta.com" });
    let connection = acme.owner.post("/v1/connections", &new).await.expect_status(201).json()["id"].as_str().unwrap().to_owned();
    let visitor = Visitor::of(&app, &acme, &connection).await;
    assert!(visitor.look().await.expect_status(200).text.contains("value=\"acme.okta.com\""));
    let page = visitor.submit("https://zeta.okta.com", TOKEN).await.expect_status(422).text;
    assert!(page.contains("This link is for acme.okta.com. For another org, ask for another link."), "{page}");
    visitor.hand_over("https://acme.okta.com", TOKEN).await;
}

#[tokio::test]
async fn an_org_that_the_tenant_has_connected_already_is_said_to_be() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let new = serde_json::json!({ "name": "First", "org": "https://acme.okta.com" });
    acme.owner.post("/v1/connections", &new).await.expect_status(201);
    let visitor = Visitor::of(&app, &acme, &acme.connection("Second").await).await;
    let before = lasting(&app, &visitor).await;
    let page = visitor.submit("https://acme.okta.com", TOKEN).await.expect_status(422).text;
    assert!(page.contains("This org is connected already."), "{page}");
    assert_eq!(lasting(&app, &visitor).await, before, "a form that was refused counted as a submission");
}
