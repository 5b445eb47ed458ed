//! What the owner of a token may read.
//!
//! Okta's published role table and Okta's page on the Read-Only Administrator contradict each other, so there are two
//! tables, see [`Table`]. Where neither says anything (authenticators, rate limits of principals) the wide table
//! grants and the narrow one refuses. Of the other standard roles little is known, so they open little, see [`OPENS`].

use crate::org::World;
use crate::org::policies::PolicyType;
use crate::org::roles::{Line, Resource, VIEW_IAM, VIEW_TOKENS};
use crate::org::tokens::Token;
use crate::routes::Route;
use crate::settings::Table;

/// What an endpoint asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing, not even a credential.
    Nothing,
    /// A credential.
    Anyone,
    /// What both tables give to the Read-Only Administrator.
    Read,
    /// What only the wide table gives.
    ReadWide,
    /// Policies of a type.
    Policy(PolicyType),
    /// Policies of the type that the query names.
    PolicyAsked,
    /// The policy that the path names.
    PolicyNamed,
    /// The permission to see API tokens.
    Tokens,
    /// The permission to see roles, resources and administrator assignments.
    Iam,
    /// What only super administrators see.
    Super,
}

/// What some standard roles and permissions of custom roles open besides: the paths that ask for a scope, or one path.
const OPENS: [(&str, &[&str]); 11] = [
    ("APP_ADMIN", &["okta.schemas.read", SECRETS]),
    ("API_ACCESS_MANAGEMENT_ADMIN", &["okta.schemas.read", SECRETS]),
    ("okta.users.read", &["okta.users.read"]),
    ("okta.groups.read", &["okta.groups.read"]),
    ("okta.apps.read", &["okta.apps.read"]),
    ("okta.apps.clientCredentials.read", &[SECRETS]),
    ("okta.policies.read", &["okta.policies.read"]),
    ("okta.identityProviders.read", &["okta.idps.read"]),
    ("okta.authzServers.read", &["okta.authorizationServers.read"]),
    ("okta.eventhooks.read", &["okta.eventHooks.read"]),
    ("okta.inlinehooks.read", &["okta.inlineHooks.read"]),
];

const SECRETS: &str = "/api/v1/apps/{id}/credentials/secrets";

/// The permission of that name, if it opens anything.
pub(crate) fn permission(name: &str) -> Option<&'static str> {
    let known = OPENS.iter().map(|(known, _)| *known).filter(|known| known.starts_with("okta."));
    known.chain([VIEW_TOKENS, VIEW_IAM]).find(|known| *known == name)
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Somebody without a credential.
    Nobody,
    /// A user, by number, with an API token.
    User(u64),
    /// An OAuth client, by number.
    Client(usize),
}

/// Whether somebody may read what needs `need`.
pub(crate) fn allows(world: &World, caller: Caller, need: Need) -> bool {
    if matches!(need, Need::Nothing | Need::Anyone) {
        return true;
    }
    let lines = world.lines_of(caller);
    let has = |roles: &[&str]| lines.iter().any(|line| matches!(line, Line::Standard(given) if roles.contains(&given.role.as_str())));
    if has(&["SUPER_ADMIN"]) {
        return true;
    }
    let reader = has(&["READ_ONLY_ADMIN", "ORG_ADMIN"]);
    let wide = world.table == Table::Wide;
    match need {
        Need::Nothing | Need::Anyone => true,
        Need::Read => reader,
        Need::ReadWide => reader && wide,
        Need::Policy(PolicyType::SignOn | PolicyType::ProfileEnrollment) => reader && wide,
        Need::Policy(_) => reader,
        Need::Tokens => !world.reach(caller, VIEW_TOKENS).is_empty(),
        Need::Iam => world.reach(caller, VIEW_IAM).contains(&Resource::AllIam),
        Need::Super | Need::PolicyAsked | Need::PolicyNamed => false,
    }
}

/// Whether a role or a permission opens a path to somebody, whatever [`allows`] says.
///
/// A permission counts over all things of its kind, and not at all where its resource set holds single users and groups only.
pub(crate) fn opens(world: &World, caller: Caller, route: Route) -> bool {
    let wide = |resource: &Resource| !matches!(resource, Resource::User(_) | Resource::Group(_));
    let lines = world.lines_of(caller);
    OPENS.iter().any(|(name, opened)| {
        let fits = opened.iter().any(|what| route.pattern == *what || (route.scope == Some(*what) && route.pattern != SECRETS));
        fits && (lines.iter().any(|line| matches!(line, Line::Standard(given) if given.role == *name))
            || world.reach(caller, name).iter().any(wide))
    })
}

impl World {
    /// Okta's own applications are hidden below super administrators.
    pub(crate) fn sees_first_party(&self, caller: Caller) -> bool {
        allows(self, caller, Need::Super)
    }

    /// The tokens that a caller is shown: those of the users in its custom role's resource set.
    pub(crate) fn visible_tokens(&self, caller: Caller) -> Vec<&Token> {
        if allows(self, caller, Need::Super) {
            return self.tokens.iter().collect();
        }
        let reach = self.reach(caller, VIEW_TOKENS);
        let within = |user: u64| {
            reach.iter().any(|resource| match resource {
                Resource::AllUsers => true,
                Resource::User(number) => *number == user,
                Resource::Group(group) => self.groups.contains(*group, user, &self.users),
                Resource::AllApps | Resource::AllIam => false,
            })
        };
        self.tokens.iter().filter(|token| within(token.owner)).collect()
    }
}
