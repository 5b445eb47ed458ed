//! One entry of the log as Okta writes it. Pages have a thousand of them, so they are written as text at once.

use std::fmt::{self, Display, Write};

use serde_json::json;
use time::OffsetDateTime;

use crate::id::{Id, draw, uuid};
use crate::org::World;

/// The parts in which entries differ, each as JSON.
pub(super) struct Parts<'a> {
    pub(super) actor: &'a dyn Display,
    pub(super) client: &'a dyn Display,
    pub(super) outcome: &'a str,
    pub(super) target: &'a dyn Display,
    /// What the transaction tells beside its id.
    pub(super) detail: &'a str,
    pub(super) chain: &'a dyn Display,
}

/// The type of an entry: its name, what Okta says of it, how grave it is.
#[derive(Clone, Copy)]
pub(super) struct Title {
    pub(super) name: &'static str,
    pub(super) message: &'static str,
    pub(super) severity: &'static str,
}

/// As long as most entries, in bytes.
pub(super) const LENGTH: usize = 2048;

/// Writes an entry with its parts; the rest follows from its number.
pub(super) fn entry(text: &mut String, world: &World, number: u64, published: i64, title: Title, parts: &Parts<'_>) {
    let random = |stream: u64| draw(world.seed, stream, number);
    let (session, request, hash) = (random(313), uuid(random(314), random(315)), random(318));
    let (id, published, Title { name, message, severity }) = (uuid(random(316), random(317)), written(published), title);
    let Parts { actor, client, outcome, target, detail, chain } = parts;
    write!(
        text,
        r#"{{"actor":{actor},"client":{client},"device":null,"authenticationContext":{{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"rootSessionId":"idx{session:016x}","externalSessionId":"idx{session:016x}"}},"displayMessage":"{message}","eventType":"{name}","outcome":{outcome},"published":"{published}","securityContext":{{"asNumber":64496,"asOrg":"example","isp":"example","domain":"example.net","isProxy":false}},"severity":"{severity}","debugContext":{{"debugData":{{"requestId":"{request}","requestUri":"/api/v1/authn","url":"/api/v1/authn?","dtHash":"{hash:016x}","threatSuspected":"false","behaviors":"{{New Geo-Location=NEGATIVE, New Device=NEGATIVE}}"}}}},"legacyEventType":null,"transaction":{{"type":"WEB","id":"{request}","detail":{detail}}},"uuid":"{id}","version":"0","request":{{"ipChain":{chain}}},"target":{target}}}"#
    )
    .expect("a text takes whatever is written");
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
pub(super) fn thing(id: impl Display, kind: &str, alternate: &str, name: &str) -> impl Display {
    fmt::from_fn(move |f| {
        let (alternate, name) = (quoted(alternate), quoted(name));
        write!(f, r#"{{"id":"{id}","type":"{kind}","alternateId":{alternate},"displayName":{name},"detailEntry":null}}"#)
    })
}

/// The same as target, with what else is told of it as JSON.
pub(super) fn target(id: impl Display, kind: &str, alternate: &str, name: &str, detail: &str) -> impl Display {
    fmt::from_fn(move |f| {
        let (alternate, name) = (quoted(alternate), quoted(name));
        write!(
            f,
            r#"{{"id":"{id}","type":"{kind}","alternateId":{alternate},"displayName":{name},"detailEntry":{detail},"changeDetails":null}}"#
        )
    })
}

/// A text as JSON. Hardly any has something to escape.
fn quoted(text: &str) -> impl Display {
    let plain = text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    fmt::from_fn(move |f| if plain { write!(f, "\"{text}\"") } else { json!(text).fmt(f) })
}

/// A user as entries name one.
pub(super) struct Named {
    id: Id,
    login: String,
    name: String,
}

impl Named {
    pub(super) fn of(world: &World, number: u64) -> Self {
        let user = world.users.user(number);
        Named { id: user.id, login: user.login, name: format!("{} {}", user.first, user.last) }
    }

    pub(super) fn actor(&self) -> impl Display {
        thing(self.id, "User", &self.login, &self.name)
    }

    pub(super) fn target(&self, detail: &str) -> impl Display {
        target(self.id, "User", &self.login, &self.name, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_json_whatever_is_in_them() {
        for text in ["Ada Lovelace", "", "Zo\u{eb}", "a \"b\" \\ c", "line\nline", "\u{1}"] {
            assert_eq!(quoted(text).to_string(), json!(text).to_string());
        }
    }
}
