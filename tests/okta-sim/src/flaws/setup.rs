//! What can be missing or excessive in the collector's own access.

use super::{Flaw, Gap};
use crate::org::Extras;
use crate::org::people::OWN;
use crate::org::roles::{Holder, OWN_ROLE, OWN_SET, Resource, VIEW_IAM, VIEW_TOKENS};
use crate::org::tokens::{Network, Share};
use crate::org::zones::{Area, COLLECTOR, OFFICES};
use crate::settings::Table;

fn super_admin(org: &mut Extras<'_>) {
    // The gap and the flaw are one thing under two names: it happens once.
    if !org.world.has_role(OWN, "SUPER_ADMIN") {
        org.grant(OWN, "SUPER_ADMIN");
    }
}

fn no_zone(org: &mut Extras<'_>) {
    org.own_token().network = Network::Anywhere;
}

fn without_permission(org: &mut Extras<'_>, permission: &str) {
    for role in org.world.custom_roles.iter_mut().filter(|role| role.number == OWN_ROLE) {
        role.permissions.retain(|has| *has != permission);
    }
}

fn share(org: &mut Extras<'_>, percent: u32) {
    org.own_token().share = Some(Share { percent, ..Share::DEFAULT });
}

pub(super) static OWN_TOKEN_OVERPRIVILEGED: Flaw = Flaw {
    id: "collect.own-token-overprivileged",
    what: "the collector's account is a super administrator",
    also: &["token.owner-super-admin", "token.owner-privileged"],
    apply: super_admin,
};

pub(super) static OWN_TOKEN_NO_ZONE: Flaw = Flaw {
    id: "collect.own-token-no-zone",
    what: "the collector's token works from any address",
    also: &["token.no-network-zone"],
    apply: no_zone,
};

pub(super) static FORBIDDEN_ENDPOINT: Flaw = Flaw {
    id: "collect.forbidden-endpoint",
    what: "the Read-Only Administrator sees only what the narrow table gives",
    also: &[],
    apply: |org| org.world.table = Table::Narrow,
};

pub(super) static NO_READ_ONLY_ROLE: Gap = Gap {
    id: "setup.no-read-only-role",
    what: "the account lacks the Read-Only Administrator role",
    also: &["collect.forbidden-endpoint"],
    apply: |org| org.world.standard.retain(|given| given.holder != Holder::User(OWN) || given.role != "READ_ONLY_ADMIN"),
};

pub(super) static NO_CUSTOM_ROLE: Gap = Gap {
    id: "setup.no-custom-role",
    what: "the custom role was never made",
    also: &["collect.forbidden-endpoint"],
    apply: |org| {
        org.world.custom_roles.retain(|role| role.number != OWN_ROLE);
        org.world.members.retain(|member| member.role != OWN_ROLE);
    },
};

pub(super) static NO_API_TOKENS_PERMISSION: Gap = Gap {
    id: "setup.no-api-tokens-permission",
    what: "the custom role lacks View API tokens",
    also: &["collect.forbidden-endpoint"],
    apply: |org| without_permission(org, VIEW_TOKENS),
};

pub(super) static NO_IAM_PERMISSION: Gap = Gap {
    id: "setup.no-iam-permission",
    what: "the custom role lacks View roles, resources, and admin assignments",
    also: &["collect.forbidden-endpoint"],
    apply: |org| without_permission(org, VIEW_IAM),
};

pub(super) static NO_RESOURCE_SET: Gap = Gap {
    id: "setup.no-resource-set",
    what: "the custom role is bound to no resource set",
    also: &["collect.forbidden-endpoint"],
    apply: |org| {
        org.world.sets.retain(|set| set.number != OWN_SET);
        org.world.members.retain(|member| member.set != OWN_SET);
    },
};

pub(super) static RESOURCE_SET_NARROW: Gap = Gap {
    id: "setup.resource-set-narrow",
    what: "the resource set holds only the account itself instead of all users",
    also: &["collect.inventory-partial"],
    apply: |org| {
        for set in org.world.sets.iter_mut().filter(|set| set.number == OWN_SET) {
            set.resources = vec![Resource::User(OWN), Resource::AllIam];
        }
    },
};

pub(super) static SUPER_ADMIN: Gap = Gap {
    id: "setup.super-admin",
    what: "the account is a super administrator",
    also: &["collect.own-token-overprivileged", "token.owner-super-admin", "token.owner-privileged"],
    apply: super_admin,
};

pub(super) static NO_ZONE: Gap = Gap {
    id: "setup.no-zone",
    what: "the token works from any address",
    also: &["collect.own-token-no-zone", "token.no-network-zone"],
    apply: no_zone,
};

pub(super) static ZONE_OTHER: Gap = Gap {
    id: "setup.zone-other",
    what: "the token's zone does not hold the collector's address, so that every call is refused",
    also: &[],
    apply: |org| org.own_token().network = Network::Zones { include: vec![OFFICES], exclude: Vec::new() },
};

pub(super) static ZONE_WIDE: Gap = Gap {
    id: "setup.zone-wide",
    what: "the token's zone holds the collector's address and a million others",
    also: &["collect.own-token-no-zone", "token.zone-too-broad", "net.zone-too-broad"],
    apply: |org| {
        for zone in org.world.zones.iter_mut().filter(|zone| zone.number == COLLECTOR) {
            if let Area::Addresses(Some(nets)) = &mut zone.area {
                for net in nets {
                    let prefix = if net.max_prefix_len() == 32 { 12 } else { 24 };
                    *net = ipnet::IpNet::new(net.addr(), prefix).expect("shorter than an address").trunc();
                }
            }
        }
    },
};

pub(super) static SHARE_100: Gap = Gap {
    id: "setup.share-100",
    what: "the token may use the org's whole rate limit",
    also: &["token.rate-limit-share"],
    apply: |org| share(org, 100),
};

pub(super) static SHARE_10: Gap =
    Gap { id: "setup.share-10", what: "the token may use a tenth of the org's rate limit", also: &[], apply: |org| share(org, 10) };

pub(super) static PERSON: Gap = Gap {
    id: "setup.person",
    what: "the account belongs to a member of staff who has another role and another token",
    also: &["collect.own-token-overprivileged", "collect.owner-not-dedicated", "token.owner-human", "token.owner-privileged"],
    apply: |org| {
        let today = org.world.now.seconds_ago(5_400);
        let person = org.world.users.person_mut(OWN);
        person.local = "dana.whitfield".to_owned();
        person.first = "Dana".to_owned();
        person.last = "Whitfield".to_owned();
        person.title = "Security engineer";
        person.user_type = Some("Employee");
        person.last_login = Some(today);
        org.grant(OWN, "APP_ADMIN");
        org.token(OWN, "Dana's export script");
    },
};

pub(super) static TWO_TOKENS: Gap = Gap {
    id: "setup.two-tokens",
    what: "the account owns a second token, of another name",
    also: &["collect.owner-not-dedicated"],
    apply: |org| {
        let network = org.own_token().network.clone();
        org.token(OWN, "posture collector trial").network = network;
    },
};
