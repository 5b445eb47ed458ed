//! The OAuth scopes that the calls of this client need.

use std::fmt;

use serde::Serialize;

/// An OAuth scope of Okta's management API that allows reading one area, such as `okta.users.read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Scope(&'static str);

impl Scope {
    /// Okta's word for it.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The scope with this name; `None` for one that no call here needs.
    pub fn find(name: &str) -> Option<Self> {
        ALL.iter().copied().find(|scope| scope.0 == name)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! scopes {
    ($($name:ident = $text:literal,)+) => {
        $(#[doc = concat!("`", $text, "`")] pub const $name: Scope = Scope($text);)+

        /// All of them: what a reader of everything asks for.
        pub const ALL: &[Scope] = &[$($name),+];
    };
}

/// What a posture scan reads in every org, as our guide asks for it; the log's scope comes to it.
pub const COMMON: &[Scope] =
    &[API_TOKENS, APPS, AUTHENTICATORS, GROUPS, NETWORK_ZONES, ORGS, POLICIES, PRINCIPAL_RATE_LIMITS, ROLES, THREAT_INSIGHTS, USERS];

// As the `security` of each operation in Okta's published description of its management API names them.
scopes! {
    AGENT_POOLS = "okta.agentPools.read",
    API_TOKENS = "okta.apiTokens.read",
    APP_GRANTS = "okta.appGrants.read",
    APPS = "okta.apps.read",
    AUTHENTICATORS = "okta.authenticators.read",
    AUTHORIZATION_SERVERS = "okta.authorizationServers.read",
    BEHAVIORS = "okta.behaviors.read",
    BOT_PROTECTION = "okta.botProtection.read",
    BRANDS = "okta.brands.read",
    CAPTCHAS = "okta.captchas.read",
    CUSTOM_TELEPHONY_PROVIDER = "okta.customTelephonyProvider.read",
    DEVICE_ASSURANCE = "okta.deviceAssurance.read",
    DEVICE_INTEGRATIONS = "okta.deviceIntegrations.read",
    DEVICE_POSTURE_CHECKS = "okta.devicePostureChecks.read",
    DEVICES = "okta.devices.read",
    DOMAINS = "okta.domains.read",
    EMAIL_DOMAINS = "okta.emailDomains.read",
    EMAIL_SERVERS = "okta.emailServers.read",
    EVENT_HOOKS = "okta.eventHooks.read",
    FEATURES = "okta.features.read",
    GROUPS = "okta.groups.read",
    IDPS = "okta.idps.read",
    INLINE_HOOKS = "okta.inlineHooks.read",
    LOG_STREAMS = "okta.logStreams.read",
    LOGS = "okta.logs.read",
    NETWORK_ZONES = "okta.networkZones.read",
    OAUTH_INTEGRATIONS = "okta.oauthIntegrations.read",
    OKTA_SERVICE_ACCOUNTS = "okta.serviceAccounts.okta.read",
    ORGS = "okta.orgs.read",
    POLICIES = "okta.policies.read",
    PRINCIPAL_RATE_LIMITS = "okta.principalRateLimits.read",
    PROFILE_MAPPINGS = "okta.profileMappings.read",
    PUSH_PROVIDERS = "okta.pushProviders.read",
    RATE_LIMITS = "okta.rateLimits.read",
    REALM_ASSIGNMENTS = "okta.realmAssignments.read",
    REALMS = "okta.realms.read",
    ROLES = "okta.roles.read",
    SCHEMAS = "okta.schemas.read",
    SECURITY_EVENTS_PROVIDERS = "okta.securityEventsProviders.read",
    SERVICE_ACCOUNTS = "okta.serviceAccounts.read",
    THREAT_INSIGHTS = "okta.threatInsights.read",
    TRUSTED_ORIGINS = "okta.trustedOrigins.read",
    USER_RISK = "okta.userRisk.read",
    USER_TYPES = "okta.userTypes.read",
    USERS = "okta.users.read",
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_scope_reads_and_is_there_once() {
        assert!(ALL.iter().all(|scope| scope.as_str().starts_with("okta.") && scope.as_str().ends_with(".read")));
        assert_eq!(ALL.iter().collect::<HashSet<_>>().len(), ALL.len());
        assert_eq!(Scope::find("okta.logs.read"), Some(LOGS));
        assert_eq!(Scope::find("okta.users.manage"), None);
    }
}
