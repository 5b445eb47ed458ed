//! What is kept of an event, and what several of them show.

use std::collections::BTreeMap;

use time::OffsetDateTime;

/// What a rule keeps of an event: a kilobyte or so at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The rule.
    pub rule: String,
    /// What the event has in common with others of its group.
    pub group: String,
    /// When it happened.
    pub at: OffsetDateTime,
    /// Its id.
    pub uuid: String,
    /// Which of the rule's parts it answers, counted from 0.
    pub part: u8,
    /// The fields that the rule asks for.
    pub values: BTreeMap<String, String>,
}

/// Several events that together are what a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// What they have in common.
    pub group: String,
    /// The first of them.
    pub from: OffsetDateTime,
    /// The last of them.
    pub until: OffsetDateTime,
    /// How many there are.
    pub count: usize,
    /// Their ids, the first hundred.
    pub events: Vec<String>,
    /// The id of whom it is about.
    pub subject: String,
    /// The name of whom it is about.
    pub name: Option<String>,
    /// What was seen, in a sentence.
    pub words: String,
    /// The values of the field that a rule above goes on with, a thousand at most.
    pub touched: Vec<String>,
}
