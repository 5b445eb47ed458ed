//! Flaws of API tokens themselves: their zones, age, use, share and name.

use super::Flaw;
use crate::org::tokens::{Network, Share};
use crate::org::zones::BLOCKED;

pub(super) static NO_NETWORK_ZONE: Flaw = Flaw {
    id: "token.no-network-zone",
    what: "an integration's token works from any address",
    also: &[],
    apply: |org| org.integration("chat-relay").network = Network::Anywhere,
};

pub(super) static ZONE_INVALID: Flaw = Flaw {
    id: "token.zone-invalid",
    what: "an integration's token names the block list as the zone it may be used from",
    also: &[],
    apply: |org| org.integration("door-access").network = Network::Zones { include: vec![BLOCKED], exclude: Vec::new() },
};

pub(super) static ZONE_TOO_BROAD: Flaw = Flaw {
    id: "token.zone-too-broad",
    what: "an integration's token may be used from a zone of 131,072 addresses",
    also: &["net.zone-too-broad"],
    apply: |org| {
        let zone = org.zone("Hosting provider", "198.18.0.0/15");
        org.integration("build-server").network = Network::Zones { include: vec![zone], exclude: Vec::new() };
    },
};

pub(super) static EXCLUDE_ONLY: Flaw = Flaw {
    id: "token.exclude-only",
    what: "an integration's token may be used from everywhere outside one zone",
    also: &[],
    apply: |org| org.integration("print-queue").network = Network::Zones { include: Vec::new(), exclude: vec![BLOCKED] },
};

pub(super) static STALE_ROTATION: Flaw = Flaw {
    id: "token.stale-rotation",
    what: "an integration's token is 400 days old",
    also: &[],
    apply: |org| {
        let created = org.world.now.days_ago(400);
        org.integration("phone-system").created = created;
    },
};

pub(super) static UNUSED: Flaw = Flaw {
    id: "token.unused",
    what: "an integration's token was last used 20 days ago",
    also: &[],
    apply: |org| {
        let used = org.world.now.days_ago(20);
        org.integration("survey-tool").last_used = used;
    },
};

pub(super) static NEVER_USED: Flaw = Flaw {
    id: "token.never-used",
    what: "an integration's token is nine days old and was never used",
    also: &[],
    apply: |org| {
        let created = org.world.now.days_ago(9);
        let token = org.integration("spare-bridge");
        token.created = created;
        token.last_used = created;
    },
};

pub(super) static RATE_LIMIT_SHARE: Flaw = Flaw {
    id: "token.rate-limit-share",
    what: "an integration's token may use 75 % of the org's rate limits",
    also: &[],
    apply: |org| org.integration("data-lake").share = Some(Share { percent: 75, ..Share::DEFAULT }),
};

pub(super) static CONCURRENCY_SHARE: Flaw = Flaw {
    id: "token.concurrency-share",
    what: "an integration's token may use 80 % of the org's parallel requests",
    also: &[],
    apply: |org| {
        let token = org.integration("load-probe");
        let percent = token.share().percent;
        token.share = Some(Share { percent, concurrency_percent: 80 });
    },
};

pub(super) static NAME_HYGIENE: Flaw = Flaw {
    id: "token.name-hygiene",
    what: "an integration's token is called \"test\"",
    also: &[],
    apply: |org| org.integration("learning-portal").name = "test".to_owned(),
};
