//! Applications, who has them, their keys and what they are provisioned with.

use super::Shape::{List, One};
use super::{RouteSpec, Shape};
use crate::answer::Answer;
use crate::api::{app_assignments, app_credentials, app_grants, app_provisioning, apps};
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::permissions::Need;

const APP: &str = "/api/v1/apps/{id}";

/// What lies below one application.
const fn below(pattern: &'static str, shape: Shape, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.apps.read").bucket(APP).older_bucket("/api/v1/apps")
}

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/api/v1/apps", List, apps::list)
        .scope("okta.apps.read")
        .parameters(&["q", "after", "limit", "filter", "expand", "includeNonDeleted", "useOptimization", "alwaysIncludeVpnSettings"])
        .sizes(20, 200)
        .bucket("/api/v1/apps"),
    RouteSpec::get("/api/v1/apps/{id}", One, apps::one).scope("okta.apps.read").parameters(&["expand"]).bucket(APP),
    below("/api/v1/apps/{id}/users", List, app_assignments::users).parameters(&["q", "expand", "after", "limit"]).sizes(50, 500),
    below("/api/v1/apps/{id}/groups", List, app_assignments::groups).parameters(&["q", "expand", "after", "limit"]).sizes(20, 200),
    below("/api/v1/apps/{id}/group-push/mappings", List, app_assignments::pushed)
        .parameters(&["lastUpdated", "sourceGroupId", "status", "after", "limit"])
        .need(Need::ReadWide)
        .sizes(100, 1_000),
    below("/api/v1/apps/{id}/grants", List, app_grants::of_app)
        .scope("okta.appGrants.read")
        .parameters(&["expand", "after", "limit"])
        .need(Need::ReadWide)
        .sizes(20, 200),
    below("/api/v1/apps/{id}/tokens", List, app_grants::tokens)
        .parameters(&["expand", "after", "limit"])
        .need(Need::ReadWide)
        .sizes(20, 200),
    below("/api/v1/apps/{id}/credentials/keys", List, app_credentials::keys).need(Need::ReadWide),
    below("/api/v1/apps/{id}/credentials/jwks", List, app_credentials::client_keys).need(Need::ReadWide),
    below("/api/v1/apps/{id}/credentials/secrets", List, app_credentials::secrets).need(Need::ReadWide),
    below("/api/v1/apps/{id}/features", List, app_provisioning::features).need(Need::ReadWide),
    below("/api/v1/apps/{id}/connections/default", One, app_provisioning::connection).need(Need::ReadWide),
    below("/api/v1/apps/{id}/cwo/connections", List, app_provisioning::cross_app)
        .parameters(&["after", "limit", "status", "requestingAppId", "resourceAppId"])
        .need(Need::ReadWide)
        .feature(Feature::CrossAppAccess)
        .sizes(20, 200),
    below("/api/v1/apps/{id}/interclient-allowed-apps", List, app_provisioning::allowed_apps)
        .scope("okta.apps.interclientTrust.read")
        .need(Need::ReadWide)
        .feature(Feature::CrossAppAccess),
];
