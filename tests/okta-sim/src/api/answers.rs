//! Which endpoint answers which route.

use super::{apps, factors, groups, iam, members, org, policies, roles, tokens, users, zones};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::org::policies::{Absent, PolicyType};
use crate::routes::Route;

/// Answers a call that was let in.
pub(crate) fn answer(call: &Call) -> Result<Answer, Refusal> {
    match call.route {
        Route::WellKnown => org::well_known(call),
        Route::Org => org::org(call),
        Route::Me => users::me(call),
        Route::Users => users::list(call),
        Route::User => users::one(call),
        Route::UserRoles => roles::of_user(call),
        Route::UserFactors => factors::of_user(call),
        Route::UserGroups => groups::of_user(call),
        Route::Groups => groups::list(call),
        Route::Group => groups::one(call),
        Route::GroupUsers => users::of_group(call),
        Route::GroupRoles => roles::of_group(call),
        Route::Assignees => iam::assignees(call),
        Route::CustomRoles => iam::roles(call),
        Route::Permissions => iam::permissions(call),
        Route::ResourceSets => iam::resource_sets(call),
        Route::Resources => iam::resources(call),
        Route::Bindings => members::bindings(call),
        Route::Members => members::members(call),
        Route::ApiTokens => tokens::list(call),
        Route::ApiToken => tokens::one(call),
        Route::PrincipalLimits => tokens::limits(call),
        Route::Apps => apps::list(call),
        Route::App => apps::one(call),
        Route::Policies => policies::list(call),
        Route::Policy => policies::one(call),
        Route::Rules => policies::rules(call),
        Route::Mappings => policies::mappings(call),
        Route::Authenticators => org::authenticators(call),
        Route::Zones => zones::list(call),
        Route::Zone => zones::one(call),
        Route::ThreatInsight => org::threat_insight(call),
        Route::SuperOnly => Ok(Answer::of(&[(); 0])),
    }
}

/// The type of policy that a call is about, if it is about policies at all.
pub(crate) fn policy_type(call: &Call) -> Result<Option<PolicyType>, Refusal> {
    match call.route {
        Route::Policies => {
            let name = call.parameter("type").ok_or_else(|| Refusal::invalid("type", "type: The field cannot be left blank"))?;
            PolicyType::parse(name, call.world.engine, call.world.threat_protection).map(Some).map_err(|absent| match absent {
                Absent::Unknown => Refusal::invalid_policy_type(),
                Absent::NotLicensed => Refusal::feature_off(),
            })
        }
        Route::Policy | Route::Rules | Route::Mappings => {
            let id = &call.names[0];
            call.world.policy(id).map(|policy| Some(policy.kind)).ok_or_else(|| Refusal::not_found(id, "Policy"))
        }
        _ => Ok(None),
    }
}
