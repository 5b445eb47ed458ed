//! What a tenant may set about a check.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Check;

/// One thing that a tenant may set about a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Its name within the check.
    pub key: &'static str,
    /// What it means, in one sentence.
    pub description: &'static str,
    /// What values it takes.
    pub kind: ParamKind,
    /// The value when the tenant sets none.
    pub default: ParamValue,
}

/// The values that a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ParamKind {
    /// A whole number within bounds, both allowed.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
        /// What is counted, such as `days`.
        unit: &'static str,
    },
    /// A whole number of per cent, 0 to 100.
    Percentage,
    /// A list of words.
    Words,
    /// Yes or no.
    Boolean,
}

/// A default value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ParamValue {
    /// A whole number, also of per cent.
    Integer(i64),
    /// A list of words.
    Words(&'static [&'static str]),
    /// Yes or no.
    Boolean(bool),
}

/// Most words in a list, and most characters in a word.
const LONGEST_LIST: usize = 200;
const LONGEST_WORD: usize = 200;

impl Param {
    /// A whole number from `min` to `max`.
    pub const fn integer(key: &'static str, default: i64, min: i64, max: i64, unit: &'static str, description: &'static str) -> Self {
        Self { key, description, kind: ParamKind::Integer { min, max, unit }, default: ParamValue::Integer(default) }
    }

    /// A whole number of days from `min` to ten years.
    pub const fn days(key: &'static str, default: i64, min: i64, description: &'static str) -> Self {
        Self::integer(key, default, min, 3_650, "days", description)
    }

    /// A whole number of per cent.
    pub const fn percentage(key: &'static str, default: i64, description: &'static str) -> Self {
        Self { key, description, kind: ParamKind::Percentage, default: ParamValue::Integer(default) }
    }

    /// A list of words.
    pub const fn words(key: &'static str, default: &'static [&'static str], description: &'static str) -> Self {
        Self { key, description, kind: ParamKind::Words, default: ParamValue::Words(default) }
    }

    /// Yes or no.
    pub const fn boolean(key: &'static str, default: bool, description: &'static str) -> Self {
        Self { key, description, kind: ParamKind::Boolean, default: ParamValue::Boolean(default) }
    }

    /// Reads a value that a tenant has set; else says what is wrong with it.
    fn read(&self, value: &Value) -> Result<Set, String> {
        match self.kind {
            ParamKind::Integer { min, max, unit } => {
                number(value, min, max).ok_or_else(|| format!("must be a whole number of {unit} from {min} to {max}"))
            }
            ParamKind::Percentage => number(value, 0, 100).ok_or_else(|| "must be a whole number of per cent from 0 to 100".into()),
            ParamKind::Boolean => value.as_bool().map(Set::Boolean).ok_or_else(|| "must be true or false".into()),
            ParamKind::Words => {
                words(value).ok_or_else(|| format!("must be a list of at most {LONGEST_LIST} texts of 1 to {LONGEST_WORD} characters"))
            }
        }
    }
}

fn number(value: &Value, min: i64, max: i64) -> Option<Set> {
    value.as_i64().filter(|number| (min..=max).contains(number)).map(Set::Integer)
}

fn words(value: &Value) -> Option<Set> {
    let list = value.as_array().filter(|list| list.len() <= LONGEST_LIST)?;
    let word = |value: &Value| {
        value.as_str().map(str::trim).filter(|word| !word.is_empty() && word.chars().count() <= LONGEST_WORD).map(str::to_owned)
    };
    list.iter().map(word).collect::<Option<Vec<_>>>().map(Set::Words)
}

/// The values with which a check runs: what the tenant has set, else the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params {
    set: BTreeMap<&'static str, Set>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Set {
    Integer(i64),
    Words(Vec<String>),
    Boolean(bool),
}

/// What is wrong with a value that a tenant has set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {why}")]
pub struct ParamError {
    /// The parameter.
    pub key: String,
    /// What is wrong with it.
    pub why: String,
}

impl Params {
    /// The defaults of a check.
    pub fn defaults(_: &Check) -> Self {
        Self::default()
    }

    /// The defaults of a check, with what the tenant has set instead.
    ///
    /// # Errors
    /// The first parameter that the check does not have, or whose value is of the wrong type or out of bounds.
    pub fn with(check: &Check, overrides: &Map<String, Value>) -> Result<Self, ParamError> {
        let mut set = BTreeMap::new();
        for (key, value) in overrides {
            let refuse = |why: String| ParamError { key: key.clone(), why };
            let param = check.params.iter().find(|param| param.key == key).ok_or_else(|| {
                let known: Vec<&str> = check.params.iter().map(|param| param.key).collect();
                refuse(if known.is_empty() {
                    format!("{} has nothing to set", check.id)
                } else {
                    format!("{} has only {}", check.id, known.join(", "))
                })
            })?;
            set.insert(param.key, param.read(value).map_err(refuse)?);
        }
        Ok(Self { set })
    }

    /// The value of a number or percentage.
    pub fn integer(&self, param: &Param) -> i64 {
        match (self.set.get(param.key), param.default) {
            (Some(Set::Integer(number)), _) => *number,
            (None, ParamValue::Integer(number)) => number,
            other => unreachable!("{} is no number: {other:?}", param.key),
        }
    }

    /// The value of a number of days, as a span of time.
    pub fn days(&self, param: &Param) -> time::Duration {
        time::Duration::days(self.integer(param))
    }

    /// The value of a list of words.
    pub fn words(&self, param: &Param) -> Vec<&str> {
        match (self.set.get(param.key), param.default) {
            (Some(Set::Words(words)), _) => words.iter().map(String::as_str).collect(),
            (None, ParamValue::Words(words)) => words.to_vec(),
            other => unreachable!("{} is no list: {other:?}", param.key),
        }
    }

    /// The value of a yes or no.
    pub fn is_set(&self, param: &Param) -> bool {
        match (self.set.get(param.key), param.default) {
            (Some(Set::Boolean(yes)), _) => *yes,
            (None, ParamValue::Boolean(yes)) => yes,
            other => unreachable!("{} is no yes or no: {other:?}", param.key),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::{Outcome, Severity};

    const DAYS: Param = Param::days("days", 90, 1, "Days.");
    const SHARE: Param = Param::percentage("share", 50, "Share.");
    const WORDS: Param = Param::words("words", &["a", "b"], "Words.");
    const STRICT: Param = Param::boolean("strict", false, "Strict.");

    static CHECK: Check = Check {
        id: "test.check",
        title: "Test",
        severity: Severity::Low,
        why: "For tests.",
        remedy: "None.",
        needs: &[],
        whole: &[],
        helps: &[],
        params: &[DAYS, SHARE, WORDS, STRICT],
        frameworks: &[],
        run: |_, _| Outcome::new(),
    };

    fn with(overrides: Value) -> Result<Params, ParamError> {
        Params::with(&CHECK, overrides.as_object().unwrap())
    }

    #[test]
    fn what_the_tenant_does_not_set_keeps_its_default() {
        let params = with(json!({"days": 30})).unwrap();
        assert_eq!((params.integer(&DAYS), params.integer(&SHARE), params.is_set(&STRICT)), (30, 50, false));
        assert_eq!(params.words(&WORDS), ["a", "b"]);
        assert_eq!(params.days(&DAYS), time::Duration::days(30));
    }

    #[test]
    fn every_kind_is_read() {
        let params = with(json!({"share": 100, "words": [" x "], "strict": true})).unwrap();
        assert_eq!((params.integer(&SHARE), params.words(&WORDS), params.is_set(&STRICT)), (100, vec!["x"], true));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_bounds() {
        for (overrides, message) in [
            (json!({"day": 3}), "day: test.check has only days, share, words, strict"),
            (json!({"days": "3"}), "days: must be a whole number of days from 1 to 3650"),
            (json!({"days": 0}), "days: must be a whole number of days from 1 to 3650"),
            (json!({"days": 1.5}), "days: must be a whole number of days from 1 to 3650"),
            (json!({"share": 101}), "share: must be a whole number of per cent from 0 to 100"),
            (json!({"strict": 1}), "strict: must be true or false"),
            (json!({"words": "x"}), "words: must be a list of at most 200 texts of 1 to 200 characters"),
            (json!({"words": [" "]}), "words: must be a list of at most 200 texts of 1 to 200 characters"),
        ] {
            assert_eq!(with(overrides).unwrap_err().to_string(), message);
        }
    }
}
