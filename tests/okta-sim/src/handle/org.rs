//! A running org, seen from a test.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::faults::Fault;
use crate::features::Feature;
use crate::flaws::{Flaw, Gap};
use crate::locks::lock;
use crate::log::Happening;
use crate::org::Truth;
use crate::settings::{Oddity, OutsideZone, Table, WithoutRole};
use crate::state::OrgState;

/// A running org. Copies are the same org.
#[derive(Clone)]
pub struct Org(pub(super) Arc<OrgState>);

impl Org {
    pub(crate) fn new(state: Arc<OrgState>) -> Self {
        Org(state)
    }

    /// The name, such as `acme`.
    pub fn name(&self) -> String {
        self.0.world().name.clone()
    }

    /// The host, such as `acme.okta.com`.
    pub fn host(&self) -> String {
        self.0.host.clone()
    }

    /// The address, such as `https://acme.okta.com`.
    pub fn url(&self) -> String {
        self.0.world().base()
    }

    /// The collector's token.
    pub fn token(&self) -> String {
        self.0.token()
    }

    /// The org's own id (`00o…`).
    pub fn org_id(&self) -> String {
        self.0.world().org_id.to_string()
    }

    /// The id of the collector's account.
    pub fn owner_id(&self) -> String {
        let world = self.0.world();
        world.user_id(world.owner()).to_string()
    }

    /// The id of ordinary user `number`, whether that user exists or not.
    pub fn user_id(&self, number: u64) -> String {
        self.0.world().user_id(number).to_string()
    }

    /// Counts of what the org consists of.
    pub fn truth(&self) -> Truth {
        self.0.world().truth()
    }

    /// The least number of requests that reads all that the collector may see.
    pub fn least_requests(&self) -> u64 {
        self.least_requests_by_path().values().sum()
    }

    /// The same by path pattern.
    pub fn least_requests_by_path(&self) -> BTreeMap<&'static str, u64> {
        self.0.world().least_requests()
    }

    /// Switches a flaw on or off.
    ///
    /// # Panics
    /// If there is no such flaw; [`Flaw::ALL`] lists them.
    #[track_caller]
    pub fn set_flaw(&self, id: &str, on: bool) {
        let id = Flaw::find(id).unwrap_or_else(|| panic!("there is no flaw {id:?}")).id;
        self.0.change(|spec, _| {
            if on {
                spec.flaws.insert(id)
            } else {
                spec.flaws.remove(id)
            };
        });
    }

    /// Switches a gap in the collector's set-up on or off.
    ///
    /// # Panics
    /// If there is no such gap; [`Gap::ALL`] lists them.
    #[track_caller]
    pub fn set_setup_gap(&self, id: &str, on: bool) {
        let id = Gap::find(id).unwrap_or_else(|| panic!("there is no gap {id:?}")).id;
        self.0.change(|spec, _| {
            if on {
                spec.gaps.insert(id)
            } else {
                spec.gaps.remove(id)
            };
        });
    }

    /// The flaws and gaps that are on.
    pub fn switched_on(&self) -> Vec<&'static str> {
        let spec = self.0.spec();
        spec.flaws.iter().chain(&spec.gaps).copied().collect()
    }

    /// Changes what the Read-Only Administrator may read.
    pub fn set_table(&self, table: Table) {
        self.0.change(|spec, _| spec.table = table);
    }

    /// Changes how a token used from outside its zone is answered.
    pub fn set_outside_zone(&self, answer: OutsideZone) {
        self.0.change(|spec, _| spec.outside_zone = answer);
    }

    /// Changes how a caller is answered whose roles do not reach what is asked.
    pub fn set_without_role(&self, answer: WithoutRole) {
        self.0.change(|spec, _| spec.without_role = answer);
    }

    /// Makes lists peculiar, or no longer.
    pub fn set_oddity(&self, oddity: Oddity, on: bool) {
        self.0.change(|spec, _| {
            if on {
                spec.oddities.insert(oddity)
            } else {
                spec.oddities.remove(&oddity)
            };
        });
    }

    /// Switches rate and concurrency limits on or off; the windows begin anew.
    pub fn set_limits(&self, on: bool) {
        self.0.change(|spec, _| spec.limits.on = on);
        lock(&self.0.windows).clear();
    }

    /// Puts Okta's clock that many seconds ahead of ours.
    pub fn set_clock_skew(&self, seconds: i64) {
        self.0.change(|spec, _| spec.skew_seconds = seconds);
    }

    /// Revokes the collector's token, or takes that back.
    pub fn set_tokens_revoked(&self, revoked: bool) {
        self.0.set_revoked(revoked);
        if revoked {
            self.happens(Happening::TokenRevoked);
        }
    }

    /// The mark that all secrets bear which Okta gives away on reads of this org; it occurs nowhere else.
    pub fn canary_mark(&self) -> String {
        self.0.world().canary_mark()
    }

    /// Takes a feature from the org or gives it back.
    pub fn set_feature(&self, feature: Feature, on: bool) {
        self.0.change(|spec, _| {
            if on {
                spec.off.remove(&feature)
            } else {
                spec.off.insert(feature)
            };
        });
    }

    /// Revokes the collector's token.
    pub fn revoke_tokens(&self) {
        self.set_tokens_revoked(true);
    }

    /// Has something happen to requests.
    pub fn fault(&self, fault: Fault) {
        self.0.faults.add(fault);
    }

    /// Forgets faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.0.faults.clear();
    }

    /// Undoes what happened since the org was made: changes, faults, revocation, journal. Flaws and gaps stay, and attacks that the org
    /// was described with are told anew.
    pub fn reset(&self) {
        self.0.change(|_, changes| *changes = Default::default());
        self.0.set_revoked(false);
        self.0.renew_token();
        self.0.faults.clear();
        self.0.happened.clear();
        self.0.attack_as_described();
        lock(&self.0.windows).clear();
        self.0.clear_journal();
    }
}

impl fmt::Debug for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Org({})", self.0.host)
    }
}
