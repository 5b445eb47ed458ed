//! What a run would cost: calls by endpoint, and the least time that the rate limit allows for them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Kind, MEMBER};
use crate::{
    ids::ConnectionId,
    store::{Result, TenantScope},
};

/// Calls a minute taken for an endpoint that no run has asked yet: half of what Okta published last for small orgs.
const ASSUMED: u64 = 300;

/// What a run would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Calls by endpoint, ids replaced; each endpoint has a limit of its own.
    pub calls: Vec<PlannedCalls>,
    /// All calls together.
    pub requests: u64,
    /// Seconds that the tightest limit makes it last at least.
    pub seconds: u64,
    /// Whether it rests on an earlier run; without one, only what every org has is counted.
    pub from_earlier_run: bool,
}

/// Calls of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedCalls {
    /// The path, with `{id}` for ids.
    pub endpoint: &'static str,
    /// How many.
    pub calls: u64,
    /// How many of them a minute allows.
    pub per_minute: u64,
}

/// Plans a run from what earlier runs collected and learned. Nothing is asked of Okta.
///
/// # Errors
/// When there is no such connection.
pub async fn plan(scope: &mut TenantScope, connection: ConnectionId) -> Result<Plan> {
    let known = scope.allowances(connection).await?;
    let counts: BTreeMap<String, u64> =
        scope.resource_counts(connection).await?.into_iter().map(|(kind, count)| (kind, count.unsigned_abs())).collect();
    let statuses = scope.count_by(connection, Kind::USER.name, "status").await?;
    let deactivated = statuses.iter().find(|(status, _)| status == "DEPROVISIONED").map_or(0, |(_, count)| count.unsigned_abs());
    let mut members: BTreeMap<String, u64> = BTreeMap::new();
    for (group, _) in scope.edges(connection, MEMBER).await? {
        *members.entry(group).or_default() += 1;
    }
    let policies = scope.count_by(connection, Kind::POLICY.name, "type").await?;
    let governing = policies.iter().find(|(kind, _)| kind == "ACCESS_POLICY").map_or(0, |(_, count)| count.unsigned_abs());
    let people = scope.parents(connection, Kind::FACTOR.name).await?.unsigned_abs();
    let in_use = scope.connection(connection).await?.credential_version;
    let credential = scope.credentials(connection).await?.into_iter().find(|credential| Some(credential.version) == in_use);
    let is_client = credential.is_some_and(|credential| credential.client_id.is_some());
    Ok(of(&counts, deactivated, &members, governing, people, is_client, &known))
}

fn of(
    counts: &BTreeMap<String, u64>,
    deactivated: u64,
    members: &BTreeMap<String, u64>,
    governing: u64,
    people: u64,
    is_client: bool,
    known: &Value,
) -> Plan {
    let of = |kind: Kind| counts.get(kind.name).copied().unwrap_or(0);
    let pages = |count: u64, size: u64| count.div_ceil(size).max(1);
    let holders = of(Kind::ROLE_HOLDER);
    let policy_types = okta_client::api::policies::PolicyType::ALL.len() as u64;
    let calls = [
        ("/.well-known/okta-organization", 1),
        ("/api/v1/org", 1),
        ("/api/v1/users/me", u64::from(!is_client)),
        ("/api/v1/apps/{id}", u64::from(is_client)),
        ("/oauth2/v1/clients/{id}/roles", u64::from(is_client)),
        ("/oauth2/v1/token", u64::from(is_client)),
        ("/api/v1/users", pages(of(Kind::USER).saturating_sub(deactivated), 200) + pages(deactivated, 200)),
        ("/api/v1/groups", pages(of(Kind::GROUP), 200)),
        ("/api/v1/api-tokens", 1),
        ("/api/v1/principal-rate-limits", pages(of(Kind::PRINCIPAL_RATE_LIMIT), 50)),
        ("/api/v1/iam/assignees/users", pages(holders, 100)),
        ("/api/v1/iam/roles", 1),
        ("/api/v1/iam/roles/{id}/permissions", of(Kind::ROLE)),
        ("/api/v1/iam/resource-sets", 1),
        ("/api/v1/iam/resource-sets/{id}/resources", of(Kind::RESOURCE_SET)),
        ("/api/v1/iam/resource-sets/{id}/bindings", of(Kind::RESOURCE_SET)),
        ("/api/v1/iam/resource-sets/{id}/bindings/{id}/members", of(Kind::BINDING)),
        ("/api/v1/users/{id}/roles", holders),
        ("/api/v1/groups/{id}/roles", members.len() as u64),
        ("/api/v1/groups/{id}/users", members.values().map(|count| pages(*count, 1_000)).sum()),
        ("/api/v1/users/{id}/factors", people.max(holders)),
        ("/api/v1/apps", pages(of(Kind::APPLICATION), 200)),
        ("/api/v1/policies", policy_types),
        ("/api/v1/policies/{id}/rules", of(Kind::POLICY)),
        ("/api/v1/policies/{id}/mappings", governing),
        ("/api/v1/authenticators", 1),
        ("/api/v1/zones", pages(of(Kind::ZONE), 200)),
        ("/api/v1/threats/configuration", 1),
    ];
    let calls: Vec<PlannedCalls> = calls
        .into_iter()
        .filter(|(_, calls)| *calls > 0)
        .map(|(endpoint, calls)| PlannedCalls {
            endpoint,
            calls,
            per_minute: known.get(endpoint).and_then(Value::as_u64).unwrap_or(ASSUMED).max(1),
        })
        .collect();
    Plan {
        requests: calls.iter().map(|planned| planned.calls).sum(),
        // A window that has begun allows its calls at once: only those beyond it wait.
        seconds: calls.iter().map(|planned| (planned.calls.saturating_sub(1) / planned.per_minute) * 60).max().unwrap_or(0),
        from_earlier_run: !counts.is_empty(),
        calls,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn without_an_earlier_run_only_what_every_org_has_is_counted() {
        let plan = of(&BTreeMap::new(), 0, &BTreeMap::new(), 0, 0, false, &json!({}));
        assert!(!plan.from_earlier_run);
        assert_eq!(plan.seconds, 0);
        assert_eq!(plan.requests, plan.calls.iter().map(|planned| planned.calls).sum::<u64>());
    }

    #[test]
    fn the_tightest_limit_decides_how_long_it_lasts() {
        let counts = BTreeMap::from([("user".to_owned(), 100_000), ("role_holder".to_owned(), 900)]);
        let plan = of(&counts, 20_000, &BTreeMap::new(), 0, 0, false, &json!({ "/api/v1/users": 270, "/api/v1/users/{id}/roles": 100 }));
        let calls = |endpoint: &str| plan.calls.iter().find(|planned| planned.endpoint == endpoint).map(|planned| planned.calls);
        assert_eq!(calls("/api/v1/users"), Some(500));
        assert_eq!(calls("/api/v1/users/{id}/roles"), Some(900));
        assert_eq!(plan.seconds, 8 * 60);
    }
}
