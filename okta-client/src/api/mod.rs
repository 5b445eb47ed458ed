//! What can be read, resource by resource: models with the fields that are used, and functions that name the calls.
//!
//! Every field may be absent. Kinds and states are texts, because Okta adds values without notice. What a model does not name is
//! dropped while decoding, secrets among it.

pub mod api_tokens;
pub mod apps;
pub mod authenticators;
pub mod factors;
pub mod groups;
pub mod iam;
mod link;
pub mod logs;
pub mod org;
pub mod policies;
mod policy_type;
pub mod principal_rate_limits;
pub mod roles;
pub mod scopes;
pub mod threat_insight;
pub mod users;
pub mod zones;

pub use link::Link;
pub use scopes::Scope;
