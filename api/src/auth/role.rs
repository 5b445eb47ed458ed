//! Roles as types: what a handler needs stands in its signature.

use oktually_core::store::Role;

/// A role that an operation needs.
pub(crate) trait Needed: Send + Sync + 'static {
    /// The least that the caller must be.
    const ROLE: Role;
}

macro_rules! needed {
    ($($(#[$doc:meta])+ $name:ident)+) => {$(
        $(#[$doc])+
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Needed for $name {
            const ROLE: Role = Role::$name;
        }
    )+};
}

needed! {
    /// Keys, and everything else.
    Owner
    /// Connections, intake links and settings.
    Admin
    /// Runs, and what is said about findings.
    Analyst
    /// Reading.
    Viewer
}

/// A role as it is written.
pub(crate) fn word(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Admin => "admin",
        Role::Analyst => "analyst",
        Role::Viewer => "viewer",
    }
}
