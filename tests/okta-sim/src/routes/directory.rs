//! What describes people: schemas, types, mappings, realms and service accounts.

use super::Shape::{List, One};
use super::{RouteSpec, Shape};
use crate::answer::Answer;
use crate::api::{realms, schemas, service_accounts};
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::permissions::Need;

const fn wide(pattern: &'static str, shape: Shape, scope: &'static str, answer: fn(&Call) -> Result<Answer, Refusal>) -> RouteSpec {
    RouteSpec::get(pattern, shape, answer).scope(scope).need(Need::ReadWide)
}

pub(super) static ROUTES: &[RouteSpec] = &[
    wide("/api/v1/meta/schemas/user/{id}", One, "okta.schemas.read", schemas::user_schema),
    wide("/api/v1/meta/schemas/group/default", One, "okta.schemas.read", schemas::group_schema),
    wide("/api/v1/meta/types/user", List, "okta.userTypes.read", schemas::user_types),
    wide("/api/v1/meta/types/user/{id}", One, "okta.userTypes.read", schemas::one_user_type),
    wide("/api/v1/mappings", List, "okta.profileMappings.read", schemas::mapping_list)
        .parameters(&["after", "limit", "sourceId", "targetId"])
        .sizes(20, 200),
    wide("/api/v1/mappings/{id}", One, "okta.profileMappings.read", schemas::one_mapping),
    wide("/api/v1/realms", List, "okta.realms.read", realms::list)
        .parameters(&["limit", "after", "search", "sortBy", "sortOrder"])
        .feature(Feature::Realms)
        .sizes(10, 200),
    wide("/api/v1/realms/{id}", One, "okta.realms.read", realms::one).feature(Feature::Realms),
    wide("/api/v1/realm-assignments", List, "okta.realmAssignments.read", realms::assignments)
        .parameters(&["limit", "after"])
        .feature(Feature::Realms)
        .sizes(20, 200),
    wide("/privileged-access/api/v1/service-accounts", List, "okta.serviceAccounts.read", service_accounts::of_apps)
        .parameters(&["limit", "after", "match"])
        .feature(Feature::ServiceAccounts)
        .sizes(20, 200),
    wide("/privileged-access/api/v1/okta-service-accounts", List, "okta.serviceAccounts.okta.read", service_accounts::of_okta)
        .parameters(&["limit", "after", "match"])
        .need(Need::Super)
        .feature(Feature::ServiceAccounts)
        .sizes(20, 200),
];
