//! What came out of one check over one snapshot.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Severity, Subject, SubjectKind};
use crate::snapshot::Reason;

/// What came out of one check, possibly all of it at once. An entry without a subject speaks of all of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What is wrong.
    pub found: Vec<Found>,
    /// What was judged and is in order.
    pub clear: Vec<Subject>,
    /// What the rule does not speak of, and why.
    pub not_applicable: Vec<(Option<Subject>, String)>,
    /// What could not be judged, and why.
    pub not_evaluated: Vec<(Option<Subject>, Reason)>,
    /// What only a person can answer, and the question.
    pub attest: Vec<(Option<Subject>, String)>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// What it is about.
    pub subject: Subject,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence for people, with names and numbers.
    pub summary: String,
    /// What it rests on: an object with `snake_case` keys.
    pub evidence: Value,
}

/// What an outcome says of one subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict<'a> {
    /// It is wrong.
    Found(&'a Found),
    /// It was judged and is in order.
    Clear,
    /// The rule does not speak of it.
    NotApplicable(&'a str),
    /// It could not be judged: an open finding stays open.
    NotEvaluated(&'a Reason),
    /// A person has to answer.
    Attest(&'a str),
    /// All subjects were judged and it is not among them: it is gone, or no longer such a subject.
    Gone,
}

impl Outcome {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Something is wrong with the subject.
    pub fn found(mut self, subject: impl Into<Subject>, severity: Severity, summary: impl Into<String>, evidence: Value) -> Self {
        self.found.push(Found { subject: subject.into(), severity, summary: summary.into(), evidence });
        self
    }

    /// The subject is in order.
    pub fn clear(mut self, subject: impl Into<Subject>) -> Self {
        self.clear.push(subject.into());
        self
    }

    /// The rule does not speak of the subject.
    pub fn not_applicable(mut self, subject: impl Into<Subject>, why: impl Into<String>) -> Self {
        self.not_applicable.push((Some(subject.into()), why.into()));
        self
    }

    /// The rule does not speak of anything in this org.
    pub fn nowhere_applicable(mut self, why: impl Into<String>) -> Self {
        self.not_applicable.push((None, why.into()));
        self
    }

    /// The subject could not be judged.
    pub fn not_evaluated(mut self, subject: impl Into<Subject>, reason: Reason) -> Self {
        self.not_evaluated.push((Some(subject.into()), reason));
        self
    }

    /// Some or all subjects could not even be named.
    pub fn unseen(mut self, reason: Reason) -> Self {
        self.not_evaluated.push((None, reason));
        self
    }

    /// A person has to say whether the subject is in order.
    pub fn attest(mut self, subject: impl Into<Subject>, question: impl Into<String>) -> Self {
        self.attest.push((Some(subject.into()), question.into()));
        self
    }

    /// Whether nothing was said at all.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
            && self.clear.is_empty()
            && self.not_applicable.is_empty()
            && self.not_evaluated.is_empty()
            && self.attest.is_empty()
    }

    /// What this says of each subject that it names, by its identity: by this an open finding is kept, resolved or left as it is.
    pub fn by_subject<'a>(&'a self) -> BySubject<'a> {
        let mut of = HashMap::new();
        let mut say = |subject: &'a Subject, verdict: Verdict<'a>| of.insert((subject.kind, subject.id.as_str()), verdict);
        // What is said of a subject later is worse, and holds.
        for (subject, why) in named(&self.not_applicable) {
            say(subject, Verdict::NotApplicable(why));
        }
        for subject in &self.clear {
            say(subject, Verdict::Clear);
        }
        for (subject, question) in named(&self.attest) {
            say(subject, Verdict::Attest(question));
        }
        for (subject, reason) in named(&self.not_evaluated) {
            say(subject, Verdict::NotEvaluated(reason));
        }
        for found in &self.found {
            say(&found.subject, Verdict::Found(found));
        }
        BySubject { of, absent: self.of_the_absent() }
    }

    /// What this says of a subject that it does not name.
    fn of_the_absent(&self) -> Verdict<'_> {
        if let Some((_, reason)) = self.not_evaluated.iter().find(|entry| entry.0.is_none()) {
            return Verdict::NotEvaluated(reason);
        }
        match self.not_applicable.iter().find(|entry| entry.0.is_none()) {
            Some((_, why)) => Verdict::NotApplicable(why),
            None => Verdict::Gone,
        }
    }
}

/// The entries that are about one subject.
fn named<T>(entries: &[(Option<Subject>, T)]) -> impl Iterator<Item = (&Subject, &T)> {
    entries.iter().filter_map(|(subject, what)| Some((subject.as_ref()?, what)))
}

/// What a check says, by subject.
pub struct BySubject<'a> {
    of: HashMap<(SubjectKind, &'a str), Verdict<'a>>,
    absent: Verdict<'a>,
}

impl<'a> BySubject<'a> {
    /// Of this subject.
    pub fn of(&self, kind: SubjectKind, id: &str) -> Verdict<'a> {
        self.of.get(&(kind, id)).copied().unwrap_or(self.absent)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn subject(id: &str) -> Subject {
        Subject::new(SubjectKind::User, id, None)
    }

    fn verdict<'a>(outcome: &'a Outcome, id: &str) -> Verdict<'a> {
        outcome.by_subject().of(SubjectKind::User, id)
    }

    #[test]
    fn an_outcome_says_of_each_subject_what_is_worst() {
        let outcome = Outcome::new()
            .found(subject("bad"), Severity::Low, "bad", json!({}))
            .not_evaluated(subject("bad"), Reason::partial("half"))
            .clear(subject("good"))
            .clear(subject("half"))
            .not_evaluated(subject("half"), Reason::partial("half"))
            .not_applicable(subject("other"), "other kind")
            .attest(subject("asked"), "is it so?");
        assert!(matches!(verdict(&outcome, "bad"), Verdict::Found(_)));
        assert_eq!(verdict(&outcome, "good"), Verdict::Clear);
        assert!(matches!(verdict(&outcome, "half"), Verdict::NotEvaluated(_)));
        assert_eq!(verdict(&outcome, "other"), Verdict::NotApplicable("other kind"));
        assert_eq!(verdict(&outcome, "asked"), Verdict::Attest("is it so?"));
        assert_eq!(verdict(&outcome, "absent"), Verdict::Gone);
        assert_eq!(outcome.by_subject().of(SubjectKind::Group, "bad"), Verdict::Gone);
    }

    #[test]
    fn nobody_is_gone_when_some_could_not_be_seen() {
        let outcome = Outcome::new().clear(subject("good")).unseen(Reason::partial("2 could not be read"));
        assert_eq!(verdict(&outcome, "good"), Verdict::Clear);
        assert!(matches!(verdict(&outcome, "absent"), Verdict::NotEvaluated(_)));
    }

    #[test]
    fn a_feature_that_is_off_applies_to_nobody() {
        let outcome = Outcome::new().nowhere_applicable("off");
        assert_eq!(verdict(&outcome, "any"), Verdict::NotApplicable("off"));
        assert!(!outcome.is_empty() && Outcome::new().is_empty());
    }
}
