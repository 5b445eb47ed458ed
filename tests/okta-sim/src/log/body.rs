//! One entry of the log as Okta writes it. Pages have a thousand of them, so they are written as text at once.

use std::borrow::Cow;
use std::net::IpAddr;

use super::judged::{details, in_context, judged};
use super::parts::{Session, Thing, proof};
use super::places::Origin;
use super::text::{all, hex, optional, push_address, push_time, push_uuid, quote};
use super::titles::{self, Title};
use crate::id::{Id, draw};

/// What an entry says.
pub(super) struct Event {
    pub(super) title: &'static Title,
    pub(super) actor: Thing,
    /// Where the request came from; jobs come from nowhere.
    pub(super) origin: Option<Origin>,
    /// `client.id`: the OAuth client or agent.
    pub(super) client: Option<Id>,
    /// `device`, as JSON.
    pub(super) device: Option<String>,
    pub(super) session: Session,
    /// How somebody was authenticated, see [`proof`].
    pub(super) proof: Cow<'static, str>,
    pub(super) result: &'static str,
    pub(super) reason: Option<Cow<'static, str>>,
    pub(super) targets: Vec<Thing>,
    /// `requestUri`.
    pub(super) uri: Cow<'static, str>,
    /// Further debug data: JSON members, each with a comma before it.
    pub(super) debug: String,
    /// What the request was part of: entries of one transaction have the same.
    pub(super) transaction: u64,
    /// The API token that was used.
    pub(super) token: Option<Id>,
}

/// As long as most entries, in bytes.
pub(super) const LENGTH: usize = 3_072;

impl Event {
    /// An event of a success; what else it has is set afterwards.
    pub(super) fn new(title: &'static Title, actor: Thing, transaction: u64) -> Self {
        Event {
            title,
            actor,
            origin: None,
            client: None,
            device: None,
            session: Session::None,
            proof: Cow::Borrowed(proof::NONE),
            result: "SUCCESS",
            reason: None,
            targets: Vec::new(),
            uri: Cow::Borrowed("/api/v1/authn"),
            debug: String::new(),
            transaction,
            token: None,
        }
    }

    /// Adds debug data: a text.
    pub(super) fn tell(&mut self, key: &str, value: &str) {
        self.debug.push_str(",\"");
        self.debug.push_str(key);
        self.debug.push_str("\":");
        quote(&mut self.debug, value);
    }

    /// Writes the event; its id follows from its number.
    pub(super) fn write(&self, text: &mut String, seed: u64, number: u64, published: i64) {
        text.push_str("{\"actor\":");
        self.actor.write(text, false);
        self.client(text);
        text.push_str(",\"device\":");
        text.push_str(self.device.as_deref().unwrap_or("null"));
        self.context(text);
        all(
            text,
            &[
                ",\"displayMessage\":\"",
                self.title.message,
                "\",\"eventType\":\"",
                self.title.name,
                "\",\"outcome\":{\"result\":\"",
                self.result,
            ],
        );
        text.push_str("\",\"reason\":");
        optional(text, self.reason.as_deref());
        text.push_str("},\"published\":\"");
        push_time(text, published);
        self.security(text, seed);
        all(text, &[",\"severity\":\"", self.title.severity, "\",\"debugContext\":{\"debugData\":{"]);
        self.debug_data(text, seed);
        text.push_str("}},\"legacyEventType\":");
        optional(text, self.title.legacy);
        all(text, &[",\"transaction\":{\"type\":\"", if self.origin.is_some() { "WEB" } else { "JOB" }, "\",\"id\":\""]);
        hex(text, draw(seed, 340, self.transaction));
        hex(text, self.transaction);
        text.push_str("\",\"detail\":{");
        if let Some(token) = self.token {
            all(text, &["\"requestApiTokenId\":\"", token.as_str(), "\""]);
        }
        text.push_str("}},\"uuid\":\"");
        push_uuid(text, draw(seed, 316, number), draw(seed, 317, number));
        text.push_str("\",\"version\":\"0\",\"request\":{\"ipChain\":[");
        self.chain(text);
        text.push_str("]},\"target\":");
        self.targets(text, number);
        text.push('}');
    }

    fn client(&self, text: &mut String) {
        let id = self.client.as_ref().map(Id::as_str);
        let Some(origin) = &self.origin else {
            text.push_str(",\"client\":{\"userAgent\":null,\"zone\":\"null\",\"device\":null,\"id\":");
            optional(text, id);
            return text.push_str(",\"ipAddress\":null,\"geographicalContext\":null}");
        };
        // The zone is the text null, not null itself.
        all(
            text,
            &[
                ",\"client\":{\"userAgent\":",
                origin.agent.json,
                ",\"zone\":\"",
                zone(origin.address),
                "\",\"device\":\"",
                origin.agent.device,
            ],
        );
        text.push_str("\",\"id\":");
        optional(text, id);
        text.push_str(",\"ipAddress\":\"");
        push_address(text, origin.address);
        all(text, &["\",\"geographicalContext\":", origin.city.geography, "}"]);
    }

    fn context(&self, text: &mut String) {
        all(text, &[",\"authenticationContext\":{", &self.proof, ",\"authenticationStep\":0,\"rootSessionId\":"]);
        self.session.root(text);
        text.push_str(",\"externalSessionId\":");
        self.session.external(text);
        text.push('}');
    }

    /// Sign-ins tell here too what is thought of them.
    fn security(&self, text: &mut String, seed: u64) {
        text.push_str("\",\"securityContext\":{");
        let Some(origin) = &self.origin else {
            return text.push_str("\"asNumber\":null,\"asOrg\":null,\"isp\":null,\"domain\":null,\"isProxy\":null}");
        };
        all(text, &[origin.city.provider, ",\"isProxy\":", if origin.proxy { "true" } else { "false" }]);
        let signs_in = [&titles::EVALUATE, &titles::SESSION_START].iter().any(|title| title.name == self.title.name);
        if signs_in && origin.device_token.is_some() {
            in_context(text, seed, origin);
        }
        text.push('}');
    }

    fn debug_data(&self, text: &mut String, seed: u64) {
        text.push_str("\"requestId\":\"");
        hex(text, draw(seed, 340, self.transaction));
        hex(text, self.transaction);
        all(text, &["\",\"requestUri\":\"", &self.uri, "\",\"url\":\"", &self.uri, "?\",\"traceId\":\""]);
        push_uuid(text, draw(seed, 341, self.transaction), draw(seed, 342, self.transaction));
        text.push('"');
        if let Some(origin) = &self.origin {
            if let Some(token) = origin.device_token {
                text.push_str(",\"dtHash\":\"");
                (0..4).for_each(|part| hex(text, draw(token, 343, part)));
                text.push_str("\",\"deviceFingerprint\":\"");
                (4..6).for_each(|part| hex(text, draw(token, 343, part)));
                text.push('"');
                judged(text, origin);
            }
            all(text, &[",\"threatSuspected\":\"", if origin.threat { "true\"" } else { "false\"" }]);
            if origin.proxy {
                text.push_str(r#","tunnels":"[{\"anonymous\":true,\"operator\":\"EXAMPLE_VPN\",\"type\":\"VPN\"}]""#);
            }
        }
        text.push_str(&self.debug);
    }

    fn chain(&self, text: &mut String) {
        let Some(origin) = &self.origin else { return };
        text.push_str("{\"ip\":\"");
        push_address(text, origin.address);
        let version = if origin.address.is_ipv4() { "V4" } else { "V6" };
        all(text, &["\",\"geographicalContext\":", origin.city.geography, ",\"version\":\"", version, "\",\"source\":null"]);
        if origin.proxy {
            details(text, origin);
        }
        text.push('}');
    }

    /// Where a target stands means nothing: the list begins now with one, now with another.
    fn targets(&self, text: &mut String, number: u64) {
        if self.targets.is_empty() {
            return text.push_str("null");
        }
        let turn = (number / 3) as usize % self.targets.len();
        let (first, rest) = self.targets.split_at(turn);
        for (place, target) in rest.iter().chain(first).enumerate() {
            text.push(if place == 0 { '[' } else { ',' });
            target.write(text, true);
        }
        text.push(']');
    }
}

/// The zone that an address is in, where it is one of the offices.
fn zone(address: IpAddr) -> &'static str {
    match address {
        IpAddr::V4(address) if address.octets()[..3] == [192, 0, 2] && address.octets()[3] < 192 => "Offices",
        _ => "null",
    }
}
