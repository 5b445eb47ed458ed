//! Every endpoint whose answers have a type, made from the calls themselves.

use okta_client::{
    api::{
        api_tokens, apps, authenticators, factors, groups, iam, logs, org, policies, policies::PolicyType, principal_rate_limits, roles,
        threat_insight, users, zones,
    },
    testing::one_of,
};
use time::OffsetDateTime;

use crate::reading::{Endpoint, list, one, raw};

const X: &str = "x";

/// All of them.
pub(crate) fn all() -> Vec<Endpoint> {
    vec![
        one(org::well_known()),
        one(org::get()),
        list(users::list()),
        one(users::get(X)),
        one(users::me()),
        list(roles::of_user(X)),
        list(factors::of_user(X)),
        one(one_of(&factors::of_user(X), "/api/v1/users/{id}/factors/{id}")),
        list(groups::list()),
        one(groups::get(X)),
        list(groups::members(X)),
        list(groups::roles(X)),
        one(one_of(&groups::roles(X), "/api/v1/groups/{id}/roles/{id}")),
        list(iam::assignees()),
        list(iam::roles()),
        one(one_of(&iam::roles(), "/api/v1/iam/roles/{id}")),
        list(iam::permissions(X)),
        list(iam::resource_sets()),
        one(one_of(&iam::resource_sets(), "/api/v1/iam/resource-sets/{id}")),
        list(iam::resources(X)),
        list(iam::bindings(X)),
        list(iam::members(X, X)),
        list(api_tokens::list()),
        one(one_of(&api_tokens::list(), "/api/v1/api-tokens/{id}")),
        list(principal_rate_limits::list("SSWS_TOKEN")),
        one(one_of(&principal_rate_limits::list("SSWS_TOKEN"), "/api/v1/principal-rate-limits/{id}")),
        list(apps::list()),
        one(apps::get(X)),
        list(policies::list(PolicyType::ALL[0])),
        one(one_of(&policies::list(PolicyType::ALL[0]), "/api/v1/policies/{id}")),
        list(policies::rules(X)),
        one(one_of(&policies::rules(X), "/api/v1/policies/{id}/rules/{id}")),
        list(policies::mappings(X)),
        list(authenticators::list()),
        one(one_of(&authenticators::list(), "/api/v1/authenticators/{id}")),
        list(zones::list()),
        one(one_of(&zones::list(), "/api/v1/zones/{id}")),
        one(threat_insight::get()),
        raw(logs::poll(OffsetDateTime::UNIX_EPOCH)),
    ]
}
