//! The real binary as a child process.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, bail};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use okta_sim::Sim;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How long the service may take to be ready; the first start makes a database.
const PATIENCE: Duration = Duration::from_secs(90);

/// Oktually, running.
pub(crate) struct Service {
    child: Child,
    folder: TempDir,
    /// For tenants: the API, the form, the reference.
    pub(crate) url: String,
    /// For operators.
    pub(crate) operator_url: String,
    /// The demo's operator key.
    pub(crate) operator_key: String,
    /// For requests to it.
    pub(crate) http: reqwest::Client,
}

impl Service {
    /// Starts the binary over a folder of its own, pointed at the simulator's gateway by two ordinary settings.
    pub(crate) async fn start(sim: &Sim) -> anyhow::Result<Self> {
        let binary = binary()?;
        let folder = TempDir::with_prefix("oktually-demo-")?;
        let (port, operator_port) = (free_port()?, free_port()?);
        let (url, operator_url) = (format!("http://localhost:{port}"), format!("http://localhost:{operator_port}"));
        let log = std::fs::File::create(folder.path().join("oktually.log"))?;
        let mut command = clean(&binary);
        command
            .arg("all")
            .env("OKTUALLY_DATA_DIR", folder.path().join("data"))
            .env("OKTUALLY_LISTEN", format!("127.0.0.1:{port}"))
            .env("OKTUALLY_OPERATOR_LISTEN", format!("127.0.0.1:{operator_port}"))
            .env("OKTUALLY_EGRESS_PROXY", sim.gateway_url())
            .env("OKTUALLY_EGRESS_CA_FILE", sim.ca_file())
            .env("OKTUALLY_EGRESS_ADDRESSES", sim.caller().to_string())
            .env("OKTUALLY_EGRESS_CHECK_URL", sim.egress_check_url())
            .env("OKTUALLY_REQUESTS_PER_KEY", "6000")
            .env("OKTUALLY_REQUESTS_PER_ADDRESS", "6000")
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            // Ctrl-C is for the demo, which then stops the service.
            .process_group(0);
        let child = command.spawn().with_context(|| format!("{} could not be started", binary.display()))?;
        // Nothing here speaks TLS, yet the HTTP library wants to know by what it would. Somebody else may have said so already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "the demo calls the service as a customer would, not Okta")]
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let mut service = Self { child, folder, url, operator_url, operator_key: String::new(), http };
        service.wait_until_ready().await?;
        service.operator_key = service.add_operator(&binary).await?;
        Ok(service)
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("Oktually ended with {status}; its log says:\n{}", self.log_end());
            }
            let ready = self.http.get(format!("{}/readyz", self.operator_url)).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if tokio::time::Instant::now() > deadline {
                bail!("Oktually was not ready in {} s; its log says:\n{}", PATIENCE.as_secs(), self.log_end());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// `oktually operators add demo`, beside the running service.
    async fn add_operator(&self, binary: &Path) -> anyhow::Result<String> {
        let output = clean(binary)
            .args(["operators", "add", "demo", "--json"])
            .env("OKTUALLY_DATA_DIR", self.folder.path().join("data"))
            .output()
            .await?;
        if !output.status.success() {
            bail!("the operator could not be added: {}", String::from_utf8_lossy(&output.stderr));
        }
        let answer: Value = serde_json::from_slice(&output.stdout)?;
        Ok(answer["key"].as_str().context("the answer holds a key")?.to_owned())
    }

    /// The last lines of the service's log.
    pub(crate) fn log_end(&self) -> String {
        let text = std::fs::read_to_string(self.log_file()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    /// Where the service's log is.
    pub(crate) fn log_file(&self) -> PathBuf {
        self.folder.path().join("oktually.log")
    }

    /// Asks the service to stop, as an operator would, and waits for it.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(pid) = self.child.id() {
            kill(Pid::from_raw(pid.cast_signed()), Signal::SIGTERM)?;
        }
        let ended = tokio::time::timeout(Duration::from_secs(40), self.child.wait()).await;
        let status = ended.context("Oktually did not stop in time")??;
        if !status.success() {
            bail!("Oktually ended with {status}; its log says:\n{}", self.log_end());
        }
        Ok(())
    }
}

/// The service's binary, which is built beside this one.
fn binary() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let binary = own.with_file_name("oktually");
    if !binary.exists() {
        bail!("{} is not built: run `make demo`, or `cargo build -p oktually-api` first", binary.display());
    }
    Ok(binary)
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The binary without settings from outside: the demo's own are all it gets.
fn clean(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OKTUALLY_")) {
        command.env_remove(name);
    }
    command
}
