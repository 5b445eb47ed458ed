//! Groups, their members and their roles.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::answer::Answer;
use crate::api::{app_assignments, group_rules, groups, role_targets, roles, users};
use crate::call::Call;
use crate::errors::Refusal;
use crate::permissions::Need;

const GROUP: &str = "/api/v1/groups/{id}";

const fn targets(pattern: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, List, answer)
        .scope("okta.roles.read")
        .parameters(&["after", "limit"])
        .need(Need::Iam)
        .sizes(20, 200)
        .bucket(GROUP)
        .older_bucket("/api/v1/groups")
}

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/groups", List, groups::list)
        .scope("okta.groups.read")
        .parameters(&["search", "filter", "q", "after", "limit", "expand", "sortBy", "sortOrder"])
        .sizes(10_000, 10_000)
        .bucket("/api/v1/groups"),
    RouteSpec::get("/api/v1/groups/rules", List, group_rules::list)
        .scope("okta.groups.read")
        .parameters(&["limit", "after", "search", "expand"])
        .sizes(50, 200)
        .bucket("/api/v1/groups"),
    RouteSpec::get("/api/v1/groups/rules/{id}", One, group_rules::one)
        .scope("okta.groups.read")
        .parameters(&["expand"])
        .bucket("/api/v1/groups"),
    RouteSpec::get(GROUP, One, groups::one).scope("okta.groups.read").bucket(GROUP),
    RouteSpec::get("/api/v1/groups/{id}/users", List, users::of_group)
        .scope("okta.groups.read")
        .parameters(&["after", "limit", "expand"])
        .sizes(1_000, 1_000)
        .bucket(GROUP)
        .older_bucket("/api/v1/groups"),
    RouteSpec::get("/api/v1/groups/{id}/apps", List, app_assignments::of_group)
        .scope("okta.groups.read")
        .parameters(&["after", "limit"])
        .sizes(20, 200)
        .bucket(GROUP)
        .older_bucket("/api/v1/groups"),
    RouteSpec::get("/api/v1/groups/{id}/owners", List, group_rules::owners)
        .scope("okta.groups.read")
        .parameters(&["search", "after", "limit"])
        .need(Need::ReadWide)
        .sizes(1_000, 1_000)
        .bucket(GROUP)
        .older_bucket("/api/v1/groups"),
    RouteSpec::get("/api/v1/groups/{id}/roles", List, roles::of_group)
        .scope("okta.roles.read")
        .parameters(&["expand"])
        .need(Need::Iam)
        .bucket(GROUP)
        .older_bucket("/api/v1/groups"),
    targets("/api/v1/groups/{id}/roles/{role}/targets/groups", role_targets::groups_of_group),
    targets("/api/v1/groups/{id}/roles/{role}/targets/catalog/apps", role_targets::apps_of_group),
];
