//! The control address, as a program drives it.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use okta_sim::{ClientSpec, Dpop, OrgSpec, Sim, control};
use serde_json::Value;
use tokio::net::TcpStream;

use crate::client::{get, sim};

async fn drive(address: std::net::SocketAddr, method: Method, path: &str) -> (u16, Value) {
    let (mut sender, connection) = http1::handshake(TokioIo::new(TcpStream::connect(address).await.unwrap())).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder().method(method).uri(path).header("host", "localhost").body(Empty::<Bytes>::new()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn started(spec: OrgSpec) -> (Sim, std::net::SocketAddr) {
    let sim = sim([spec]).await;
    let address = control(&sim, 0).await.unwrap();
    (sim, address)
}

#[tokio::test]
async fn a_program_learns_what_was_asked_and_begins_anew() {
    let (sim, address) = started(OrgSpec::new("acme")).await;
    let acme = sim.org("acme");
    get(&sim, &acme, "/api/v1/users?limit=5").await;
    get(&sim, &acme, "/api/v1/users?limit=0").await;
    let (status, counts) = drive(address, Method::GET, "/orgs/acme/counts").await;
    assert_eq!((status, &counts["requests"], &counts["connections"]), (200, &Value::from(2), &Value::from(2)));
    assert_eq!(counts["by_path"][0]["pattern"], "/api/v1/users");
    assert_eq!((&counts["by_path"][0]["status"], &counts["by_path"][1]["status"]), (&Value::from(200), &Value::from(400)));
    assert_eq!((&counts["lowest_headroom"]["remaining"], &counts["most_in_flight"]), (&Value::from(298), &Value::from(1)));
    assert!(counts["bytes_sent"].as_u64().unwrap() > 500);
    assert_eq!(drive(address, Method::POST, "/orgs/acme/reset").await.0, 204);
    assert_eq!(drive(address, Method::GET, "/orgs/acme/counts").await.1["requests"], 0);
    assert_eq!(drive(address, Method::GET, "/orgs/none/counts").await.0, 404);
}

#[tokio::test]
async fn a_program_lets_others_use_the_org_and_sends_them_away() {
    let (sim, address) = started(OrgSpec::new("acme")).await;
    let acme = sim.org("acme");
    assert_eq!(drive(address, Method::POST, "/orgs/acme/noise?percent=100&seed=3&shape=bursts").await.0, 204);
    let mut scarce = 0;
    for (path, alone) in
        [("/api/v1/users?limit=1", "299"), ("/api/v1/groups?limit=1", "249"), ("/api/v1/apps?limit=1", "49"), ("/api/v1/zones", "599")]
    {
        scarce += u32::from(get(&sim, &acme, path).await.header("x-rate-limit-remaining") != Some(alone));
    }
    assert!(scarce > 0, "windows are met somewhere in their middle");
    assert_eq!(drive(address, Method::POST, "/orgs/acme/noise?percent=0").await.0, 204);
    assert_eq!(get(&sim, &acme, "/api/v1/users?limit=1").await.header("x-rate-limit-remaining"), Some("299"));
    assert_eq!(drive(address, Method::POST, "/orgs/acme/noise?percent=many").await.0, 400);
}

#[tokio::test]
async fn a_program_without_gateway_and_root_is_served_by_plain_http() {
    let (sim, _) = started(OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored))).await;
    let acme = sim.org("acme");
    let url = sim.serve_plain("acme", 0).await.unwrap();
    let address: std::net::SocketAddr = url.replace("http://localhost", "127.0.0.1").parse().unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(TcpStream::connect(address).await.unwrap())).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder()
        .uri("/api/v1/users?limit=3")
        .header("host", "localhost")
        .header("authorization", format!("SSWS {}", acme.token()));
    let response = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let links: Vec<&str> = response.headers().get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
    assert!(links.len() == 2 && links.iter().all(|link| link.starts_with(&format!("<{url}/api/v1/users?"))), "{links:?}");
    assert_eq!((acme.url(), acme.connections()), (url, 1));
    crate::oauth::bearer(&sim, &acme, &acme.client("app"), "okta.users.read").await;
    assert!(sim.serve_plain("nobody", 0).await.is_err());
}

#[tokio::test]
async fn a_program_is_told_the_clients_and_changes_them() {
    let (sim, address) = started(OrgSpec::new("acme").service_app("reader").integration("scanner")).await;
    let acme = sim.org("acme");
    let (_, orgs) = drive(address, Method::GET, "/orgs").await;
    let clients = &orgs[0]["clients"];
    assert_eq!(clients[0]["client_id"], acme.client("reader").id());
    assert_eq!(clients[0]["private_key"], acme.client("reader").private_pem());
    assert_eq!(clients[1]["client_secret"], acme.client("scanner").secret());
    let change = "/orgs/acme/clients/reader?dpop=ignored&revoke=okta.users.read&share=20";
    assert_eq!(drive(address, Method::POST, change).await.0, 204);
    let token = crate::oauth::bearer(&sim, &acme, &acme.client("reader"), "okta.groups.read").await;
    let headers = [("authorization", &*format!("Bearer {token}"))];
    let groups = crate::client::get_with(&sim, &acme, "/api/v1/groups", &headers).await;
    assert_eq!((groups.status, groups.header("x-rate-limit-limit")), (200, Some("100")));
    assert_eq!(drive(address, Method::POST, "/orgs/acme/access-tokens?state=expired").await.0, 204);
    assert_eq!(crate::client::get_with(&sim, &acme, "/api/v1/groups", &headers).await.status, 401);
    assert_eq!(drive(address, Method::POST, "/orgs/acme/clients/nobody?active=false").await.0, 404);
}

#[tokio::test]
async fn a_program_learns_the_paths_and_switches_features() {
    let (sim, address) = started(OrgSpec::new("acme").without_limits()).await;
    let acme = sim.org("acme");
    let (status, paths) = drive(address, Method::GET, "/paths").await;
    let users = paths.as_array().unwrap().iter().find(|path| path["path"] == "/api/v1/users").unwrap();
    assert_eq!((status, &users["scope"], &users["page"]["most"]), (200, &Value::from("okta.users.read"), &Value::from(200)));
    assert_eq!(get(&sim, &acme, "/api/v1/realms").await.status, 200);
    assert_eq!(drive(address, Method::POST, "/orgs/acme/features/realms?on=false").await.0, 204);
    assert_eq!(get(&sim, &acme, "/api/v1/realms").await.status, 404);
    assert_eq!(drive(address, Method::POST, "/orgs/acme/features/telepathy?on=false").await.0, 404);
    let orgs = drive(address, Method::GET, "/orgs").await.1;
    assert_eq!(orgs[0]["canary_mark"], acme.canary_mark());
}

#[tokio::test]
async fn a_program_attacks_an_org_changes_its_rate_and_spoils_its_log() {
    let (sim, address) = started(OrgSpec::new("acme").users(200).without_limits()).await;
    let acme = sim.org("acme");
    let (_, attacks) = drive(address, Method::GET, "/attacks").await;
    assert!(attacks.as_array().unwrap().iter().any(|attack| attack["id"] == "push-bombing" && attack["detections"][0] == 24));
    let (status, told) = drive(address, Method::POST, "/orgs/acme/attacks/push-bombing?ago=30").await;
    assert_eq!((status, told[0]["events"].as_array().unwrap().len()), (200, acme.attacks()[0].events.len()));
    let (status, ended) = drive(address, Method::POST, "/orgs/acme/attacks/push-bombing?on=false").await;
    assert_eq!((status, &ended), (200, &told));
    assert_eq!(drive(address, Method::POST, "/orgs/acme/attacks/telepathy").await.0, 404);
    assert_eq!(drive(address, Method::POST, "/orgs/acme/rate?per_second=100").await.0, 204);
    let (status, wrong) = drive(address, Method::POST, "/orgs/acme/log/malformed/null-target").await;
    assert_eq!((status, wrong["uuid"].as_str().map(str::len)), (200, Some(36)));
    assert_eq!(drive(address, Method::POST, "/orgs/acme/log/malformed/none").await.0, 404);
    assert_eq!(drive(address, Method::POST, "/orgs/acme/log/refuse-cursors").await.0, 204);
    let old = get(&sim, &acme, "/api/v1/logs?after=1700000000000_2").await;
    assert_eq!((old.status, old.code().as_str()), (400, "E0000053"));
}
