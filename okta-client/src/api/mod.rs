//! What can be read, resource by resource: models with the fields that are used, and functions that name the calls.
//!
//! Every field may be absent. Kinds and states are texts, because Okta adds values without notice. What a model does not name is
//! dropped while decoding, secrets among it.

pub mod agent_pools;
pub mod api_services;
pub mod api_tokens;
pub mod app_assignments;
pub mod app_credentials;
pub mod app_grants;
pub mod app_provisioning;
mod app_sign_on;
pub mod apps;
pub mod authenticator_methods;
pub mod authenticators;
pub mod authorization_servers;
pub mod behaviors;
pub mod brands;
mod chosen;
pub mod device_assurances;
pub mod devices;
pub mod domains;
pub mod enrollments;
pub mod factors;
pub mod features;
pub mod group_owners;
pub mod group_rules;
pub mod groups;
pub mod hooks;
pub mod iam;
pub mod idp_policy;
pub mod idps;
mod jwk;
#[cfg(test)]
mod kept;
mod link;
pub mod log_streams;
pub mod logs;
pub mod mappings;
mod oauth_settings;
pub mod org;
pub mod org_settings;
mod page_scripts;
pub mod policies;
mod policy_type;
pub mod principal_rate_limits;
pub mod protection;
pub mod providers;
pub mod rate_limit_settings;
pub mod realms;
pub mod role_targets;
pub mod roles;
pub mod scopes;
pub mod server_policies;
pub mod service_accounts;
pub mod sign_in_page;
pub mod subscriptions;
pub mod threat_insight;
pub mod trusted_origins;
pub mod user_schema;
pub mod user_types;
pub mod users;
pub mod zones;

pub use chosen::Chosen;
pub use jwk::Key;
pub use link::Link;
pub use scopes::Scope;
