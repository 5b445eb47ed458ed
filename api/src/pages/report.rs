//! The set-up report: what of the guide is in place, step by step.

use http::StatusCode;
use maud::{Markup, html};

use super::{
    HtmlPage,
    guide::copyable,
    icons,
    layout::{Layout, console, org},
};

/// Seconds after which a page that is still waiting asks again.
const REFRESH_SECONDS: u32 = 2;

/// What the report page shows.
#[derive(Clone, Debug)]
pub struct ReportPage {
    /// The org, as its address.
    pub org: String,
    /// How far we are.
    pub state: ReportState,
    /// The steps, in the guide's order. Empty while nothing is known.
    pub steps: Vec<ReportStep>,
    /// The addresses from which we are seen, to be shown beside a missing zone.
    pub addresses: Vec<String>,
    /// Requests that the verification made, and how many of them could have changed something, once it is known.
    pub requests: Option<(u64, u64)>,
    /// Whether something around the secret (blanks, line ends) was taken off when it came.
    pub trimmed: bool,
    /// What else was learned, each in a sentence.
    pub remarks: Vec<String>,
}

/// How far the verification is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// Not done yet: the page asks for itself again.
    Checking,
    /// Okta accepted it.
    Accepted,
    /// A newer one was accepted before it was tried, and took its place.
    Overtaken,
    /// Okta did not accept it, or it cannot be used.
    Rejected {
        /// Why, in a sentence or two for people.
        reason: String,
        /// Where to try again, while attempts are left.
        retry: Option<String>,
    },
    /// It could not be verified yet, and is tried again by itself.
    Waiting {
        /// Why, in a sentence for people.
        reason: String,
    },
}

/// One step of the guide, as we found it.
#[derive(Clone, Debug)]
pub struct ReportStep {
    /// What the step asks for.
    pub title: String,
    /// Whether we cannot do without it.
    pub required: bool,
    /// How we found it.
    pub verdict: Verdict,
    /// What was seen.
    pub seen: String,
    /// What to do, with the path through Okta's admin console.
    pub fix: Option<String>,
    /// Whether our addresses help here.
    pub show_addresses: bool,
}

/// How a step was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is in place.
    Ok,
    /// It is not.
    Missing,
    /// It could not be seen.
    CannotTell,
}

impl Verdict {
    fn words(self) -> (&'static str, &'static str, Markup) {
        match self {
            Self::Ok => ("ok", "OK", icons::tick()),
            Self::Missing => ("missing", "Missing", icons::cross()),
            Self::CannotTell => ("unclear", "Cannot tell", icons::question()),
        }
    }
}

impl ReportPage {
    /// The page. While it is waiting it asks for itself every two seconds.
    pub fn render(&self) -> HtmlPage {
        let (title, refresh) = match self.state {
            ReportState::Checking => ("Checking your set-up", Some(REFRESH_SECONDS)),
            ReportState::Waiting { .. } => ("Waiting for Okta", Some(REFRESH_SECONDS)),
            ReportState::Accepted => ("Your set-up report", None),
            ReportState::Overtaken => ("Another one took its place", None),
            ReportState::Rejected { .. } => ("It was not accepted", None),
        };
        let markup = Layout { title, refresh }.around(&self.content());
        HtmlPage::new(StatusCode::OK, markup)
    }

    fn content(&self) -> Markup {
        html! {
            div class="intro" {
                (self.headline())
                @if self.trimmed { p class="hint" { "There were blanks or line ends around what you pasted. We took them off." } }
            }
            @if !self.steps.is_empty() {
                section class="card" aria-labelledby="steps" {
                    h2 id="steps" { "Step by step" }
                    ol class="steps" role="list" { @for step in &self.steps { (self.step(step)) } }
                }
            }
            @if !self.remarks.is_empty() {
                section class="card" aria-labelledby="remarks" {
                    h2 id="remarks" { "Good to know" }
                    ul class="remarks" role="list" { @for remark in &self.remarks { li { (remark) } } }
                }
            }
            p class="footing" {
                @match self.requests {
                    None => {}
                    Some((1, 0)) => { "We made " b { "1 request" } " to your org. Nothing was written." }
                    Some((many, 0)) => { "We made " b { (many) " requests" } " to your org. Nothing was written." }
                    Some((many, writes)) => { "We made " b { (many) " requests" } " to your org; " b { (writes) } " of them could have changed something. Please tell us." }
                }
            }
        }
    }

    fn headline(&self) -> Markup {
        let org = org(&self.org);
        match &self.state {
            ReportState::Checking => html! {
                h1 { "Checking " (org) }
                p class="lead waiting" role="status" { span class="pulse" aria-hidden="true" {} "What you handed over is sealed. We are looking at the set-up now; this page follows by itself." }
            },
            ReportState::Waiting { reason } => html! {
                h1 { "Waiting for " (org) }
                p class="lead waiting" role="status" { span class="pulse" aria-hidden="true" {} (reason) }
            },
            ReportState::Rejected { reason, retry } => html! {
                h1 { "Not accepted by " (org) }
                p class="banner missing" { (icons::cross()) span { (reason) } }
                @match retry {
                    Some(path) => p { a class="button" href=(path) { "Try again" } },
                    None => p class="lead" { "No attempts are left on this link. Ask whoever sent it for a new one." },
                }
            },
            ReportState::Overtaken => html! {
                h1 { (org) " is connected" }
                p class="banner ok" { (icons::tick()) span { "Something handed over after this was accepted in the meantime and is used instead. This was not tried, and is destroyed. You can close this page." } }
            },
            ReportState::Accepted => html! {
                h1 { (org) " is connected" }
                (self.verdict())
            },
        }
    }

    fn verdict(&self) -> Markup {
        let missing = |required| self.steps.iter().filter(|step| step.required == required && step.verdict == Verdict::Missing).count();
        match (missing(true), missing(false)) {
            (0, 0) if self.steps.iter().all(|step| step.verdict == Verdict::Ok) => html! {
                p class="banner ok" { (icons::tick()) span { "Everything is in place. You can close this page; the first review is on its way." } }
            },
            (0, 0) => html! {
                p class="banner ok" { (icons::tick()) span { "It works. Some steps could not be seen from here; they are marked below." } }
            },
            (0, _) => html! {
                p class="banner unclear" { (icons::question()) span { "It works. We recommend the steps marked below; nothing waits for them." } }
            },
            _ => html! {
                p class="banner missing" { (icons::cross()) span { "It works, but we cannot see all we need. Please see to the required steps below." } }
            },
        }
    }

    fn step(&self, step: &ReportStep) -> Markup {
        let (class, word, icon) = step.verdict.words();
        html! {
            // What is only recommended does not shout.
            li class={ (class) @if !step.required { " mild" } } {
                div class="sign" { (icon) }
                div class="told" {
                    h3 { (step.title) }
                    p class="state" { span class="badge" { (word) } @if step.required { " " span class="weight" { "required" } } @else { " " span class="weight" { "recommended" } } }
                    p { (step.seen) }
                    @if step.verdict != Verdict::Ok {
                        @if let Some(fix) = &step.fix { p class="fix" { (advice(fix)) } }
                        @if step.show_addresses { (copyable(&self.addresses)) }
                    }
                }
            }
        }
    }
}

/// What to do. A path through the admin console in front is shown as one.
fn advice(text: &str) -> Markup {
    let path = |text: &&str| text.contains(" › ") && !text.contains(['.', ',']);
    match text.split_once(": ").filter(|(front, _)| path(front)) {
        Some((front, rest)) => html! { (console(front)) ": " (rest) },
        None => html! { (text) },
    }
}
