//! The org itself: its settings, contacts, protection, features and rate limits.

use super::Shape::{List, One, Wrapped};
use super::{RouteSpec, Shape};
use crate::answer::Answer;
use crate::api::{brands, clients, domains, feature_list, org, org_settings, protection};
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::permissions::Need;

type Answered = fn(&Call) -> Result<Answer, Refusal>;

/// A setting of the org that both tables give to readers.
const fn setting(pattern: &'static str, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, One, answer).scope("okta.orgs.read")
}

/// What only the wide table gives.
const fn wide(pattern: &'static str, shape: Shape, scope: &'static str, answer: Answered) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope(scope).need(Need::ReadWide)
}

pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec::get("/.well-known/okta-organization", One, org::well_known).need(Need::Nothing).bucket("/"),
    setting("/api/v1/org", org::org),
    setting("/api/v1/org/settings/clientPrivilegesSetting", clients::privileges),
    wide("/api/v1/org/settings/autoAssignAdminAppSetting", One, "okta.orgs.read", org_settings::auto_assign),
    wide("/api/v1/org/orgSettings/thirdPartyAdminSetting", One, "okta.orgs.read", org_settings::third_party),
    wide("/api/v1/org/contacts", List, "okta.orgs.read", org_settings::contacts),
    wide("/api/v1/org/contacts/{id}", One, "okta.orgs.read", org_settings::contact),
    wide("/api/v1/org/preferences", One, "okta.orgs.read", org_settings::preferences),
    wide("/api/v1/org/privacy/oktaCommunication", One, "okta.orgs.read", org_settings::communication),
    setting("/api/v1/org/privacy/oktaSupport", org_settings::support).need(Need::Super),
    RouteSpec::get("/api/v1/org/privacy/oktaSupport/cases", Wrapped("supportCases"), org_settings::support_cases)
        .scope("okta.orgs.read")
        .need(Need::Super),
    setting("/api/v1/org/privacy/aerial", org_settings::aerial).scope("okta.orgs.manage").need(Need::Super),
    RouteSpec::get("/api/v1/org/factors/yubikey_token/tokens", List, org_settings::yubikeys)
        .scope("okta.users.read")
        .parameters(&["after", "limit", "expand", "filter", "forDownload", "sortBy", "sortOrder"])
        .need(Need::ReadWide)
        .sizes(20, 200),
    wide("/api/v1/org/factors", List, "okta.orgs.read", org_settings::factors),
    RouteSpec::get("/api/v1/dr/status", One, org_settings::failover).scope("okta.dr.read").need(Need::Super),
    RouteSpec::get("/api/v1/first-party-app-settings/admin-console", One, org_settings::admin_console)
        .scope("okta.apps.read")
        .need(Need::Super)
        .feature(Feature::IdentityEngine),
    RouteSpec::get("/api/v1/org/captcha", One, protection::org_captcha).scope("okta.captchas.read").feature(Feature::IdentityEngine),
    RouteSpec::get("/api/v1/captchas", List, protection::captchas).scope("okta.captchas.read").feature(Feature::IdentityEngine),
    RouteSpec::get("/api/v1/captchas/{id}", One, protection::one_captcha).scope("okta.captchas.read").feature(Feature::IdentityEngine),
    wide("/api/v1/bot-protection/configuration", One, "okta.botProtection.read", protection::bots).feature(Feature::BotProtection),
    wide("/api/v1/rate-limit-settings/admin-notifications", One, "okta.rateLimits.read", protection::admin_notifications),
    wide("/api/v1/rate-limit-settings/per-client", One, "okta.rateLimits.read", protection::per_client),
    wide("/api/v1/rate-limit-settings/warning-threshold", One, "okta.rateLimits.read", protection::warning_threshold),
    wide("/attack-protection/api/v1/user-lockout-settings", One, "okta.orgs.read", protection::user_lockout),
    wide("/attack-protection/api/v1/authenticator-settings", One, "okta.orgs.read", protection::authenticator_order)
        .feature(Feature::IdentityEngine),
    RouteSpec::get("/api/v1/threats/configuration", One, org::threat_insight).scope("okta.threatInsights.read"),
    wide("/api/v1/features", List, "okta.features.read", feature_list::list),
    wide("/api/v1/features/{id}", One, "okta.features.read", feature_list::one),
    wide("/api/v1/features/{id}/dependencies", List, "okta.features.read", feature_list::dependencies),
    wide("/api/v1/features/{id}/dependents", List, "okta.features.read", feature_list::dependents),
    wide("/api/v1/brands", List, "okta.brands.read", brands::list).parameters(&["expand", "after", "limit", "q"]).sizes(20, 200),
    wide("/api/v1/brands/{id}", One, "okta.brands.read", brands::one).parameters(&["expand"]),
    wide("/api/v1/brands/{id}/domains", Wrapped("domains"), "okta.brands.read", brands::domains),
    wide("/api/v1/brands/{id}/pages/sign-in/customized", One, "okta.brands.read", brands::customized),
    wide("/api/v1/brands/{id}/pages/sign-in/default", One, "okta.brands.read", brands::default),
    wide("/api/v1/domains", Wrapped("domains"), "okta.domains.read", domains::list).bucket("/api/v1/domains"),
    wide("/api/v1/domains/{id}", One, "okta.domains.read", domains::one).bucket("/api/v1/domains"),
    wide("/api/v1/email-domains", List, "okta.emailDomains.read", domains::mail_domains).parameters(&["expand"]),
    wide("/api/v1/email-servers", Wrapped("email-servers"), "okta.emailServers.read", domains::mail_servers),
];
