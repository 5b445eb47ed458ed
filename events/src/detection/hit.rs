//! What a rule sees in an event.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{Rule, SubjectKind, correlation::Mark};

/// What all rules see in an event.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Of rules over single events.
    pub hits: Vec<Hit>,
    /// What rules over several keep of it.
    pub marks: Vec<Mark>,
}

/// An event that a rule hit.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The rule.
    pub rule: Arc<Rule>,
    /// The event's id.
    pub uuid: String,
    /// When it happened.
    pub at: Option<OffsetDateTime>,
    /// Whom it is about.
    pub subject: Subject,
    /// What the rule asked for and found: fields and their values, twenty at most, each cut to 200 bytes.
    pub matched: Vec<(String, String)>,
}

/// Whom a hit is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Its id; cut to 300 bytes.
    pub id: String,
    /// Its name; cut to 300 bytes.
    pub name: Option<String>,
}
