//! What is known of Okta's buckets before a header was read: a guess, which headers correct.

/// Names under `/api/v1` that have buckets apart from the one of all the rest, in Okta's table of rate-limit buckets of 2022 (the
/// documentation published since groups what lies below one group or one application otherwise, but under the same names).
const APART: [&str; 18] = [
    "agentPools",
    "apps",
    "certificateAuthorities",
    "device-assurances",
    "devices",
    "domains",
    "groups",
    "hook-keys",
    "iam",
    "identity-sources",
    "logs",
    "principal-rate-limits",
    "push-providers",
    "registration",
    "risk",
    "sessions",
    "users",
    "authn",
];

/// Paths of the same family may draw from the same bucket. Those of different families are taken to do so only if their headers say it.
pub(super) fn family(path: &str) -> &str {
    match path {
        "/api/v1/users/{id}" | "/api/v1/users/me" => path,
        _ => match path.strip_prefix("/api/v1/") {
            Some(rest) => APART.into_iter().find(|name| rest.split('/').next() == Some(*name)).unwrap_or("/api/v1"),
            None => path,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_the_users_is_one_family_and_a_single_user_is_not_of_it() {
        assert_eq!(family("/api/v1/users/{id}/factors"), family("/api/v1/users"));
        assert_ne!(family("/api/v1/users/{id}"), family("/api/v1/users"));
        assert_ne!(family("/api/v1/users/me"), family("/api/v1/users/{id}"));
        assert_eq!(family("/api/v1/groups/{id}/roles"), family("/api/v1/groups"));
        assert_eq!(family("/api/v1/policies/{id}/rules"), family("/api/v1/zones"));
        assert_ne!(family("/api/v1/logs"), family("/api/v1/logStreams"));
        assert_ne!(family("/oauth2/v1/token"), family("/oauth2/v1/clients"));
    }
}
