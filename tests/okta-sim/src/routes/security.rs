//! Authenticators, identity providers, authorization servers and devices.

use super::Shape::{List, One};
use super::{RouteSpec, Shape};
use crate::answer::Answer;
use crate::api::{authenticators, device_assurances, devices, idps, server_policies, servers};
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::permissions::Need;

type Answered = fn(&Call) -> Result<Answer, Refusal>;

const fn authenticator(pattern: &'static str, shape: Shape, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.authenticators.read").need(Need::ReadWide).feature(Feature::IdentityEngine)
}

const fn idp(pattern: &'static str, shape: Shape, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.idps.read").need(Need::ReadWide)
}

const fn server(pattern: &'static str, shape: Shape, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.authorizationServers.read").feature(Feature::ApiAccessManagement)
}

const fn device(pattern: &'static str, shape: Shape, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.devices.read").feature(Feature::Devices).bucket("/api/v1/devices")
}

/// Device assurance and what belongs to it: for administrators of the org.
const fn assurance(pattern: &'static str, shape: Shape, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope("okta.deviceAssurance.read").need(Need::ReadWide).feature(Feature::DeviceAssurance)
}

pub(super) static ROUTES: &[RouteSpec] = &[
    authenticator("/api/v1/authenticators", List, authenticators::list),
    authenticator("/api/v1/authenticators/{id}", One, authenticators::one),
    authenticator("/api/v1/authenticators/{id}/methods", List, authenticators::methods),
    authenticator("/api/v1/authenticators/{id}/aaguids", List, authenticators::aaguids).feature(Feature::CustomAaguids),
    idp("/api/v1/idps", List, idps::list).parameters(&["q", "after", "limit", "type"]).sizes(20, 200),
    idp("/api/v1/idps/credentials/keys", List, idps::keys).parameters(&["after", "limit"]).sizes(20, 200),
    idp("/api/v1/idps/{id}", One, idps::one),
    idp("/api/v1/idps/{id}/users", List, idps::users).parameters(&["q", "after", "limit", "expand"]).sizes(20, 200),
    idp("/api/v1/idps/{id}/credentials/keys", List, idps::signing_keys),
    idp("/api/v1/idps/{id}/credentials/keys/active", List, idps::active_key),
    server("/api/v1/authorizationServers", List, servers::list).parameters(&["q", "after", "limit", "trusted"]).sizes(200, 200),
    server("/api/v1/authorizationServers/{id}", One, servers::one),
    server("/api/v1/authorizationServers/{id}/associatedServers", List, servers::associated)
        .parameters(&["trusted", "q", "after", "limit"])
        .sizes(200, 200),
    server("/api/v1/authorizationServers/{id}/scopes", List, servers::scopes)
        .parameters(&["q", "filter", "after", "limit"])
        .sizes(200, 200),
    server("/api/v1/authorizationServers/{id}/claims", List, servers::claims),
    server("/api/v1/authorizationServers/{id}/credentials/keys", List, servers::keys),
    server("/api/v1/authorizationServers/{id}/policies", List, server_policies::list),
    server("/api/v1/authorizationServers/{id}/policies/{policy}/rules", List, server_policies::rules),
    device("/api/v1/devices", List, devices::list).parameters(&["search", "expand", "after", "limit"]).sizes(200, 200),
    device("/api/v1/devices/{id}", One, devices::one),
    device("/api/v1/devices/{id}/users", List, devices::users_of_one).older_bucket("/api/v1/devices/{id}/users"),
    assurance("/api/v1/device-assurances", List, device_assurances::list).older_bucket("/api/v1/device-assurances"),
    assurance("/api/v1/device-assurances/{id}", One, device_assurances::one).older_bucket("/api/v1/device-assurances"),
    assurance("/api/v1/device-posture-checks", List, device_assurances::posture_checks).scope("okta.devicePostureChecks.read"),
    assurance("/api/v1/device-integrations", List, device_assurances::integrations).scope("okta.deviceIntegrations.read"),
];
