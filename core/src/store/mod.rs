//! The database. One private pool; every statement runs inside a scope, a transaction that knows who asks.

mod api_keys;
mod audit;
mod checks;
mod claims;
mod connections;
mod credentials;
mod data_keys;
mod edges;
mod egress;
mod error;
mod finding_life;
mod finding_list;
mod findings;
mod idempotency;
mod intake;
mod inventory;
mod jobs;
mod leases;
mod operators;
mod pages;
mod resources;
mod rotation;
mod run_life;
mod runs;
mod scope;
mod service_keys;
mod steps;
mod tenants;
mod verdicts;

pub use api_keys::{ApiKey, KnownKey, NewApiKey, Role};
pub use audit::{Actor, AuditRow};
pub use checks::{CheckSetting, RunCheck};
pub use claims::Claim;
pub use connections::{Connection, ConnectionChange, ConnectionKind, ConnectionState, Engine, NewConnection};
pub use credentials::{CredentialKind, CredentialState, CredentialView, NewCredential, OpenedCredential, Through};
pub use data_keys::KeyUse;
pub use egress::EgressCheck;
pub use error::StoreError;
pub use finding_list::FindingFilter;
pub use findings::{Disposition, Finding, FindingChange, FindingEvent, FindingState, NewDisposition, Seen};
pub use idempotency::{Repeat, StoredAnswer};
pub use intake::{IntakeLink, IntakeSession, NewIntakeLink};
pub use jobs::{JobFilter, JobState, JobView, QueueFigures};
pub use leases::{JobEnd, Lease};
pub use operators::Operator;
pub use pages::Seek;
pub use resources::{Collected, Resource};
pub use rotation::Rotation;
pub use runs::{NewRun, Run, RunEnd, RunState, Trigger};
pub use scope::{OperatorScope, QueueScope, SignerScope, Store, TenantScope};
pub use service_keys::StoredSigningKey;
pub use steps::{Step, StepState};
pub use tenants::{Tenant, TenantState};

/// What a statement of the store gives.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
