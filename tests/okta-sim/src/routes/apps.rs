//! Applications.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::apps;

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/apps", List, apps::list)
        .scope("okta.apps.read")
        .parameters(&["q", "after", "limit", "filter", "expand", "includeNonDeleted", "useOptimization", "alwaysIncludeVpnSettings"])
        .bucket("/api/v1/apps"),
    RouteSpec::get("/api/v1/apps/{id}", One, apps::one).scope("okta.apps.read").parameters(&["expand"]).bucket("/api/v1/apps/{id}"),
];
