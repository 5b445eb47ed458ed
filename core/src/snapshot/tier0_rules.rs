//! Which combinations of permissions lead to control of the org.

/// One combination of permissions that leads to control of the org. The rules are data: see [`TIER0_RULES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier0Rule {
    /// What somebody who holds it can do, as the end of a sentence that begins "can".
    pub can: &'static str,
    /// Each of these must be held, in one of its variants.
    pub permissions: &'static [&'static [&'static str]],
    /// Over what.
    pub over: Tier0Reach,
    /// How near it comes to the whole org.
    pub nearness: Nearness,
}

/// How near a combination comes to the whole org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// One step away, without anybody else's doing.
    Direct,
    /// A step more, or a circumstance that most orgs have.
    Close,
    /// Depends on what the org does with it.
    Likely,
}

/// What a combination must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier0Reach {
    /// The permission is dangerous over anything.
    Anything,
    /// All users.
    AllUsers,
    /// All applications.
    AllApps,
    /// All applications, or one that holds a role itself.
    AllAppsOrPowerful,
    /// All authorization servers.
    AllAuthorizationServers,
    /// All applications, or one that is a source of profiles; which those are is not collected.
    AllAppsOrProfileSource,
    /// All groups, or one that gives access to a sensitive application; which those are is not collected.
    AllGroupsOrSensitive,
}

/// The combinations, after Okta's documentation of role permissions.
pub const TIER0_RULES: &[Tier0Rule] = &[
    rule(
        "sign in as anybody through an identity provider of their own",
        &[&["okta.identityProviders.manage"]],
        Tier0Reach::Anything,
        Nearness::Direct,
    ),
    rule("lower the bar of the Admin Console's sign-in policy", &[&["okta.policies.manage"]], Tier0Reach::Anything, Nearness::Close),
    rule(
        "read the client secrets of applications that act with admin rights",
        &[&["okta.apps.clientCredentials.read"]],
        Tier0Reach::AllAppsOrPowerful,
        Nearness::Close,
    ),
    rule(
        "change profile sources and username mappings of every application",
        &[&["okta.apps.manage"]],
        Tier0Reach::AllApps,
        Nearness::Close,
    ),
    rule(
        "take over accounts by resetting passwords and authenticators",
        &[
            &[
                "okta.users.credentials.resetPassword",
                "okta.users.credentials.expirePassword",
                "okta.users.credentials.manageTemporaryAccessCode",
            ],
            &["okta.users.credentials.resetFactors"],
        ],
        Tier0Reach::AllUsers,
        Nearness::Close,
    ),
    rule("manage the API tokens of every user", &[&["okta.users.apitokens.manage"]], Tier0Reach::AllUsers, Nearness::Close),
    rule("register a directory agent and so decide who may sign in", &[&["okta.agents.register"]], Tier0Reach::Anything, Nearness::Close),
    rule(
        "issue access tokens with any claim from every authorization server",
        &[&["okta.authzServers.manage"]],
        Tier0Reach::AllAuthorizationServers,
        Nearness::Close,
    ),
    rule("alter tokens and assertions with an inline hook", &[&["okta.inlinehooks.manage"]], Tier0Reach::Anything, Nearness::Close),
    rule(
        "run flows with the rights of a Workflows connection",
        &[&["okta.workflows.flows.manage", "okta.workflows.connections.manage"]],
        Tier0Reach::Anything,
        Nearness::Close,
    ),
    rule(
        "import profiles from a source that decides who people are",
        &[&["okta.profilesources.import.run"]],
        Tier0Reach::AllAppsOrProfileSource,
        Nearness::Likely,
    ),
    rule(
        "put anybody into groups that give access to sensitive applications",
        &[&["okta.groups.members.manage"], &["okta.users.groupMembership.manage"]],
        Tier0Reach::AllGroupsOrSensitive,
        Nearness::Likely,
    ),
];

const fn rule(can: &'static str, permissions: &'static [&'static [&'static str]], over: Tier0Reach, nearness: Nearness) -> Tier0Rule {
    Tier0Rule { can, permissions, over, nearness }
}

/// Permissions that hold others, after Okta's documentation of role permissions.
pub(super) const INCLUDED: &[(&str, &[&str])] = &[
    ("okta.users.manage", &["okta.users.credentials.manage", "okta.users.groupMembership.manage"]),
    (
        "okta.users.credentials.manage",
        &[
            "okta.users.credentials.resetPassword",
            "okta.users.credentials.expirePassword",
            "okta.users.credentials.manageTemporaryAccessCode",
            "okta.users.credentials.resetFactors",
        ],
    ),
    ("okta.groups.manage", &["okta.groups.members.manage"]),
];
