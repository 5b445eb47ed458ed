//! API tokens and the rate limits of principals.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::{limits, tokens};
use crate::permissions::Need;

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/api-tokens", List, tokens::list)
        .scope("okta.apiTokens.read")
        .parameters(&["limit", "after", "q"])
        .need(Need::Tokens),
    RouteSpec::get("/api/v1/api-tokens/{id}", One, tokens::one).scope("okta.apiTokens.read").need(Need::Tokens),
    RouteSpec::get("/api/v1/principal-rate-limits", List, limits::list)
        .scope("okta.principalRateLimits.read")
        .parameters(&["filter", "after", "limit"])
        .sizes(20, 50)
        .need(Need::ReadWide)
        .bucket("/api/v1/principal-rate-limits"),
];
