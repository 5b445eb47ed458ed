//! Users and what lies below one: it draws from the bucket of the list, as in Okta's own table of buckets.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::{factors, groups, roles, users};
use crate::permissions::Need;

const USERS: &str = "/api/v1/users";

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get(USERS, List, users::list)
        .scope("okta.users.read")
        .parameters(&["search", "filter", "q", "after", "limit", "sortBy", "sortOrder", "fields", "expand"])
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
        .bucket(USERS),
];
