//! Names of things: a UUID that knows what it names, written with a prefix.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// The text is not an id of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an id that begins with {prefix} and goes on with 32 hexadecimal digits")]
pub struct NotAnId {
    /// What the id should have begun with.
    pub prefix: &'static str,
}

fn parse(text: &str, prefix: &'static str) -> Result<Uuid, NotAnId> {
    let refused = NotAnId { prefix };
    let digits = text.strip_prefix(prefix).ok_or(refused)?;
    // Only the plain form is taken: one thing has one name.
    if digits.len() != 32 || digits.bytes().any(|b| !matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(refused);
    }
    Uuid::try_parse(digits).map_err(|_| refused)
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident $prefix:literal;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// What its text begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new one, later than all before it (UUID version 7, RFC 9562).
            #[expect(clippy::new_without_default, reason = "two new ids are never equal, so there is no default one")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The bare UUID, as the database keeps it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text, $prefix).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A customer.
    TenantId "ten_";
    /// One Okta org of a tenant.
    ConnectionId "con_";
    /// A one-time address where a secret is handed over.
    IntakeLinkId "int_";
    /// A day's right to read the report of what was submitted through a link.
    IntakeSessionId "ses_";
    /// One look at a connection.
    RunId "run_";
    /// What a check saw.
    FindingId "fnd_";
    /// One change of a finding.
    EventId "evt_";
    /// A tenant's own rule over events.
    DetectionId "det_";
    /// A place where the reading of a log was broken off.
    LogBreakId "brk_";
    /// Work to do.
    JobId "job_";
    /// A tenant's key to the API.
    ApiKeyId "key_";
    /// One of us.
    OperatorId "opr_";
    /// One line of an audit log.
    AuditId "aud_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text() {
        let id = RunId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(serde_json::from_str::<RunId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }

    #[test]
    fn an_id_of_another_kind_or_form_is_refused() {
        let run = RunId::new().to_string();
        assert!(run.parse::<TenantId>().is_err());
        for text in ["", "run_", "run_zz", &run.to_uppercase(), &run[..run.len() - 1], &format!("{run}0")] {
            assert_eq!(text.parse::<RunId>(), Err(NotAnId { prefix: "run_" }), "{text}");
        }
    }
}
