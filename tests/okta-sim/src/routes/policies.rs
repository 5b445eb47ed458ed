//! Policies: their type decides who may read them.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::policies;
use crate::permissions::Need;

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/policies", List, policies::list)
        .scope("okta.policies.read")
        .parameters(&["type", "status", "q", "expand", "sortBy", "limit", "resourceId", "after"])
        .need(Need::PolicyAsked),
    RouteSpec::get("/api/v1/policies/{id}", One, policies::one).scope("okta.policies.read").parameters(&["expand"]).need(Need::PolicyNamed),
    RouteSpec::get("/api/v1/policies/{id}/rules", List, policies::rules)
        .scope("okta.policies.read")
        .parameters(&["limit"])
        .need(Need::PolicyNamed),
    RouteSpec::get("/api/v1/policies/{id}/rules/{rule}", One, policies::one_rule).scope("okta.policies.read").need(Need::PolicyNamed),
    RouteSpec::get("/api/v1/policies/{id}/mappings", List, policies::mappings).scope("okta.policies.read").need(Need::PolicyNamed),
];
