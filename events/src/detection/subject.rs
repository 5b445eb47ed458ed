//! Whom a hit is about.

use std::str::FromStr;

use serde_json::Value;

use super::Subject;
use crate::Event;

/// Longest id or name of a subject, in bytes.
const LONGEST: usize = 300;

/// What kind of thing a hit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// The actor, if it is a user; else the client or whatever acts.
    Actor,
    /// The first target that is a user; where there is none, the actor.
    User,
    /// The address from which it was done.
    Address,
    /// The session.
    Session,
    /// The API token that was used, or that is the target.
    Token,
    /// The application that is the target.
    App,
    /// The policy that is the target.
    Policy,
    /// The policy rule that is the target.
    Rule,
    /// The network zone that is the target.
    Zone,
    /// The identity provider that is the target.
    Idp,
    /// The group that is the target.
    Group,
    /// The device.
    Device,
    /// The OAuth client.
    Client,
    /// The org as a whole.
    Org,
}

/// The types under which Okta names a kind of target.
const TARGETS: [(SubjectKind, &[&str]); 9] = [
    (SubjectKind::User, &["User"]),
    (SubjectKind::Token, &["Token", "ApiToken", "API Token"]),
    (SubjectKind::App, &["AppInstance"]),
    (SubjectKind::Policy, &["PolicyEntity", "Policy"]),
    (SubjectKind::Rule, &["PolicyRule", "Rule"]),
    (SubjectKind::Zone, &["NetworkZone", "NetworkZoneEntity", "Zone"]),
    (SubjectKind::Idp, &["IdentityProvider", "Identity Provider", "IDP"]),
    (SubjectKind::Group, &["UserGroup", "AppGroup"]),
    (SubjectKind::Client, &["PublicClientApp", "ServiceClient", "PublicClientAppEntity"]),
];

impl SubjectKind {
    /// All of them, with the words by which rules name them.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::Actor, "actor"),
        (Self::User, "user"),
        (Self::Address, "address"),
        (Self::Session, "session"),
        (Self::Token, "token"),
        (Self::App, "app"),
        (Self::Policy, "policy"),
        (Self::Rule, "rule"),
        (Self::Zone, "zone"),
        (Self::Idp, "idp"),
        (Self::Group, "group"),
        (Self::Device, "device"),
        (Self::Client, "client"),
        (Self::Org, "org"),
    ];

    /// The word by which findings name it: that of checks for what checks know too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Actor | Self::User => "user",
            Self::Address => "address",
            Self::Session => "session",
            Self::Token => "api_token",
            Self::App => "application",
            Self::Policy => "policy",
            Self::Rule => "policy_rule",
            Self::Zone => "zone",
            Self::Idp => "idp",
            Self::Group => "group",
            Self::Device => "device",
            Self::Client => "client",
            Self::Org => "org",
        }
    }
}

impl FromStr for SubjectKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, word)| *word == text).map(|(kind, _)| *kind).ok_or_else(|| {
            let words: Vec<&str> = Self::ALL.iter().map(|(_, word)| *word).collect();
            format!("'{text}' is no subject; one of {} is", words.join(", "))
        })
    }
}

/// Whom an event is about, of the wanted kind; if it names none of that kind, its actor, its address or at last the org.
pub(super) fn subject(event: &Event, wanted: Option<SubjectKind>) -> Subject {
    wanted
        .and_then(|kind| of_kind(event, kind))
        .or_else(|| of_kind(event, SubjectKind::Actor))
        .or_else(|| of_kind(event, SubjectKind::Address))
        .unwrap_or_else(org)
}

fn of_kind(event: &Event, kind: SubjectKind) -> Option<Subject> {
    match kind {
        SubjectKind::Actor => actor(event),
        SubjectKind::Address => named(kind, event.text(&["client", "ipAddress"]).as_deref(), None),
        SubjectKind::Session => named(
            kind,
            event
                .text(&["authenticationContext", "rootSessionId"])
                .or_else(|| event.text(&["authenticationContext", "externalSessionId"]))
                .as_deref(),
            event.text(&["actor", "alternateId"]).as_deref(),
        ),
        SubjectKind::Token => {
            let used = named(kind, event.text(&["transaction", "detail", "requestApiTokenId"]).as_deref(), None);
            target(event, kind).or(used)
        }
        SubjectKind::Device => {
            let device = |key: &str| event.text(&["device", key]);
            named(kind, device("id").as_deref(), device("name").as_deref())
                .or_else(|| target_of(event, kind, &["UDDevice", "Device"]))
                .or_else(|| named(kind, event.text(&["debugContext", "debugData", "dtHash"]).as_deref(), None))
        }
        SubjectKind::Client => target(event, kind).or_else(|| actor(event).filter(|actor| actor.kind == SubjectKind::Client)),
        SubjectKind::Org => Some(org()),
        kind => target(event, kind),
    }
}

fn org() -> Subject {
    Subject { kind: SubjectKind::Org, id: "org".to_owned(), name: None }
}

fn actor(event: &Event) -> Option<Subject> {
    let text = |key: &str| event.text(&["actor", key]);
    let kind = match text("type").as_deref() {
        Some("PublicClientApp" | "ServiceClient" | "PublicClientAppEntity") => SubjectKind::Client,
        Some("IP address") => SubjectKind::Address,
        Some("AppInstance") => SubjectKind::App,
        _ => SubjectKind::Actor,
    };
    // Somebody whom Okta does not know has the name that was typed, or none.
    named(kind, text("id").as_deref(), text("alternateId").as_deref().filter(|name| is_said(name)))
        .or_else(|| named(kind, text("alternateId").as_deref(), None))
}

fn target(event: &Event, kind: SubjectKind) -> Option<Subject> {
    let (_, types) = TARGETS.iter().find(|(known, _)| *known == kind)?;
    target_of(event, kind, types)
}

fn target_of(event: &Event, kind: SubjectKind, types: &[&str]) -> Option<Subject> {
    let is = |target: &&Value| target["type"].as_str().is_some_and(|name| types.iter().any(|known| known.eq_ignore_ascii_case(name)));
    let target = event.targets().iter().find(is)?;
    let text = |key: &str| target[key].as_str().filter(|text| is_said(text));
    named(kind, text("id"), text("displayName").or_else(|| text("alternateId")))
}

fn named(kind: SubjectKind, id: Option<&str>, name: Option<&str>) -> Option<Subject> {
    let short = |text: &str| text[..text.floor_char_boundary(LONGEST)].to_owned();
    id.filter(|id| is_said(id)).map(|id| Subject { kind, id: short(id), name: name.map(short) })
}

/// Okta writes these words where there is nothing.
fn is_said(text: &str) -> bool {
    !matches!(text, "" | "unknown" | "null" | "undefined")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: Value, kind: SubjectKind) -> (&'static str, String) {
        let mut value = value;
        value["uuid"] = "u".into();
        let subject = subject(&Event::of(value).unwrap(), Some(kind));
        (subject.kind.word(), subject.id)
    }

    #[test]
    fn a_subject_is_of_the_wanted_kind_or_else_whoever_acted() {
        let event = json!({
            "actor": {"id": "00u1", "type": "User", "alternateId": "ann@acme.example"},
            "client": {"ipAddress": "198.51.100.7"},
            "target": [{"id": "0oa1", "type": "AppInstance", "displayName": "Payroll"}, {"id": "00u2", "type": "User"}]
        });
        let id = |text: &str| text.to_owned();
        assert_eq!(of(event.clone(), SubjectKind::User), ("user", id("00u2")));
        assert_eq!(of(event.clone(), SubjectKind::App), ("application", id("0oa1")));
        assert_eq!(of(event.clone(), SubjectKind::Zone), ("user", id("00u1")));
        assert_eq!(of(event, SubjectKind::Address), ("address", id("198.51.100.7")));
        let unknown =
            json!({"actor": {"id": "unknown", "type": "User", "alternateId": "unknown"}, "client": {"ipAddress": "198.51.100.7"}});
        assert_eq!(of(unknown, SubjectKind::Actor), ("address", id("198.51.100.7")));
        assert_eq!(of(json!({"target": null, "actor": 7}), SubjectKind::User), ("org", id("org")));
    }
}
