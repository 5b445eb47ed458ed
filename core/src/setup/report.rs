//! What a set-up report says.

use serde::{Deserialize, Serialize};

use crate::{
    snapshot::{OwnIdentity, Snapshot},
    store::Engine,
};

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
    /// Which of Okta's engines the org has, if it says so.
    pub engine: Option<Engine>,
    /// Whether the access tokens of an OAuth client are bound to a key (DPoP); none for an API token.
    pub proof_of_possession: Option<bool>,
    /// Whether the app demands that; if it does not, tokens are bound because we offer it. None where Okta does not show the app.
    #[serde(default)]
    pub proof_demanded: Option<bool>,
    /// How far Okta's clock is ahead of ours, in seconds; negative: behind.
    pub clock_ahead_seconds: Option<i64>,
    /// What the org does not offer, of what was asked for.
    #[serde(default)]
    pub not_offered: Vec<String>,
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
    /// What to click where an OAuth client's app is set up instead of a token's owner.
    pub(super) of_app: &'static str,
}

impl Judging {
    pub(super) fn of(&self, seen: &Snapshot) -> Judged<'_> {
        let own = seen.own.as_ref();
        let remedy = if own.is_some_and(|own| own.user().is_none()) { self.of_app } else { self.remedy };
        Judged { judging: self, remedy, noun: own.map_or("account", OwnIdentity::noun) }
    }
}

/// A step about to be judged for our account or app.
pub(super) struct Judged<'a> {
    judging: &'a Judging,
    remedy: &'static str,
    /// What acts in the org: "account" or "app".
    pub(super) noun: &'static str,
}

impl Judged<'_> {
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
        let Judging { id, title, required, .. } = *self.judging;
        SetupStep { id: id.to_owned(), title: title.to_owned(), required, verdict, seen, remedy }
    }
}
