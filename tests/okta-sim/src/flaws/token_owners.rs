//! Flaws of who owns API tokens, and of how many there are.

use super::Flaw;
use crate::org::status::Status;

pub(super) static SUPER_ADMIN: Flaw = Flaw {
    id: "token.owner-super-admin",
    what: "a service account that owns a token is a super administrator",
    also: &["token.owner-privileged"],
    apply: |org| {
        let owner = org.integration("provisioning").owner;
        org.grant(owner, "SUPER_ADMIN");
    },
};

pub(super) static PRIVILEGED: Flaw = Flaw {
    id: "token.owner-privileged",
    what: "a service account that owns a token may change users",
    also: &[],
    apply: |org| {
        let owner = org.integration("onboarding").owner;
        org.grant(owner, "USER_ADMIN");
    },
};

pub(super) static NOT_LIVE: Flaw = Flaw {
    id: "token.owner-not-live",
    what: "a service account that owns a token has an expired password",
    also: &[],
    apply: |org| {
        let owner = org.integration("badge-sync").owner;
        org.world.users.person_mut(owner).status = Status::PasswordExpired;
    },
};

pub(super) static HUMAN: Flaw = Flaw {
    id: "token.owner-human",
    what: "a member of staff with the Read-Only Administrator role owns a token",
    also: &[],
    apply: |org| {
        let owner = org.staff("Mira", "Solberg", "Analyst");
        org.grant(owner, "READ_ONLY_ADMIN");
        org.token(owner, "Monthly access report");
    },
};

/// A reader who last signed in 200 days ago is an inactive administrator as well, and not a service account by any
/// sign but the old sign-in itself.
pub(super) static INACTIVE: Flaw = Flaw {
    id: "token.owner-inactive",
    what: "the token of a member of staff who last signed in 200 days ago is used daily",
    also: &["token.owner-human", "admin.inactive"],
    apply: |org| {
        let owner = org.staff("Jonah", "Eriksen", "Analyst");
        let last = org.world.now.days_ago(200);
        org.world.users.person_mut(owner).last_login = Some(last);
        org.grant(owner, "READ_ONLY_ADMIN");
        org.token(owner, "Badge printer directory");
    },
};

pub(super) static WITHOUT_ROLE: Flaw = Flaw {
    id: "token.owner-without-role",
    what: "a service account without any administrator role owns a token",
    also: &[],
    apply: |org| {
        let owner = org.service("phonebook");
        org.world.standard.pop();
        org.token(owner, "Phone book synchronisation");
    },
};

pub(super) static MANY_PER_OWNER: Flaw = Flaw {
    id: "token.many-per-owner",
    what: "one service account owns four tokens",
    also: &[],
    apply: |org| {
        let owner = org.integration("log-shipper").owner;
        for place in ["Frankfurt", "Dublin", "Osaka"] {
            org.token(owner, &format!("Log shipper {place}"));
        }
    },
};

pub(super) static ORG_COUNT: Flaw = Flaw {
    id: "token.org-count",
    what: "nine more service accounts own three tokens each",
    also: &[],
    apply: |org| {
        for account in 1..=9 {
            let owner = org.service(&format!("branch-{account}"));
            for part in ["directory", "phones", "doors"] {
                org.token(owner, &format!("Branch {account} {part}"));
            }
        }
    },
};

pub(super) static AGENT_NOT_DEDICATED: Flaw = Flaw {
    id: "token.agent-owner-not-dedicated",
    what: "the directory agent's token belongs to a member of staff",
    also: &[],
    apply: |org| {
        let owner = org.staff("Petra", "Lindqvist", "Systems engineer");
        org.grant(owner, "READ_ONLY_ADMIN");
        let token = org.token(owner, "dc01.corp.example.com");
        token.client = "Okta AD Agent";
    },
};
