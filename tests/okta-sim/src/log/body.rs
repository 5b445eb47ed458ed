//! One entry of the log as Okta writes it. Pages have a thousand of them, so they are written as text at once.

use std::fmt::{Display, Write};

use serde_json::json;
use time::OffsetDateTime;

use crate::id::{draw, uuid};
use crate::org::World;

/// The parts in which entries differ, each as JSON.
pub(super) struct Parts {
    pub(super) actor: String,
    pub(super) client: String,
    pub(super) outcome: String,
    pub(super) target: String,
    /// What the transaction tells beside its id.
    pub(super) detail: String,
    pub(super) chain: String,
}

/// The type of an entry: its name, what Okta says of it, how grave it is.
#[derive(Clone, Copy)]
pub(super) struct Title {
    pub(super) name: &'static str,
    pub(super) message: &'static str,
    pub(super) severity: &'static str,
}

/// As long as most entries, in bytes.
const LENGTH: usize = 2048;

/// An entry with its parts; the rest follows from its number.
pub(super) fn entry(world: &World, number: u64, published: i64, title: Title, parts: &Parts) -> String {
    let random = |stream: u64| draw(world.seed, stream, number);
    let (session, request, hash) = (random(313), uuid(random(314), random(315)), random(318));
    let (id, published, Title { name, message, severity }) = (uuid(random(316), random(317)), written(published), title);
    let Parts { actor, client, outcome, target, detail, chain } = parts;
    let mut text = String::with_capacity(LENGTH);
    write!(
        text,
        r#"{{"actor":{actor},"client":{client},"device":null,"authenticationContext":{{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"rootSessionId":"idx{session:016x}","externalSessionId":"idx{session:016x}"}},"displayMessage":"{message}","eventType":"{name}","outcome":{outcome},"published":"{published}","securityContext":{{"asNumber":64496,"asOrg":"example","isp":"example","domain":"example.net","isProxy":false}},"severity":"{severity}","debugContext":{{"debugData":{{"requestId":"{request}","requestUri":"/api/v1/authn","url":"/api/v1/authn?","dtHash":"{hash:016x}","threatSuspected":"false","behaviors":"{{New Geo-Location=NEGATIVE, New Device=NEGATIVE}}"}}}},"legacyEventType":null,"transaction":{{"type":"WEB","id":"{request}","detail":{detail}}},"uuid":"{id}","version":"0","request":{{"ipChain":{chain}}},"target":{target}}}"#
    )
    .expect("a text takes whatever is written");
    text
}

/// A time with milliseconds.
fn written(at: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, clock) = (time.date(), time.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second(),
        clock.millisecond()
    )
}

/// Somebody or something as actor.
pub(super) fn thing(id: impl Display, kind: &str, alternate: &str, name: &str) -> String {
    let (alternate, name) = (json!(alternate), json!(name));
    format!(r#"{{"id":"{id}","type":"{kind}","alternateId":{alternate},"displayName":{name},"detailEntry":null}}"#)
}

/// The same as target, with what else is told of it as JSON.
pub(super) fn target(id: impl Display, kind: &str, alternate: &str, name: &str, detail: &str) -> String {
    let (alternate, name) = (json!(alternate), json!(name));
    format!(r#"{{"id":"{id}","type":"{kind}","alternateId":{alternate},"displayName":{name},"detailEntry":{detail},"changeDetails":null}}"#)
}

/// A user: id, login and name.
pub(super) fn user(world: &World, number: u64) -> (String, String, String) {
    let user = world.users.user(number);
    (user.id.to_string(), user.login, format!("{} {}", user.first, user.last))
}

/// A user as target.
pub(super) fn user_target(world: &World, number: u64, detail: &str) -> String {
    let (id, login, name) = user(world, number);
    target(id, "User", &login, &name, detail)
}
