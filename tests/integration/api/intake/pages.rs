//! What every page carries, and what the cookie may do.

use oktually_tests::{Answer, TestApp};

use super::visitor::{TOKEN, Visitor};

/// What no page may lack.
#[track_caller]
fn is_guarded(answer: &Answer, form: bool) {
    let action = if form { "'self'" } else { "'none'" };
    let policy = format!("default-src 'none'; style-src 'self'; form-action {action}; base-uri 'none'; frame-ancestors 'none'");
    assert_eq!(answer.header("content-security-policy"), policy);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = &answer.text;
    assert!(!page.contains("<script") && !page.contains(" onload=") && !page.contains(" style="), "{page}");
    // Nothing from elsewhere: what is loaded has an address without a host.
    for loaded in page.split(" src=\"").skip(1).chain(page.split(" href=\"").skip(1)) {
        assert!(loaded.starts_with('/') && !loaded.starts_with("//") || loaded.starts_with('#'), "{}", &loaded[..40.min(loaded.len())]);
    }
}

#[tokio::test]
async fn every_page_is_guarded_and_loads_nothing_but_our_style_sheet() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let form = visitor.look().await.expect_status(200);
    is_guarded(&form, true);
    is_guarded(&visitor.submit("acme-admin.okta.com", TOKEN).await.expect_status(422), true);
    let reader = visitor.hand_over("acme.okta.com", TOKEN).await;
    is_guarded(&reader.get("/intake/report").await.expect_status(200), false);
    is_guarded(&app.stranger.get("/intake/report").await.expect_status(404), false);
    is_guarded(&app.stranger.get("/intake/hello").await.expect_status(404), false);

    let sheet = form.text.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let sheet = app.stranger.get(sheet).await.expect_status(200);
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(!sheet.text.contains("url(") && !sheet.text.contains("@import"), "the style sheet loads something");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_ends_after_a_day() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let answer = visitor.submit("acme.okta.com", TOKEN).await.expect_status(303);
    let cookie = answer.header("set-cookie").to_owned();
    let mut attributes: Vec<_> = cookie.split("; ").skip(1).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Max-Age=86400", "Path=/intake", "SameSite=Strict"]);

    let reader = visitor.caller.with("cookie", cookie.split(';').next().unwrap());
    reader.get("/intake/report").await.expect_status(200);
    sqlx::query("update intake_sessions set expires_at = now() - interval '1 second'").execute(&app.okta.db.owner).await.unwrap();
    reader.get("/intake/report").await.expect_status(404);
}

#[tokio::test]
async fn a_cookie_shows_its_own_report_and_no_other() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    let mut readers = Vec::new();
    for (tenant, org, shown) in [(&acme, "acme.okta.com", "acme<wbr>.okta.com"), (&zeta, "zeta.okta.com", "zeta<wbr>.okta.com")] {
        let visitor = Visitor::of(&app, tenant, &tenant.connection("Main").await).await;
        let answer = visitor.submit(org, TOKEN).await.expect_status(303);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let page = app.stranger.with("cookie", &cookie).get("/intake/report").await.expect_status(200).text;
        assert!(page.contains(shown), "{page}");
        readers.push(cookie);
    }
    // One's right beside the other's link, a changed right, an empty one.
    let parts = |cookie: &str| cookie.split('=').nth(1).unwrap().split('.').map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (parts(&readers[0]), parts(&readers[1]));
    let crossed = format!("oktually_intake={}.{}.0", one[0], other[1]);
    let page = app.stranger.with("cookie", &crossed).get("/intake/report").await.expect_status(200).text;
    assert!(page.contains("acme<wbr>.") && !page.contains("zeta"), "the right decides, and nothing else: {page}");
    let mut changed = one[0].clone();
    changed.replace_range(20..21, if &changed[20..21] == "a" { "b" } else { "a" });
    for cookie in [format!("oktually_intake={changed}.{}.0", one[1]), "oktually_intake=..".to_owned(), "oktually_intake=".to_owned()] {
        let page = app.stranger.with("cookie", &cookie).get("/intake/report").await.expect_status(404).text;
        assert!(!page.contains("acme"), "{page}");
    }
}
