//! An org's administrator, who was sent a link.

use std::time::Duration;

use oktually_tests::{Answer, Caller, TestApp, TestTenant};

/// A text of a token's form that opens no org.
pub(crate) const TOKEN: &str = "00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab";
/// Patience for a verification.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody with a link.
pub(crate) struct Visitor {
    pub(crate) caller: Caller,
    pub(crate) path: String,
    pub(crate) link: String,
}

impl Visitor {
    /// Somebody who was sent a new link of this connection.
    pub(crate) async fn of(app: &TestApp, tenant: &TestTenant, connection: &str) -> Self {
        let (link, url) = tenant.link(connection).await;
        Self { caller: app.stranger.clone(), path: app.path(&url), link }
    }

    /// Opens the link.
    pub(crate) async fn look(&self) -> Answer {
        self.caller.get(&self.path).await
    }

    /// Sends the form.
    pub(crate) async fn submit(&self, org: &str, token: &str) -> Answer {
        self.caller.form(&self.path, &[("org", org), ("token_name", ""), ("token", token)]).await
    }

    /// Sends the form with what it takes; back comes whoever may read the report.
    pub(crate) async fn hand_over(&self, org: &str, token: &str) -> Caller {
        let answer = self.submit(org, token).await.expect_status(303);
        assert_eq!(answer.header("location"), "/intake/report");
        self.caller.with("cookie", answer.header("set-cookie").split(';').next().unwrap())
    }
}

/// Reads the report, as a browser does, until it does not ask for itself again.
pub(crate) async fn verdict(reader: &Caller) -> String {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let page = reader.get("/intake/report").await.expect_status(200).text;
        if !page.contains("http-equiv=\"refresh\"") {
            return page;
        }
        assert!(tokio::time::Instant::now() < deadline, "no verdict came in time: {page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What was made lasting of a link and of credentials: submissions of the link, credentials and acts of all.
pub(crate) async fn lasting(app: &TestApp, visitor: &Visitor) -> (i16, i64, i64) {
    let link: oktually_core::ids::IntakeLinkId = visitor.link.parse().unwrap();
    sqlx::query_as(
        "select submissions, (select count(*) from credentials), (select count(*) from audit)
         from intake_links
         where id = $1 and spent_at is null and revoked_at is null",
    )
    .bind(link.uuid())
    .fetch_one(&app.okta.db.owner)
    .await
    .unwrap()
}
