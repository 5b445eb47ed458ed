//! Rules look at a page's new events; what they see becomes findings in the page's own commit.

use std::collections::BTreeSet;

use oktually_events::{
    Event, Known,
    detection::{Hit, Level, Rules, correlation::Mark},
};
use time::{Duration, OffsetDateTime};

use super::{Tuned, correlate};
use crate::{
    checks::Severity,
    ids::ConnectionId,
    log::UNPLACED,
    store::{HitRow, Result, Subject, TenantScope},
};

/// Has rules look at events that have just been taken in, and moves the findings that follow.
///
/// # Errors
/// When the database fails.
pub async fn watch(
    scope: &mut TenantScope,
    connection: ConnectionId,
    events: &[Event],
    rules: &[&Rules],
    tuned: &Tuned,
    known: &Known,
) -> Result<()> {
    let (mut hits, mut marks) = (Vec::new(), Vec::new());
    let ahead = OffsetDateTime::now_utc() + Duration::DAY;
    for event in events {
        for rules in rules {
            let seen = rules.look(event, known);
            hits.extend(seen.hits.into_iter().filter(|hit| tuned.lets(&hit.rule, event)).map(|hit| row(hit, tuned)));
            // What a clock ahead of ours says belongs nowhere yet.
            let is_wanted = |mark: &Mark| rules.get(&mark.rule).is_some_and(|rule| tuned.lets(rule, event));
            marks.extend(seen.marks.into_iter().filter(|mark| mark.at <= ahead && is_wanted(mark)));
        }
    }
    if !hits.is_empty() {
        scope.keep_hits(connection, &hits).await?;
    }
    let correlations: correlate::Known<'_> = rules.iter().flat_map(|rules| rules.correlations()).collect();
    let mut touched: BTreeSet<(String, Subject)> = hits.into_iter().map(|hit| (hit.rule, hit.subject)).collect();
    touched.extend(correlate::correlate(scope, connection, marks, &correlations, tuned).await?);
    if touched.is_empty() {
        return Ok(());
    }
    scope.move_findings(connection, &touched.into_iter().collect::<Vec<_>>()).await
}

fn row(hit: Hit, tuned: &Tuned) -> HitRow {
    let at = hit.at.filter(|at| *at <= OffsetDateTime::now_utc() + Duration::DAY).unwrap_or(UNPLACED);
    let seen: Vec<String> = hit.matched.iter().map(|(field, value)| format!("{field} is {value}")).collect();
    let who = hit.subject.name.as_ref().unwrap_or(&hit.subject.id);
    HitRow {
        rule: hit.rule.id.clone(),
        subject: Subject { kind: hit.subject.kind.word().to_owned(), id: hit.subject.id.clone() },
        subject_name: hit.subject.name.clone(),
        from: at,
        until: at,
        key: hit.uuid.clone(),
        severity: tuned.severity(&hit.rule.id).unwrap_or_else(|| severity(hit.rule.level).into()),
        words: format!("{}: {who}. {}", hit.rule.title, seen.join("; ")),
        events: vec![hit.uuid],
        count: 1,
    }
}

/// Sigma's levels are our severities by other names.
pub fn severity(level: Level) -> Severity {
    match level {
        Level::Informational => Severity::Info,
        Level::Low => Severity::Low,
        Level::Medium => Severity::Medium,
        Level::High => Severity::High,
        Level::Critical => Severity::Critical,
    }
}
