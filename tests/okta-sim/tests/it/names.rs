//! The names that an org's lists give to its things, to see that the log uses no others.

use std::collections::BTreeSet;

use okta_sim::{Org, Sim};
use serde_json::Value;

use crate::client::Session;
use crate::logs::path;

const LISTS: [&str; 17] = [
    "/api/v1/users?limit=200",
    "/api/v1/groups?limit=200",
    "/api/v1/apps?limit=200",
    "/api/v1/idps?limit=200",
    "/api/v1/zones?limit=200",
    "/api/v1/api-tokens",
    "/api/v1/logStreams?limit=20",
    "/api/v1/devices?limit=200",
    "/api/v1/policies?type=OKTA_SIGN_ON&expand=rules",
    "/api/v1/policies?type=PASSWORD&expand=rules",
    "/api/v1/policies?type=MFA_ENROLL&expand=rules",
    "/api/v1/policies?type=IDP_DISCOVERY&expand=rules",
    "/api/v1/policies?type=ACCESS_POLICY&expand=rules",
    "/api/v1/policies?type=PROFILE_ENROLLMENT&expand=rules",
    "/api/v1/agentPools",
    "/api/v1/iam/roles",
    "/api/v1/org",
];

/// What is looked up; other things, such as sessions and messages, are in no list.
const KINDS: [&str; 11] = [
    "User",
    "AppUser",
    "AppInstance",
    "UserGroup",
    "PolicyEntity",
    "PolicyRule",
    "IdentityProvider",
    "NetworkZoneEntity",
    "Token",
    "LogStream",
    "ADAgent",
];

/// All ids that an org's lists give.
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    pub(crate) async fn read(sim: &Sim, org: &Org) -> Names {
        let session = Session::open(sim, org).await;
        let mut ids = BTreeSet::new();
        for list in LISTS {
            let mut at = list.to_owned();
            loop {
                let reply = session.get(&at).await;
                if reply.status != 200 {
                    break;
                }
                collect(&reply.json(), &mut ids);
                match reply.link("next") {
                    Some(next) => at = path(&next),
                    None => break,
                }
            }
        }
        assert!(ids.len() > 400, "{} ids", ids.len());
        Names(ids)
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// The things of an event that no list names.
    pub(crate) fn absent<'a>(&self, event: &'a Value) -> Vec<&'a Value> {
        let things = event["target"].as_array().into_iter().flatten().chain([&event["actor"]]);
        let looked_up = things.filter(|thing| thing["type"].as_str().is_some_and(|kind| KINDS.contains(&kind)));
        let strange = ["unknown", "00u000000okta0support"];
        looked_up.filter(|thing| thing["id"].as_str().is_none_or(|id| !strange.contains(&id) && !self.0.contains(id))).collect()
    }
}

fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        Value::Object(members) => {
            ids.extend(members.get("id").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, ids));
        }
        _ => {}
    }
}
