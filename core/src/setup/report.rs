//! What a set-up report says.

use serde::{Deserialize, Serialize};

/// Whether a step of the guide was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was.
    Ok,
    /// It was not, or not as the guide says.
    Missing,
    /// Okta does not show us enough to tell.
    CannotTell,
}

/// One step of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupStep {
    /// A lasting name, such as `network_zone`.
    pub id: String,
    /// The step in a few words.
    pub title: String,
    /// Without it something cannot be read; the others are recommended.
    pub required: bool,
    /// Whether it was done.
    pub verdict: Verdict,
    /// What was seen.
    pub seen: String,
    /// What to click, if there is something to do.
    pub remedy: Option<String>,
}

/// What a verification saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupReport {
    /// The org's name, as Okta shows it.
    pub org: String,
    /// The steps of the guide, in its order.
    pub steps: Vec<SetupStep>,
    /// Requests made to Okta for this report.
    pub requests: u64,
    /// Requests that could have changed something: counted where requests are sent, and always none.
    pub writes: u64,
}

impl SetupReport {
    /// Whether every required step was done.
    pub fn is_complete(&self) -> bool {
        self.steps.iter().all(|step| !step.required || step.verdict == Verdict::Ok)
    }
}

/// A step about to be judged.
pub(super) struct Judging {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) required: bool,
    pub(super) remedy: &'static str,
}

impl Judging {
    pub(super) fn ok(&self, seen: impl Into<String>) -> SetupStep {
        self.step(Verdict::Ok, seen.into())
    }

    pub(super) fn missing(&self, seen: impl Into<String>) -> SetupStep {
        self.step(Verdict::Missing, seen.into())
    }

    pub(super) fn cannot_tell(&self, seen: impl Into<String>) -> SetupStep {
        self.step(Verdict::CannotTell, seen.into())
    }

    fn step(&self, verdict: Verdict, seen: String) -> SetupStep {
        let remedy = (verdict != Verdict::Ok).then(|| self.remedy.to_owned());
        SetupStep { id: self.id.to_owned(), title: self.title.to_owned(), required: self.required, verdict, seen, remedy }
    }
}
