//! Recorded answers of real orgs decode into the models. `OKTUALLY_CASSETTES` names the folder of recordings: JSON files with
//! `interactions`, each with `method`, `url`, `status` and `body`.

use std::{collections::BTreeMap, fs, path::Path};

use okta_client::api::{
    api_tokens::ApiToken,
    apps::App,
    authenticators::Authenticator,
    factors::Factor,
    groups::Group,
    iam::{Permission, Resource, ResourceSet, Role},
    org::{Org, WellKnown},
    policies::{Mapping, Policy, Rule},
    principal_rate_limits::PrincipalRateLimit,
    roles::RoleAssignment,
    threat_insight::ThreatInsight,
    users::User,
    zones::Zone,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

type Check = fn(Value) -> Result<(), String>;

/// Reads a value, and reads again what was written from it: what is stored must mean the same.
fn reads<T: DeserializeOwned + Serialize>(value: Value) -> Result<(), String> {
    let once: T = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let stored = serde_json::to_value(&once).map_err(|error| error.to_string())?;
    let twice: T = serde_json::from_value(stored.clone()).map_err(|error| format!("stored form: {error}"))?;
    let again = serde_json::to_value(&twice).map_err(|error| error.to_string())?;
    if stored == again { Ok(()) } else { Err("the stored form is read differently".to_owned()) }
}

/// Paths with `*` for an id, the list's name in its wrapper (empty for none), and the model.
fn models() -> Vec<(&'static str, &'static str, Check)> {
    vec![
        ("/.well-known/okta-organization", "", reads::<WellKnown>),
        ("/api/v1/org", "", reads::<Org>),
        ("/api/v1/users", "", reads::<User>),
        ("/api/v1/users/*", "", reads::<User>),
        ("/api/v1/users/*/roles", "", reads::<RoleAssignment>),
        ("/api/v1/users/*/factors", "", reads::<Factor>),
        ("/api/v1/groups", "", reads::<Group>),
        ("/api/v1/groups/*", "", reads::<Group>),
        ("/api/v1/groups/*/users", "", reads::<User>),
        ("/api/v1/groups/*/roles", "", reads::<RoleAssignment>),
        ("/api/v1/iam/roles", "roles", reads::<Role>),
        ("/api/v1/iam/roles/*/permissions", "permissions", reads::<Permission>),
        ("/api/v1/iam/resource-sets", "resource-sets", reads::<ResourceSet>),
        ("/api/v1/iam/resource-sets/*/resources", "resources", reads::<Resource>),
        ("/api/v1/api-tokens", "", reads::<ApiToken>),
        ("/api/v1/principal-rate-limits", "", reads::<PrincipalRateLimit>),
        ("/api/v1/principal-rate-limits/*", "", reads::<PrincipalRateLimit>),
        ("/api/v1/apps", "", reads::<App>),
        ("/api/v1/apps/*", "", reads::<App>),
        ("/api/v1/policies", "", reads::<Policy>),
        ("/api/v1/policies/*", "", reads::<Policy>),
        ("/api/v1/policies/*/rules", "", reads::<Rule>),
        ("/api/v1/policies/*/rules/*", "", reads::<Rule>),
        ("/api/v1/policies/*/mappings", "", reads::<Mapping>),
        ("/api/v1/authenticators", "", reads::<Authenticator>),
        ("/api/v1/authenticators/*", "", reads::<Authenticator>),
        ("/api/v1/zones", "", reads::<Zone>),
        ("/api/v1/zones/*", "", reads::<Zone>),
        ("/api/v1/threats/configuration", "", reads::<ThreatInsight>),
    ]
}

fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let words = ["rules", "default", "catalog"];
    pattern.len() == path.len()
        && pattern.iter().zip(&path).all(|(wanted, found)| wanted == found || (*wanted == "*" && !words.contains(found)))
}

fn recordings(folder: &Path, found: &mut Vec<Value>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let entry = entry.expect("its entries too").path();
        if entry.is_dir() {
            recordings(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "json") {
            found.push(serde_json::from_slice(&fs::read(&entry).expect("a file")).expect("JSON"));
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a test reads its own setting and says when it did nothing")]
fn answers_of_real_orgs_are_read() {
    let Ok(folder) = std::env::var("OKTUALLY_CASSETTES") else {
        println!("SKIPPED: OKTUALLY_CASSETTES is not set");
        return;
    };
    let mut all = Vec::new();
    recordings(Path::new(&folder), &mut all);
    let (models, mut read, mut failed) = (models(), BTreeMap::new(), Vec::new());
    for exchange in all.iter().flat_map(|recording| recording["interactions"].as_array().unwrap()) {
        if exchange["method"] != "GET" || exchange["status"] != 200 {
            continue;
        }
        let path = exchange["url"].as_str().unwrap().split('?').next().unwrap().splitn(4, '/').nth(3).unwrap_or_default();
        let path = format!("/{path}");
        let Some((pattern, wrapper, check)) = models.iter().find(|(pattern, ..)| matches(pattern, &path)) else { continue };
        let Ok(mut body) = serde_json::from_str::<Value>(exchange["body"].as_str().unwrap_or_default()) else { continue };
        if !wrapper.is_empty() {
            body = body[*wrapper].take();
        }
        let elements = if let Value::Array(list) = body { list } else { vec![body] };
        for element in elements {
            *read.entry(*pattern).or_insert(0) += 1;
            let _ = check(element).map_err(|error| failed.push(format!("{path}: {error}")));
        }
    }
    println!("{read:#?}");
    assert!(failed.is_empty(), "{} not read: {:#?}", failed.len(), &failed[..failed.len().min(20)]);
    assert!(read.values().sum::<u32>() > 1000, "hardly any recordings were found");
}
