//! What an endpoint answers, before it becomes a response.

use std::ops::Deref;

use hyper::header::HeaderName;
use serde::Serialize;

use crate::errors::Refusal;
use crate::paging::Links;
use crate::text::Text;

/// What an answer says.
pub(crate) enum Body {
    Bytes(Vec<u8>),
    /// Long lists, of which it is known how they repeat themselves.
    Written(Box<Text>),
}

impl Body {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Body::Bytes(bytes) => bytes,
            Body::Written(text) => text.into_bytes(),
        }
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Body::Bytes(bytes) => bytes,
            Body::Written(text) => text.as_bytes(),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Body::Bytes(bytes)
    }
}

/// An answer of the application tier.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Body,
    /// Written as header lines.
    pub(crate) links: Option<Box<Links>>,
    pub(crate) violation: Option<String>,
    /// Headers that it has beside those that all answers have.
    pub(crate) headers: Vec<(HeaderName, String)>,
}

impl Answer {
    pub(crate) fn of(value: &impl Serialize) -> Self {
        Answer::plain(200, json(value))
    }

    pub(crate) fn plain(status: u16, body: Vec<u8>) -> Self {
        Answer { status, body: body.into(), links: None, violation: None, headers: Vec::new() }
    }

    pub(crate) fn written(text: Text) -> Self {
        Answer { body: Body::Written(Box::new(text)), ..Answer::plain(200, Vec::new()) }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn linked(mut self, links: Links) -> Self {
        self.links = Some(Box::new(links));
        self
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Answer { violation: refusal.violation.clone(), ..Answer::plain(refusal.status, refusal.body()) }
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("answers have text keys only")
}
