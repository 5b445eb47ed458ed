//! The program that leads Chromium by the hand, and everything that the two start.

use std::{env, path::PathBuf, process::Stdio, time::Duration};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs it until the input ends, as it does when whoever started this is gone in any way; then the whole group is ended.
const GUARD: &str = r#""$0" --port=0 & read -r _; kill -KILL 0"#;

/// chromedriver, until it is dropped: then it ends with all its children, also when a test panics.
pub(crate) struct Chromedriver {
    process: Child,
    /// Read no more, but not closed either, for it may have more to say.
    _said: Lines<BufReader<ChildStdout>>,
    url: String,
    browser: PathBuf,
    home: TempDir,
}

impl Chromedriver {
    /// Starts it on a free port. None where it or Chromium is not installed, which is said; where `OKTUALLY_REQUIRE_BROWSER` is
    /// set, that is a failure.
    ///
    /// # Panics
    /// Then, and when it does not start.
    pub(crate) async fn start() -> Option<Self> {
        let (Some(driver), Some(browser)) = (installed("chromedriver"), installed("chromium")) else {
            assert!(env::var_os("OKTUALLY_REQUIRE_BROWSER").is_none(), "chromium and chromedriver were there a moment ago");
            eprintln!("SKIPPED: chromium and chromedriver are not both installed (Debian: chromium, chromium-driver)");
            return None;
        };
        let home = TempDir::with_prefix("oktually-browser-").expect("there is room for a profile");
        let mut process = Command::new("sh")
            .args(["-c", GUARD])
            .arg(driver)
            // Whatever they keep for their user goes when the test goes.
            .env("HOME", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, so that it can be ended with its children.
            .process_group(0)
            .spawn()
            .expect("a shell starts");
        let mut said = BufReader::new(process.stdout.take().expect("it was piped")).lines();
        let port = timeout(PATIENCE, port(&mut said)).await.expect("chromedriver says its port in time");
        Some(Self { process, _said: said, url: format!("http://127.0.0.1:{port}"), browser, home })
    }

    /// Where it takes commands.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The browser's program.
    pub(crate) fn browser(&self) -> String {
        self.browser.display().to_string()
    }

    /// A folder for the browser's profile.
    pub(crate) fn profile(&self) -> String {
        self.home.path().join("profile").display().to_string()
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if let Some(group) = self.process.id().and_then(|id| id.try_into().ok()) {
            // Nobody is left to be told.
            let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
    }
}

/// The port, from what it says at start: "ChromeDriver was started successfully on port 40123."
async fn port(said: &mut Lines<BufReader<ChildStdout>>) -> u16 {
    while let Some(line) = said.next_line().await.expect("it says text") {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return port.trim_end_matches('.').parse().expect("it is a port");
        }
    }
    panic!("chromedriver ended before it listened");
}

/// Where a program lies on the PATH.
fn installed(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}
