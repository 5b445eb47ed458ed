//! From a clean checkout to findings on screen: simulated orgs, the real binary as a child process, and everything that happens
//! between them done from outside, as a customer and an operator would.

mod customer;
mod orgs;
mod service;
mod show;

use std::{process::ExitCode, time::Instant};

use anyhow::Context;
use clap::Parser;
use okta_sim::{Sim, SimSettings};
use serde_json::json;

use crate::{customer::Customer, service::Service, show::Show};

/// Shows Oktually at work on simulated orgs.
#[derive(Debug, Parser)]
#[command(name = "demo")]
struct Demo {
    /// End when the findings are shown, instead of staying up until Ctrl-C.
    #[arg(long)]
    once: bool,
    /// Print one JSON object as the last line, for programs, and nothing else on standard output.
    #[arg(long)]
    json: bool,
    /// Users of the larger org.
    #[arg(long, default_value_t = 1_200)]
    users: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Demo::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            Show::failure(&error);
            ExitCode::FAILURE
        }
    }
}

impl Demo {
    async fn run(self) -> anyhow::Result<()> {
        let begun = Instant::now();
        let show = Show::new(self.json);
        show.say("Starting three simulated Okta orgs and their egress gateway …");
        let sim = Sim::start(SimSettings { orgs: orgs::specs(self.users), ..SimSettings::default() }).await?;
        show.say("Starting Oktually with a private PostgreSQL …");
        let service = Service::start(&sim).await?;
        show.say(&format!("It is ready after {:.1} s.", begun.elapsed().as_secs_f64()));

        let mut runs = Vec::new();
        let mut customers = Vec::new();
        for (tenant, names) in orgs::TENANTS {
            let customer = Customer::new(&service, tenant).await.with_context(|| format!("the tenant {tenant} could not be made"))?;
            for name in *names {
                let run = customer.connect_and_scan(&sim.org(name), &show).await.with_context(|| format!("{name} could not be scanned"))?;
                runs.push(run);
            }
            customers.push(customer);
        }
        if self.json {
            show.line(&json!({ "tenants": customers.len(), "runs": runs, "seconds": seconds(begun) }).to_string());
        } else {
            show.farewell(&service, &customers, seconds(begun));
        }
        if !self.once {
            show.say("Press Ctrl-C to stop.");
            tokio::signal::ctrl_c().await?;
        }
        service.stop().await
    }
}

/// Seconds since, to the tenth.
fn seconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 10.0).round() / 10.0
}
