//! The types of entries: their names, what Okta says of them, how grave they are, and what they were called once.

/// The type of an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) name: &'static str,
    pub(super) message: &'static str,
    pub(super) severity: &'static str,
    /// The `legacyEventType`.
    pub(super) legacy: Option<&'static str>,
}

macro_rules! titles {
    ($($id:ident = $severity:ident $name:literal $message:literal $(/ $legacy:literal)?;)*) => {
        $(pub(super) static $id: Title = Title {
            name: $name, message: $message, severity: stringify!($severity), legacy: titles!(@legacy $($legacy)?),
        };)*

        static ALL: &[&Title] = &[$(&$id),*];
    };
    (@legacy) => { None };
    (@legacy $legacy:literal) => { Some($legacy) };
}

/// The types of events that the simulator's logs have, each once. One is of Okta's catalogue no more than others that Okta
/// does not announce: `workload.simulated.observed`.
pub fn log_event_types() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = ALL.iter().map(|title| title.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

titles! {
    SESSION_START = INFO "user.session.start" "User login to Okta" / "core.user_auth.login_success";
    SESSION_FAILED = INFO "user.session.start" "User login to Okta" / "core.user_auth.login_failed";
    SESSION_END = INFO "user.session.end" "User logout from Okta" / "core.user_auth.logout_success";
    EVALUATE = INFO "policy.evaluate_sign_on" "Evaluation of sign-on policy";
    MFA = INFO "user.authentication.auth_via_mfa" "Authentication of user via MFA" / "core.user.factor.attempt_success";
    MFA_FAILED = INFO "user.authentication.auth_via_mfa" "Authentication of user via MFA" / "core.user.factor.attempt_fail";
    PUSH_SENT = INFO "system.push.send_factor_verify_push" "A push was sent to a user for verification";
    PUSH_DENIED = INFO "user.mfa.okta_verify.deny_push" "User rejected Okta push verify";
    SSO = INFO "user.authentication.sso" "User single sign on to app" / "app.auth.sso";
    VERIFY = INFO "user.authentication.verify" "Verify user identity";
    AD_AGENT = INFO "user.authentication.auth_via_AD_agent" "Authenticate user with AD agent" / "core.user_auth.ad_agent";
    VIA_IDP = INFO "user.authentication.auth_via_IDP" "Authenticate user via IDP" / "core.user_auth.idp.saml.login_success";
    LOCK = WARN "user.account.lock" "Max sign in attempts exceeded" / "core.user_auth.account_locked";
    UNLOCK_TOKEN = INFO "user.account.unlock_token" "Issued recovery token for self-service account unlock";
    UNLOCK_MAIL = INFO "system.email.account_unlock.sent_message" "Send self-service account unlock email";
    UNLOCK = INFO "user.account.unlock" "User account unlocked" / "core.user.config.account_unlocked";
    UNLOCK_BY_ADMIN = INFO "user.account.unlock_by_admin" "User account unlock by admin";
    RESET_MAIL = INFO "system.email.password_reset.sent_message" "Send self-service password reset email";
    RESET_PASSWORD = INFO "user.account.reset_password" "Fired when the user's Okta password is reset" / "core.user.config.password_update.success";
    UPDATE_PASSWORD = INFO "user.account.update_password" "User update password for Okta" / "core.user.config.user_password_update";
    UPDATE_PROFILE = INFO "user.account.update_profile" "Update user profile for Okta" / "core.user.config.profile_update.success";
    IMPORT_START = INFO "system.import.start" "Import started" / "app.user_management.import.csv.start";
    IMPORT_COMPLETE = INFO "system.import.complete" "Import process complete";
    IMPORT_USER = INFO "system.agent.ad.import_user" "Perform import user by AD agent";
    AGENT_CONNECT = INFO "system.agent.ad.connect" "Connect AD agent to Okta";
    GROUP_ADD = INFO "group.user_membership.add" "Add user to group membership" / "core.user_group_member.user_add";
    GROUP_REMOVE = INFO "group.user_membership.remove" "Remove user from group membership" / "core.user_group_member.user_remove";
    APP_ADD = INFO "application.user_membership.add" "Add user to application membership" / "app.generic.provision.assign_user_to_app";
    APP_REMOVE = INFO "application.user_membership.remove" "Remove user's application membership" / "app.generic.provision.deactivate_user_from_app";
    PUSH_PROFILE = INFO "application.provision.user.push_profile" "Push user's profile to external application";
    SYNC = INFO "application.provision.user.sync" "Sync user in external application";
    ACCESS_TOKEN = INFO "app.oauth2.token.grant.access_token" "OAuth2 access token is granted";
    SERVICE_TOKEN = INFO "app.oauth2.as.token.grant.access_token" "OAuth2 access token is granted";
    CREATE = INFO "user.lifecycle.create" "Create Okta user" / "core.user.config.user_creation.success";
    ACTIVATE = INFO "user.lifecycle.activate" "Activate Okta user" / "core.user.config.user_activated";
    DEACTIVATE = INFO "user.lifecycle.deactivate" "Deactivate Okta user" / "core.user.config.user_deactivated";
    DELETE = WARN "user.lifecycle.delete.initiated" "Delete Okta user initiated";
    PRIVILEGE_GRANT = WARN "user.account.privilege.grant" "Grant user privilege" / "core.user.admin_privilege.granted";
    ADMIN_CONSOLE = INFO "user.session.access_admin_app" "User accessing Okta admin app" / "app.admin.sso.login.success";
    FACTOR_ON = INFO "user.mfa.factor.activate" "Enroll user in MFA factor" / "core.user.factor.activate";
    FACTOR_OFF = WARN "user.mfa.factor.deactivate" "Reset factor for user" / "core.user.factor.reset";
    FACTORS_RESET = WARN "user.mfa.factor.reset_all" "Reset all factors for user" / "core.user.factor.reset_all";
    DEVICE_ENROLL = INFO "device.enrollment.create" "Enroll new device";
    DEVICE_USER = INFO "device.user.add" "Add device to user";
    RULE_UPDATE = INFO "policy.rule.update" "Update policy rule";
    RULE_ADD = INFO "policy.rule.add" "Add policy rule";
    POLICY_UPDATE = INFO "policy.lifecycle.update" "Update policy";
    APP_UPDATE = INFO "application.lifecycle.update" "Update application" / "app.generic.config.app_updated";
    ZONE_UPDATE = INFO "zone.update" "Network zone update";
    TOKEN_CREATE = INFO "system.api_token.create" "Create API token" / "api.token.create";
    TOKEN_REVOKE = INFO "system.api_token.revoke" "Revoke API token" / "api.token.revoke";
    TOKEN_OUTSIDE = WARN "system.api_token.request_outside_allowed_range" "Request with an API token from outside the allowed network zone";
    OAUTH_OUTSIDE = WARN "system.oauth2.token.request_outside_allowed_range" "Request with a bearer token from outside the allowed network zone";
    IDP_SECRET = INFO "system.idp.lifecycle.read_client_secret" "Read Identity Provider client secret";
    APP_SECRET = INFO "app.oauth2.client.read_client_secret" "Read OAuth client secrets";
    MFA_BYPASS = WARN "user.mfa.attempt_bypass" "Attempt bypass of factor";
    IDP_CREATE = INFO "system.idp.lifecycle.create" "Create Identity Provider";
    LOG_STREAM_OFF = INFO "system.log_stream.lifecycle.deactivate" "Deactivate log stream";
    LOG_STREAM_DELETE = INFO "system.log_stream.lifecycle.delete" "Delete log stream";
    APP_REFUSED = WARN "app.generic.unauth_app_access_attempt" "User attempted unauthorized access to app" / "app.generic.unauth_app_access_attempt";
    THREAT = WARN "security.threat.detected" "Request from suspicious actor";
    ATTACK_START = WARN "security.attack.start" "Org is under attack";
    BREACHED = WARN "security.breached_credential.detected" "Breached credential detected";
    RISK = WARN "user.risk.detect" "User risk detected";
    REPORTED = WARN "user.account.report_suspicious_activity_by_enduser" "User reported suspicious activity";
    IMPERSONATION_GRANT = INFO "user.session.impersonation.grant" "Enable impersonation grant" / "core.user.impersonation.grant.enabled";
    IMPERSONATION_START = INFO "user.session.impersonation.initiate" "Initiate impersonation session" / "core.user.impersonation.session.initiated";
    IMPERSONATION_END = INFO "user.session.impersonation.end" "End impersonation session" / "core.user.impersonation.session.ended";
    RATE_WARNING = WARN "system.org.rate_limit.warning" "Rate limit warning" / "core.framework.ratelimit.warning";
    // A type that nobody has heard of yet.
    UNHEARD_OF = DEBUG "workload.simulated.observed" "Something new was seen";
}
