//! The simulator: its listeners, its orgs, and what can be changed about all of them.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use anyhow::{Context, Result};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::gateway::{self, Tunnel};
use crate::handle::Org;
use crate::hosts::{ECHO, is_simulated};
use crate::locks::{lock, read, write};
use crate::plain;
use crate::serve::serve;
use crate::settings::SimSettings;
use crate::spec::OrgSpec;
use crate::stamp::Stamp;
use crate::state::OrgState;
use crate::tls::{self, Authority};

/// Tunnels that are remembered.
const TUNNELS: usize = 10_000;

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) gateway: watch::Sender<bool>,
    pub(crate) gzip: bool,
    caller: RwLock<IpAddr>,
    orgs: RwLock<BTreeMap<String, Arc<OrgState>>>,
    tunnels: Mutex<VecDeque<Tunnel>>,
    /// All times in all orgs are counted from here.
    born: Stamp,
}

impl Shared {
    pub(crate) fn caller(&self) -> IpAddr {
        *read(&self.caller)
    }

    pub(crate) fn set_caller(&self, caller: IpAddr) {
        *write(&self.caller) = caller;
    }

    pub(crate) fn org(&self, host: &str) -> Option<Arc<OrgState>> {
        let orgs = read(&self.orgs);
        orgs.get(host).or_else(|| orgs.values().find(|org| org.alias.as_deref() == Some(host))).map(Arc::clone)
    }

    /// Whether anybody answers for a host: Okta's names, and what customers call their orgs.
    pub(crate) fn serves(&self, host: &str) -> bool {
        is_simulated(host) || self.org(host).is_some()
    }

    pub(crate) fn orgs(&self) -> Vec<Arc<OrgState>> {
        read(&self.orgs).values().map(Arc::clone).collect()
    }

    /// The org of that name or host.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<OrgState>> {
        self.org(name).or_else(|| self.orgs().into_iter().find(|org| org.world().name == name))
    }

    pub(crate) fn note(&self, tunnel: Tunnel) {
        let mut tunnels = lock(&self.tunnels);
        if tunnels.len() == TUNNELS {
            tunnels.pop_front();
        }
        tunnels.push_back(tunnel);
    }
}

/// A running simulator; it stops when it is dropped.
pub struct Sim {
    shared: Arc<Shared>,
    gateway: SocketAddr,
    direct: SocketAddr,
    ca_file: PathBuf,
    authority: Arc<Authority>,
    /// Whether the file goes with us.
    temporary: bool,
    stop: CancellationToken,
    _guard: DropGuard,
}

impl Sim {
    /// Starts the listeners on loopback and makes the orgs.
    ///
    /// # Errors
    /// If a port is taken or the authority's certificate cannot be written.
    pub async fn start(settings: SimSettings) -> Result<Self> {
        let authority = Arc::new(Authority::new()?);
        let temporary = settings.ca_out.is_none();
        let ca_file = settings.ca_out.unwrap_or_else(|| std::env::temp_dir().join(format!("okta-sim-{:016x}.pem", rand::random::<u64>())));
        std::fs::write(&ca_file, authority.pem())
            .with_context(|| format!("writing the authority's certificate to {}", ca_file.display()))?;
        let shared = Arc::new(Shared {
            acceptor: TlsAcceptor::from(Arc::new(Arc::clone(&authority).server())),
            gateway: watch::Sender::new(true),
            gzip: settings.gzip,
            caller: RwLock::new(settings.caller),
            orgs: RwLock::default(),
            tunnels: Mutex::default(),
            born: Stamp(OffsetDateTime::now_utc().unix_timestamp()),
        });
        let stop = CancellationToken::new();
        let (listener, gateway) = listen(settings.gateway_port).await.context("opening the gateway")?;
        tokio::spawn(gateway::run(Arc::clone(&shared), listener, stop.clone()));
        let (listener, direct) = listen(settings.port).await.context("opening the TLS listener")?;
        tokio::spawn(accept(Arc::clone(&shared), listener, stop.clone()));
        let sim = Sim { shared, gateway, direct, ca_file, authority, temporary, _guard: stop.clone().drop_guard(), stop };
        for spec in settings.orgs {
            sim.add_org(spec);
        }
        Ok(sim)
    }

    /// Serves an org by plain HTTP too, on a port of loopback (0 is chosen by the system); its links and its token
    /// endpoint name that address from then on, which it gives: `http://localhost:{port}`.
    ///
    /// # Errors
    /// If the port is taken or there is no such org.
    pub async fn serve_plain(&self, name: &str, port: u16) -> Result<String> {
        self.serve_alone(name, port, None).await
    }

    /// The same by TLS: with a certificate of one's own and its key (files of PEM), or else with one for `localhost` under the
    /// simulator's authority. It gives `https://localhost:{port}`.
    ///
    /// # Errors
    /// If the port is taken, there is no such org, or a file cannot be read.
    pub async fn serve_tls(&self, name: &str, port: u16, files: Option<(&Path, &Path)>) -> Result<String> {
        let config = match files {
            Some((certificate, key)) => tls::of_files(certificate, key)?,
            None => self.authority.of_one("localhost")?,
        };
        self.serve_alone(name, port, Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn serve_alone(&self, name: &str, port: u16, tls: Option<TlsAcceptor>) -> Result<String> {
        let org = self.shared.find(name).with_context(|| format!("there is no org {name:?}"))?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = plain::open(self.shared(), Arc::clone(&org), port, tls, self.stop.clone()).await?;
        let url = format!("{scheme}://localhost:{}", address.port());
        org.change(|spec, _| spec.address = Some(url.clone()));
        Ok(url)
    }

    /// The gateway's address, `http://127.0.0.1:{port}`.
    pub fn gateway_url(&self) -> String {
        format!("http://{}", self.gateway)
    }

    /// The TLS listener's address, for callers that route names themselves.
    pub fn direct_address(&self) -> SocketAddr {
        self.direct
    }

    /// The authority's certificate (PEM).
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    /// The address that requests seem to come from.
    pub fn caller(&self) -> IpAddr {
        self.shared.caller()
    }

    /// Lets requests seem to come from another address, also those on connections that are open.
    pub fn set_caller(&self, caller: IpAddr) {
        self.shared.set_caller(caller);
    }

    /// Opens or closes the gateway. Closing ends its tunnels; new connections are dropped without a word.
    pub fn set_gateway(&self, open: bool) {
        self.shared.gateway.send_replace(open);
    }

    /// What the gateway was asked for, oldest first.
    pub fn tunnels(&self) -> Vec<Tunnel> {
        lock(&self.shared.tunnels).iter().cloned().collect()
    }

    /// An address that, asked through the gateway, answers the caller's own address as text.
    pub fn egress_check_url(&self) -> String {
        format!("https://{ECHO}/ip")
    }

    /// Makes an org, or another in the place of one with the same host.
    pub fn add_org(&self, spec: OrgSpec) -> Org {
        if let Some(alias) = &spec.alias {
            self.authority.vouch_for(alias);
        }
        let state = Arc::new(OrgState::new(spec, self.shared.caller(), self.shared.born));
        write(&self.shared.orgs).insert(state.host.clone(), Arc::clone(&state));
        Org::new(state)
    }

    /// Removes an org: its host answers as one that never existed.
    pub fn remove_org(&self, name: &str) {
        if let Some(org) = self.shared.find(name) {
            write(&self.shared.orgs).remove(&org.host);
        }
    }

    /// The org of that name or host.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn org(&self, name: &str) -> Org {
        Org::new(self.shared.find(name).unwrap_or_else(|| panic!("there is no org {name:?}")))
    }

    /// All orgs, by host.
    pub fn orgs(&self) -> Vec<Org> {
        self.shared.orgs().into_iter().map(Org::new).collect()
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        if self.temporary {
            let _ = std::fs::remove_file(&self.ca_file);
        }
    }
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("port {port}"))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Takes connections to the TLS listener until the simulator stops.
async fn accept(shared: Arc<Shared>, listener: TcpListener, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let _ = stream.set_nodelay(true);
        let (shared, stop) = (Arc::clone(&shared), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = serve(shared, stream) => {}
                () = stop.cancelled() => {}
            }
        });
    }
}
