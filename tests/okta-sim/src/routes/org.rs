//! The org itself, hooks and streams.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::{nothing, org};
use crate::permissions::Need;

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/.well-known/okta-organization", One, org::well_known).need(Need::Nothing).bucket("/"),
    RouteSpec::get("/api/v1/org", One, org::org).scope("okta.orgs.read"),
    RouteSpec::get("/api/v1/authenticators", List, org::authenticators).scope("okta.authenticators.read").need(Need::ReadWide),
    RouteSpec::get("/api/v1/threats/configuration", One, org::threat_insight).scope("okta.threatInsights.read"),
    RouteSpec::get("/api/v1/eventHooks", List, nothing).scope("okta.eventHooks.read").need(Need::Super),
    RouteSpec::get("/api/v1/inlineHooks", List, nothing).scope("okta.inlineHooks.read").need(Need::Super),
    RouteSpec::get("/api/v1/logStreams", List, nothing).scope("okta.logStreams.read").need(Need::Super),
];
