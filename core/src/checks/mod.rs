//! Checks: what is wrong in an org, why it matters, and what to do. Writing one is its file and its name in the list below.

mod model;

pub use crate::snapshot::{Coverage, Needs, Reason, ReasonKind};
pub use model::{
    BySubject, Check, Found, Framework, Outcome, Param, ParamError, ParamKind, ParamValue, Params, Severity, Subject, SubjectKind, Verdict,
    evaluate, find,
};

macro_rules! checks {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+
        /// Every check, in the order of the catalogue.
        pub static ALL: &[&Check] = &[$(&$name::CHECK),+];
    };
}

checks! {
    too_many_super_admins,
    too_few_super_admins,
    too_many_admins,
    role_via_large_group,
    admin_inactive,
    admin_never_signed_in,
    admin_not_active,
    shadow_admin,
    token_of_super_admin,
    token_of_privileged_owner,
    token_usable_anywhere,
    token_zone_invalid,
    token_zone_too_broad,
    token_restricted_by_exclusion,
    token_of_dead_owner,
    token_of_person,
    token_of_silent_owner,
    token_of_owner_without_role,
    token_not_rotated,
    token_unused,
    token_never_used,
    token_rate_share,
    token_concurrency_share,
    too_many_tokens_per_owner,
    too_many_tokens,
    token_name_vague,
    agent_token_of_person,
    session_idle_too_long,
    session_too_long,
    session_cookie_persistent,
    admin_console_one_factor,
    password_too_short,
    password_lockout_lax,
    password_common_allowed,
    threat_insight_off,
    anonymizers_not_blocked,
    own_token_overprivileged,
    own_token_usable_elsewhere,
    endpoint_forbidden,
}
