//! Pages as a browser gets them.

use std::time::Duration;

use axum::response::IntoResponse;
use http::header;
use oktually_core::store::CredentialKind;
use time::macros::datetime;

use super::*;

pub(super) fn intake() -> IntakePage {
    IntakePage {
        action: "/intake/okti_0123".to_owned(),
        org_hint: Some("acme.okta.com".to_owned()),
        addresses: vec!["198.51.100.10/32".to_owned(), "2001:db8:1::10/128".to_owned()],
        share_percent: 50,
        expires_at: datetime!(2026-03-04 15:30 UTC),
        submissions_left: 5,
        kind: CredentialKind::ApiToken,
        org: None,
        token_name: None,
        client_id: None,
        key_id: None,
        algorithm: None,
        errors: Vec::new(),
    }
}

fn step(title: &str, required: bool, verdict: Verdict, seen: &str, fix: Option<(&str, &str)>) -> ReportStep {
    let fix = fix.map(|(path, what)| format!("{path}: {what}"));
    let show_addresses = title.contains("zone") && verdict != Verdict::Ok;
    ReportStep { title: title.to_owned(), required, verdict, seen: seen.to_owned(), fix, show_addresses }
}

pub(super) fn report(state: ReportState) -> ReportPage {
    let steps = match state {
        ReportState::Accepted => vec![
            step(
                "Dedicated service account",
                false,
                Verdict::Ok,
                "The token belongs to “Oktually Service”, which owns nothing else.",
                None,
            ),
            step("Read-Only Administrator role", true, Verdict::Ok, "Assigned to the account.", None),
            step(
                "Custom role with two permissions",
                true,
                Verdict::Missing,
                "No custom role with “View API tokens” is assigned to the account.",
                Some((
                    "Security › Administrators › Roles",
                    "create a role with “View API tokens” and “View roles, resources, and admin assignments”.",
                )),
            ),
            step(
                "Token bound to a network zone",
                false,
                Verdict::Missing,
                "The token can be used from any address.",
                Some(("Security › API › Tokens", "open the token and choose the zone that holds our addresses.")),
            ),
            step(
                "Token rate limit between 25 % and 75 %",
                false,
                Verdict::CannotTell,
                "The token’s share is not visible without the custom role.",
                Some(("Security › API › Tokens", "open the token and set its share.")),
            ),
        ],
        _ => Vec::new(),
    };
    ReportPage {
        org: "acme.okta.com".to_owned(),
        state,
        steps,
        addresses: intake().addresses,
        requests: Some((14, 0)),
        trimmed: false,
        remarks: vec!["The org has Okta Identity Engine.".to_owned()],
    }
}

#[test]
fn the_form_never_fills_a_secret_in_and_escapes_what_was_sent() {
    let page = IntakePage {
        org: Some("\"><script>alert(1)</script>".to_owned()),
        errors: vec![FormError { field: FormField::Org, text: "<b>not</b> an Okta address".to_owned() }],
        ..intake()
    };
    let page = page.render();
    let html = page.html();
    assert!(html.contains(r#"value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;""#));
    assert!(html.contains("&lt;b&gt;not&lt;/b&gt; an Okta address"));
    let secrets = html.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let secrets: Vec<&str> = secrets.filter(|input| input.contains(r#"type="password""#) || input.contains(r#"class="secret""#)).collect();
    assert_eq!(secrets.len(), 2);
    assert!(secrets.iter().all(|input| !input.contains("value") && input.contains(r#"autocomplete="off""#)), "{secrets:?}");
    let key = html.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(key.ends_with('>') && key.contains(r#"autocomplete="off""#), "{key}");
    assert!(!html.contains("<script") && !html.contains("style=\"") && !html.contains("http://") && !html.contains("https://"));
}

#[test]
fn errors_are_announced_linked_and_tied_to_their_fields() {
    let errors = vec![FormError { field: FormField::Token, text: "Paste the token".to_owned() }];
    let page = IntakePage { errors, ..intake() }.render();
    assert!(page.html().contains(r##"<a href="#token">Paste the token</a>"##));
    assert!(page.html().contains(r#"role="alert""#));
    assert!(page.html().contains(r#"aria-describedby="token-error token-hint" aria-invalid="true""#));
    assert!(page.html().contains(r#"id="token-error""#));
    assert_eq!(page.into_response().status(), 422);
}

#[test]
fn every_field_has_a_label_and_a_hint() {
    let page = intake().render();
    for field in FormField::ALL.map(FormField::name) {
        assert!(page.html().contains(&format!(r#"<label for="{field}">"#)), "{field}");
        assert!(
            page.html().contains(&format!(r#"id="{field}-hint""#)) && page.html().contains(&format!(r#"aria-describedby="{field}-hint""#)),
            "{field}"
        );
    }
}

#[test]
fn what_belongs_to_a_kind_is_marked_with_it_and_one_kind_is_chosen() {
    for kind in [CredentialKind::ApiToken, CredentialKind::PrivateKey, CredentialKind::ClientSecret] {
        let page = IntakePage { kind, ..intake() }.render();
        let word = serde_json::to_value(kind).unwrap();
        let word = word.as_str().unwrap();
        let chosen = page.html().split("<input").filter(|input| input.split('>').next().unwrap().ends_with(" checked")).collect::<Vec<_>>();
        assert!(matches!(chosen[..], [one] if one.contains(&format!(r#"id="kind-{word}""#))), "{word}: {chosen:?}");
        assert!(page.html().contains(&format!(r#"class="guide only {word}""#)));
        assert!(include_str!("style.css").contains(&format!("body:has(#kind-{word}:checked) .only.{word}")));
    }
}

#[test]
fn the_guide_of_a_service_app_names_every_scope_that_is_asked_for() {
    let page = intake().render();
    for scope in okta_client::api::scopes::COMMON {
        assert!(page.html().contains(&format!("<code>{scope}</code>")), "{scope}");
    }
}

#[test]
fn the_guide_says_what_to_grant_and_what_okta_will_warn_about() {
    let page = intake().render();
    for words in [
        "Read-Only Administrator",
        "View API tokens",
        "View roles, resources, and admin assignments",
        "All users",
        "All Identity and Access Management resources",
        "resources not affected by the role’s permissions. That is expected",
        "198.51.100.10/32\n2001:db8:1::10/128",
        "between 25\u{a0}% and 75\u{a0}%",
        "as the service account",
        "4 March 2026, 15:30 UTC",
    ] {
        assert!(page.html().contains(words), "{words}");
    }
}

#[test]
fn only_a_waiting_report_asks_for_itself_again() {
    let refreshes = |state| report(state).render().html().contains(r#"<meta http-equiv="refresh" content="2">"#);
    assert!(refreshes(ReportState::Checking));
    assert!(refreshes(ReportState::Waiting { reason: "Okta asks us to wait a minute.".to_owned() }));
    assert!(!refreshes(ReportState::Accepted));
    assert!(!refreshes(ReportState::Rejected { reason: "The token was revoked.".to_owned(), retry: None }));
}

#[test]
fn a_report_says_what_was_seen_what_to_click_and_that_nothing_was_written() {
    let page = report(ReportState::Accepted).render();
    for words in [
        "Missing",
        "Cannot tell",
        "required",
        "recommended",
        "The token can be used from any address.",
        "14 requests",
        "Nothing was written",
    ] {
        assert!(page.html().contains(words), "{words}");
    }
}

#[test]
fn pages_are_sent_with_a_strict_policy_and_never_kept() {
    let pages = [
        (intake().render(), "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
        (
            report(ReportState::Checking).render(),
            "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ];
    for (page, policy) in pages {
        let response = page.into_response();
        assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], policy);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(response.headers()[header::REFERRER_POLICY], "no-referrer");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[test]
fn notices_carry_their_status() {
    let status = |notice: Notice| notice.render().into_response().status().as_u16();
    assert_eq!(status(Notice::Spent), 410);
    assert_eq!(status(Notice::Expired), 410);
    assert_eq!(status(Notice::NotFound), 404);
    assert_eq!(status(Notice::TooMany { retry_after: Duration::from_secs(3) }), 429);
    assert_eq!(status(Notice::Unreadable), 400);
    assert_eq!(status(Notice::Failed { request_id: "abc".to_owned() }), 500);
}

#[test]
fn every_kind_of_problem_has_its_page() {
    for kind in crate::problem::Kind::ALL {
        assert!(kind_page(kind.code()).unwrap().html().contains(kind.title()));
    }
    assert!(kind_page("<script>").is_none());
}

#[tokio::test]
async fn the_style_sheet_may_be_kept_for_ever_and_loads_nothing() {
    let response = stylesheet().await;
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert!(intake().render().html().contains(&format!(r#"href="{}""#, stylesheet_path())));
    let text = include_str!("style.css");
    assert!(!text.contains("url(") && !text.contains("@import"));
}

/// Writes the pages as files, to be looked at: `OUT=folder cargo test -p oktually-api write_pages -- --ignored`.
#[test]
#[ignore = "writes files for people to look at"]
fn write_pages() {
    let folder = std::path::PathBuf::from(std::env::var_os("OUT").expect("OUT names a folder"));
    let wrong = IntakePage {
        org: Some("acme-admin.okta.com".to_owned()),
        errors: vec![
            FormError { field: FormField::Org, text: "This is the admin address. Enter acme.okta.com.".to_owned() },
            FormError { field: FormField::Token, text: "Paste the token as Okta showed it.".to_owned() },
        ],
        ..intake()
    };
    let rejected = ReportState::Rejected {
        reason: "Okta says the token is not valid: it was revoked, has expired, or was not copied whole.".to_owned(),
        retry: Some("/intake/okti_0123".to_owned()),
    };
    let pages = [
        ("intake", intake().render()),
        ("intake-key", IntakePage { kind: CredentialKind::PrivateKey, ..intake() }.render()),
        ("intake-secret", IntakePage { kind: CredentialKind::ClientSecret, ..intake() }.render()),
        ("wrong", wrong.render()),
        ("checking", report(ReportState::Checking).render()),
        ("report", report(ReportState::Accepted).render()),
        ("rejected", report(rejected).render()),
        ("spent", Notice::Spent.render()),
        ("failed", Notice::Failed { request_id: "0198c5f2-a0b0-7c3e-9d2f-4a6b8c0d1e2f".to_owned() }.render()),
        ("problem", kind_page("validation-failed").unwrap()),
    ];
    for (name, page) in pages {
        // Beside the pages, so that the folder can be opened without a server.
        let html = page.html().replace(stylesheet_path(), "style.css");
        std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
    std::fs::write(folder.join("style.css"), include_str!("style.css")).unwrap();
}
