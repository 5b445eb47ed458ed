//! One entry of the log as Okta writes it. Pages have a thousand of them, so they are written as text at once.

use crate::id::{Id, ascii, draw, hex, uuid_digits};
use crate::org::World;
use crate::stamp::milliseconds;
use crate::text::Text;

/// Writes one part of an entry, as JSON.
pub(super) type Part<'a> = &'a dyn Fn(&mut Text);

/// The parts in which entries differ.
pub(super) struct Parts<'a> {
    pub(super) actor: Part<'a>,
    pub(super) client: Part<'a>,
    pub(super) outcome: &'a str,
    pub(super) target: Part<'a>,
    /// What the transaction tells beside its id.
    pub(super) detail: &'a str,
    pub(super) chain: Part<'a>,
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
pub(super) fn entry(text: &mut Text, world: &World, number: u64, published: i64, title: Title, parts: &Parts<'_>) {
    let random = |stream: u64| draw(world.seed, stream, number);
    let (session, request, hash) = (hex(random(313)), uuid_digits(random(314), random(315)), hex(random(318)));
    let (id, published, Title { name, message, severity }) = (uuid_digits(random(316), random(317)), milliseconds(published), title);
    let (session, request, hash) = (ascii(&session), ascii(&request), ascii(&hash));
    text.push(r#"{"actor":"#);
    (parts.actor)(text);
    text.push(r#","client":"#);
    (parts.client)(text);
    text.extend(&[
        r#","device":null,"authenticationContext":{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"rootSessionId":"idx"#,
        session,
        r#"","externalSessionId":"idx"#,
        session,
        r#""},"displayMessage":""#,
        message,
        r#"","eventType":""#,
        name,
        r#"","outcome":"#,
        parts.outcome,
        r#","published":""#,
        ascii(&published),
        r#"","securityContext":{"asNumber":64496,"asOrg":"example","isp":"example","domain":"example.net","isProxy":false},"severity":""#,
        severity,
        r#"","debugContext":{"debugData":{"requestId":""#,
        request,
        r#"","requestUri":"/api/v1/authn","url":"/api/v1/authn?","dtHash":""#,
        hash,
        r#"","threatSuspected":"false","behaviors":"{New Geo-Location=NEGATIVE, New Device=NEGATIVE}"}},"legacyEventType":null,"transaction":{"type":"WEB","id":""#,
        request,
        r#"","detail":"#,
        parts.detail,
        r#"},"uuid":""#,
        ascii(&id),
        r#"","version":"0","request":{"ipChain":"#,
    ]);
    (parts.chain)(text);
    text.push(r#"},"target":"#);
    (parts.target)(text);
    text.push("}");
}

/// Somebody or something as actor.
pub(super) fn thing(text: &mut Text, id: &str, kind: &str, alternate: &str, name: &str) {
    described(text, id, kind, alternate, name);
    text.push(r#","detailEntry":null}"#);
}

/// The same as target, with what else is told of it as JSON.
pub(super) fn target(text: &mut Text, id: &str, kind: &str, alternate: &str, name: &str, detail: &str) {
    described(text, id, kind, alternate, name);
    text.extend(&[r#","detailEntry":"#, detail, r#","changeDetails":null}"#]);
}

fn described(text: &mut Text, id: &str, kind: &str, alternate: &str, name: &str) {
    text.extend(&[r#"{"id":""#, id, r#"","type":""#, kind, r#"","alternateId":"#]);
    text.quote(alternate);
    text.push(r#","displayName":"#);
    text.quote(name);
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
        Named { id: user.id, login: user.login, name: [&*user.first, " ", &*user.last].concat() }
    }

    pub(super) fn actor(&self, text: &mut Text) {
        thing(text, self.id.as_str(), "User", &self.login, &self.name);
    }

    pub(super) fn target(&self, text: &mut Text, detail: &str) {
        target(text, self.id.as_str(), "User", &self.login, &self.name, detail);
    }
}
