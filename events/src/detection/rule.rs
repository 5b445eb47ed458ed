//! A rule, as people know it.

use super::{Level, SubjectKind};

/// A rule, as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its lasting name: `log.password-spray-one-source` for those built in, else its Sigma id or, without one, its title.
    pub id: String,
    /// What it sees, in a few words.
    pub title: String,
    /// What happened and why it matters.
    pub description: Option<String>,
    /// How bad it is.
    pub level: Level,
    /// Techniques of MITRE ATT&CK, `T1110.003`.
    pub techniques: Vec<String>,
    /// Tactics of MITRE ATT&CK, `initial-access`.
    pub tactics: Vec<String>,
    /// When it hits without anything being wrong.
    pub false_positives: Vec<String>,
    /// Where more is said.
    pub references: Vec<String>,
    /// What to do.
    pub remedy: Option<String>,
    /// Whom a hit is about; of a foreign rule, whoever can be told.
    pub subject: Option<SubjectKind>,
    /// The row of the catalogue of detections that it stands for.
    pub row: Option<u16>,
    /// One event, or several.
    pub kind: Kind,
    /// The file that it is from.
    pub file: String,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One event.
    Single,
    /// Several events that have something in common.
    Correlation,
}
