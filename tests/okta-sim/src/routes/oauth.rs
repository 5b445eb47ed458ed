//! The org's own authorization server.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::api::{clients, roles};
use crate::errors::Refusal;
use crate::oauth::TOKEN_PATH;
use crate::permissions::Need;

pub(super) static ROUTES: &[RouteSpec] = &[
    // What is posted there is answered before it comes here.
    RouteSpec::get(TOKEN_PATH, One, |_| Err(Refusal::method())).need(Need::Nothing).bucket(TOKEN_PATH),
    RouteSpec::get("/oauth2/v1/clients/{id}/roles", List, roles::of_client)
        .need(Need::Iam)
        .scope("okta.roles.read")
        .bucket("/oauth2/v1/clients"),
    RouteSpec::get("/integrations/api/v1/api-services", List, clients::integrations)
        .parameters(&["after"])
        .scope("okta.oauthIntegrations.read")
        .bucket("/integrations/api/v1/api-services"),
    RouteSpec::get("/api/v1/org/settings/clientPrivilegesSetting", One, clients::privileges).scope("okta.orgs.read"),
];
