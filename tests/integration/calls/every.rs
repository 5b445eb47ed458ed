//! Makes every call that the client has, below as many things as the lists above them give.

use okta_client::api::{policies::PolicyType, *};
use time::{Duration, OffsetDateTime};

use super::reader::Reader;

/// How many things below one list are asked for.
const EACH: usize = 6;

/// The text of this file, in which every call must be found.
pub(crate) const TEXT: &str = include_str!("every.rs");

/// Makes every call.
pub(crate) async fn every_call(reader: &mut Reader) {
    directory(reader).await;
    administrators(reader).await;
    applications(reader).await;
    sign_on(reader).await;
    federation(reader).await;
    whole_org(reader).await;
    log(reader).await;
}

async fn directory(reader: &mut Reader) {
    reader.get(users::me()).await;
    reader.list(users::deprovisioned()).await;
    for user in reader.list(users::list()).await.iter().take(4 * EACH) {
        reader.get(users::get(&user.id)).await;
        reader.list(groups::of_user(&user.id)).await;
        reader.list(factors::of_user(&user.id)).await;
        reader.list(enrollments::of_user(&user.id)).await;
        reader.get(enrollments::risk(&user.id)).await;
        reader.list(idps::of_user(&user.id)).await;
    }
    reader.list(groups::changed_since(OffsetDateTime::now_utc() - Duration::days(400))).await;
    for group in reader.list(groups::list()).await.iter().take(2 * EACH) {
        reader.get(groups::get(&group.id)).await;
        reader.list(groups::members(&group.id)).await;
        reader.list(groups::placed_members(&group.id)).await;
        reader.list(groups::apps(&group.id)).await;
        reader.list(group_owners::of_group(&group.id)).await;
    }
    reader.list(group_rules::list()).await;
    reader.get(user_schema::default()).await;
    reader.list(user_types::list()).await;
    reader.list(mappings::list()).await;
    reader.list(realms::list()).await;
    reader.list(realms::assignments()).await;
    for device in reader.list(devices::list()).await.iter().take(EACH) {
        reader.list(devices::users(&device.id)).await;
    }
}

async fn administrators(reader: &mut Reader) {
    for holder in reader.list(iam::assignees()).await {
        for role in reader.list(roles::of_user(&holder.id)).await {
            reader.list(role_targets::groups_of_user(&holder.id, &role.id)).await;
            reader.list(role_targets::apps_of_user(&holder.id, &role.id)).await;
        }
    }
    for group in reader.list(groups::list()).await {
        for role in reader.list(groups::roles(&group.id)).await {
            reader.list(role_targets::groups_of_group(&group.id, &role.id)).await;
            reader.list(role_targets::apps_of_group(&group.id, &role.id)).await;
        }
    }
    for client in reader.org().clients() {
        for role in reader.list(roles::of_client(&client.id())).await {
            reader.list(role_targets::groups_of_client(&client.id(), &role.id)).await;
            reader.list(role_targets::apps_of_client(&client.id(), &role.id)).await;
        }
    }
    for role in reader.list(iam::roles()).await {
        reader.list(iam::permissions(&role.id)).await;
    }
    for set in reader.list(iam::resource_sets()).await {
        reader.list(iam::resources(&set.id)).await;
        for bound in reader.list(iam::bindings(&set.id)).await {
            reader.list(iam::members(&set.id, &bound.id)).await;
        }
    }
    for role in ["SUPER_ADMIN", "READ_ONLY_ADMIN"] {
        reader.list(subscriptions::of_role(role)).await;
    }
    reader.list(api_tokens::list()).await;
    for kind in ["SSWS_TOKEN", "OAUTH_CLIENT"] {
        reader.list(principal_rate_limits::list(kind)).await;
    }
    reader.list(api_services::list()).await;
    reader.list(service_accounts::list()).await;
    reader.list(service_accounts::of_okta()).await;
}

async fn applications(reader: &mut Reader) {
    let all = reader.list(apps::list()).await;
    // OAuth clients come last.
    for app in all.iter().take(4 * EACH).chain(all.iter().skip(4 * EACH).rev().take(EACH)) {
        reader.get(apps::get(&app.id)).await;
        reader.list(app_assignments::users(&app.id)).await;
        reader.list(app_assignments::groups(&app.id)).await;
        reader.list(app_assignments::pushed_groups(&app.id)).await;
        reader.list(app_credentials::signing_keys(&app.id)).await;
        reader.list(app_credentials::client_keys(&app.id)).await;
        reader.list(app_credentials::secrets(&app.id)).await;
        reader.list(app_grants::of_app(&app.id)).await;
        reader.list(app_provisioning::features(&app.id)).await;
        reader.get(app_provisioning::connection(&app.id)).await;
    }
}

async fn sign_on(reader: &mut Reader) {
    for kind in PolicyType::ALL {
        for policy in reader.list(policies::list(*kind)).await.iter().take(EACH) {
            reader.list(policies::rules(&policy.id)).await;
            reader.list(policies::mappings(&policy.id)).await;
        }
    }
    for authenticator in reader.list(authenticators::list()).await {
        reader.list(authenticator_methods::list(&authenticator.id)).await;
    }
    reader.list(zones::list()).await;
    reader.list(behaviors::list()).await;
    reader.get(threat_insight::get()).await;
    reader.list(trusted_origins::list()).await;
    reader.list(device_assurances::list()).await;
    reader.list(device_assurances::posture_checks()).await;
    reader.list(device_assurances::integrations()).await;
    reader.get(protection::org_captcha()).await;
    reader.list(protection::captchas()).await;
    reader.get(protection::bots()).await;
    reader.list(protection::user_lockout()).await;
    reader.list(protection::authenticator_settings()).await;
}

async fn federation(reader: &mut Reader) {
    reader.list(idps::keys()).await;
    for provider in reader.list(idps::list()).await.iter().take(EACH) {
        reader.list(idps::users(&provider.id)).await;
    }
    for server in reader.list(authorization_servers::list()).await.iter().take(EACH) {
        reader.list(authorization_servers::scopes(&server.id)).await;
        reader.list(authorization_servers::claims(&server.id)).await;
        reader.list(authorization_servers::keys(&server.id)).await;
        for policy in reader.list(server_policies::list(&server.id)).await {
            reader.list(server_policies::rules(&server.id, &policy.id)).await;
        }
    }
}

async fn whole_org(reader: &mut Reader) {
    reader.get(org::well_known()).await;
    reader.get(org::get()).await;
    reader.list(features::list()).await;
    for brand in reader.list(brands::list()).await {
        reader.get(sign_in_page::customized(&brand.id)).await;
        reader.get(sign_in_page::default(&brand.id)).await;
    }
    reader.list(domains::list()).await;
    reader.list(domains::email()).await;
    reader.list(domains::email_servers()).await;
    reader.list(hooks::event_hooks()).await;
    reader.list(hooks::inline_hooks()).await;
    reader.list(hooks::keys()).await;
    reader.list(log_streams::list()).await;
    for pool in reader.list(agent_pools::list()).await {
        reader.get(agent_pools::update_settings(&pool.id)).await;
    }
    reader.get(org_settings::client_privileges()).await;
    reader.get(org_settings::auto_assign_admin_app()).await;
    reader.get(org_settings::third_party_admin()).await;
    reader.list(org_settings::contacts()).await;
    reader.get(org_settings::contact("TECHNICAL")).await;
    reader.get(org_settings::communication()).await;
    reader.get(org_settings::preferences()).await;
    reader.get(org_settings::admin_console()).await;
    reader.get(org_settings::support()).await;
    reader.list(org_settings::support_cases()).await;
    reader.get(rate_limit_settings::admin_notifications()).await;
    reader.get(rate_limit_settings::per_client()).await;
    reader.get(rate_limit_settings::warning_threshold()).await;
    reader.list(providers::security_events()).await;
    reader.list(providers::telephony()).await;
    reader.list(providers::push()).await;
}

async fn log(reader: &mut Reader) {
    let now = OffsetDateTime::now_utc();
    reader.raw(logs::between(now - Duration::hours(2), now)).await;
    reader.raw(logs::poll(now - Duration::hours(2)).of_types(&["user.session.start", "user.authentication.sso"])).await;
}
