//! Network zones, behaviours and trusted origins.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::{behaviors, trusted_origins, zones};
use crate::features::Feature;
use crate::permissions::Need;

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/zones", List, zones::list)
        .scope("okta.networkZones.read")
        .parameters(&["filter", "after", "limit"])
        .sizes(20, 200),
    RouteSpec::get("/api/v1/zones/{id}", One, zones::one).scope("okta.networkZones.read"),
    RouteSpec::get("/api/v1/behaviors", List, behaviors::list)
        .scope("okta.behaviors.read")
        .parameters(&["after", "limit"])
        .feature(Feature::AdaptiveMfa)
        .sizes(10, 200),
    RouteSpec::get("/api/v1/behaviors/{id}", One, behaviors::one).scope("okta.behaviors.read").feature(Feature::AdaptiveMfa),
    RouteSpec::get("/api/v1/trustedOrigins", List, trusted_origins::list)
        .scope("okta.trustedOrigins.read")
        .parameters(&["q", "filter", "after", "limit"])
        .need(Need::ReadWide)
        .sizes(20, 200),
    RouteSpec::get("/api/v1/trustedOrigins/{id}", One, trusted_origins::one).scope("okta.trustedOrigins.read").need(Need::ReadWide),
];
