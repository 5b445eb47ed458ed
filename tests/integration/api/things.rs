//! One of each thing that a path can name.

use oktually_core::{
    ids::{ApiKeyId, ConnectionId, DetectionId, FindingId, IntakeLinkId, JobId, RunId, TenantId},
    log::Packer,
    store::{Actor, NewRun, Seen, Trigger},
};
use oktually_tests::{TestApp, TestTenant};
use serde_json::json;
use time::OffsetDateTime;

/// Ids, one of each kind.
pub(crate) struct Things {
    pub(crate) tenant: String,
    pub(crate) connection: String,
    pub(crate) link: String,
    pub(crate) key: String,
    pub(crate) run: String,
    pub(crate) finding: String,
    pub(crate) job: String,
    pub(crate) event: String,
    pub(crate) detection: String,
}

impl Things {
    /// Names of nothing.
    pub(crate) fn absent() -> Self {
        Self {
            tenant: TenantId::new().to_string(),
            connection: ConnectionId::new().to_string(),
            link: IntakeLinkId::new().to_string(),
            key: ApiKeyId::new().to_string(),
            run: RunId::new().to_string(),
            finding: FindingId::new().to_string(),
            job: JobId::new().to_string(),
            event: uuid::Uuid::new_v4().to_string(),
            detection: DetectionId::new().to_string(),
        }
    }

    /// One of each of a tenant: an active connection with an open link, an active run and a finding, and a queued job.
    pub(crate) async fn of(app: &TestApp, tenant: &TestTenant) -> Self {
        let connection = tenant.connection("Main").await;
        let (link, _) = tenant.link(&connection).await;
        tenant.submit(&connection, "https://main.okta.com", "00abcDEFghijklMNOpqrSTUvwxYZ0123456789abcd").await;
        let (key, _) = tenant.new_key("viewer").await;
        let (run, finding) = run_with_finding(app, tenant, &connection).await;
        let jobs = app.operator.get(&format!("/operator/v1/jobs?tenant={}", tenant.id)).await.expect_status(200).json();
        let job = jobs["data"][0]["id"].as_str().expect("the verification is queued").to_owned();
        let event = event(app, tenant, &connection).await;
        let rule = json!({ "name": "Locked out", "source": "title: Locked out\nlogsource: {product: okta}\ndetection:\n  locked: {eventType: user.account.lock}\n  condition: locked\n" });
        let rule = tenant.owner.post("/v1/detections", &rule).await.expect_status(201).json();
        let detection = rule["id"].as_str().expect("a rule has an id").to_owned();
        Self { tenant: tenant.id.clone(), connection, link, key, run, finding, job, event, detection }
    }

    /// A path of the description with these ids.
    ///
    /// # Panics
    /// When it names something else.
    pub(crate) fn in_path(&self, path: &str) -> String {
        let id = match path {
            _ if !path.contains('{') => return path.to_owned(),
            _ if path.starts_with("/operator/v1/tenants/") => &self.tenant,
            _ if path.starts_with("/operator/v1/jobs/") => &self.job,
            _ if path.starts_with("/v1/connections/") => &self.connection,
            _ if path.starts_with("/v1/intake-links/") => &self.link,
            _ if path.starts_with("/v1/keys/") => &self.key,
            _ if path.starts_with("/v1/runs/") => &self.run,
            _ if path.starts_with("/v1/findings/") => &self.finding,
            _ if path.starts_with("/v1/events/") => &self.event,
            _ if path.starts_with("/v1/detections/") => &self.detection,
            _ if path.starts_with("/v1/checks/") => "token.unused",
            _ => panic!("{path} names something that these tests do not know: add one of it"),
        };
        let path = path.replace("{id}", id).replace("{connection}", &self.connection);
        assert!(!path.contains('{'), "{path} names something that these tests do not know: add one of it");
        path
    }
}

/// An event of the connection's log, as a worker keeps it.
async fn event(app: &TestApp, tenant: &TestTenant, connection: &str) -> String {
    let uuid = uuid::Uuid::new_v4().to_string();
    let text = json!({ "uuid": uuid, "published": "2026-01-05T08:00:00.000Z", "eventType": "user.session.start" }).to_string();
    sqlx::query(
        "insert into events (tenant_id, connection_id, published, uuid, seq, event_type, terms, raw)
         values ($1, $2, '1970-01-01 00:00+00', $3, 1, 'user.session.start', '{}', $4)",
    )
    .bind(tenant.id.parse::<TenantId>().unwrap().uuid())
    .bind(connection.parse::<ConnectionId>().unwrap().uuid())
    .bind(&uuid)
    .bind(Packer::new().pack(&text))
    .execute(&app.okta.db.owner)
    .await
    .unwrap();
    uuid
}

/// What a worker would have left behind, without the org that it needs.
async fn run_with_finding(app: &TestApp, tenant: &TestTenant, connection: &str) -> (String, String) {
    let connection: ConnectionId = connection.parse().unwrap();
    let mut scope = app.okta.db.api.tenant(tenant.id.parse().unwrap()).await.unwrap();
    let (run, _) = scope.start_run(&NewRun { connection, trigger: Trigger::Asked, by: Actor::Service }).await.unwrap();
    let seen = Seen {
        subject_kind: "org".to_owned(),
        subject_id: "00o1abcdefGHIJKLM0x7".to_owned(),
        subject_name: None,
        severity: 3,
        summary: "ThreatInsight does nothing.".to_owned(),
        evidence: json!({}),
    };
    scope.open_findings(connection, "net.threatinsight-off", run.id, OffsetDateTime::now_utc(), &[&seen]).await.unwrap();
    let report = json!({ "org": "Main", "steps": [], "requests": 9, "writes": 0 });
    scope.keep_setup_report(connection, 1, &report).await.unwrap();
    scope.commit().await.unwrap();
    sqlx::query("update connections set state = 3, credential_version = 1, host = 'main.okta.com' where id = $1")
        .bind(connection.uuid())
        .execute(&app.okta.db.owner)
        .await
        .unwrap();
    let findings = tenant.owner.get("/v1/findings").await.expect_status(200).json();
    (run.id.to_string(), findings["data"][0]["id"].as_str().expect("there is one").to_owned())
}
