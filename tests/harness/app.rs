//! The service as it is served: both routers with everything around them, on sockets of their own, over a database of the test's own.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use okta_sim::OrgSpec;
use oktually_api::{
    App, Settings,
    http::{Base, Listener, REQUEST_TIME, TrustedProxies, serve},
    keys::OperatorKey,
    operator_router, tenant_router,
};
use oktually_core::{ids::OperatorId, secret::Keyring};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{Caller, TestOkta, Transcript};

/// The address that the service believes it has: the same for all its processes, wherever they listen.
pub const PUBLIC_URL: &str = "http://localhost:8080";
/// How long requests under way may go on when a test ends.
const GRACE: Duration = Duration::from_secs(1);

/// The service, running.
pub struct TestApp {
    /// Simulated orgs, the database and the keyring.
    pub okta: TestOkta,
    /// Everything that was answered so far.
    pub transcript: Transcript,
    /// Whoever asks the tenants' listener without saying who they are.
    pub stranger: Caller,
    /// An operator with a key, at their own listener.
    pub operator: Caller,
    stop: CancellationToken,
    _stop: DropGuard,
}

/// How a process of the service is set up.
pub struct Setup {
    /// The keyring that it is given.
    pub keyring: Arc<Keyring>,
    /// What stands around its routes.
    pub base: Base,
    /// What concerns requests.
    pub settings: Settings,
}

/// A tenant and its first key.
pub struct TestTenant {
    /// Its id, as text.
    pub id: String,
    /// The id of its first key.
    pub owner_key: String,
    /// Its first key, an owner's.
    pub owner: Caller,
}

impl TestApp {
    /// Starts the service beside a simulator with these orgs.
    pub async fn start(orgs: Vec<OrgSpec>) -> Self {
        Self::over(TestOkta::start(orgs).await).await
    }

    /// Starts the service over a database that is there.
    pub async fn over(okta: TestOkta) -> Self {
        let transcript = Transcript::default();
        let stop = CancellationToken::new();
        let (stranger, operators) = serve_both(&okta, Setup::of(&okta), &transcript, &stop).await;
        let operator = operators.with_key(&operator_key(&okta).await);
        Self { okta, transcript, stranger, operator, stop: stop.clone(), _stop: stop.drop_guard() }
    }

    /// Another process of the same service, as a stranger finds it at the tenants' listener.
    pub async fn beside(&self) -> Caller {
        self.beside_with(|_| {}).await.0
    }

    /// Another process that is set up otherwise; a stranger at each of its listeners comes back, the tenants' first.
    pub async fn beside_with(&self, change: impl FnOnce(&mut Setup)) -> (Caller, Caller) {
        let mut setup = Setup::of(&self.okta);
        change(&mut setup);
        serve_both(&self.okta, setup, &self.transcript, &self.stop).await
    }

    /// Tells the service to end, as a signal does.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Makes a tenant, as an operator does.
    pub async fn tenant(&self, name: &str) -> TestTenant {
        let made = self.operator.post("/operator/v1/tenants", &json!({ "name": name })).await.expect_status(201).json();
        let text = |pointer: &str| made.pointer(pointer).and_then(|value| value.as_str()).expect("it is told").to_owned();
        TestTenant {
            id: text("/tenant/id"),
            owner_key: text("/owner_key/key/id"),
            owner: self.stranger.with_key(&text("/owner_key/secret")),
        }
    }

    /// The path of an address that the service gave, such as an intake link's.
    pub fn path(&self, url: &str) -> String {
        url.strip_prefix(PUBLIC_URL).expect("it is an address of the service").to_owned()
    }
}

impl TestTenant {
    /// Somebody with a new key of this role.
    pub async fn somebody(&self, role: &str) -> Caller {
        let (_, secret) = self.new_key(role).await;
        self.owner.with_key(&secret)
    }

    /// A new key of this role: its id and its secret.
    pub async fn new_key(&self, role: &str) -> (String, String) {
        let made = self.owner.post("/v1/keys", &json!({ "name": role, "role": role })).await.expect_status(201).json();
        (made["key"]["id"].as_str().expect("it has an id").to_owned(), made["secret"].as_str().expect("it is shown").to_owned())
    }

    /// A new connection's id. Its log is not followed.
    pub async fn connection(&self, name: &str) -> String {
        let made = self.owner.post("/v1/connections", &json!({ "name": name, "log_enabled": false })).await.expect_status(201).json();
        made["id"].as_str().expect("it has an id").to_owned()
    }

    /// A new intake link of a connection: its id and its address.
    pub async fn link(&self, connection: &str) -> (String, String) {
        let made = self.owner.post(&format!("/v1/connections/{connection}/intake-links"), &json!({})).await.expect_status(201).json();
        (made["link"]["id"].as_str().expect("it has an id").to_owned(), made["url"].as_str().expect("it is shown").to_owned())
    }

    /// Hands over a token for an org's address, through the API.
    pub async fn submit(&self, connection: &str, org: &str, token: &str) {
        let path = format!("/v1/connections/{connection}/credential");
        self.owner.put(&path, &json!({ "org": org, "token": token })).await.expect_status(202);
    }
}

impl Setup {
    fn of(okta: &TestOkta) -> Self {
        let settings = Settings {
            public_url: PUBLIC_URL.parse().expect("it is this machine's own"),
            advertised: vec![okta.sim.caller()],
            requests_per_key: 60_000,
            link_lifetime: time::Duration::hours(72),
            share_percent: 50,
            scan_every_minutes: Some(1_440),
        };
        let base =
            Base { https: false, trusted: TrustedProxies::default(), for_proxies: false, addresses: None, request_time: REQUEST_TIME };
        Self { keyring: Arc::clone(&okta.keyring), base, settings }
    }
}

/// Serves both listeners until told to stop; a stranger at each comes back.
async fn serve_both(okta: &TestOkta, setup: Setup, transcript: &Transcript, stop: &CancellationToken) -> (Caller, Caller) {
    let bind = || Listener::bind(SocketAddr::from(([127, 0, 0, 1], 0)), None).expect("a port is free");
    let (tenants, operators) = (bind(), bind());
    let url = |listener: &Listener| format!("http://localhost:{}", listener.local_addr().expect("it is bound").port());
    let (url, operators_url) = (url(&tenants), url(&operators));
    let Setup { keyring, base, settings } = setup;
    let app = App::start(okta.db.api.clone(), keyring, settings, stop.clone()).await.expect("the application starts");
    tokio::spawn(serve(tenants, base.around(tenant_router(&app).0), stop.clone(), GRACE));
    tokio::spawn(serve(operators, base.around(operator_router(&app).0), stop.clone(), GRACE));
    (Caller::new(&url, transcript), Caller::new(&operators_url, transcript))
}

/// The key of an operator, added as `oktually operators add` does.
#[expect(clippy::disallowed_methods, reason = "a new key is shown once, to whoever it is for")]
async fn operator_key(okta: &TestOkta) -> String {
    let id = OperatorId::new();
    let key = OperatorKey::generate(id.uuid());
    let mut scope = okta.db.api.operator().await.expect("operators may");
    scope.add_operator(id, "test", key.hash().as_bytes()).await.expect("the name is free");
    scope.commit().await.expect("it is kept");
    key.text().expose_secret().to_owned()
}
