//! Users and what lies below one: it draws from the bucket of the list, as in Okta's own table of buckets.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::answer::Answer;
use crate::api::{app_grants, authenticators, devices, factors, groups, idps, role_targets, roles, subscriptions, user_risk, users};
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::permissions::Need;

const USERS: &str = "/api/v1/users";

/// What lies below one user, in the words of the scope of users.
const fn below(pattern: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, List, answer).scope("okta.users.read").bucket(USERS)
}

/// What a user's role is confined to.
const fn targets(pattern: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    below(pattern, answer).scope("okta.roles.read").parameters(&["after", "limit"]).need(Need::Iam).sizes(20, 200)
}

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get(USERS, List, users::list)
        .scope("okta.users.read")
        .parameters(&["search", "filter", "q", "after", "limit", "sortBy", "sortOrder", "fields", "expand"])
        .sizes(200, 200)
        .bucket(USERS),
    RouteSpec::get("/api/v1/users/me", One, users::me)
        .scope("okta.users.read")
        .parameters(&["expand"])
        .need(Need::Anyone)
        .bucket("/api/v1/users/me"),
    RouteSpec::get("/api/v1/users/{id}", One, users::one).scope("okta.users.read").parameters(&["expand"]).bucket("/api/v1/users/{id}"),
    RouteSpec::get("/api/v1/users/{id}/roles", List, roles::of_user)
        .scope("okta.roles.read")
        .parameters(&["expand"])
        .need(Need::Iam)
        .bucket(USERS),
    RouteSpec::get("/api/v1/users/{id}/factors", List, factors::of_user).scope("okta.users.read").bucket(USERS),
    RouteSpec::get("/api/v1/users/{id}/groups", List, groups::of_user)
        .scope("okta.users.read")
        .parameters(&["after", "limit"])
        .sizes(200, 200)
        .bucket(USERS),
    targets("/api/v1/users/{id}/roles/{role}/targets/groups", role_targets::groups_of_user),
    targets("/api/v1/users/{id}/roles/{role}/targets/catalog/apps", role_targets::apps_of_user),
    RouteSpec::get("/api/v1/users/{id}/roles/{role}/governance", One, role_targets::governance)
        .scope("okta.roles.read")
        .need(Need::Iam)
        .feature(Feature::RoleGovernance)
        .bucket(USERS),
    below("/api/v1/users/{id}/authenticator-enrollments", authenticators::enrollments)
        .parameters(&["discloseIdentifiers"])
        .need(Need::ReadWide)
        .feature(Feature::IdentityEngine),
    below("/api/v1/users/{id}/idps", idps::of_user).need(Need::ReadWide),
    below("/api/v1/users/{id}/clients", app_grants::clients_of_user).need(Need::ReadWide),
    below("/api/v1/users/{id}/clients/{client}/tokens", app_grants::tokens_of_user)
        .parameters(&["expand", "after", "limit"])
        .need(Need::ReadWide)
        .sizes(20, 200),
    below("/api/v1/users/{id}/devices", devices::of_user).need(Need::ReadWide).feature(Feature::Devices),
    below("/api/v1/users/{id}/subscriptions", subscriptions::of_user).need(Need::ReadWide),
    RouteSpec::get("/api/v1/users/{id}/risk", One, user_risk::of_user)
        .scope("okta.userRisk.read")
        .need(Need::ReadWide)
        .feature(Feature::ThreatProtection),
];
