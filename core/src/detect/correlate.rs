//! Rules over several events: marks are kept, and the groups that they touch judged anew, in the commit of the page that brought them.

use std::collections::{BTreeMap, HashMap};

use oktually_events::detection::{
    Rule,
    correlation::{Correlation, Episode, Mark, Range},
};
use time::OffsetDateTime;

use super::{Tuned, severity};
use crate::{
    ids::ConnectionId,
    store::{Group, HitRow, MarkRow, Result, Subject, TakenBack, TenantScope},
};

/// A rule over several events, with what people know of it.
pub(super) type Known<'a> = HashMap<&'a str, (&'a Rule, &'a Correlation)>;

/// Keeps marks, and judges their groups anew. Gives rule and subject of all that may be other than it was.
///
/// # Errors
/// When the database fails.
pub(super) async fn correlate(
    scope: &mut TenantScope,
    connection: ConnectionId,
    marks: Vec<Mark>,
    rules: &Known<'_>,
    tuned: &Tuned,
) -> Result<Vec<(String, Subject)>> {
    let mut touched: BTreeMap<Group, (OffsetDateTime, OffsetDateTime)> = BTreeMap::new();
    let rows: Vec<MarkRow> = marks.into_iter().map(MarkRow::from).collect();
    for row in &rows {
        let range = touched.entry(row.group.clone()).or_insert((row.at, row.at));
        *range = (range.0.min(row.at), range.1.max(row.at));
    }
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    scope.keep_marks(connection, &rows).await?;

    let of = |group: &Group| rules.get(group.rule.as_str()).map(|(_, correlation)| *correlation);
    let reach: Vec<_> = touched
        .iter()
        .filter_map(|(group, (first, last))| of(group).map(|rule| (group.clone(), rule.reach(*first, *last))))
        .map(|(group, range)| (group, range.from, range.until))
        .collect();
    let gone = scope.take_back_hits(connection, &reach).await?;
    let affected: BTreeMap<Group, Range> = touched
        .iter()
        .filter_map(|(group, (first, last))| {
            let within = gone.iter().filter(|hit| hit.group == *group).map(|hit| Range { from: hit.from, until: hit.until });
            Some((group.clone(), of(group)?.affected(*first, *last, within)))
        })
        .collect();
    let wanted: Vec<_> =
        affected.iter().filter_map(|(group, range)| Some((group.clone(), of(group)?.needed_from(*range), range.until))).collect();
    let mut kept: BTreeMap<Group, Vec<Mark>> = BTreeMap::new();
    for row in scope.marks_of(connection, &wanted).await? {
        kept.entry(row.group.clone()).or_default().push(row.into());
    }
    let mut hits = Vec::new();
    for (group, marks) in &kept {
        let (Some((rule, correlation)), Some(range)) = (rules.get(group.rule.as_str()), affected.get(group)) else { continue };
        hits.extend(correlation.judge(marks, range.from).into_iter().map(|episode| row(rule, group, episode, tuned)));
    }
    scope.keep_hits(connection, &hits).await?;
    let gone = gone.into_iter().map(|TakenBack { group, subject, .. }| (group.rule, subject));
    Ok(gone.chain(hits.into_iter().map(|hit| (hit.rule, hit.subject))).collect())
}

fn row(rule: &Rule, group: &Group, episode: Episode, tuned: &Tuned) -> HitRow {
    let kind = rule.subject.map_or("org", |kind| kind.word());
    let who = episode.name.as_ref().unwrap_or(&episode.subject);
    HitRow {
        rule: rule.id.clone(),
        words: format!("{}: {who}. {}.", rule.title, episode.words),
        subject: Subject { kind: kind.to_owned(), id: episode.subject },
        subject_name: episode.name,
        from: episode.from,
        until: episode.until,
        key: group.shared.clone(),
        severity: tuned.severity(&rule.id).unwrap_or_else(|| severity(rule.level).into()),
        events: episode.events,
        count: i32::try_from(episode.count).unwrap_or(i32::MAX),
    }
}

impl From<Mark> for MarkRow {
    fn from(mark: Mark) -> Self {
        Self {
            group: Group { rule: mark.rule, shared: mark.group },
            at: mark.at,
            uuid: mark.uuid,
            part: mark.part.into(),
            values: mark.values,
        }
    }
}

impl From<MarkRow> for Mark {
    fn from(row: MarkRow) -> Self {
        Self {
            rule: row.group.rule,
            group: row.group.shared,
            at: row.at,
            uuid: row.uuid,
            part: u8::try_from(row.part).unwrap_or(u8::MAX),
            values: row.values,
        }
    }
}
