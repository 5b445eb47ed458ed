//! `oktually serve`, `work` and `all`.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use okta_client::{Egress, EgressSettings};
use oktually_core::{
    detect::OwnRules,
    work::{Clients, Context, EgressWatch, Worker, WorkerSettings},
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::database::{Database, keyring};
use crate::{
    App, Settings,
    config::{Config, WayOut},
    http::{AddressLimiter, Base, Listener, Policy, REQUEST_TIME, serve, server_config},
    operator_router, tenant_router,
};

/// What this process does.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) serve: bool,
    pub(super) work: bool,
}

/// Runs until a signal, then stops in order: the listeners, the worker, the private database.
pub(super) async fn run(config: &Config, parts: Parts) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    stop_on_signals(&stop)?;
    let keyring = keyring(config)?;
    // Before anything is started: a worker without a way out must not even look at the queue.
    let way_out = if parts.work { config.way_out()? } else { None };
    let mut database = Database::open(config).await?;
    database.keep(config, stop.clone());

    let mut tasks: JoinSet<anyhow::Result<()>> = JoinSet::new();
    if parts.serve {
        let app = App::start(database.store().await?, Arc::clone(&keyring), Settings::from(config), stop.clone()).await?;
        let tls = config.listen.tls().map(|(cert, key)| server_config(cert, key)).transpose()?;
        let tenants =
            Listener::bind(config.listen.listen, tls).with_context(|| format!("{} cannot be listened on", config.listen.listen))?;
        let operators = Listener::bind(config.listen.operator_listen, None)
            .with_context(|| format!("{} cannot be listened on", config.listen.operator_listen))?;
        info!("serving {} on {}", config.listen.public_url(), tenants.local_addr()?);
        info!("operators on {}", operators.local_addr()?);
        let grace = config.listen.grace();
        let https = config.listen.public_url().is_https();
        let for_proxies = config.listen.is_for_proxies();
        tasks.spawn(listening(tenants, base(config, https, for_proxies).around(tenant_router(&app).0), stop.clone(), grace));
        tasks.spawn(listening(operators, base(config, false, false).around(operator_router(&app).0), stop.clone(), grace));
    }
    if parts.work {
        let worker = worker(config, way_out, &database, keyring, stop.clone()).await?;
        tasks.spawn(async move {
            worker.run().await;
            Ok(())
        });
    }

    // The first part that ends, ends all.
    let mut result = Ok(());
    while let Some(ended) = tasks.join_next().await {
        stop.cancel();
        if result.is_ok() {
            result = ended.map_err(anyhow::Error::from).and_then(|ended| ended);
        }
    }
    database.stop().await?;
    info!("stopped");
    result
}

/// What surrounds every request of a listener.
fn base(config: &Config, https: bool, for_proxies: bool) -> Base {
    let policy = Policy { name: "address", limit: config.listen.requests_per_address.get(), window: Duration::from_secs(60) };
    let addresses = Some(Arc::new(AddressLimiter::new(policy)));
    Base { https, trusted: config.listen.trusted(), for_proxies, addresses, request_time: REQUEST_TIME }
}

async fn listening(listener: Listener, routes: axum::Router, stop: CancellationToken, grace: Duration) -> anyhow::Result<()> {
    serve(listener, routes, stop, grace).await.context("a listener failed")
}

async fn worker(
    config: &Config,
    way_out: Option<WayOut>,
    database: &Database,
    keyring: Arc<oktually_core::secret::Keyring>,
    stopping: CancellationToken,
) -> anyhow::Result<Worker> {
    let (proxy, source) = match way_out {
        Some(WayOut::Gateway(gateway)) => (Some(gateway.url().clone()), None),
        Some(WayOut::Source(address)) => (None, Some(address)),
        None => (None, None),
    };
    let settings = EgressSettings { proxy, source, ca_file: config.egress.egress_ca_file.clone() };
    let context = Context {
        store: database.worker_store().await?,
        keyring,
        egress: Egress::new(&settings)?,
        advertised: config.egress.egress_addresses.clone(),
        clients: Clients::default(),
        own_rules: OwnRules::default(),
        stopping,
    };
    let host = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok()).unwrap_or_else(|| "worker".to_owned());
    let settings = WorkerSettings {
        name: format!("{host}/{}", std::process::id()),
        slots: usize::from(config.worker.worker_slots.get()),
        lease: config.worker.lease(),
        poll: config.worker.poll(),
        grace: config.listen.grace(),
    };
    Ok(Worker::new(Arc::new(context), settings, EgressWatch::new(config.egress.egress_check_url.clone())))
}

/// Ctrl-C and SIGTERM ask for an orderly end.
fn stop_on_signals(stop: &CancellationToken) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    });
    Ok(())
}
