//! What the checks say, and what it means for each finding: opened, seen again, resolved, or left as it is.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{
    checks::{self, Check, Found, Outcome, Params, SubjectKind, Verdict},
    ids::{ConnectionId, FindingId, RunId},
    snapshot::Snapshot,
    store::{CheckSetting, Finding, FindingState, Result, RunCheck, Seen, TenantScope},
};

/// Reasons kept of what a check could not evaluate.
const REASONS: usize = 100;

/// What each enabled check said of a snapshot.
pub struct Verdicts {
    outcomes: Vec<(&'static Check, Outcome)>,
    switched_off: Vec<&'static Check>,
}

/// Runs every check that the tenant has not switched off, with the tenant's parameters.
pub fn judge(snapshot: &Snapshot, settings: &[CheckSetting]) -> Verdicts {
    let settings: BTreeMap<&str, &CheckSetting> = settings.iter().map(|setting| (setting.check_id.as_str(), setting)).collect();
    let (on, switched_off): (Vec<_>, Vec<_>) =
        checks::ALL.iter().copied().partition(|check| settings.get(check.id).is_none_or(|setting| setting.enabled));
    let outcomes = on
        .into_iter()
        .map(|check| {
            let overrides = settings.get(check.id).and_then(|setting| setting.params.as_object());
            // Overrides were checked when they were set; one that a newer version of the check does not take falls back to the defaults.
            let params = overrides.and_then(|overrides| Params::with(check, overrides).ok()).unwrap_or_else(|| Params::defaults(check));
            (check, checks::evaluate(check, snapshot, &params))
        })
        .collect();
    Verdicts { outcomes, switched_off }
}

impl Verdicts {
    /// How many checks or subjects could not be evaluated.
    pub fn not_evaluated(&self) -> usize {
        self.outcomes.iter().map(|(_, outcome)| outcome.not_evaluated.len()).sum()
    }

    /// Writes down what the checks said and moves the findings of a connection accordingly. Findings of a check that the tenant has switched
    /// off stay as they are, marked as not seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn apply(&self, scope: &mut TenantScope, connection: ConnectionId, run: RunId, at: OffsetDateTime) -> Result<()> {
        for (check, outcome) in &self.outcomes {
            scope.keep_run_check(run, &summary(check, outcome)).await?;
            let known = scope.findings_of_check(connection, check.id).await?;
            let moves = Moves::of(outcome, &known);
            scope.open_findings(connection, check.id, run, at, &moves.new.iter().collect::<Vec<_>>()).await?;
            let again: Vec<(&Finding, &Seen)> = moves.again.iter().map(|(finding, seen)| (*finding, seen)).collect();
            scope.see_again(run, at, &again).await?;
            scope.resolve_findings(run, at, &moves.resolved).await?;
            scope.miss_findings(run, at, &moves.missed).await?;
        }
        for check in &self.switched_off {
            let known = scope.findings_of_check(connection, check.id).await?;
            let open: Vec<FindingId> =
                known.iter().filter(|finding| finding.state == FindingState::Open).map(|finding| finding.id).collect();
            scope.miss_findings(run, at, &open).await?;
        }
        Ok(())
    }
}

/// What becomes of the findings of one check.
struct Moves<'a> {
    new: Vec<Seen>,
    again: Vec<(&'a Finding, Seen)>,
    resolved: Vec<FindingId>,
    missed: Vec<FindingId>,
}

impl<'a> Moves<'a> {
    fn of(outcome: &Outcome, known: &'a [Finding]) -> Self {
        let mut moves = Self { new: Vec::new(), again: Vec::new(), resolved: Vec::new(), missed: Vec::new() };
        let by_subject: HashMap<(&str, &str), &Finding> =
            known.iter().map(|finding| ((finding.subject_kind.as_str(), finding.subject_id.as_str()), finding)).collect();
        for found in &outcome.found {
            match by_subject.get(&(found.subject.kind.word(), found.subject.id.as_str())) {
                Some(finding) => moves.again.push((finding, seen(found))),
                None => moves.new.push(seen(found)),
            }
        }
        let verdicts = outcome.by_subject();
        for finding in known.iter().filter(|finding| finding.state == FindingState::Open) {
            let verdict = finding.subject_kind.parse::<SubjectKind>().map(|kind| verdicts.of(kind, &finding.subject_id));
            match verdict {
                Ok(Verdict::Found(_)) => {}
                // It was looked at and is well, does not apply any more, or its subject is gone.
                Ok(Verdict::Clear | Verdict::NotApplicable(_) | Verdict::Gone) => moves.resolved.push(finding.id),
                Ok(Verdict::NotEvaluated(_) | Verdict::Attest(_)) | Err(_) => moves.missed.push(finding.id),
            }
        }
        moves
    }
}

fn seen(found: &Found) -> Seen {
    Seen {
        subject_kind: found.subject.kind.word().to_owned(),
        subject_id: found.subject.id.clone(),
        subject_name: found.subject.name.clone(),
        severity: found.severity.into(),
        summary: found.summary.clone(),
        evidence: found.evidence.clone(),
    }
}

fn summary(check: &Check, outcome: &Outcome) -> RunCheck {
    let count = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
    let reasons: Vec<Value> =
        outcome.not_evaluated.iter().take(REASONS).map(|(subject, reason)| json!({ "subject": subject, "reason": reason })).collect();
    RunCheck {
        check_id: check.id.to_owned(),
        found: count(outcome.found.len()),
        clear: count(outcome.clear.len()),
        not_applicable: count(outcome.not_applicable.len()),
        not_evaluated: count(outcome.not_evaluated.len()),
        reasons: Value::Array(reasons),
    }
}
