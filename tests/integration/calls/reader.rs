//! Reads by the client's calls, and remembers what came.

use std::collections::BTreeMap;

use futures::{StreamExt, pin_mut};
use okta_client::{ClientSettings, Credential, Egress, EgressSettings, Error, Get, List, OktaClient};
use okta_sim::{Org, OrgSpec, Sim, SimSettings};
use serde::{Serialize, de::DeserializeOwned};

/// A simulator with one org that has everything, and a client with a super administrator's token.
pub(crate) struct Reader {
    /// The simulator.
    pub(crate) sim: Sim,
    /// The client.
    pub(crate) client: OktaClient,
    /// What came, by pattern.
    pub(crate) met: BTreeMap<&'static str, Met>,
    /// Everything that was kept of it, as text.
    pub(crate) kept: String,
}

/// What came of the calls of one pattern.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// Calls that were answered.
    pub(crate) answered: usize,
    /// Things that came.
    pub(crate) elements: usize,
    /// What could not be read.
    pub(crate) unreadable: Vec<String>,
    /// Why others were refused.
    pub(crate) refused: Vec<Error>,
}

impl Reader {
    /// Starts the simulator with an org of that shape.
    pub(crate) async fn of(spec: OrgSpec) -> Self {
        let sim = Sim::start(SimSettings { orgs: vec![spec], ..SimSettings::default() }).await.unwrap();
        let settings =
            EgressSettings { proxy: Some(sim.gateway_url().parse().unwrap()), source: None, ca_file: Some(sim.ca_file().to_path_buf()) };
        let org = &sim.orgs()[0];
        let credential = Credential::ApiToken(org.token().as_str().into());
        let client = OktaClient::new(&Egress::new(&settings).unwrap(), org.host().parse().unwrap(), credential, ClientSettings::default());
        Self { sim, client, met: BTreeMap::new(), kept: String::new() }
    }

    /// The org.
    pub(crate) fn org(&self) -> Org {
        self.sim.orgs().remove(0)
    }

    /// Reads one thing.
    pub(crate) async fn get<T: DeserializeOwned + Serialize>(&mut self, call: Get<T>) -> Option<T> {
        let answer = self.client.get(&call).await;
        let met = self.met.entry(call.pattern()).or_default();
        match answer {
            Ok(thing) => {
                met.answered += 1;
                met.elements += 1;
                self.kept.push_str(&serde_json::to_string(&thing).unwrap());
                Some(thing)
            }
            Err(error) => {
                met.refused.push(error);
                None
            }
        }
    }

    /// Reads a list to its end.
    pub(crate) async fn list<T: DeserializeOwned + Serialize + Send + 'static>(&mut self, list: List<T>) -> Vec<T> {
        let things = self.raw(list).await;
        things.iter().for_each(|thing| self.kept.push_str(&serde_json::to_string(thing).unwrap()));
        things
    }

    /// Reads a list of what is kept as Okta wrote it.
    pub(crate) async fn raw<T: DeserializeOwned + Send + 'static>(&mut self, list: List<T>) -> Vec<T> {
        let met = self.met.entry(list.pattern()).or_default();
        let pages = self.client.pages(list, None);
        pin_mut!(pages);
        let mut things = Vec::new();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    met.answered += 1;
                    met.elements += page.items.len();
                    met.unreadable.extend(page.unreadable.into_iter().map(|element| element.reason));
                    things.extend(page.items);
                }
                Err(error) => met.refused.push(error),
            }
        }
        things
    }
}
