//! The types of entries that an ordinary day brings.

/// One type: its name, what Okta says of it, its severity, what it is about, how often of a hundred.
pub(super) struct EntryKind {
    pub(super) name: &'static str,
    pub(super) message: &'static str,
    pub(super) severity: &'static str,
    pub(super) about: About,
    share: u64,
}

/// What an entry's target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Nothing: the list is null.
    Nobody,
    User,
    /// An application and who uses it.
    App,
    /// A user and a group.
    Membership,
    Policy,
    Token,
}

const fn kind(name: &'static str, message: &'static str, severity: &'static str, about: About, share: u64) -> EntryKind {
    EntryKind { name, message, severity, about, share }
}

static KINDS: [EntryKind; 18] = [
    kind("user.session.start", "User login to Okta", "INFO", About::Nobody, 22),
    kind("user.authentication.sso", "User single sign on to app", "INFO", About::App, 20),
    kind("policy.evaluate_sign_on", "Evaluation of sign-on policy", "INFO", About::Policy, 14),
    kind("user.authentication.auth_via_mfa", "Authentication of user via MFA", "INFO", About::User, 12),
    kind("user.session.end", "User logout from Okta", "INFO", About::Nobody, 6),
    kind("group.user_membership.add", "Add user to group membership", "INFO", About::Membership, 5),
    kind("group.user_membership.remove", "Remove user from group membership", "INFO", About::Membership, 3),
    kind("application.user_membership.add", "Add user to application membership", "INFO", About::App, 4),
    kind("user.account.update_profile", "Update user profile for Okta", "INFO", About::User, 3),
    kind("user.authentication.verify", "Verify user identity", "INFO", About::User, 3),
    kind("app.oauth2.token.grant.access_token", "OAuth2 access token is granted", "INFO", About::App, 2),
    kind("user.account.lock", "Max sign in attempts exceeded", "WARN", About::User, 1),
    kind("user.account.reset_password", "Fired when the user's Okta password is reset", "INFO", About::User, 1),
    kind("user.mfa.factor.activate", "Enroll user in MFA factor", "INFO", About::User, 1),
    kind("security.threat.detected", "Request from suspicious actor", "WARN", About::Nobody, 1),
    kind("system.api_token.create", "Create API token", "INFO", About::Token, 1),
    kind("user.lifecycle.create", "Create Okta user", "INFO", About::User, 1),
    // A type that nobody has heard of yet.
    kind("workload.simulated.observed", "Something new was seen", "DEBUG", About::Nobody, 0),
];

/// The type that a drawn number stands for; one in a thousand is of a type unknown to all catalogues.
pub(super) fn of(value: u64) -> &'static EntryKind {
    if value % 1_000 == 999 {
        return &KINDS[KINDS.len() - 1];
    }
    let total: u64 = KINDS.iter().map(|kind| kind.share).sum();
    let mut rest = value / 1_000 % total;
    KINDS
        .iter()
        .find(|kind| {
            let found = rest < kind.share;
            rest = rest.saturating_sub(kind.share);
            found
        })
        .unwrap_or(&KINDS[0])
}
