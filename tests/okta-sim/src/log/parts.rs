//! What entries are made of: somebody or something, a session, how it was proven.

use std::fmt::Display;

use super::text::{all, hex, quote};
use crate::id::Id;
use crate::org::World;

/// Somebody or something, as actor or target.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) alternate: String,
    pub(super) name: String,
    /// `detailEntry`, as JSON.
    pub(super) detail: Option<String>,
    /// `changeDetails`, as JSON.
    pub(super) changes: Option<String>,
}

impl Thing {
    pub(super) fn new(kind: &'static str, id: impl Display, alternate: impl Into<String>, name: impl Into<String>) -> Self {
        Thing { id: id.to_string(), kind, alternate: alternate.into(), name: name.into(), detail: None, changes: None }
    }

    /// Okta itself.
    pub(super) fn system() -> Self {
        Thing::new("SystemPrincipal", "okta.2b1959c8-bcc0-56eb-a589-cfcfb7422f26", "system@okta.com", "Okta System")
    }

    pub(super) fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// What was, and what is: both as JSON.
    pub(super) fn changed(mut self, from: &str, to: &str) -> Self {
        self.changes = Some(format!("{{\"from\":{from},\"to\":{to}}}"));
        self
    }

    pub(super) fn write(&self, text: &mut String, as_target: bool) {
        all(text, &["{\"id\":"]);
        quote(text, &self.id);
        all(text, &[",\"type\":\"", self.kind, "\",\"alternateId\":"]);
        quote(text, &self.alternate);
        text.push_str(",\"displayName\":");
        quote(text, &self.name);
        all(text, &[",\"detailEntry\":", self.detail.as_deref().unwrap_or("null")]);
        if as_target {
            all(text, &[",\"changeDetails\":", self.changes.as_deref().unwrap_or("null")]);
        }
        text.push('}');
    }
}

/// A user as entries name one.
pub(super) fn user(world: &World, number: u64) -> Thing {
    let user = world.users.user(number);
    let mut name = String::with_capacity(user.first.len() + user.last.len() + 1);
    all(&mut name, &[&user.first, " ", &user.last]);
    Thing { id: user.id.to_string(), kind: "User", alternate: user.login, name, detail: None, changes: None }
}

/// The session that an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Session {
    /// Jobs and failed sign-ins have none.
    None,
    /// The text `unknown`, as some failed sign-ins have it.
    Unknown,
    /// The session, and the one that it stems from.
    Of { own: u64, root: u64 },
}

impl Session {
    pub(super) fn new(key: u64) -> Self {
        Session::Of { own: key, root: key }
    }

    pub(super) fn external(self, text: &mut String) {
        self.write(text, |own, _| own);
    }

    pub(super) fn root(self, text: &mut String) {
        self.write(text, |_, root| root);
    }

    fn write(self, text: &mut String, which: impl Fn(u64, u64) -> u64) {
        match self {
            Session::None => text.push_str("null"),
            Session::Unknown => text.push_str("\"unknown\""),
            Session::Of { own, root } => {
                text.push_str("\"idx");
                hex(text, which(own, root));
                text.push('"');
            }
        }
    }
}

/// How somebody was authenticated: the first members of `authenticationContext`.
pub(super) mod proof {
    pub(in crate::log) const NONE: &str =
        r#""authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null"#;
    pub(in crate::log) const FACTOR: &str = r#""authenticationProvider":"FACTOR_PROVIDER","credentialProvider":"OKTA_CREDENTIAL_PROVIDER","credentialType":"OTP","issuer":null,"interface":null"#;
    pub(in crate::log) const PASSWORD: &str = r#""authenticationProvider":"OKTA_AUTHENTICATION_PROVIDER","credentialProvider":"OKTA_AUTHENTICATION_PROVIDER","credentialType":"PASSWORD","issuer":null,"interface":null"#;
    pub(in crate::log) const DIRECTORY: &str = r#""authenticationProvider":"ACTIVE_DIRECTORY","credentialProvider":null,"credentialType":"PASSWORD","issuer":null,"interface":"corp.example.com""#;
}

/// A thing that has only an id and a name.
pub(super) fn named(kind: &'static str, id: Id, name: &str) -> Thing {
    Thing::new(kind, id, "unknown", name)
}
