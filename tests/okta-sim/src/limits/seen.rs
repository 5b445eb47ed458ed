//! Limits that were seen in the headers of real orgs, where they differ from what Okta has published.

use super::Edition;

/// What an org that is paid for has in a minute under a path, the most particular first. Seen with tokens that may use half or all of it,
/// and taken here for all of it; of agent pools only orgs of integrators were seen, with a token that may use half.
const SEEN: [(&str, u32); 33] = [
    ("/api/v1/agentPools", 20),
    ("/api/v1/api-tokens", 300),
    ("/api/v1/apps/{id}", 500),
    ("/api/v1/apps", 100),
    ("/api/v1/authorizationServers", 1_000),
    ("/api/v1/behaviors", 500),
    ("/api/v1/brands", 600),
    ("/api/v1/captchas", 500),
    ("/api/v1/devices/{id}", 300),
    ("/api/v1/domains", 100),
    ("/api/v1/eventHooks", 1_000),
    ("/api/v1/features", 1_000),
    ("/api/v1/groups/rules", 500),
    ("/api/v1/groups/{id}", 1_000),
    ("/api/v1/groups", 500),
    ("/api/v1/iam", 100),
    ("/api/v1/idps", 1_000),
    ("/api/v1/inlineHooks", 1_000),
    ("/api/v1/logStreams", 300),
    ("/api/v1/mappings", 500),
    ("/api/v1/meta", 1_000),
    ("/api/v1/org/captcha", 500),
    ("/api/v1/org", 100),
    ("/api/v1/policies", 1_000),
    ("/api/v1/principal-rate-limits", 100),
    ("/api/v1/realms", 500),
    ("/api/v1/roles", 100),
    ("/api/v1/templates/sms", 1_000),
    ("/api/v1/threats/configuration", 100),
    ("/api/v1/trustedOrigins", 1_000),
    ("/api/v1/zones", 100),
    ("/attack-protection", 500),
    ("/integrations/api/v1/api-services", 1_000),
];

/// The bucket of a path that was seen with a limit of its own.
pub(super) fn bucket(pattern: &str) -> Option<&'static str> {
    let below = |name: &str| pattern.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    SEEN.iter().map(|(name, _)| *name).find(|name| below(name))
}

/// What such a bucket holds.
pub(super) fn per_minute(bucket: &str, edition: Edition) -> Option<u32> {
    let (_, seen) = SEEN.iter().find(|(name, _)| *name == bucket)?;
    Some(if edition == Edition::Integrator { edition.published(bucket).min(*seen) } else { *seen })
}
