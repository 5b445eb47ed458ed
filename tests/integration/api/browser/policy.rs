//! What the browser is not allowed to do on our pages, and does not.

use oktually_tests::{Browser, ENTER, TAB, TestApp};
use serde_json::{Value, json};

use super::{
    elsewhere::{SCRIPTED, elsewhere},
    tour::{address, org, to_first_field, visitor},
};
use crate::api::intake::visitor::TOKEN;

/// A value that runs, where it is not written as the text that it is.
const HOSTILE: &str = r#""><script>document.title='ran'</script><img src=x onerror="document.title='ran'">"#;

#[tokio::test]
async fn what_was_sent_stands_as_text_runs_nowhere_and_nothing_is_asked_of_another_host() {
    let Some(browser) = Browser::open().await else { return };
    browser.go(&elsewhere(SCRIPTED.to_owned()).await).await;
    assert_eq!(browser.title().await, "on", "this browser runs no scripts, and so none of ours");
    let app = TestApp::start(vec![org("acme")]).await;
    let visitor = visitor(&app, &app.tenant("Acme").await, "Main").await;
    browser.log("browser").await;
    browser.log("performance").await;

    browser.go(&address(&app, &visitor.path)).await;
    to_first_field(&browser).await;
    browser.press(&format!("{HOSTILE}{TAB}{HOSTILE}{TAB}{TOKEN}{ENTER}")).await;
    browser.until_title("Please check the form · Oktually").await;
    for field in ["org", "token_name"] {
        assert_eq!(browser.ask(&format!("return document.getElementById('{field}').value")).await, HOSTILE);
    }
    assert_eq!(browser.ask("return document.querySelectorAll('script, img').length").await, 0);
    browser.go(&address(&app, &visitor.path)).await;
    to_first_field(&browser).await;
    browser.press(&format!("acme.okta.com{TAB}{TAB}{TOKEN}{ENTER}")).await;
    browser.until_title("Checking your set-up · Oktually").await;

    assert_eq!(complaints(&browser).await, Vec::<Value>::new());
    let asked = asked(&browser).await;
    assert!(asked.iter().any(|url| url.ends_with("/intake/report")) && asked.iter().any(|url| url.ends_with(".css")), "{asked:?}");
    assert!(asked.iter().all(|url| url.starts_with(&address(&app, "/"))), "{asked:?}");

    // The policy is at work, and the silence so far was not for want of a log.
    browser.ask("const it = document.createElement('script'); it.textContent = 'document.title = \"ran\"'; document.body.append(it)").await;
    assert_eq!(browser.title().await, "Checking your set-up · Oktually");
    assert!(complaints(&browser).await.iter().any(|entry| entry.to_string().contains("Content Security Policy")));
}

#[tokio::test]
async fn no_page_elsewhere_can_hold_the_form_in_a_frame() {
    let Some(browser) = Browser::open().await else { return };
    let app = TestApp::start(Vec::new()).await;
    let visitor = visitor(&app, &app.tenant("Acme").await, "Main").await;
    let form = address(&app, &visitor.path);
    let plain = elsewhere("<!doctype html><title>plain</title>".to_owned()).await;
    for (framed, held) in [(plain, true), (form, false)] {
        let page = elsewhere(format!("<!doctype html><title>frame</title><iframe src=\"{framed}\"></iframe>")).await;
        browser.go(&page).await;
        let tree = browser.devtools("Page.getFrameTree", json!({})).await;
        let frame = &tree["frameTree"]["childFrames"][0]["frame"];
        assert_eq!(frame["url"] == framed.as_str() && frame["unreachableUrl"].is_null(), held, "{frame}");
    }
    assert!(complaints(&browser).await.iter().any(|entry| entry.to_string().contains("frame-ancestors 'none'")));
}

/// What the browser had to say about the pages, but for the status of a refused form.
async fn complaints(browser: &Browser) -> Vec<Value> {
    let mut log = browser.log("browser").await;
    log.retain(|entry| !entry["message"].as_str().unwrap().contains("status of 422"));
    log
}

/// The addresses that were asked for.
async fn asked(browser: &Browser) -> Vec<String> {
    let log = browser.log("performance").await;
    let messages = log.iter().map(|entry| serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap());
    let requests = messages.filter(|message| message["message"]["method"] == "Network.requestWillBeSent");
    requests.map(|request| request["message"]["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
}
