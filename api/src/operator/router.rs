//! The operators' routes.

use utoipa_axum::{router::OpenApiRouter, routes};

use super::{audit, egress, health, intake_links, jobs, keys, queue, tenant_keys, tenant_state, tenants, token};
use crate::app::App;

/// Every operation that operators have.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health::read_liveness))
        .routes(routes!(health::read_readiness))
        .routes(routes!(token::issue_operator_token))
        .routes(routes!(tenants::list_tenants, tenants::create_tenant))
        .routes(routes!(tenants::read_tenant, tenant_state::delete_tenant))
        .routes(routes!(tenant_state::suspend_tenant))
        .routes(routes!(tenant_state::resume_tenant))
        .routes(routes!(tenant_keys::create_owner_key))
        .routes(routes!(tenant_keys::reseal_tenant))
        .routes(routes!(intake_links::create_tenants_intake_link))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::read_job))
        .routes(routes!(jobs::retry_job))
        .routes(routes!(jobs::cancel_job))
        .routes(routes!(queue::read_queue))
        .routes(routes!(keys::read_keys))
        .routes(routes!(keys::rotate_keys))
        .routes(routes!(egress::read_egress_status))
        .routes(routes!(audit::list_service_audit))
}
