//! Network zones.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::zones;

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/zones", List, zones::list).scope("okta.networkZones.read").parameters(&["filter", "after", "limit"]),
    RouteSpec::get("/api/v1/zones/{id}", One, zones::one).scope("okta.networkZones.read"),
];
