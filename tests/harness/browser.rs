//! A browser without a window, which a test leads by WebDriver (W3C) and looks into by Chromium's own DevTools commands.
//!
//! WebDriver is a few JSON calls, so they are made as all others here are. The crates for it bring a licence that we do not
//! take (MPL), or change how JSON objects are ordered in the whole build.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{Caller, Transcript, chromedriver::Chromedriver};

/// The Tab key, as WebDriver writes it.
pub const TAB: &str = "\u{e004}";
/// The Enter key.
pub const ENTER: &str = "\u{e007}";
/// The arrow down.
pub const DOWN: &str = "\u{e015}";
/// The Control key, held down while the others of the same text are pressed.
const CONTROL: &str = "\u{e009}";
/// How long a page may take to become what it is waited for to be.
const PATIENCE: Duration = Duration::from_secs(60);

/// Chromium with one page. It reaches this machine's own addresses and no others, and ends when it is dropped.
pub struct Browser {
    driver: Caller,
    session: String,
    _process: Chromedriver,
}

impl Browser {
    /// Starts one. None where Chromium is not installed, which is said.
    pub async fn open() -> Option<Self> {
        Self::start(json!({})).await
    }

    /// Starts one that runs no page's scripts.
    pub async fn without_scripts() -> Option<Self> {
        Self::start(json!({ "profile.managed_default_content_settings.javascript": 2 })).await
    }

    async fn start(preferences: Value) -> Option<Self> {
        let process = Chromedriver::start().await?;
        let arguments = json!([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--window-size=1200,900",
            format!("--user-data-dir={}", process.profile()),
        ]);
        let wishes = json!({
            "browserName": "chrome",
            "timeouts": { "pageLoad": PATIENCE.as_millis(), "script": PATIENCE.as_millis() },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": { "binary": process.browser(), "args": arguments, "prefs": preferences },
        });
        let driver = Caller::new(process.url(), &Transcript::default());
        let made = driver.post("/session", &json!({ "capabilities": { "alwaysMatch": wishes } })).await.expect_status(200).json();
        let session = format!("/session/{}", made["value"]["sessionId"].as_str().expect("a session has an id"));
        Some(Self { driver, session, _process: process })
    }

    /// Opens an address, and waits until the page is there, and drawn.
    pub async fn go(&self, url: &str) {
        self.command("/url", &json!({ "url": url })).await;
        self.drawn().await;
    }

    /// Waits until the page is drawn: before that, Chromium drops what is typed. A picture is taken of nothing that was not drawn. Of a page
    /// that asks for itself again just then, the next is as good.
    async fn drawn(&self) {
        let picture = json!({ "cmd": "Page.captureScreenshot", "params": { "format": "jpeg", "quality": 1 } });
        self.try_command("/goog/cdp/execute", &picture).await;
    }

    /// Whether all of the page is there; not while it asks for itself again.
    async fn is_whole(&self) -> bool {
        let state = json!({ "script": "return document.readyState", "args": [] });
        self.try_command("/execute/sync", &state).await.is_some_and(|state| state == "complete")
    }

    /// The page's title.
    pub async fn title(&self) -> String {
        let title = self.driver.send(Method::GET, &format!("{}/title", self.session), None).await.expect_status(200).json();
        title["value"].as_str().expect("a title is text").to_owned()
    }

    /// Waits until a page with this title is there as a whole: through redirects, and through a page that asks for itself again.
    pub async fn until_title(&self, title: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.title().await;
            // A title is there before what stands below it.
            if now == title && self.is_whole().await {
                return self.drawn().await;
            }
            assert!(Instant::now() < deadline, "{title:?} did not come in time, and {now:?} stands there");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses the keys of a text one after the other, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let strokes = keys.chars().flat_map(|key| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]);
        self.keys(strokes.collect()).await;
    }

    /// Presses a key while Control is held down.
    pub async fn press_with_control(&self, key: &str) {
        let stroke = |what: &str, key: &str| json!({ "type": what, "value": key });
        self.keys(vec![stroke("keyDown", CONTROL), stroke("keyDown", key), stroke("keyUp", key), stroke("keyUp", CONTROL)]).await;
    }

    async fn keys(&self, strokes: Vec<Value>) {
        self.command("/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] })).await;
    }

    /// What a function's body in JavaScript returns. It is run from outside the page, and so also where pages run no scripts.
    pub async fn ask(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({ "script": script, "args": [] })).await
    }

    /// Runs a command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.command("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await
    }

    /// What a log, `browser` or `performance`, took in since it was read last.
    pub async fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.command("/se/log", &json!({ "type": kind })).await;
        entries.as_array().expect("a log is a list").clone()
    }

    /// Takes a cookie, such as `a=b`, for paths below this one of the page's own host.
    pub async fn take_cookie(&self, cookie: &str, path: &str) {
        let (name, value) = cookie.split_once('=').expect("a cookie has a name and a value");
        self.command("/cookie", &json!({ "cookie": { "name": name, "value": value, "path": path, "httpOnly": true } })).await;
    }

    /// What the browser answers, unless it cannot just now.
    async fn try_command(&self, path: &str, body: &Value) -> Option<Value> {
        let answer = self.driver.post(&format!("{}{path}", self.session), body).await;
        (answer.status == 200).then(|| answer.json()["value"].take())
    }

    async fn command(&self, path: &str, body: &Value) -> Value {
        let path = format!("{}{path}", self.session);
        let mut answer = self.driver.post(&path, body).await;
        // A page that asks for itself again takes what was asked of it along: the next is as good.
        for _ in 0..3 {
            if answer.status != 500 || !answer.text.contains("aborted by navigation") {
                break;
            }
            answer = self.driver.post(&path, body).await;
        }
        answer.expect_status(200).json()["value"].take()
    }
}
