//! The org's own authorization server.

use super::RouteSpec;
use super::Shape::{List, One};
use crate::answer::Answer;
use crate::api::{app_credentials, clients, metadata, role_targets, roles};
use crate::call::Call;
use crate::errors::Refusal;
use crate::oauth::TOKEN_PATH;
use crate::permissions::Need;

const CLIENTS: &str = "/oauth2/v1/clients";

/// What everybody may read as often as they like.
pub(crate) const UNMETERED: &str = "unmetered";

const fn metadata(pattern: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, One, answer).parameters(&["client_id"]).need(Need::Nothing).bucket(UNMETERED)
}

const fn targets(pattern: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, List, answer)
        .scope("okta.roles.read")
        .parameters(&["after", "limit"])
        .need(Need::Iam)
        .sizes(20, 200)
        .bucket(CLIENTS)
}

pub(super) static ROUTES: &[RouteSpec] = &[
    // What is posted there is answered before it comes here.
    RouteSpec::get(TOKEN_PATH, One, |_| Err(Refusal::method())).need(Need::Nothing).bucket(TOKEN_PATH),
    metadata("/oauth2/v1/keys", metadata::keys),
    metadata("/.well-known/openid-configuration", metadata::openid),
    metadata("/.well-known/oauth-authorization-server", metadata::server),
    RouteSpec::get("/oauth2/v1/clients/{id}/roles", List, roles::of_client).need(Need::Iam).scope("okta.roles.read").bucket(CLIENTS),
    targets("/oauth2/v1/clients/{id}/roles/{role}/targets/groups", role_targets::groups_of_client),
    targets("/oauth2/v1/clients/{id}/roles/{role}/targets/catalog/apps", role_targets::apps_of_client),
    RouteSpec::get("/integrations/api/v1/api-services", List, clients::integrations)
        .parameters(&["after"])
        .scope("okta.oauthIntegrations.read")
        .bucket("/integrations/api/v1/api-services"),
    RouteSpec::get("/integrations/api/v1/api-services/{id}/credentials/secrets", List, app_credentials::integration_secrets)
        .scope("okta.oauthIntegrations.read")
        .bucket("/integrations/api/v1/api-services"),
];
