//! Asks an org for everything it serves: what a path varies by is taken from the lists above it.

use std::collections::BTreeMap;

use okta_sim::{KnownPath, Org, Sim, known_paths};
use serde_json::Value;

use crate::client::Session;

/// How many things below one list are looked at.
const EACH: usize = 10;

/// The answers of one path: what was asked, and what came.
pub(crate) struct Answers {
    pub(crate) path: KnownPath,
    pub(crate) answers: Vec<(String, u16, Value)>,
}

/// Asks for every known path.
pub(crate) async fn walk(sim: &Sim, org: &Org) -> Vec<Answers> {
    let session = Session::open(sim, org).await;
    let mut walk = Walk { org: org.clone(), session, lists: BTreeMap::new() };
    let mut all = Vec::new();
    for path in known_paths() {
        let mut answers = Vec::new();
        for address in walk.addresses(path.pattern).await {
            for query in queries(path.pattern) {
                let asked = format!("{address}{query}");
                let reply = walk.session.get(&asked).await;
                let body = if reply.body.is_empty() { Value::Null } else { reply.json() };
                answers.push((asked, reply.status, body));
            }
        }
        all.push(Answers { path, answers });
    }
    all
}

struct Walk {
    org: Org,
    session: Session,
    /// The ids that each list gave.
    lists: BTreeMap<String, Vec<String>>,
}

impl Walk {
    /// The pattern with all that it may vary by, as far as the org has it.
    async fn addresses(&mut self, pattern: &str) -> Vec<String> {
        let mut addresses = vec![String::new()];
        for part in pattern.split('/').skip(1) {
            let mut longer = Vec::new();
            for address in addresses {
                if part.starts_with('{') {
                    let ids = self.ids(&address, pattern).await;
                    longer.extend(ids.into_iter().map(|id| format!("{address}/{id}")));
                } else {
                    longer.push(format!("{address}/{part}"));
                }
            }
            addresses = longer;
        }
        addresses
    }

    /// What stands below an address: from what it lists, or known beforehand.
    async fn ids(&mut self, address: &str, pattern: &str) -> Vec<String> {
        let fixed = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        match address {
            "/api/v1/org/contacts" => return fixed(&["billing", "TECHNICAL"]),
            "/api/v1/roles" => return fixed(&["SUPER_ADMIN", "READ_ONLY_ADMIN"]),
            "/api/v1/meta/schemas/user" => return fixed(&["default"]),
            "/oauth2/v1/clients" => return self.org.clients().iter().map(|client| client.id()).collect(),
            _ => {}
        }
        let list = if address == "/api/v1/users" && pattern.starts_with("/api/v1/users/{id}/roles/") {
            "/api/v1/iam/assignees/users"
        } else {
            address
        };
        let most =
            if pattern.starts_with("/api/v1/users/{id}/clients") || pattern.starts_with("/api/v1/groups/{id}/roles") { 200 } else { EACH };
        if let Some(ids) = self.lists.get(list) {
            return ids.iter().take(most).cloned().collect();
        }
        let mut ids = Vec::new();
        for query in queries(list) {
            let reply = self.session.get(&format!("{list}{query}")).await;
            if reply.status == 200 {
                ids.extend(items(&reply.json()).iter().filter_map(id));
            }
        }
        ids.dedup();
        self.lists.insert(list.to_owned(), ids.clone());
        ids.truncate(most);
        ids
    }
}

fn items(body: &Value) -> Vec<Value> {
    let list = body.as_array().or_else(|| body.as_object()?.values().find_map(Value::as_array));
    list.cloned().unwrap_or_default()
}

fn id(item: &Value) -> Option<String> {
    ["id", "client_id", "kid"].into_iter().find_map(|name| item[name].as_str()).map(str::to_owned)
}

/// The queries that a list is asked with.
fn queries(pattern: &str) -> Vec<&'static str> {
    match pattern {
        "/api/v1/policies" => POLICY_TYPES.to_vec(),
        "/api/v1/principal-rate-limits" => vec!["?filter=principalType+eq+%22SSWS_TOKEN%22", "?filter=principalType+eq+%22OAUTH_CLIENT%22"],
        "/api/v1/groups" => vec!["?limit=200", "?limit=200&expand=stats"],
        "/api/v1/groups/rules" => vec!["?limit=200&expand=groupIdToGroupNameMap"],
        "/api/v1/devices" => vec!["?limit=20", "?limit=20&expand=user", "?limit=20&expand=userSummary"],
        "/api/v1/apps" | "/api/v1/users" | "/api/v1/idps" | "/api/v1/brands" => vec!["?limit=200"],
        "/api/v1/apps/{id}/users" => vec!["?limit=20", "?limit=20&expand=user"],
        "/api/v1/logs" => vec!["?limit=1000", "?sortOrder=DESCENDING&limit=200"],
        "/api/v1/users/{id}/roles" => vec!["", "?expand=targets/groups", "?expand=targets/catalog/apps"],
        _ => vec![""],
    }
}

const POLICY_TYPES: [&str; 10] = [
    "?type=OKTA_SIGN_ON&expand=rules",
    "?type=PASSWORD",
    "?type=MFA_ENROLL",
    "?type=IDP_DISCOVERY",
    "?type=ACCESS_POLICY&expand=rules",
    "?type=PROFILE_ENROLLMENT",
    "?type=POST_AUTH_SESSION",
    "?type=ENTITY_RISK",
    "?type=SESSION_VIOLATION_DETECTION",
    "?type=USER_LIFECYCLE",
];
