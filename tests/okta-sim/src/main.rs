//! `okta-sim`: the simulator as a program.

mod help;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use okta_sim::{OrgSpec, Sim, SimSettings, control, summary};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

/// Simulates Okta orgs on loopback, behind an egress gateway.
///
/// A program under test is given two ordinary settings: the gateway as its HTTP proxy, and the authority's certificate
/// as an extra root. It then calls https://acme.okta.com as it would in production.
#[derive(Debug, Parser)]
#[command(version, after_long_help = help::text())]
struct Options {
    /// An org: NAME[:KEY=VALUE,…], may be repeated. See below.
    #[arg(long = "org", value_name = "ORG", default_value = "acme:users=200,seed=7")]
    orgs: Vec<OrgSpec>,
    /// The address that requests seem to come from; the collector's zone holds it.
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 10)))]
    caller: IpAddr,
    /// Port of the TLS listener, for programs that route names themselves; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port of the gateway (HTTP CONNECT); 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    gateway_port: u16,
    /// Port of the control address; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Port on which the first org is served by plain HTTP too, for programs that take neither a gateway nor another
    /// root: its links name http://localhost:PORT. 0 lets the system choose; without it, there is none.
    #[arg(long, value_name = "PORT")]
    http_port: Option<u16>,
    /// The same by TLS: links name https://localhost:PORT. Without --cert, the certificate is one for localhost under the
    /// simulator's authority.
    #[arg(long, value_name = "PORT", conflicts_with = "http_port")]
    https_port: Option<u16>,
    /// A certificate of your own for --https-port, its chain behind it (PEM).
    #[arg(long, value_name = "FILE", requires_all = ["key", "https_port"])]
    cert: Option<PathBuf>,
    /// The key of --cert (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Where to write the authority's certificate (PEM); without it, a temporary file that goes with the program.
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let settings = SimSettings {
        caller: options.caller,
        orgs: options.orgs,
        port: options.port,
        gateway_port: options.gateway_port,
        ca_out: options.ca_out,
        ..SimSettings::default()
    };
    let first = settings.orgs.first().map(OrgSpec::host);
    let sim = Sim::start(settings).await?;
    let control = control(&sim, options.control_port).await?;
    let plain = match (options.http_port, &first) {
        (Some(port), Some(name)) => Some(sim.serve_plain(name, port).await?),
        _ => None,
    };
    let own_tls = match (options.https_port, &first) {
        (Some(port), Some(name)) => Some(sim.serve_tls(name, port, options.cert.as_deref().zip(options.key.as_deref())).await?),
        _ => None,
    };
    announce(&json!({
        "gateway": sim.gateway_url(), "tls": sim.direct_address(), "http": plain, "https": own_tls, "control": format!("http://{control}"), "ca_file": sim.ca_file(),
        "caller": sim.caller(), "egress_check": sim.egress_check_url(), "orgs": sim.orgs().iter().map(summary).collect::<Vec<_>>(),
    }));
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever started the program reads its addresses from this line")]
fn announce(ready: &serde_json::Value) {
    println!("{ready}");
}
