//! Sigma's correlation documents, compiled.

use std::collections::BTreeMap;

use rsigma_eval::{Event as _, EventValue};
use rsigma_parser::{ConditionOperator, CorrelationCondition, CorrelationRule, CorrelationType};
use serde::Deserialize;
use time::Duration;

use super::{Mark, condition::Condition};
use crate::{Event, detection::View};

/// Longest window: a group's marks are kept for as long.
const LONGEST: Duration = Duration::days(7);
/// Stands between what the events of a group have in common, where that is several things.
pub(super) const BETWEEN: &str = "\u{1f}";
/// Bytes of a value that are kept.
const VALUE: usize = 200;

/// A rule over several events.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// Names of the rules whose events it looks at.
    parts: Vec<String>,
    group_by: Vec<String>,
    /// Fields under which parts name what they have in common: of an alias, by part.
    aliases: BTreeMap<String, BTreeMap<String, String>>,
    span: Duration,
    pub(super) also: Vec<Condition>,
    /// The part after whose event a window begins anew.
    pub(super) without: Option<u8>,
    /// The field that holds the name of whom it is about.
    pub(super) name: Option<String>,
    /// The field by whose values a rule above goes on.
    pub(super) touches: Option<String>,
    /// Events of one part within this time of the one before count as one.
    pub(super) together: Option<Duration>,
    /// Fields that marks keep.
    pub(super) kept: Vec<String>,
}

/// Sigma's types.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Count(Vec<(ConditionOperator, u64)>),
    Distinct(String, Vec<(ConditionOperator, u64)>),
    All,
    InOrder,
}

/// What stands under `oktually:` of a correlation.
#[derive(Debug, Default, Deserialize)]
struct Own {
    #[serde(default)]
    also: Vec<Condition>,
    without: Option<String>,
    name: Option<String>,
    touches: Option<String>,
    together: Option<String>,
    #[serde(default)]
    org: bool,
}

impl Correlation {
    /// Compiles a document. `id` is the rule's.
    ///
    /// # Errors
    /// In words, if it is of a type or form that is not taken.
    pub fn compile(rule: &CorrelationRule, id: &str) -> Result<Self, String> {
        let own: Own = match rule.custom_attributes.get("oktually") {
            Some(own) => serde_json::to_value(own).and_then(serde_json::from_value).map_err(|error| format!("'oktually': {error}"))?,
            None => Own::default(),
        };
        let span = Duration::seconds(i64::try_from(rule.timespan.seconds).unwrap_or(i64::MAX));
        if span <= Duration::ZERO || span > LONGEST {
            return Err(format!("'timespan' must be at least a second and at most {} days", LONGEST.whole_days()));
        }
        if rule.group_by.is_empty() && !own.org {
            return Err("'group-by' is missing: say what the events have in common".to_owned());
        }
        let parts = rule.rules.clone();
        if parts.is_empty() || parts.len() > 20 {
            return Err("'rules' must name 1 to 20 rules of the same text".to_owned());
        }
        let kind = kind(rule)?;
        own.also.iter().try_for_each(|condition| condition.check(&parts))?;
        let number = |name: &String| parts.iter().position(|part| part == name).and_then(|at| u8::try_from(at).ok());
        let without = match &own.without {
            Some(name) => Some(number(name).ok_or_else(|| format!("'{name}' is none of the rules that are correlated"))?),
            None => None,
        };
        let together = match &own.together {
            Some(text) => Some(super::condition::duration(text).ok_or_else(|| format!("'{text}' is no time such as 2s"))?),
            None => None,
        };
        let mut kept: Vec<String> = own.name.iter().chain(&own.touches).cloned().collect();
        own.also.iter().for_each(|condition| condition.fields(&mut kept));
        if let Kind::Distinct(field, _) = &kind {
            kept.push(field.clone());
        }
        kept.sort();
        kept.dedup();
        Ok(Self {
            id: id.to_owned(),
            kind,
            parts,
            group_by: rule.group_by.clone(),
            aliases: rule.aliases.iter().map(|alias| (alias.alias.clone(), alias.mapping.clone().into_iter().collect())).collect(),
            span,
            also: own.also,
            without,
            name: own.name,
            touches: own.touches,
            together,
            kept,
        })
    }

    /// The rule's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How far apart events may be that belong together.
    pub fn span(&self) -> Duration {
        self.span
    }

    /// Names of the rules whose events it looks at, in their order.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// What is kept of an event that answers a part; nothing where it does not say when it happened, or what it has in common with others.
    pub fn mark(&self, part: usize, event: &Event, view: &View<'_>) -> Option<Mark> {
        let name = self.parts.get(part)?;
        let mut group = Vec::new();
        for field in &self.group_by {
            let field = self.aliases.get(field).and_then(|of_part| of_part.get(name)).unwrap_or(field);
            group.push(said(view, field)?);
        }
        let values = self.kept.iter().filter_map(|field| Some((field.clone(), said(view, field)?))).collect();
        Some(Mark {
            rule: self.id.clone(),
            group: if group.is_empty() { "org".to_owned() } else { group.join(BETWEEN) },
            at: event.published().filter(|at| (2000..2100).contains(&at.year()))?,
            uuid: event.uuid().to_owned(),
            part: u8::try_from(part).ok()?,
            values,
        })
    }
}

fn kind(rule: &CorrelationRule) -> Result<Kind, String> {
    let threshold = || match &rule.condition {
        CorrelationCondition::Threshold { predicates, field, .. } => Ok((predicates.clone(), field.clone())),
        CorrelationCondition::Extended(_) => Err("'condition' must compare with a number".to_owned()),
    };
    Ok(match rule.correlation_type {
        CorrelationType::EventCount => Kind::Count(threshold()?.0),
        CorrelationType::ValueCount => {
            let (predicates, field) = threshold()?;
            match field.as_deref() {
                Some([field]) => Kind::Distinct(field.clone(), predicates),
                _ => return Err("'condition' of a value_count names one 'field'".to_owned()),
            }
        }
        CorrelationType::Temporal => Kind::All,
        CorrelationType::TemporalOrdered => Kind::InOrder,
        other => return Err(format!("'{}' is no type of correlation that is taken", other.as_str())),
    })
}

/// What stands in a field, cut to a length; nothing where Okta writes a word for nothing.
fn said(view: &View<'_>, field: &str) -> Option<String> {
    let value = view.get_field(field)?;
    let value = if let EventValue::Array(list) = &value { list.first()? } else { &value };
    let text = value.as_str()?;
    if matches!(&*text, "" | "unknown" | "null" | "undefined") {
        return None;
    }
    Some(text[..text.floor_char_boundary(VALUE)].replace(['\0', '\u{1f}'], ""))
}
