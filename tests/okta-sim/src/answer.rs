//! What an endpoint answers, before it becomes a response.

use serde::Serialize;

use crate::errors::Refusal;
use crate::paging::Links;

/// An answer of the application tier.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// Written as header lines.
    pub(crate) links: Option<Links>,
    pub(crate) violation: Option<String>,
}

impl Answer {
    pub(crate) fn of(value: &impl Serialize) -> Self {
        Answer { status: 200, body: json(value), links: None, violation: None }
    }

    pub(crate) fn linked(mut self, links: Links) -> Self {
        self.links = Some(links);
        self
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Answer { status: refusal.status, body: refusal.body(), links: None, violation: refusal.violation }
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("answers have text keys only")
}
