//! The way out without a gateway, and what stands in it.

use std::{
    collections::VecDeque,
    net::{IpAddr, SocketAddr},
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use super::{
    gateway::head,
    okta::{Gateway, Okta, Reply},
};
use crate::{Egress, EgressSettings, EgressTrouble, Error, transport};

/// A resolver that answers anything with the next of these lists, and with the last for ever.
struct Answers(Mutex<VecDeque<Vec<IpAddr>>>);

impl Answers {
    fn each(lists: &[&[&str]]) -> Arc<Self> {
        let read = |list: &&[&str]| list.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Self(Mutex::new(lists.iter().map(read).collect())))
    }
}

impl Resolve for Answers {
    fn resolve(&self, _: Name) -> Resolving {
        let mut lists = self.0.lock().unwrap();
        let list = if lists.len() > 1 { lists.pop_front().unwrap() } else { lists[0].clone() };
        Box::pin(async move { Ok(Box::new(list.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs) })
    }
}

/// A listener of ours, and the address under which a name that leads to it would be called.
async fn inside() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://acme.okta.com:{}/", listener.local_addr().unwrap().port());
    (listener, url)
}

async fn refusal(egress: &Egress, url: &str) -> EgressTrouble {
    match transport::read_text(egress.okta().get(url), false, 100).await {
        Err(Error::Egress { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

async fn nobody_came(listener: &TcpListener) {
    let nothing = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(nothing.is_err(), "a connection was made");
}

#[tokio::test]
async fn a_name_that_was_public_and_leads_inside_later_is_not_connected_to() {
    let (listener, url) = inside().await;
    // From a loopback address the system reaches no public one: the first call ends on this machine.
    let settings = EgressSettings { source: Some([127, 0, 0, 1].into()), ..Default::default() };
    let egress = Egress::asking(&settings, Answers::each(&[&["8.8.8.8"], &["127.0.0.1"]])).unwrap();
    assert_eq!(refusal(&egress, &url).await, EgressTrouble::NotReached, "judged to be public, and tried");
    assert_eq!(refusal(&egress, &url).await, EgressTrouble::AddressRefused);
    nobody_came(&listener).await;
}

#[tokio::test]
async fn addresses_in_disguise_and_of_the_neighbourhood_are_not_connected_to() {
    for address in
        ["::ffff:127.0.0.1", "::ffff:169.254.169.254", "169.254.169.254", "fe80::1", "224.0.0.251", "ff02::fb", "10.0.0.1", "::1"]
    {
        let (listener, url) = inside().await;
        let egress = Egress::asking(&EgressSettings::default(), Answers::each(&[&[address]])).unwrap();
        assert_eq!(refusal(&egress, &url).await, EgressTrouble::AddressRefused, "{address}");
        nobody_came(&listener).await;
    }
}

#[tokio::test]
async fn without_a_gateway_a_name_that_leads_inside_is_not_connected_to() {
    let (listener, url) = inside().await;
    let egress = Egress::new(&EgressSettings::default()).unwrap();
    assert_eq!(refusal(&egress, &url.replace("acme.okta.com", "localhost")).await, EgressTrouble::AddressRefused);
    nobody_came(&listener).await;
}

#[tokio::test]
async fn our_own_echo_tells_the_address_we_are_seen_with() {
    let told = ["192.0.2.7\n", "::ffff:203.0.113.10", "2001:db8::7"].map(|text| Reply::new(200, text));
    let okta = Okta::start(Gateway::Connects, told.into_iter().chain([Reply::new(200, "<html>"), Reply::new(500, "")])).await;
    let url = format!("http://{}/ip", okta.address).parse().unwrap();
    let direct = Egress::new(&EgressSettings::default()).unwrap();
    for address in ["192.0.2.7", "203.0.113.10", "2001:db8::7"] {
        assert_eq!(direct.seen_as(&url).await.unwrap(), address.parse::<IpAddr>().unwrap());
    }
    assert_eq!(direct.seen_as(&url).await.unwrap_err().code(), "unreadable");
    assert_eq!(okta.egress().seen_as(&url).await.unwrap_err().code(), "unavailable");
}

#[tokio::test]
async fn connections_leave_from_the_address_that_was_set() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/ip", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, peer)) = listener.accept().await {
            head(&mut stream).await;
            let address = peer.ip().to_string();
            let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{address}", address.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    for source in [[127, 0, 0, 9], [127, 9, 9, 9]].map(IpAddr::from) {
        let egress = Egress::new(&EgressSettings { source: Some(source), ..Default::default() }).unwrap();
        assert_eq!(egress.seen_as(&url).await.unwrap(), source);
    }
}

/// The tests above that connect, or refuse to, in a process whose environment names a proxy on which nobody listens.
#[tokio::test]
async fn proxies_of_the_environment_are_ignored() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for test in ["our_own_echo_tells_the_address_we_are_seen_with", "without_a_gateway_a_name_that_leads_inside_is_not_connected_to"] {
        let mut process = Command::new(std::env::current_exe().unwrap());
        process.args(["--exact", &format!("{}::{test}", module_path!().split_once("::").unwrap().1)]);
        for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            process.env(name, format!("http://{nobody}"));
        }
        let output = process.env_remove("no_proxy").env_remove("NO_PROXY").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
    }
}
