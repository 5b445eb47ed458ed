//! A tenant: what its administrator does in the form, and what its developer asks of the API.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use okta_sim::Org;
use reqwest::{Method, StatusCode, header};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{seconds, service::Service, show::Show};

/// Between looks at something that goes on.
const LOOK: Duration = Duration::from_millis(150);
/// How long verification and a run may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A tenant and its first key.
pub(crate) struct Customer {
    pub(crate) name: String,
    pub(crate) key: String,
    url: String,
    http: reqwest::Client,
}

/// What one run came to.
#[derive(Debug, Serialize)]
pub(crate) struct RunResult {
    connection: String,
    kind: &'static str,
    requests: i64,
    resources: BTreeMap<String, i64>,
    findings: BTreeMap<String, i64>,
    not_evaluated: i64,
    log: LogResult,
    seconds: f64,
}

/// What came of an org's System Log.
#[derive(Debug, Serialize)]
struct LogResult {
    events: i64,
    /// Findings of rules over events.
    detections: usize,
}

impl Customer {
    /// Made by the operator, who passes the first key on.
    pub(crate) async fn new(service: &Service, name: &str) -> anyhow::Result<Self> {
        let url = format!("{}/operator/v1/tenants", service.operator_url);
        let answer = service.http.post(url).bearer_auth(&service.operator_key).json(&json!({ "name": name })).send().await?;
        let made: Value = body(answer).await?;
        let key = find_text(&made, "secret").context("the answer holds the tenant's first key")?;
        Ok(Self { name: name.to_owned(), key, url: service.url.clone(), http: service.http.clone() })
    }

    /// Connects an org through the real form, and follows its first run to the findings.
    pub(crate) async fn connect_and_scan(&self, org: &Org, show: &Show) -> anyhow::Result<RunResult> {
        show.heading(&format!("{} connects {}", self.name, org.host()));
        let connection = self.ask(Method::POST, "/v1/connections", Some(json!({ "name": org.name() }))).await?;
        let id = find_text(&connection, "id").context("a connection has an id")?;
        let link = self.ask(Method::POST, &format!("/v1/connections/{id}/intake-links"), Some(json!({}))).await?;
        let link = find_text(&link, "url").context("a link has an address")?;
        show.say(&format!("Intake link: {link}"));
        self.hand_over(&link, org).await?;
        let what = if org.clients().is_empty() { "An API token" } else { "A service app's private key" };
        show.say(&format!("{what} is handed over in the form; Okta is asked …"));
        let report = self.setup_report(&id).await?;
        show.setup_report(&report);

        let begun = Instant::now();
        let run = self.follow(&id, show).await?;
        let log = self.log_read(&id).await?;
        let findings = self.all(&format!("/v1/findings?connection={id}")).await?;
        show.findings(&findings, &run);
        let latest = self.ask(Method::GET, &format!("/v1/events?connection={id}&form=ecs&limit=1"), None).await?;
        show.log(&log, &latest["data"][0]["event"]);
        Ok(RunResult {
            connection: id,
            kind: "okta",
            requests: run["requests"].as_i64().unwrap_or(0),
            resources: serde_json::from_value::<Option<_>>(run["resources"].clone())?.unwrap_or_default(),
            findings: run["findings"]
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(severity, count)| Some((severity.clone(), count.as_i64()?)))
                .collect(),
            not_evaluated: run["not_evaluated"].as_i64().unwrap_or(0),
            log: LogResult {
                events: log["counts"]["events"].as_i64().unwrap_or(0),
                detections: findings.iter().filter(|finding| finding["source"] == "detection").count(),
            },
            seconds: seconds(begun),
        })
    }

    /// Waits until the end of the org's System Log was reached.
    async fn log_read(&self, connection: &str) -> anyhow::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let log = self.ask(Method::GET, &format!("/v1/connections/{connection}/log"), None).await?;
            if log["caught_up"] == true {
                return Ok(log);
            }
            if log["trouble"].is_object() {
                bail!("the System Log is not read: {}", log["trouble"]["detail"]);
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("the System Log was not read to its end in time")
    }

    /// Opens the link, fills the form in and sends it, as a browser does.
    async fn hand_over(&self, link: &str, org: &Org) -> anyhow::Result<()> {
        let page = self.http.get(link).send().await?.error_for_status()?.text().await?;
        if !page.contains("<form") {
            bail!("the intake link shows no form");
        }
        let mut form = vec![("org", org.host())];
        match org.clients().first() {
            Some(app) => {
                form.extend([("kind", "private_key".to_owned()), ("client_id", app.id()), ("key_id", app.key_id())]);
                form.push(("private_key", app.private_pem()));
            }
            None => form.push(("token", org.token())),
        }
        let answer = self.http.post(link).form(&form).send().await?;
        if answer.status() != StatusCode::SEE_OTHER {
            bail!("the form was not taken: {}", answer.status());
        }
        let cookie = answer
            .headers()
            .get(header::SET_COOKIE)
            .context("the form sets a cookie")?
            .to_str()?
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        let report = self.http.get(format!("{}/intake/report", self.url)).header(header::COOKIE, cookie).send().await?;
        report.error_for_status()?;
        Ok(())
    }

    async fn setup_report(&self, connection: &str) -> anyhow::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let now = self.ask(Method::GET, &format!("/v1/connections/{connection}"), None).await?;
            match now["state"].as_str() {
                Some("active") => return self.ask(Method::GET, &format!("/v1/connections/{connection}/setup-report"), None).await,
                Some("rejected") => bail!("Okta does not accept it: {}", now["trouble"]),
                _ => tokio::time::sleep(LOOK).await,
            }
        }
        bail!("it was not verified in time")
    }

    /// Watches the connection's newest run to its end.
    async fn follow(&self, connection: &str, show: &Show) -> anyhow::Result<Value> {
        let runs = self.all(&format!("/v1/runs?connection={connection}")).await?;
        let id = runs.first().and_then(|run| find_text(run, "id")).context("a first run was started")?;
        let bar = show.progress();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let run = self.ask(Method::GET, &format!("/v1/runs/{id}"), None).await?;
            let over = steps(&run).filter(|step| !matches!(step["state"].as_str(), Some("waiting" | "reading"))).count();
            let reading = steps(&run).find(|step| step["state"] == "reading").and_then(|step| step["step"].as_str()).unwrap_or_default();
            bar.update(over, steps(&run).count(), run["requests"].as_i64().unwrap_or(0), reading);
            match run["state"].as_str() {
                Some("succeeded") => {
                    bar.finish();
                    return Ok(run);
                }
                Some(state @ ("failed" | "cancelled")) => bail!("the run {state}: {}", run["problem_detail"]),
                _ if Instant::now() > deadline => bail!("the run did not end in time"),
                _ => tokio::time::sleep(LOOK).await,
            }
        }
    }

    /// All pages of a list.
    async fn all(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let mut page = self.ask(Method::GET, &format!("{path}&limit=200{cursor}"), None).await?;
            all.extend(page["data"].as_array_mut().map(std::mem::take).unwrap_or_default());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(all),
            }
        }
    }

    async fn ask(&self, method: Method, path: &str, send: Option<Value>) -> anyhow::Result<Value> {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.key);
        if let Some(send) = send {
            request = request.json(&send);
        }
        body(request.send().await?).await.with_context(|| format!("{path} did not answer as expected"))
    }
}

async fn body(answer: reqwest::Response) -> anyhow::Result<Value> {
    let status = answer.status();
    let text = answer.text().await?;
    if !status.is_success() {
        bail!("{status}: {text}");
    }
    Ok(serde_json::from_str(&text)?)
}

/// A field of an answer, wherever it stands.
fn find_text(value: &Value, name: &str) -> Option<String> {
    let fields = value.as_object()?;
    fields.get(name).and_then(Value::as_str).map(str::to_owned).or_else(|| fields.values().find_map(|inner| find_text(inner, name)))
}

fn steps(run: &Value) -> impl Iterator<Item = &Value> {
    run["steps"].as_array().into_iter().flatten()
}
