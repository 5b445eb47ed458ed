//! A tour of every page that somebody with a link may come to see.

use okta_sim::OrgSpec;
use oktually_tests::{Browser, DOWN, ENTER, TAB, TestApp, TestTenant};

use crate::api::intake::visitor::Visitor;

/// An org to be connected.
pub(super) fn org(name: &str) -> OrgSpec {
    OrgSpec::new(name).users(20).without_limits()
}

/// Orgs, each with the gap in its set-up and with words of its report. Narrow screens suffer from long names.
const ENDS: [(&str, Option<&str>, &str); 4] = [
    ("consolidated-amalgamated-holdings-international", None, "Everything is in place."),
    ("mild", Some("setup.no-zone"), "nothing waits for them"),
    ("acme", Some("setup.no-custom-role"), "we cannot see all we need"),
    ("revoked", None, "Not accepted by"),
];

/// A service with orgs in every state, and a browser that is led past all pages.
pub(super) struct Tour {
    pub(super) browser: Browser,
    app: TestApp,
}

impl Tour {
    /// None where there is no browser.
    pub(super) async fn begin() -> Option<Self> {
        let browser = Browser::open().await?;
        let orgs = ENDS.map(|(name, gap, _)| gap.into_iter().fold(org(name), OrgSpec::setup_gap));
        let app = TestApp::start(orgs.to_vec()).await;
        app.okta.sim.org("revoked").revoke_tokens();
        Some(Self { browser, app })
    }

    /// Opens each page in turn, and has it looked at under its name.
    pub(super) async fn every_page(&self, mut look: impl AsyncFnMut(&str)) {
        let (app, browser) = (&self.app, &self.browser);
        let acme = app.tenant("Acme").await;
        let visitor = visitor(app, &acme, "Main").await;
        browser.go(&address(app, &visitor.path)).await;
        look("the form").await;

        // The last choice shows both of a client's fields, and the second the longest guide.
        for (times, page) in [(1, "the form for a key"), (2, "the form for a secret")] {
            browser.go(&address(app, &visitor.path)).await;
            to_choice(browser).await;
            browser.press(&DOWN.repeat(times)).await;
            look(page).await;
        }
        browser.go(&address(app, &visitor.path)).await;

        to_first_field(browser).await;
        browser.press(&format!("acme-admin.okta.com{TAB}{TAB}short{ENTER}")).await;
        browser.until_title("Please check the form · Oktually").await;
        look("the refused form").await;

        let mut cookies = Vec::new();
        for (name, ..) in ENDS {
            let org = app.okta.sim.org(name);
            let answer = self::visitor(app, &acme, name).await.submit(&org.url(), &org.token()).await.expect_status(303);
            cookies.push(answer.header("set-cookie").split(';').next().unwrap().to_owned());
        }
        self.report(&cookies[0]).await;
        assert_eq!(browser.title().await, "Checking your set-up · Oktually");
        look("the report that is awaited").await;

        let worker = app.okta.worker();
        for ((name, _, words), cookie) in ENDS.iter().zip(&cookies) {
            self.report(cookie).await;
            let title = if *name == "revoked" { "It was not accepted" } else { "Your set-up report" };
            browser.until_title(&format!("{title} · Oktually")).await;
            let text = browser.ask("return document.body.innerText").await;
            assert!(text.as_str().unwrap().contains(words), "{text}");
            look(&format!("the report of {name}")).await;
        }
        worker.stop().await;
        browser.go(&address(app, "/intake/hello")).await;
        look("a link that leads nowhere").await;
    }

    async fn report(&self, cookie: &str) {
        self.browser.take_cookie(cookie, "/intake").await;
        self.browser.go(&address(&self.app, "/intake/report")).await;
    }
}

/// Somebody with a link for a new connection.
pub(super) async fn visitor(app: &TestApp, tenant: &TestTenant, connection: &str) -> Visitor {
    Visitor::of(app, tenant, &tenant.connection(connection).await).await
}

/// Where a browser finds a path of the service.
pub(super) fn address(app: &TestApp, path: &str) -> String {
    format!("{}{path}", app.stranger.url().replace("localhost", "127.0.0.1"))
}

/// Moves the focus from the top of the page to the form's first field, past the links to the content and to the form, the choice of what to
/// hand over, and our addresses.
pub(super) async fn to_first_field(browser: &Browser) {
    tab_until(browser, "return document.activeElement.id === 'org'").await;
}

/// Moves the focus from the top of the page to the choice of what to hand over.
pub(super) async fn to_choice(browser: &Browser) {
    tab_until(browser, "return document.activeElement.type === 'radio'").await;
}

/// A key that is pressed in the first moment of a page may go nowhere: so many as it takes are pressed.
async fn tab_until(browser: &Browser, there: &str) {
    for _ in 0..8 {
        browser.press(TAB).await;
        if browser.ask(there).await == true {
            return;
        }
    }
    panic!("the focus does not come to where: {there}");
}
