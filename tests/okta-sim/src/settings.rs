//! What a simulator and its orgs are started with.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limits::{BucketTable, Edition, Noise};
use crate::spec::OrgSpec;

/// How a simulator is started. Ports of 0 are chosen by the system.
#[derive(Debug, Clone)]
pub struct SimSettings {
    /// The address that requests seem to come from; zones are judged by it.
    pub caller: IpAddr,
    /// The orgs that exist from the start.
    pub orgs: Vec<OrgSpec>,
    /// Port of the TLS listener, for programs that bring their own routing of names.
    pub port: u16,
    /// Port of the gateway (HTTP CONNECT).
    pub gateway_port: u16,
    /// Where the authority's certificate is written; without it, a temporary file that goes with the simulator.
    pub ca_out: Option<PathBuf>,
    /// Whether answers are compressed when the caller accepts it, as Okta does.
    pub gzip: bool,
}

impl Default for SimSettings {
    fn default() -> Self {
        SimSettings {
            caller: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 10)),
            orgs: Vec::new(),
            port: 0,
            gateway_port: 0,
            ca_out: None,
            gzip: true,
        }
    }
}

/// What a Read-Only Administrator may read. Okta's role table and its page on the role contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Table {
    /// The page on the role: also session policies and profile enrolment; here also authenticators and rate limits.
    #[default]
    Wide,
    /// The role table: none of these.
    Narrow,
}

/// How a token used from outside its zone is answered; Okta has not published it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutsideZone {
    /// 403 `E0000006` on everything.
    #[default]
    Forbidden,
    /// 401 `E0000011`, as if the token did not exist.
    InvalidToken,
}

/// How a caller is answered whose roles do not reach what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithoutRole {
    /// 403 `E0000006`.
    #[default]
    Forbidden,
    /// Lists are empty, as if there were nothing; single objects are refused with 403 `E0000006`.
    Empty,
}

/// Peculiarities of lists that were seen in Okta or reported by its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oddity {
    /// Links name the admin console's host instead of the one that was called.
    ForeignHosts,
    /// Next links carry only the cursor and the limit; filters and expansions are lost.
    DroppedParameters,
    /// All links in one header line, separated by commas.
    CommaJoined,
    /// The last page has a next link once more: its own.
    RepeatedNext,
    /// A cursor is refused (400 `E0000029`) once this many further pages of any list were served.
    CursorExpiry(u64),
    /// Pages are shorter than asked for, some of them empty, and still have a next; an empty page of the log leads to itself.
    ShortPages,
    /// Next links of the users of an application have lost what was to be expanded, and only that.
    LostExpand,
    /// Where Okta sends what its own description forbids, so that its strict SDKs stumble, it is sent here too.
    WireForms,
    /// A page that has a next link has none to itself.
    NextWithoutSelf,
    /// The last page of policies has a next link with nothing behind it.
    EmptyNext,
    /// What is null or empty comes in another form of nothing: absent, null, empty text, empty object or empty list.
    Nothings,
    /// All objects have properties and links that nobody has heard of.
    Novelties,
    /// A search for users knows neither who has joined since the org was made nor who has left.
    SearchLag,
    /// Every third read of a single object says that it does not exist.
    Flapping,
    /// Okta's client secrets stand in the applications themselves, as older reports say.
    SecretsInApps,
    /// The headers of rate limits come twice: the principal's own limit, then that of the whole org.
    BothLimits,
}

/// Rate and concurrency limits of an org.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LimitSettings {
    pub(crate) on: bool,
    pub(crate) window: Duration,
    pub(crate) multiplier: f64,
    pub(crate) concurrency: u32,
    pub(crate) edition: Edition,
    pub(crate) table: BucketTable,
    pub(crate) noise: Option<Noise>,
}

impl Default for LimitSettings {
    fn default() -> Self {
        LimitSettings {
            on: true,
            window: Duration::from_secs(60),
            multiplier: 1.0,
            concurrency: Edition::default().concurrency(),
            edition: Edition::default(),
            table: BucketTable::default(),
            noise: None,
        }
    }
}
