//! An org to be simulated, as a test describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::features::Feature;
use crate::flaws::{Flaw, Gap};
use crate::limits::{BucketTable, Edition, Noise};
use crate::log::{Attack, Delivery, When};
use crate::oauth::ClientSpec;
use crate::org::Engine;
use crate::org::roles::{VIEW_IAM, VIEW_TOKENS};
use crate::permissions::permission;
use crate::settings::{LimitSettings, Oddity, OutsideZone, Table, WithoutRole};

/// An org to be simulated. Two specifications with the same seed and size give the same org.
#[derive(Debug, Clone)]
pub struct OrgSpec {
    pub(crate) name: String,
    pub(crate) suffix: String,
    /// What links name instead of the host, where it is served by plain HTTP.
    pub(crate) address: Option<String>,
    /// The customer's own name for it.
    pub(crate) alias: Option<String>,
    pub(crate) seed: u64,
    pub(crate) users: u64,
    pub(crate) engine: Engine,
    pub(crate) threat_protection: bool,
    pub(crate) table: Table,
    pub(crate) outside_zone: OutsideZone,
    pub(crate) without_role: WithoutRole,
    /// What it lacks.
    pub(crate) off: BTreeSet<Feature>,
    pub(crate) clients: Arc<Vec<ClientSpec>>,
    /// Path patterns that take no OAuth tokens here, with the status of the refusal.
    pub(crate) without_oauth: BTreeMap<String, u16>,
    pub(crate) me_is_forbidden: bool,
    /// The standard roles of the collector's account, and the permissions of its custom role.
    pub(crate) roles: Vec<String>,
    pub(crate) permissions: Vec<&'static str>,
    pub(crate) flaws: BTreeSet<&'static str>,
    pub(crate) gaps: BTreeSet<&'static str>,
    pub(crate) oddities: BTreeSet<Oddity>,
    pub(crate) limits: LimitSettings,
    pub(crate) skew_seconds: i64,
    /// Entries of the log in a second, if not as many as the size suggests.
    pub(crate) rate: Option<f64>,
    pub(crate) delivery: Delivery,
    /// Attacks that its log tells of from the start.
    pub(crate) attacks: Vec<(&'static Attack, When)>,
}

impl OrgSpec {
    /// A sound org called `{name}.okta.com` with a hundred users and a seed made from its name.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        OrgSpec {
            name,
            suffix: "okta.com".to_owned(),
            address: None,
            alias: None,
            seed,
            users: 100,
            engine: Engine::Identity,
            threat_protection: false,
            table: Table::Wide,
            outside_zone: OutsideZone::Forbidden,
            without_role: WithoutRole::Forbidden,
            off: BTreeSet::new(),
            clients: Arc::default(),
            without_oauth: BTreeMap::new(),
            me_is_forbidden: false,
            roles: vec!["READ_ONLY_ADMIN".to_owned()],
            permissions: vec![VIEW_TOKENS, VIEW_IAM],
            flaws: BTreeSet::new(),
            gaps: BTreeSet::new(),
            oddities: BTreeSet::new(),
            limits: LimitSettings::default(),
            skew_seconds: 0,
            rate: None,
            delivery: Delivery::default(),
            attacks: Vec::new(),
        }
    }

    /// Another of Okta's domains, such as `oktapreview.com`.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    /// A domain of the customer's own, such as `login.acme.example`, under which the same org answers; its links go on to name
    /// the host that Okta gave it.
    #[must_use]
    pub fn custom_domain(mut self, host: impl Into<String>) -> Self {
        self.alias = Some(host.into().to_ascii_lowercase());
        self
    }

    /// What everything in the org is drawn from.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The number of users, from 10 up to a million; flaws may add a few.
    #[must_use]
    pub fn users(mut self, users: u64) -> Self {
        self.users = users.max(crate::org::people::FEWEST_USERS);
        self
    }

    /// The engine, Identity Engine unless told otherwise.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Whether the org has bought Identity Threat Protection; without it, its policy types answer 401 `E0000015`.
    #[must_use]
    pub fn threat_protection(mut self, on: bool) -> Self {
        self.threat_protection = on;
        self
    }

    /// Takes a feature from the org: what belongs to it is answered as Okta answers where it is absent.
    #[must_use]
    pub fn without(mut self, feature: Feature) -> Self {
        self.off.insert(feature);
        self
    }

    /// What the Read-Only Administrator may read.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        self.table = table;
        self
    }

    /// How a token used from outside its zone is answered.
    #[must_use]
    pub fn outside_zone(mut self, answer: OutsideZone) -> Self {
        self.outside_zone = answer;
        self
    }

    /// How a caller is answered whose roles do not reach what is asked.
    #[must_use]
    pub fn without_role(mut self, answer: WithoutRole) -> Self {
        self.without_role = answer;
        self
    }

    /// The standard roles of the collector's account instead of `READ_ONLY_ADMIN`.
    #[must_use]
    pub fn collector_roles(mut self, roles: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.roles = roles.into_iter().map(Into::into).collect();
        self
    }

    /// The permissions of the collector's custom role instead of those to see API tokens and administrators.
    ///
    /// # Panics
    /// If one of them opens nothing here.
    #[must_use]
    #[track_caller]
    pub fn collector_permissions<'a>(mut self, permissions: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |name: &str| permission(name).unwrap_or_else(|| panic!("there is no permission {name:?}"));
        self.permissions = permissions.into_iter().map(known).collect();
        self
    }

    /// Gives the org an OAuth client; [`crate::Org::client`] finds it by its name.
    #[must_use]
    pub fn client(mut self, client: ClientSpec) -> Self {
        Arc::make_mut(&mut self.clients).push(client);
        self
    }

    /// Gives the org a service app as new ones are: a key (ES256), proof of possession, all scopes for reading.
    #[must_use]
    pub fn service_app(self, name: impl Into<String>) -> Self {
        self.client(ClientSpec::service_app(name))
    }

    /// Gives the org an API service integration with a client secret and all scopes for reading.
    #[must_use]
    pub fn integration(self, name: impl Into<String>) -> Self {
        self.client(ClientSpec::integration(name))
    }

    /// Answers a client that asks for `/users/me` with 403 `E0000005` instead of 404 `E0000007`; Okta has published neither.
    #[must_use]
    pub fn me_forbidden_to_clients(mut self) -> Self {
        self.me_is_forbidden = true;
        self
    }

    /// Switches a flaw on.
    ///
    /// # Panics
    /// If there is no such flaw; [`Flaw::ALL`] lists them.
    #[must_use]
    #[track_caller]
    pub fn flaw(mut self, id: &str) -> Self {
        self.flaws.insert(Flaw::find(id).unwrap_or_else(|| panic!("there is no flaw {id:?}")).id);
        self
    }

    /// Switches a gap in the collector's set-up on.
    ///
    /// # Panics
    /// If there is no such gap; [`Gap::ALL`] lists them.
    #[must_use]
    #[track_caller]
    pub fn setup_gap(mut self, id: &str) -> Self {
        self.gaps.insert(Gap::find(id).unwrap_or_else(|| panic!("there is no gap {id:?}")).id);
        self
    }

    /// Makes lists peculiar.
    #[must_use]
    pub fn oddity(mut self, oddity: Oddity) -> Self {
        self.oddities.insert(oddity);
        self
    }

    /// Switches rate and concurrency limits off; answers then carry no rate headers.
    #[must_use]
    pub fn without_limits(mut self) -> Self {
        self.limits.on = false;
        self
    }

    /// Length of the windows of the rate limits; Okta's are 60 seconds.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.limits.window = window;
        self
    }

    /// Multiplies the limits of all buckets; those of a workforce org hold at 1.
    #[must_use]
    pub fn limit_multiplier(mut self, multiplier: f64) -> Self {
        self.limits.multiplier = multiplier;
        self
    }

    /// What the org has bought: the limits of its buckets and of parallel requests follow. Workforce unless told otherwise.
    #[must_use]
    pub fn edition(mut self, edition: Edition) -> Self {
        self.limits.edition = edition;
        self.limits.concurrency = edition.concurrency();
        self
    }

    /// To which bucket a path belongs.
    #[must_use]
    pub fn buckets(mut self, table: BucketTable) -> Self {
        self.limits.table = table;
        self
    }

    /// Others who use the same org.
    #[must_use]
    pub fn noise(mut self, noise: Noise) -> Self {
        self.limits.noise = Some(noise);
        self
    }

    /// How many requests the org bears at once; a token gets half of it. 75 unless told otherwise.
    #[must_use]
    pub fn concurrency(mut self, requests: u32) -> Self {
        self.limits.concurrency = requests;
        self
    }

    /// How far Okta's clock is ahead of ours, in seconds; negative if it is behind.
    #[must_use]
    pub fn clock_skew(mut self, seconds: i64) -> Self {
        self.skew_seconds = seconds;
        self
    }

    /// The host, such as `acme.okta.com`.
    pub fn host(&self) -> String {
        format!("{}.{}", self.name, self.suffix)
    }
}
