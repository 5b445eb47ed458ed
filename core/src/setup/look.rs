//! What a verification asks for: as little as tells each step of the guide.

use std::{collections::BTreeMap, net::IpAddr};

use okta_client::{
    Denial, Error, List, OktaClient,
    api::{self, roles::RoleAssignment},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    analysis::project,
    collect::{
        Seen,
        own::{self, Own},
    },
    snapshot::{Coverage, CustomRole, Holder, Needs, ResourceSet, RoleKind, Snapshot},
};

/// Asks for what concerns our own credential: who it acts for, roles, the custom roles and resource sets among them, tokens, shares and
/// zones. What is refused or cannot be read is noted and costs no more than its step of the report; what is about more than one call ends
/// the look.
///
/// # Errors
/// When Okta does not say who the credential acts for, rejects it, or cannot be asked.
pub async fn look(client: &OktaClient, egress: &[IpAddr], token_name: Option<&str>, tags: &Value) -> Result<Snapshot, Error> {
    let own = own::ask(client).await?;
    let mut seen = Snapshot::at(OffsetDateTime::now_utc());
    seen.egress = egress.iter().map(ToString::to_string).collect();
    seen.tags = serde_json::from_value(tags.clone()).unwrap_or_default();
    match client.get(&api::org::get()).await {
        Ok(org) => seen.org.name = org.company_name.or(org.subdomain).unwrap_or_default(),
        // The org's name where Okta does not show the org itself.
        Err(error) if error.is_about_one_call() => seen.org.name = client.org().host().to_owned(),
        Err(error) => return Err(error),
    }

    let (roles, holder) = match &own {
        Own::User(me) => (api::roles::of_user(&me.id), Holder::User(me.id.clone())),
        Own::Client { client_id, .. } => (api::roles::of_client(client_id), Holder::Client(client_id.clone())),
    };
    look_at_roles(&mut seen, client, roles, &holder).await?;
    if let Some(tokens) = noted(&mut seen, Needs::ApiTokens, client, api::api_tokens::list()).await? {
        seen.api_tokens = tokens.into_iter().map(project::token).collect();
    }
    let principals = if client.client_id().is_some() { "OAUTH_CLIENT" } else { "SSWS_TOKEN" };
    if let Some(limits) = noted(&mut seen, Needs::PrincipalRateLimits, client, api::principal_rate_limits::list(principals)).await? {
        seen.principal_limits = limits.into_iter().map(project::limit).collect();
    }
    if let Some(zones) = noted(&mut seen, Needs::Zones, client, api::zones::list()).await? {
        seen.zones = zones.into_iter().map(project::zone).collect();
    }
    match &own {
        Own::User(me) => {
            seen.coverage.insert(Needs::Users, Coverage::Complete);
            seen.add_person(project::person((**me).clone()));
        }
        Own::Client { .. } => {
            let users = sees_users(client).await?;
            seen.coverage.insert(Needs::Users, users);
        }
    }
    seen.own = Some(project::own(own, &seen.api_tokens, token_name));
    Ok(seen)
}

/// Our roles, and what the custom ones among them permit and over what.
async fn look_at_roles(seen: &mut Snapshot, client: &OktaClient, list: List<RoleAssignment>, holder: &Holder) -> Result<(), Error> {
    let Some(roles) = noted(seen, Needs::RoleAssignments, client, list).await? else { return Ok(()) };
    let labels: BTreeMap<String, String> = roles.iter().filter_map(|role| Some((role.role.clone()?, role.label.clone()?))).collect();
    seen.role_assignments = roles.into_iter().map(|role| project::role(holder.clone(), role)).collect();
    for assignment in seen.role_assignments.clone() {
        let RoleKind::Custom(id) = &assignment.role else { continue };
        let permissions = noted(seen, Needs::Iam, client, api::iam::permissions(id)).await?;
        let permissions = permissions.map(|all| all.into_iter().map(project::permission).collect());
        let label = labels.get(id).cloned().unwrap_or_else(|| id.clone());
        seen.add_custom_role(CustomRole { id: id.clone(), label, permissions });
        if let Some(set) = &assignment.resource_set {
            let resources = noted(seen, Needs::Iam, client, api::iam::resources(set)).await?;
            let resources = resources.map(|all| all.into_iter().map(project::resource).collect());
            seen.add_resource_set(ResourceSet { id: set.clone(), label: set.clone(), resources });
        }
    }
    Ok(())
}

/// Whether an app sees anybody. One without an administrator role is refused, or shown an empty list: no org is without users.
async fn sees_users(client: &OktaClient) -> Result<Coverage, Error> {
    let list = api::users::list();
    match client.page(&list, None).await {
        Ok(page) if page.items.is_empty() => Ok(Coverage::Forbidden { path: list.pattern().to_owned(), code: String::new() }),
        Ok(_) => Ok(Coverage::Complete),
        Err(Error::Forbidden { path, reason }) => Ok(Coverage::Forbidden { path: path.to_owned(), code: code(&reason) }),
        Err(error) if error.is_about_one_call() => Ok(Coverage::NotCollected),
        Err(error) => Err(error),
    }
}

/// Okta's code for a missing permission, or the scope that is missing.
fn code(reason: &Denial) -> String {
    match reason {
        Denial::Permission => "E0000006".to_owned(),
        Denial::Scope(scope) => scope.clone(),
        _ => String::new(),
    }
}

/// A list to its end, or a note that it cannot be seen or read.
async fn noted<T: DeserializeOwned>(
    seen: &mut Snapshot,
    needs: Needs,
    client: &OktaClient,
    list: List<T>,
) -> Result<Option<Vec<T>>, Error> {
    let (mut items, mut unreadable, mut cursor, mut pages) = (Vec::new(), 0, None, Seen::default());
    let coverage = loop {
        match client.page(&list, cursor.as_ref()).await {
            // A list without end has told nothing that could be relied on.
            Ok(page) if pages.again(&page.next) => break Coverage::NotCollected,
            Ok(page) => {
                items.extend(page.items);
                unreadable += page.unreadable.len() as u64;
                cursor = page.next;
                if cursor.is_none() {
                    break if unreadable == 0 { Coverage::Complete } else { Coverage::Partial { unreadable } };
                }
            }
            Err(Error::Forbidden { path, reason }) => {
                seen.coverage.insert(needs, Coverage::Forbidden { path: path.to_owned(), code: code(&reason) });
                return Ok(None);
            }
            Err(Error::FeatureOff { path } | Error::NotFound { path, .. }) => {
                seen.coverage.insert(needs, Coverage::FeatureOff { why: format!("{path} is not offered by this org") });
                return Ok(None);
            }
            // One list that Okta spoils says nothing against the credential.
            Err(error) if error.is_about_one_call() => break Coverage::NotCollected,
            Err(error) => return Err(error),
        }
    };
    let is_read = coverage != Coverage::NotCollected;
    // Of several lists behind one need the worst counts.
    if !matches!(seen.coverage(needs), Coverage::Forbidden { .. } | Coverage::FeatureOff { .. } | Coverage::Partial { .. }) {
        seen.coverage.insert(needs, coverage);
    }
    Ok(is_read.then_some(items))
}
