//! Okta's objects as checks see them.

use okta_client::api;

use crate::collect::own::Own;
use crate::snapshot::{
    AccessAction, ApiToken, App, Conditions, Factor, Given, Group, GroupKind, Holder, LastLogin, Network, OwnApp, OwnIdentity, OwnToken,
    PasswordSettings, Permission, Person, Policy, PolicyType, PrincipalLimit, Resource, RoleAssignment, RoleKind, Rule, RuleAction,
    SessionAction, Zone, ZoneKind, ZoneUsage,
};

fn text(text: Option<String>) -> String {
    text.unwrap_or_default()
}

/// A user; their factors are read apart.
pub fn person(user: api::users::User) -> Person {
    let profile = user.profile.unwrap_or_default();
    let name = profile.display_name.or_else(|| {
        let names: Vec<String> = profile.first_name.into_iter().chain(profile.last_name).collect();
        (!names.is_empty()).then(|| names.join(" "))
    });
    Person {
        login: profile.login.or(profile.email).unwrap_or_else(|| user.id.clone()),
        id: user.id,
        name,
        status: text(user.status).into(),
        created: user.created,
        activated: user.activated,
        // Okta gives the field to every reader of a user: its absence says that there was no sign-in.
        last_login: user.last_login.map_or(LastLogin::Never, |at| LastLogin::At { at }),
        user_type: profile.user_type,
        provider: user.credentials.and_then(|credentials| credentials.provider).and_then(|provider| provider.kind),
        factors: None,
    }
}

/// A factor.
pub fn factor(factor: api::factors::Factor) -> Factor {
    Factor { kind: text(factor.factor_type), provider: factor.provider, active: factor.status.as_deref() == Some("ACTIVE") }
}

/// A group; its members are read apart.
pub fn group(group: api::groups::Group) -> Group {
    let kind = match group.kind.as_deref() {
        Some("OKTA_GROUP") => GroupKind::OktaGroup,
        Some("APP_GROUP") => GroupKind::AppGroup,
        Some("BUILT_IN") => GroupKind::BuiltIn,
        _ => GroupKind::Other,
    };
    let member_count = group.stats().and_then(|stats| stats.users_count).and_then(|count| u64::try_from(count).ok());
    Group { name: group.name().unwrap_or(&group.id).to_owned(), id: group.id, kind, member_count, members: None }
}

/// A role in somebody's list of roles.
pub fn role(holder: Holder, role: api::roles::RoleAssignment) -> RoleAssignment {
    let given = if role.assignment_type.as_deref() == Some("GROUP") && matches!(holder, Holder::User(_)) {
        let group = role.assignee().filter(|(kind, _)| *kind == "groups").map(|(_, id)| id.to_owned());
        Given::ThroughGroup { group }
    } else {
        Given::Directly
    };
    RoleAssignment {
        role: RoleKind::read(role.kind.as_deref().unwrap_or_default(), role.role.as_deref()),
        active: role.status.as_deref() != Some("INACTIVE"),
        id: role.id,
        holder,
        resource_set: role.resource_set,
        given,
    }
}

/// A permission of a custom role.
pub fn permission(permission: api::iam::Permission) -> Permission {
    let conditional = permission.conditions.is_some_and(|conditions| !conditions.is_null());
    Permission { label: permission.label, conditional }
}

/// An entry of a resource set.
pub fn resource(resource: api::iam::Resource) -> Resource {
    let has_exclusions =
        resource.conditions.as_ref().is_some_and(|conditions| conditions.get("Exclude").or_else(|| conditions.get("exclude")).is_some());
    Resource { href: resource.href().map(str::to_owned), orn: resource.orn, has_exclusions }
}

/// Who holds a bound role.
pub fn member(member: &api::iam::Member) -> Option<Holder> {
    match member.assignee()? {
        ("users", id) => Some(Holder::User(id.to_owned())),
        ("groups", id) => Some(Holder::Group(id.to_owned())),
        ("clients", id) => Some(Holder::Client(id.to_owned())),
        _ => None,
    }
}

/// An API token.
pub fn token(token: api::api_tokens::ApiToken) -> ApiToken {
    ApiToken {
        name: text(token.name),
        owner: text(token.user_id),
        client_name: token.client_name,
        network: token.network.map(network),
        window: token.token_window,
        created: token.created,
        expires: token.expires_at,
        id: token.id,
    }
}

fn network(network: api::api_tokens::Network) -> Network {
    Network { connection: network.connection, include: network.include, exclude: network.exclude }
}

/// Who our credential acts for; which of the tokens is ours is found among those that were read before.
pub(crate) fn own(own: Own, tokens: &[ApiToken], token_name: Option<&str>) -> OwnIdentity {
    match own {
        Own::User(me) => {
            let login = me.login().unwrap_or(&me.id).to_owned();
            OwnIdentity::User { token: own_token(tokens, &me.id, token_name), login, id: me.id }
        }
        Own::Client { client_id, app } => {
            let app = app.map(|app| OwnApp {
                name: app.label.unwrap_or_else(|| client_id.clone()),
                is_service: app.is_service,
                network: app.network.map(network),
                demands_proof: app.demands_proof,
            });
            OwnIdentity::Client { id: client_id, app }
        }
    }
}

/// Our own token is the only one of our own user, or, with several, the one of the name given when it was handed over.
fn own_token(tokens: &[ApiToken], user: &str, name: Option<&str>) -> OwnToken {
    let ours: Vec<&ApiToken> = tokens.iter().filter(|token| token.owner == user).collect();
    let named: Vec<&&ApiToken> = ours.iter().filter(|token| name.is_some_and(|name| token.name == name)).collect();
    match (ours.as_slice(), named.as_slice()) {
        ([], _) => OwnToken::Unknown,
        ([only], _) => OwnToken::Token { id: only.id.clone() },
        (_, [only]) => OwnToken::Token { id: only.id.clone() },
        (several, _) => OwnToken::OneOf { ids: several.iter().map(|token| token.id.clone()).collect() },
    }
}

/// A token's shares.
pub fn limit(limit: api::principal_rate_limits::PrincipalRateLimit) -> PrincipalLimit {
    PrincipalLimit {
        principal: text(limit.principal_id),
        percentage: limit.default_percentage,
        concurrency_percentage: limit.default_concurrency_percentage,
    }
}

/// A network zone.
pub fn zone(zone: api::zones::Zone) -> Zone {
    Zone {
        name: zone.name.unwrap_or_else(|| zone.id.clone()),
        id: zone.id,
        kind: match zone.kind.as_deref() {
            Some("IP") => ZoneKind::Ip,
            Some("DYNAMIC") => ZoneKind::Dynamic,
            Some("DYNAMIC_V2") => ZoneKind::DynamicV2,
            _ => ZoneKind::Other,
        },
        usage: match zone.usage.as_deref() {
            Some("POLICY") => ZoneUsage::Policy,
            Some("BLOCKLIST") => ZoneUsage::Blocklist,
            _ => ZoneUsage::Other,
        },
        active: zone.status.as_deref() == Some("ACTIVE"),
        system: zone.system.unwrap_or(false),
        gateways: zone.gateways.into_iter().filter_map(|address| address.value).collect(),
        proxy_type: zone.proxy_type,
        categories: zone.ip_service_categories.include,
    }
}

/// An application.
pub fn app(app: api::apps::App) -> App {
    App {
        is_service: app.is_service(),
        access_policy: app.access_policy().map(str::to_owned),
        key: text(app.name),
        label: text(app.label),
        active: app.status.as_deref() == Some("ACTIVE"),
        id: app.id,
    }
}

/// A policy of a type that checks know; its rules and applications are read apart.
pub fn policy(policy: api::policies::Policy) -> Option<Policy> {
    let kind: PolicyType = policy.kind.as_deref()?.parse().ok()?;
    Some(Policy {
        name: policy.name.unwrap_or_else(|| policy.id.clone()),
        id: policy.id,
        kind,
        active: policy.status.as_deref() == Some("ACTIVE"),
        priority: policy.priority,
        system: policy.system.unwrap_or(false),
        conditions: policy.conditions.as_ref().map(Conditions::read).unwrap_or_default(),
        password: (kind == PolicyType::Password).then(|| policy.settings.as_ref().map(PasswordSettings::read).unwrap_or_default()),
        apps: None,
        rules: None,
    })
}

/// A rule of a policy.
pub fn rule(kind: PolicyType, rule: api::policies::Rule) -> Rule {
    let actions = rule.actions.unwrap_or_default();
    Rule {
        name: rule.name.unwrap_or_else(|| rule.id.clone()),
        id: rule.id,
        active: rule.status.as_deref() == Some("ACTIVE"),
        priority: rule.priority,
        system: rule.system.unwrap_or(false),
        conditions: rule.conditions.as_ref().map(Conditions::read).unwrap_or_default(),
        action: match kind {
            PolicyType::OktaSignOn => RuleAction::Session(SessionAction::read(&actions)),
            PolicyType::AccessPolicy => RuleAction::Access(AccessAction::read(&actions)),
            _ => RuleAction::Other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(tokens: &[(&str, &str, &str)], name: Option<&str>) -> OwnToken {
        let tokens: Vec<ApiToken> = tokens.iter().map(|(id, name, owner)| ApiToken::new(id, name, owner)).collect();
        own_token(&tokens, "00uOurs", name)
    }

    #[test]
    fn our_token_is_the_only_one_of_our_account_or_the_one_of_the_name_that_was_given() {
        let is = |id: &str| OwnToken::Token { id: id.into() };
        let two = [("00T1", "Oktually", "00uOurs"), ("00T2", "Other", "00uOurs"), ("00T3", "Oktually", "00uTheirs")];
        assert_eq!(known(&two[1..], Some("Oktually")), is("00T2"), "there is no other of our account");
        assert_eq!(known(&two, Some("Oktually")), is("00T1"));
        for name in [None, Some("Elsewhere")] {
            assert_eq!(known(&two, name), OwnToken::OneOf { ids: vec!["00T1".into(), "00T2".into()] });
        }
        assert_eq!(known(&two[2..], Some("Oktually")), OwnToken::Unknown);
        let alike = [("00T1", "Oktually", "00uOurs"), ("00T2", "Oktually", "00uOurs")];
        assert!(matches!(known(&alike, Some("Oktually")), OwnToken::OneOf { .. }), "the name tells nothing");
    }
}
