//! The snapshot, from what was collected. People of interest are kept whole, the rest is counted, so that it stays small for an org of any size.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use okta_client::api;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use tracing::warn;

use super::{
    coverage::{Lists, coverage, forbidden},
    project, tags,
};
use crate::{
    collect::{Kind, MEMBER, own::Own},
    ids::RunId,
    snapshot::{Binding, Coverage, CustomRole, Engine, Holder, Needs, Org, PolicyType, ResourceSet, Snapshot},
    store::{self, Connection, Resource, Result, TenantScope},
};

/// Objects read from the database at once.
const PAGE: i64 = 1_000;

/// What a run saw of a connection's org.
///
/// # Errors
/// When the database fails.
pub async fn assemble(
    scope: &mut TenantScope,
    connection: &Connection,
    run: RunId,
    egress: &[IpAddr],
    token_name: Option<&str>,
) -> Result<Snapshot> {
    let taken_at = scope.run(run).await?.collected_at.unwrap_or_else(OffsetDateTime::now_utc);
    let mut snapshot = Snapshot::at(taken_at);
    let steps = scope.steps(run).await?;
    snapshot.coverage = coverage(&steps);
    snapshot.forbidden = forbidden(&steps);
    snapshot.egress = egress.iter().map(ToString::to_string).collect();
    snapshot.tags = tags::read(&connection.tags);
    let mut reader = Reader { scope, connection };

    let engine = if connection.engine == Some(store::Engine::Classic) { Engine::Classic } else { Engine::Identity };
    for org in reader.all::<api::org::Org>(Kind::ORG).await? {
        snapshot.org = Org { name: org.object.company_name.or(org.object.subdomain).unwrap_or_default(), id: org.object.id, engine };
    }
    snapshot.api_tokens = reader.all(Kind::API_TOKEN).await?.into_iter().map(|row| project::token(row.object)).collect();
    snapshot.principal_limits = reader.all(Kind::PRINCIPAL_RATE_LIMIT).await?.into_iter().map(|row| project::limit(row.object)).collect();
    for own in reader.all::<Own>(Kind::OWN_IDENTITY).await? {
        snapshot.own = Some(project::own(own.object, &snapshot.api_tokens, token_name));
    }
    let lists = Lists::of(&steps);
    roles(&mut reader, &mut snapshot, &lists).await?;
    policies(&mut reader, &mut snapshot, &lists).await?;
    groups(&mut reader, &mut snapshot, &lists).await?;
    people(&mut reader, &mut snapshot, &lists).await?;
    if let (Coverage::Complete, Some(why)) = (snapshot.coverage(Needs::ApiTokens), snapshot.tokens_hidden()) {
        snapshot.coverage.insert(Needs::ApiTokens, Coverage::Narrow { why });
    }
    snapshot.apps = reader
        .all(Kind::APPLICATION)
        .await?
        .into_iter()
        .map(|row| project::app(row.object))
        .filter(|app| app.is_service || app.key == "saasure")
        .collect();
    snapshot.zones = reader.all(Kind::ZONE).await?.into_iter().map(|row| project::zone(row.object)).collect();
    snapshot.threat_insight =
        reader.all::<api::threat_insight::ThreatInsight>(Kind::THREAT_INSIGHT).await?.into_iter().next().and_then(|row| row.object.action);
    Ok(snapshot)
}

async fn roles(reader: &mut Reader<'_>, snapshot: &mut Snapshot, lists: &Lists<'_>) -> Result<()> {
    let mut permissions: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in reader.all(Kind::PERMISSION).await? {
        permissions.entry(row.parent).or_default().push(project::permission(row.object));
    }
    for row in reader.all::<api::iam::Role>(Kind::ROLE).await? {
        let id = row.object.id;
        let permissions = lists.whole("permissions", &id).then(|| permissions.remove(&id).unwrap_or_default());
        snapshot.add_custom_role(CustomRole { label: row.object.label.unwrap_or_else(|| id.clone()), id, permissions });
    }
    let mut entries: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in reader.all(Kind::RESOURCE_SET_RESOURCE).await? {
        entries.entry(row.parent).or_default().push(project::resource(row.object));
    }
    for row in reader.all::<api::iam::ResourceSet>(Kind::RESOURCE_SET).await? {
        let id = row.object.id;
        let resources = lists.whole("resource_set_resources", &id).then(|| entries.remove(&id).unwrap_or_default());
        snapshot.add_resource_set(ResourceSet { label: row.object.label.unwrap_or_else(|| id.clone()), id, resources });
    }
    let mut members: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
    for row in reader.all::<api::iam::Member>(Kind::BINDING_MEMBER).await? {
        members.entry(row.parent).or_default().extend(project::member(&row.object));
    }
    for row in reader.all::<api::iam::Binding>(Kind::BINDING).await? {
        let of = format!("{}/{}", row.parent, row.object.id);
        let members = lists.whole("binding_members", &of).then(|| members.remove(&of).unwrap_or_default());
        snapshot.bindings.push(Binding { role: row.object.id, resource_set: row.parent, members });
    }
    for row in reader.all(Kind::USER_ROLE).await? {
        snapshot.role_assignments.push(project::role(Holder::User(row.parent), row.object));
    }
    for row in reader.all(Kind::GROUP_ROLE).await? {
        snapshot.role_assignments.push(project::role(Holder::Group(row.parent), row.object));
    }
    for row in reader.all(Kind::OWN_ROLE).await? {
        snapshot.role_assignments.push(project::role(Holder::Client(row.parent), row.object));
    }
    Ok(())
}

/// Groups that give a role or are named in a policy, and the built-in ones.
async fn groups(reader: &mut Reader<'_>, snapshot: &mut Snapshot, lists: &Lists<'_>) -> Result<()> {
    let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (group, member) in reader.scope.edges(reader.connection.id, MEMBER).await? {
        members.entry(group).or_default().insert(member);
    }
    let giving: BTreeSet<String> = snapshot
        .role_assignments
        .iter()
        .filter_map(|role| if let Holder::Group(id) = &role.holder { Some(id.clone()) } else { None })
        .collect();
    let conditions = snapshot.policies.iter().flat_map(|policy| {
        let rules = policy.rules.iter().flatten().map(|rule| &rule.conditions);
        rules.chain([&policy.conditions])
    });
    let named = conditions.flat_map(|conditions| conditions.groups_include.iter().chain(&conditions.groups_exclude)).cloned();
    let mut wanted: BTreeSet<String> = giving.iter().cloned().chain(named).collect();
    wanted.extend(reader.scope.ids_where(reader.connection.id, Kind::GROUP.name, "type", "BUILT_IN").await?);
    let wanted: Vec<String> = wanted.into_iter().collect();
    for ids in wanted.chunks(PAGE as usize) {
        for row in reader.some(Kind::GROUP, ids).await? {
            let mut group = project::group(row.object);
            if giving.contains(&group.id) && lists.whole("group_members", &group.id) {
                let listed = members.remove(&group.id).unwrap_or_default();
                group.member_count = Some(listed.len() as u64);
                group.members = Some(listed);
            }
            snapshot.add_group(group);
        }
    }
    Ok(())
}

/// Administrators, token owners and members of groups that give a role; the others are counted.
async fn people(reader: &mut Reader<'_>, snapshot: &mut Snapshot, lists: &Lists<'_>) -> Result<()> {
    let counts = reader.scope.count_by(reader.connection.id, Kind::USER.name, "status").await?;
    snapshot.user_counts = counts.into_iter().map(|(status, count)| (status.into(), u64::try_from(count).unwrap_or(0))).collect();
    let mut wanted: BTreeSet<String> = snapshot.api_tokens.iter().map(|token| token.owner.clone()).collect();
    wanted.extend(snapshot.own.iter().filter_map(|own| own.user().map(str::to_owned)));
    wanted.extend(
        snapshot.role_assignments.iter().filter_map(|role| if let Holder::User(id) = &role.holder { Some(id.clone()) } else { None }),
    );
    wanted.extend(snapshot.groups.values().filter_map(|group| group.members.as_ref()).flatten().cloned());
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut factors: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in reader.all(Kind::FACTOR).await? {
        factors.entry(row.parent).or_default().push(project::factor(row.object));
    }
    for ids in wanted.chunks(PAGE as usize) {
        for row in reader.some::<api::users::User>(Kind::USER, ids).await? {
            let mut person = project::person(row.object);
            // An enrolment that could not be read must not seem to be absent.
            person.factors = lists.whole("factors", &person.id).then(|| factors.remove(&person.id).unwrap_or_default());
            snapshot.add_person(person);
        }
    }
    Ok(())
}

async fn policies(reader: &mut Reader<'_>, snapshot: &mut Snapshot, lists: &Lists<'_>) -> Result<()> {
    let mut policies: BTreeMap<String, _> = BTreeMap::new();
    for row in reader.all(Kind::POLICY).await? {
        policies.extend(project::policy(row.object).map(|policy| (policy.id.clone(), policy)));
    }
    for policy in policies.values_mut() {
        policy.rules = lists.whole("policy_rules", &policy.id).then(Vec::new);
        policy.apps = (policy.kind == PolicyType::AccessPolicy && lists.whole("policy_mappings", &policy.id)).then(Vec::new);
    }
    for row in reader.all(Kind::POLICY_RULE).await? {
        if let Some(policy) = policies.get_mut(&row.parent)
            && let Some(rules) = &mut policy.rules
        {
            rules.push(project::rule(policy.kind, row.object));
        }
    }
    for row in reader.all::<api::policies::Mapping>(Kind::POLICY_MAPPING).await? {
        if let Some(apps) = policies.get_mut(&row.parent).and_then(|policy| policy.apps.as_mut()) {
            apps.extend(row.object.app().map(str::to_owned));
        }
    }
    snapshot.policies = policies.into_values().collect();
    Ok(())
}

struct Reader<'a> {
    scope: &'a mut TenantScope,
    connection: &'a Connection,
}

struct Row<T> {
    parent: String,
    object: T,
}

impl Reader<'_> {
    /// All objects of a kind of which an org has few enough to hold at once.
    async fn all<T: DeserializeOwned>(&mut self, kind: Kind) -> Result<Vec<Row<T>>> {
        let mut rows = Vec::new();
        let mut after: Option<(String, String)> = None;
        loop {
            let from = after.as_ref().map(|(parent, id)| (parent.as_str(), id.as_str()));
            let page = self.scope.resources(self.connection.id, kind.name, from, PAGE).await?;
            let full = page.len() == PAGE as usize;
            after = page.last().map(|row| (row.parent.clone(), row.id.clone()));
            rows.extend(page.into_iter().filter_map(|row| read(kind, row)));
            if !full {
                return Ok(rows);
            }
        }
    }

    async fn some<T: DeserializeOwned>(&mut self, kind: Kind, ids: &[String]) -> Result<Vec<Row<T>>> {
        let page = self.scope.resources_by_id(self.connection.id, kind.name, ids).await?;
        Ok(page.into_iter().filter_map(|row| read(kind, row)).collect())
    }
}

/// What was written by this program or an older one is understood; should it not be, it is as if it had not been read.
fn read<T: DeserializeOwned>(kind: Kind, row: Resource) -> Option<Row<T>> {
    match serde_json::from_value(Kind::whole(row.body, row.moving)) {
        Ok(object) => Some(Row { parent: row.parent, object }),
        Err(error) => {
            warn!(resource.kind = kind.name, "a stored {} could not be read: {:?}", kind.name, error.classify());
            None
        }
    }
}
