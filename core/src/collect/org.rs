//! The plan of a run over an Okta org: bulk lists before per-object calls, and per-object calls only where no list tells.

use std::collections::BTreeSet;

use futures::{FutureExt, future::BoxFuture};
use okta_client::api::{
    api_tokens, apps, authenticators, factors, groups, iam, org, policies, policies::PolicyType, principal_rate_limits, roles,
    threat_insight, users, zones,
};
use serde_json::Value;

use super::{Kind, Walk};
use crate::{snapshot::Needs, store::TenantScope, work::JobError};

/// Objects taken from the database at a time.
const AT_ONCE: i64 = 5_000;

/// The edge between a group and its members.
pub const MEMBER: &str = "member";

/// The steps before the policies, each with what it is part of.
const BEFORE: [(&str, Needs); 20] = [
    ("org", Needs::Org),
    ("own_identity", Needs::OwnIdentity),
    ("users", Needs::Users),
    ("users_deactivated", Needs::Users),
    ("groups", Needs::Groups),
    ("api_tokens", Needs::ApiTokens),
    ("principal_rate_limits", Needs::PrincipalRateLimits),
    ("role_holders", Needs::RoleAssignments),
    ("roles", Needs::Iam),
    ("permissions", Needs::Iam),
    ("resource_sets", Needs::Iam),
    ("resource_set_resources", Needs::Iam),
    ("bindings", Needs::Iam),
    ("binding_members", Needs::Iam),
    ("user_roles", Needs::RoleAssignments),
    ("group_roles", Needs::RoleAssignments),
    ("own_roles", Needs::RoleAssignments),
    ("group_members", Needs::Groups),
    ("factors", Needs::Factors),
    ("applications", Needs::Apps),
];
/// What is read of policies of every type, once their lists were.
const OF_POLICIES: [&str; 2] = ["policy_rules", "policy_mappings"];
/// The steps after them.
const AFTER: [(&str, Needs); 3] =
    [("authenticators", Needs::Authenticators), ("zones", Needs::Zones), ("threat_insight", Needs::ThreatInsight)];

/// The steps, in their order. Each type of policy has its own.
pub fn steps() -> Vec<String> {
    let policies = PolicyType::ALL.iter().map(|kind| format!("policies:{kind}"));
    let name = |(step, _): &(&str, Needs)| (*step).to_owned();
    BEFORE.iter().map(name).chain(policies).chain(OF_POLICIES.map(str::to_owned)).chain(AFTER.iter().map(name)).collect()
}

/// What a step is part of; none for what belongs to policies of every type.
pub fn part_of(step: &str) -> Option<Needs> {
    match step.strip_prefix("policies:") {
        Some(kind) => kind.parse().ok().map(Needs::Policies),
        None => BEFORE.iter().chain(&AFTER).find(|(known, _)| *known == step).map(|(_, needs)| *needs),
    }
}

/// Reads all of it; what stands as read already is passed over.
///
/// What does not depend on each other is read side by side, each in its own branch: every endpoint has a rate limit of its own, and who waits
/// for one leaves the others to be used.
///
/// # Errors
/// When the run cannot go on now. What the credential cannot see is written down and is no error.
pub async fn collect(walk: &mut Walk<'_>) -> Result<(), JobError> {
    // First of all whether it is the right org, and whose credential this is.
    walk.org(org::get()).await?;
    walk.identity().await?;
    let (mut users, mut policies, mut rest) = (walk.branch(), walk.branch(), walk.branch());
    let ends = tokio::try_join!(
        or_waits(read_users(&mut users)),
        or_waits(read_administrators(walk)),
        or_waits(read_policies(&mut policies)),
        or_waits(read_rest(&mut rest)),
    )?;
    first_to_go_on(ends.into())
}

async fn read_users(walk: &mut Walk<'_>) -> Result<(), JobError> {
    // Okta's list of users leaves out the deactivated; together the two lists are all there are.
    walk.part("users", Kind::USER, users::list()).await?;
    walk.part("users_deactivated", Kind::USER, users::deprovisioned()).await?;
    walk.close_vanished("users", Kind::USER, &["users", "users_deactivated"], Some(users::get)).await
}

/// Who may do what: roles, tokens, and what is to be known of those who have them.
async fn read_administrators(walk: &mut Walk<'_>) -> Result<(), JobError> {
    let (mut groups, mut holders, mut tokens) = (walk.branch(), walk.branch(), walk.branch());
    let ends = tokio::try_join!(
        or_waits(read_groups(&mut groups)),
        or_waits(read_iam(walk)),
        or_waits(read_holders(&mut holders)),
        or_waits(read_tokens(&mut tokens)),
    )?;
    first_to_go_on(ends.into())?;

    let role_groups = role_groups(walk).await?;
    walk.each("group_roles", Kind::GROUP_ROLE, role_groups.clone(), groups::roles).await?;
    walk.members("group_members", MEMBER, role_groups, groups::members).await?;
    // A user's own roles are among those of the users.
    let own: Vec<String> = walk.client.client_id().map(ToString::to_string).into_iter().collect();
    walk.each("own_roles", Kind::OWN_ROLE, own, roles::of_client).await?;
    let people = people_of_interest(walk).await?;
    walk.each("factors", Kind::FACTOR, people, factors::of_user).await
}

async fn read_groups(walk: &mut Walk<'_>) -> Result<(), JobError> {
    walk.part("groups", Kind::GROUP, groups::list()).await?;
    walk.close_vanished("groups", Kind::GROUP, &["groups"], Some(groups::get)).await
}

async fn read_tokens(walk: &mut Walk<'_>) -> Result<(), JobError> {
    walk.list("api_tokens", Kind::API_TOKEN, api_tokens::list()).await?;
    walk.list("principal_rate_limits", Kind::PRINCIPAL_RATE_LIMIT, principal_rate_limits::list("SSWS_TOKEN")).await
}

async fn read_holders(walk: &mut Walk<'_>) -> Result<(), JobError> {
    walk.list("role_holders", Kind::ROLE_HOLDER, iam::assignees()).await?;
    let holders = ids(walk, Kind::ROLE_HOLDER).await?;
    walk.each("user_roles", Kind::USER_ROLE, holders, roles::of_user).await
}

async fn read_iam(walk: &mut Walk<'_>) -> Result<(), JobError> {
    walk.list("roles", Kind::ROLE, iam::roles()).await?;
    let all = ids(walk, Kind::ROLE).await?;
    walk.each("permissions", Kind::PERMISSION, all, iam::permissions).await?;
    walk.list("resource_sets", Kind::RESOURCE_SET, iam::resource_sets()).await?;
    let sets = ids(walk, Kind::RESOURCE_SET).await?;
    walk.each("resource_set_resources", Kind::RESOURCE_SET_RESOURCE, sets.clone(), iam::resources).await?;
    walk.each("bindings", Kind::BINDING, sets, iam::bindings).await?;
    let bound = bindings(walk).await?;
    walk.each("binding_members", Kind::BINDING_MEMBER, bound, |pair| {
        let (set, role) = pair.split_once('/').unwrap_or((pair, ""));
        iam::members(set, role)
    })
    .await
}

async fn read_policies(walk: &mut Walk<'_>) -> Result<(), JobError> {
    for kind in PolicyType::ALL {
        let step = format!("policies:{kind}");
        walk.part(&step, Kind::POLICY, policies::list(*kind)).await?;
        walk.close_unseen(&step, Kind::POLICY, "type", kind.as_str()).await?;
    }
    let all = ids(walk, Kind::POLICY).await?;
    walk.each("policy_rules", Kind::POLICY_RULE, all, policies::rules).await?;
    let governing = access_policies(walk).await?;
    walk.each("policy_mappings", Kind::POLICY_MAPPING, governing, policies::mappings).await
}

async fn read_rest(walk: &mut Walk<'_>) -> Result<(), JobError> {
    walk.part("applications", Kind::APPLICATION, apps::list()).await?;
    walk.close_vanished("applications", Kind::APPLICATION, &["applications"], Some(apps::get)).await?;
    walk.list("authenticators", Kind::AUTHENTICATOR, authenticators::list()).await?;
    walk.list("zones", Kind::ZONE, zones::list()).await?;
    walk.one("threat_insight", Kind::THREAT_INSIGHT, threat_insight::get()).await
}

/// A branch's end, or why it goes on later. What concerns the whole run, such as a credential that Okta refuses, ends the other branches too,
/// where they stand: nothing is to be asked any more. Boxed, because several of them in one another are too much for a thread's stack.
fn or_waits<'a>(branch: impl Future<Output = Result<(), JobError>> + Send + 'a) -> BoxFuture<'a, Result<Option<JobError>, JobError>> {
    async move {
        match branch.await {
            Ok(()) => Ok(None),
            Err(later @ (JobError::Again { .. } | JobError::Retry { .. })) => Ok(Some(later)),
            Err(all) => Err(all),
        }
    }
    .boxed()
}

/// Where branches go on later, the run does when the first of them may. One that failed counts before those that only wait, so that its
/// attempts are counted.
fn first_to_go_on<const N: usize>(ends: [Option<JobError>; N]) -> Result<(), JobError> {
    let when = |error: &JobError| if let JobError::Again { at } = error { Some(*at) } else { None };
    ends.into_iter().flatten().min_by_key(when).map_or(Ok(()), Err)
}

async fn ids(walk: &Walk<'_>, kind: Kind) -> Result<Vec<String>, JobError> {
    // Sorted here and not by the database, whose order may be another than the one in which reading goes on.
    let ids = walk.so_far().await?.resource_ids(walk.connection(), kind.name).await?;
    Ok(sorted(ids.into_iter().map(|(_, id)| id)))
}

/// `set/role` for each binding.
async fn bindings(walk: &Walk<'_>) -> Result<Vec<String>, JobError> {
    let pairs = walk.so_far().await?.resource_ids(walk.connection(), Kind::BINDING.name).await?;
    Ok(sorted(pairs.into_iter().map(|(set, role)| format!("{set}/{role}"))))
}

/// Groups that give a role: those named by a user's role that came through a group, by a binding's member, or marked by the group list.
async fn role_groups(walk: &Walk<'_>) -> Result<Vec<String>, JobError> {
    let mut scope = walk.so_far().await?;
    let connection = walk.connection();
    let mut found = BTreeSet::new();
    for role in everything(&mut scope, connection, Kind::USER_ROLE).await? {
        found.extend(named_group(&role));
    }
    for member in everything(&mut scope, connection, Kind::BINDING_MEMBER).await? {
        found.extend(named_group(&member));
    }
    found.extend(scope.marked_groups(connection).await?);
    Ok(found.into_iter().collect())
}

/// The group that an assignment's or member's links name.
pub(crate) fn named_group(object: &Value) -> Option<String> {
    named(object, "groups")
}

/// The object of a collection (`users`, `groups`) that an assignment's or member's links name.
pub(crate) fn named(object: &Value, collection: &str) -> Option<String> {
    ["assignee", "self"].iter().filter_map(|link| object.pointer(&format!("/_links/{link}/href"))?.as_str()).find_map(|href| {
        let mut segments = href.split('/');
        segments.find(|segment| *segment == collection)?;
        segments.next().filter(|id| !id.is_empty()).map(str::to_owned)
    })
}

/// Everybody with a role, whoever gave it, and everybody who owns a token.
async fn people_of_interest(walk: &Walk<'_>) -> Result<Vec<String>, JobError> {
    let mut scope = walk.so_far().await?;
    let connection = walk.connection();
    let mut people: BTreeSet<String> =
        scope.resource_ids(connection, Kind::ROLE_HOLDER.name).await?.into_iter().map(|(_, id)| id).collect();
    people.extend(scope.edges(connection, MEMBER).await?.into_iter().map(|(_, member)| member));
    let tokens = everything(&mut scope, connection, Kind::API_TOKEN).await?;
    people.extend(tokens.iter().filter_map(|token| Some(token.get("userId")?.as_str()?.to_owned())));
    Ok(people.into_iter().collect())
}

async fn access_policies(walk: &Walk<'_>) -> Result<Vec<String>, JobError> {
    let mut scope = walk.so_far().await?;
    let policies = everything(&mut scope, walk.connection(), Kind::POLICY).await?;
    let id = |policy: &Value| Some(policy.get("id")?.as_str()?.to_owned());
    Ok(sorted(policies.iter().filter(|policy| policy.get("type").and_then(Value::as_str) == Some("ACCESS_POLICY")).filter_map(id)))
}

/// Bodies of all objects of a kind.
async fn everything(scope: &mut TenantScope, connection: crate::ids::ConnectionId, kind: Kind) -> Result<Vec<Value>, JobError> {
    let mut all: Vec<Value> = Vec::new();
    let mut after: Option<(String, String)> = None;
    loop {
        let page =
            scope.resources(connection, kind.name, after.as_ref().map(|(parent, id)| (parent.as_str(), id.as_str())), AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some((last.parent.clone(), last.id.clone()));
        all.extend(page.into_iter().map(|object| object.body));
    }
}

fn sorted(ids: impl Iterator<Item = String>) -> Vec<String> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::*;

    #[tokio::test]
    async fn of_several_branches_that_go_on_later_a_failed_one_counts_and_then_the_shortest_wait() {
        let now = OffsetDateTime::now_utc();
        let again = |seconds: i64| Some(JobError::Again { at: now + Duration::seconds(seconds) });
        assert!(first_to_go_on([None, None]).is_ok());
        let Err(JobError::Again { at }) = first_to_go_on([again(50), None, again(20)]) else { panic!("it waits") };
        assert_eq!(at, now + Duration::seconds(20));
        let retry = Some(JobError::Retry { why: "the answer broke off".to_owned(), at: None });
        assert!(matches!(first_to_go_on([again(50), retry, again(1)]), Err(JobError::Retry { .. })));
    }

    #[tokio::test]
    async fn what_concerns_the_whole_run_ends_every_branch_at_once() {
        let failed = async { Err(JobError::Fail { problem: "credential_rejected", detail: String::new() }) };
        let ended = tokio::try_join!(or_waits(std::future::pending()), or_waits(failed));
        assert!(matches!(ended, Err(JobError::Fail { .. })));
    }
}
