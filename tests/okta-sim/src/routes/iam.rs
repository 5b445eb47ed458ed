//! Custom roles, resource sets and who has any role.

use super::RouteSpec;
use super::Shape::{One, Wrapped};
use crate::answer::Answer;
use crate::api::{iam, members};
use crate::call::Call;
use crate::errors::Refusal;
use crate::permissions::Need;

const fn row(pattern: &'static str, wrapper: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, Wrapped(wrapper), answer).need(Need::Iam).scope("okta.roles.read").bucket("/api/v1/iam")
}

pub(super) static ROUTES: &[RouteSpec] = &[
    row("/api/v1/iam/assignees/users", "value", iam::assignees).parameters(&["after", "limit"]).sizes(100, 100),
    row("/api/v1/iam/roles", "roles", iam::roles).parameters(&["after"]),
    RouteSpec { shape: One, ..row("/api/v1/iam/roles/{id}", "", iam::one_role) },
    RouteSpec { shape: One, ..row("/api/v1/iam/resource-sets/{id}", "", iam::one_set) },
    row("/api/v1/iam/roles/{id}/permissions", "permissions", iam::permissions),
    row("/api/v1/iam/resource-sets", "resource-sets", iam::resource_sets).parameters(&["after"]),
    row("/api/v1/iam/resource-sets/{id}/resources", "resources", iam::resources).parameters(&["after", "limit"]).sizes(100, 100),
    row("/api/v1/iam/resource-sets/{id}/bindings", "roles", members::bindings).parameters(&["after"]),
    row("/api/v1/iam/resource-sets/{id}/bindings/{role}/members", "members", members::members).parameters(&["after"]),
];
