//! The form by keyboard alone, in a browser that runs no scripts.

use okta_sim::ClientSpec;
use oktually_tests::{Browser, DOWN, ENTER, TAB, TestApp};

use super::{
    elsewhere::{SCRIPTED, elsewhere},
    tour::{address, org, to_choice, to_first_field, visitor},
    tree::focused,
};

/// What has the focus: whether a ring shows it, where it stands among all elements, and whether it can be seen at all.
const FOCUS: &str = "
    const thing = document.activeElement, style = getComputedStyle(thing), box = thing.getBoundingClientRect();
    return {
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      place: [...document.querySelectorAll('*')].indexOf(thing),
      seen: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
    };";

async fn without_scripts() -> Option<Browser> {
    let browser = Browser::without_scripts().await?;
    browser.go(&elsewhere(SCRIPTED.to_owned()).await).await;
    assert_eq!(browser.title().await, "off", "this browser runs scripts");
    Some(browser)
}

#[tokio::test]
async fn by_keyboard_alone_and_without_scripts_the_form_leads_to_a_report_that_follows_by_itself() {
    let Some(browser) = without_scripts().await else { return };
    let app = TestApp::start(vec![org("acme")]).await;
    let acme = app.okta.sim.org("acme");
    let visitor = visitor(&app, &app.tenant("Acme").await, "Main").await;
    browser.go(&address(&app, &visitor.path)).await;

    let mut place = 0;
    for (reached, text) in [
        ("Skip to the content", ""),
        ("Prepared already? Go to the form", ""),
        ("API token The quickest. It acts as an account that you make for us.", ""),
        ("Our addresses, one a line", ""),
        ("Okta address", acme.host().as_str()),
        ("Token name optional", "Oktually"),
        ("API token", acme.token().as_str()),
        ("Seal and verify", ""),
    ] {
        browser.press(TAB).await;
        assert_eq!(focused(&browser).await.name, reached);
        let focus = browser.ask(FOCUS).await;
        assert!(focus["ring"] == true && focus["seen"] == true, "{reached}: the focus is not to be seen: {focus}");
        assert!(focus["place"].as_u64().unwrap() > place, "{reached}: the focus went back");
        place = focus["place"].as_u64().unwrap();
        browser.press(text).await;
    }
    browser.press(ENTER).await;
    browser.until_title("Checking your set-up · Oktually").await;

    let worker = app.okta.worker();
    browser.until_title("Your set-up report · Oktually").await;
    let text = browser.ask("return document.body.innerText").await;
    assert!(text.as_str().unwrap().contains("acme.okta.com is connected"), "{text}");
    worker.stop().await;
}

#[tokio::test]
async fn by_keyboard_alone_a_refused_form_is_mended_from_the_list_of_what_is_wrong() {
    let Some(browser) = without_scripts().await else { return };
    let app = TestApp::start(vec![org("acme")]).await;
    let acme = app.okta.sim.org("acme");
    let visitor = visitor(&app, &app.tenant("Acme").await, "Main").await;
    browser.go(&address(&app, &visitor.path)).await;
    to_first_field(&browser).await;
    browser.press(&format!("acme-admin.okta.com{ENTER}")).await;
    browser.until_title("Please check the form · Oktually").await;

    let summary = focused(&browser).await;
    assert_eq!((summary.role.as_str(), summary.name.as_str()), ("alert", "Please check the form"));
    browser.press(TAB).await;
    assert_eq!(focused(&browser).await.role, "link");
    browser.press(ENTER).await;
    assert_eq!(focused(&browser).await.name, "Okta address", "the first entry leads to the first field");
    browser.press_with_control("a").await;
    browser.press(&format!("{}{TAB}{TAB}{}{ENTER}", acme.host(), acme.token())).await;
    browser.until_title("Checking your set-up · Oktually").await;
}

#[tokio::test]
async fn by_keyboard_alone_and_without_scripts_a_service_app_is_chosen_and_handed_over() {
    let Some(browser) = without_scripts().await else { return };
    let app = TestApp::start(vec![org("acme").client(ClientSpec::service_app("Oktually"))]).await;
    let acme = app.okta.sim.org("acme");
    let client = acme.client("Oktually");
    let visitor = visitor(&app, &app.tenant("Acme").await, "Main").await;
    browser.go(&address(&app, &visitor.path)).await;
    to_choice(&browser).await;
    browser.press(DOWN).await;
    for (reached, text) in [
        ("Our addresses, one a line", String::new()),
        ("Okta address", acme.host()),
        ("Client ID", client.id()),
        ("Key ID optional", String::new()),
        ("Private key", client.private_pem().replace('\n', "\\n")),
        ("Signature algorithm optional", String::new()),
        ("Seal and verify", ENTER.to_owned()),
    ] {
        browser.press(TAB).await;
        assert_eq!(focused(&browser).await.name, reached);
        browser.press(&text).await;
    }
    browser.until_title("Checking your set-up · Oktually").await;
    let worker = app.okta.worker();
    browser.until_title("Your set-up report · Oktually").await;
    let text = browser.ask("return document.body.innerText").await;
    assert!(text.as_str().unwrap().contains("We act as the service app Oktually."), "{text}");
    worker.stop().await;
}
