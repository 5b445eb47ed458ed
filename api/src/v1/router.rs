//! The tenants' routes.

use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    audit, check_settings, checks, connection_state, connections, credentials, detection_settings, detection_test, detections,
    dispositions, egress, event_export, event_facets, event_feed, events, finding_history, findings, intake_links, keys, log, own_rules,
    run_checks, run_events, runs, tenant, token, verification,
};
use crate::app::App;

/// Every operation that tenants have.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(token::issue_token))
        .routes(routes!(token::read_signing_keys))
        .routes(routes!(tenant::read_own_tenant))
        .routes(routes!(egress::read_egress))
        .routes(routes!(audit::list_audit))
        .routes(routes!(keys::list_keys, keys::create_key))
        .routes(routes!(keys::read_key, keys::revoke_key))
        .routes(routes!(connections::list_connections, connections::create_connection))
        .routes(routes!(connections::read_connection, connections::update_connection, connections::delete_connection))
        .routes(routes!(connection_state::suspend_connection))
        .routes(routes!(connection_state::resume_connection))
        .routes(routes!(credentials::submit_credential))
        .routes(routes!(credentials::list_credentials))
        .routes(routes!(verification::verify_connection))
        .routes(routes!(verification::read_setup_report))
        .routes(routes!(intake_links::list_intake_links, intake_links::create_intake_link))
        .routes(routes!(intake_links::read_intake_link, intake_links::revoke_intake_link))
        .routes(routes!(runs::start_run))
        .routes(routes!(runs::list_runs))
        .routes(routes!(runs::read_run))
        .routes(routes!(runs::cancel_run))
        .routes(routes!(run_events::watch_run))
        .routes(routes!(run_checks::list_run_checks))
        .routes(routes!(findings::list_findings))
        .routes(routes!(findings::read_finding))
        .routes(routes!(finding_history::list_finding_history))
        .routes(routes!(dispositions::mute_finding))
        .routes(routes!(dispositions::accept_finding))
        .routes(routes!(dispositions::reopen_finding))
        .routes(routes!(log::read_log))
        .routes(routes!(events::list_events))
        .routes(routes!(events::read_event))
        .routes(routes!(event_facets::count_events))
        .routes(routes!(event_export::export_events))
        .routes(routes!(event_feed::feed_events))
        .routes(routes!(detections::list_detections, own_rules::create_detection))
        .routes(routes!(detections::read_detection, own_rules::replace_detection, own_rules::delete_detection))
        .routes(routes!(detection_settings::set_detection))
        .routes(routes!(detection_test::test_detection))
        .routes(routes!(detection_test::test_draft))
        .routes(routes!(checks::list_checks))
        .routes(routes!(checks::read_check))
        .routes(routes!(check_settings::set_check))
}
