//! Groups, their members and their roles.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::{groups, nothing, roles, users};
use crate::permissions::Need;

const GROUP: &str = "/api/v1/groups/{id}";

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/groups", List, groups::list)
        .scope("okta.groups.read")
        .parameters(&["search", "filter", "q", "after", "limit", "expand", "sortBy", "sortOrder"])
        .bucket("/api/v1/groups"),
    // No org here has rules.
    RouteSpec::get("/api/v1/groups/rules", List, nothing)
        .scope("okta.groups.read")
        .parameters(&["limit", "after", "search", "expand"])
        .bucket("/api/v1/groups"),
    RouteSpec::get(GROUP, One, groups::one).scope("okta.groups.read").bucket(GROUP),
    RouteSpec::get("/api/v1/groups/{id}/users", List, users::of_group)
        .scope("okta.groups.read")
        .parameters(&["after", "limit"])
        .bucket(GROUP)
        .older_bucket("/api/v1/groups"),
    RouteSpec::get("/api/v1/groups/{id}/roles", List, roles::of_group)
        .scope("okta.roles.read")
        .parameters(&["expand"])
        .need(Need::Iam)
        .bucket(GROUP)
        .older_bucket("/api/v1/groups"),
];
