//! What a rule says of itself, from Sigma's fields and from ours.

use std::collections::HashMap;

use rsigma_parser::{CorrelationRule, Level as SigmaLevel, SigmaRule};
use serde::Deserialize;

use super::{Kind, Level, Rule};

/// What stands under `oktually:` in a rule.
#[derive(Debug, Default, Deserialize)]
struct Own {
    subject: Option<String>,
    remedy: Option<String>,
    row: Option<u16>,
}

macro_rules! of {
    ($name:ident, $from:ty, $kind:expr) => {
        /// What a rule says of itself.
        ///
        /// # Errors
        /// In words, if what stands under `oktually:` is not of its form.
        pub(super) fn $name(rule: &$from, file: &str) -> Result<Rule, String> {
            let own = own(&rule.custom_attributes)?;
            let id = rule.name.clone().filter(|name| name.starts_with(BUILT_IN)).or_else(|| rule.id.clone());
            let tags = |prefix: &str, technique: bool| {
                let named = rule.tags.iter().filter_map(|tag| tag.strip_prefix(prefix)).filter(move |tag| is_technique(tag) == technique);
                named.map(str::to_owned).collect::<Vec<_>>()
            };
            Ok(Rule {
                id: id.unwrap_or_else(|| rule.title.clone()),
                title: rule.title.clone(),
                description: rule.description.clone(),
                level: level(rule.level),
                techniques: tags("attack.", true).into_iter().map(|tag| tag.to_uppercase()).collect(),
                tactics: tags("attack.", false),
                false_positives: rule.falsepositives.clone(),
                references: rule.references.clone(),
                remedy: own.remedy,
                subject: own.subject.map(|text| text.parse()).transpose()?,
                row: own.row,
                kind: $kind,
                file: file.to_owned(),
            })
        }
    };
}

/// How the ids of built-in rules begin.
pub(super) const BUILT_IN: &str = "log.";

of!(of_single, SigmaRule, Kind::Single);
of!(of_correlation, CorrelationRule, Kind::Correlation);

fn own<V: serde::Serialize>(attributes: &HashMap<String, V>) -> Result<Own, String> {
    let Some(own) = attributes.get("oktually") else { return Ok(Own::default()) };
    let value = serde_json::to_value(own).map_err(|error| format!("'oktually': {error}"))?;
    serde_json::from_value(value).map_err(|error| format!("'oktually': {error}"))
}

/// `t1110` or `t1110.003`.
fn is_technique(tag: &str) -> bool {
    tag.strip_prefix(['t', 'T']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn level(level: Option<SigmaLevel>) -> Level {
    match level {
        Some(SigmaLevel::Informational) => Level::Informational,
        Some(SigmaLevel::Low) => Level::Low,
        Some(SigmaLevel::High) => Level::High,
        Some(SigmaLevel::Critical) => Level::Critical,
        // Sigma leaves it open.
        Some(SigmaLevel::Medium) | None => Level::Medium,
    }
}
