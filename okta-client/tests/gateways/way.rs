//! What lies behind the gateway, and how it is called.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use okta_client::{ApiToken, ClientSettings, Egress, EgressSettings, EgressTrouble, Error, OktaClient, api};
use okta_sim::{OrgSpec, Sim, SimSettings};
use tokio::net::{TcpListener, TcpStream};

use crate::place::{INSIDE, PUBLIC};

/// The simulator on port 443 of every address of this place, and at which of them somebody called.
pub(crate) struct Okta {
    sim: Sim,
    called: Arc<Mutex<BTreeSet<IpAddr>>>,
}

impl Okta {
    pub(crate) async fn start() -> Self {
        let spec = OrgSpec::new("acme").users(40);
        let sim = Sim::start(SimSettings { orgs: vec![spec], ..SimSettings::default() }).await.unwrap();
        let called = Arc::<Mutex<BTreeSet<IpAddr>>>::default();
        let listener = TcpListener::bind("[::]:443").await.unwrap();
        let (onwards, told) = (sim.direct_address(), called.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                told.lock().unwrap().insert(stream.local_addr().unwrap().ip().to_canonical());
                tokio::spawn(async move {
                    let mut further = TcpStream::connect(onwards).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut stream, &mut further).await;
                });
            }
        });
        Self { sim, called }
    }

    fn egress(&self, gateway: &str) -> Egress {
        let ca_file = Some(self.sim.ca_file().to_path_buf());
        Egress::new(&EgressSettings { proxy: Some(gateway.parse().unwrap()), source: None, ca_file }).unwrap()
    }

    fn client(&self, gateway: &str, org: &str) -> OktaClient {
        let (credential, _) = ApiToken::parse(&self.sim.org("acme").token()).unwrap();
        let settings = ClientSettings { tries: 1, ..ClientSettings::default() };
        OktaClient::new(&self.egress(gateway), org.parse().unwrap(), credential, settings)
    }

    /// The org answers through the gateway, and our own echo does.
    pub(crate) async fn is_read_through(&self, gateway: &str) {
        let users = self.client(gateway, "acme.okta.com").page(&api::users::list(), None).await.unwrap();
        assert!(users.items.len() > 20 && users.unreadable.is_empty());
        assert_eq!(self.egress(gateway).seen_as(&self.sim.egress_check_url().parse().unwrap()).await.unwrap(), self.sim.caller());
    }
}

/// What stands between us and an org of that name.
pub(crate) async fn trouble(okta: &Okta, gateway: &str, org: &str) -> EgressTrouble {
    match okta.client(gateway, &format!("{org}.okta.com")).get(&api::users::me()).await {
        Err(Error::Egress { why, .. }) => why,
        other => panic!("{org} through {gateway}: {other:?}"),
    }
}

/// No name that leads inside is connected to, and no host that is neither Okta's nor our own.
pub(crate) async fn refused_inside(okta: &Okta, gateway: &str) {
    for (name, address) in INSIDE {
        assert_eq!(trouble(okta, gateway, name).await, EgressTrouble::GatewayRefused, "{name} at {address}");
    }
    let elsewhere = okta.egress(gateway).seen_as(&"https://elsewhere.example/ip".parse().unwrap()).await;
    assert!(matches!(elsewhere, Err(Error::Egress { why: EgressTrouble::GatewayRefused, .. })), "{elsewhere:?}");
    for target in ["https://127.0.0.1/ip", "https://[::ffff:10.0.0.5]/ip", "https://11.22.33.55/ip", "https://acme.okta.com:8443/"] {
        let refused = okta.egress(gateway).seen_as(&target.parse().unwrap()).await;
        assert!(matches!(refused, Err(Error::Egress { why: EgressTrouble::GatewayRefused, .. })), "{target}: {refused:?}");
    }
    assert_eq!(*okta.called.lock().unwrap(), BTreeSet::from([PUBLIC.parse::<IpAddr>().unwrap()]), "a connection was made");
}
