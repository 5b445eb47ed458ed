//! The part of SCIM filters that the log understands.

use std::iter::Peekable;
use std::vec::IntoIter;

use serde_json::Value;

use super::lexer::{Word, words};
use crate::errors::Refusal;

/// A condition on entries.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Is(String, Operator, String),
    Present(String),
}

/// What is known of a field before an entry is written.
pub(super) enum Known<'a> {
    Is(&'a str),
    Absent,
    Unknown,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    AtLeast,
    Less,
    AtMost,
    Contains,
    StartsWith,
    EndsWith,
}

/// What fields may begin with.
const KNOWN: [&str; 17] = [
    "uuid",
    "eventType",
    "version",
    "severity",
    "legacyEventType",
    "displayMessage",
    "actor.",
    "client.",
    "device.",
    "outcome.",
    "target.",
    "transaction.",
    "debugContext.debugData.",
    "authenticationContext.",
    "securityContext.",
    "request.",
    "id",
];

type Words = Peekable<IntoIter<Word>>;

fn invalid(cause: &str) -> Refusal {
    Refusal::of_log("E0000053").because(cause)
}

impl Filter {
    /// Reads a filter; refused as Okta refuses it.
    pub(super) fn parse(text: &str) -> Result<Filter, Refusal> {
        let mut words: Words = words(text).ok_or_else(|| invalid("Unrecognized token"))?.into_iter().peekable();
        let filter = any(&mut words)?;
        if words.next().is_some() { Err(invalid("Unrecognized token")) } else { Ok(filter) }
    }

    /// Whether it cannot hold for an entry of which some fields are known: `known` gives a field's value, or that it has none.
    pub(super) fn rules_out<'a>(&self, known: &impl Fn(&str) -> Known<'a>) -> bool {
        match self {
            Filter::All(parts) => parts.iter().any(|part| part.rules_out(known)),
            Filter::Any(parts) => parts.iter().all(|part| part.rules_out(known)),
            Filter::Is(field, Operator::Equal, text) => match known(field) {
                Known::Is(value) => value != text,
                Known::Absent => true,
                Known::Unknown => false,
            },
            Filter::Not(_) | Filter::Is(..) | Filter::Present(_) => false,
        }
    }

    pub(super) fn holds(&self, entry: &Value) -> bool {
        match self {
            Filter::All(parts) => parts.iter().all(|part| part.holds(entry)),
            Filter::Any(parts) => parts.iter().any(|part| part.holds(entry)),
            Filter::Not(part) => !part.holds(entry),
            Filter::Present(field) => !values(entry, field).is_empty(),
            Filter::Is(field, Operator::NotEqual, text) => !values(entry, field).contains(text),
            Filter::Is(field, operator, text) => values(entry, field).iter().any(|value| operator.compares(value, text)),
        }
    }
}

impl Operator {
    fn find(name: &str) -> Option<Operator> {
        Some(match name {
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "gt" => Operator::Greater,
            "ge" => Operator::AtLeast,
            "lt" => Operator::Less,
            "le" => Operator::AtMost,
            "co" => Operator::Contains,
            "sw" => Operator::StartsWith,
            "ew" => Operator::EndsWith,
            _ => return None,
        })
    }

    fn compares(self, value: &str, text: &str) -> bool {
        match self {
            Operator::Equal => value == text,
            Operator::NotEqual => value != text,
            Operator::Greater => value > text,
            Operator::AtLeast => value >= text,
            Operator::Less => value < text,
            Operator::AtMost => value <= text,
            Operator::Contains => value.to_lowercase().contains(&text.to_lowercase()),
            Operator::StartsWith => value.starts_with(text),
            Operator::EndsWith => value.ends_with(text),
        }
    }
}

/// All values of a field; lists have several.
fn values(entry: &Value, field: &str) -> Vec<String> {
    let mut found = vec![entry];
    for part in field.split('.') {
        found = found
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect(),
                other => vec![other],
            })
            .filter_map(|value| value.get(part))
            .collect();
    }
    found
        .into_iter()
        .filter(|value| !value.is_null())
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect()
}

fn is(words: &mut Words, name: &str) -> bool {
    words.next_if(|word| matches!(word, Word::Name(text) if text.eq_ignore_ascii_case(name))).is_some()
}

fn any(words: &mut Words) -> Result<Filter, Refusal> {
    let mut parts = vec![all(words)?];
    while is(words, "or") {
        parts.push(all(words)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Any(parts) })
}

fn all(words: &mut Words) -> Result<Filter, Refusal> {
    let mut parts = vec![one(words)?];
    while is(words, "and") {
        parts.push(one(words)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::All(parts) })
}

fn one(words: &mut Words) -> Result<Filter, Refusal> {
    if is(words, "not") {
        return Ok(Filter::Not(Box::new(one(words)?)));
    }
    match words.next() {
        Some(Word::Open) => {
            let inner = any(words)?;
            if words.next() == Some(Word::Close) { Ok(inner) } else { Err(invalid("Missing closing parenthesis")) }
        }
        Some(Word::Name(field)) => comparison(words, field),
        _ => Err(invalid("Unrecognized token")),
    }
}

fn comparison(words: &mut Words, field: String) -> Result<Filter, Refusal> {
    let known = KNOWN.iter().any(|known| if known.ends_with('.') { field.starts_with(known) } else { field == *known });
    // Times are asked for by `since` and `until`, and what was changed cannot be asked for at all.
    if !known || field.contains("changeDetails") {
        return Err(invalid(&format!("Unrecognized attribute: {field}")));
    }
    if is(words, "pr") {
        return Ok(Filter::Present(field));
    }
    let operator = match words.next() {
        Some(Word::Name(name)) => Operator::find(&name.to_lowercase()).ok_or_else(|| invalid("Unrecognized operator"))?,
        _ => return Err(invalid("Unrecognized operator")),
    };
    let costly = ["debugContext.debugData.url", "debugContext.debugData.requestUri"].contains(&field.as_str());
    if costly && operator == Operator::Contains {
        return Err(Refusal::of_log("E0000031").because(format!("The co operator is not supported for {field}")));
    }
    match words.next() {
        Some(Word::Text(text) | Word::Name(text)) => Ok(Filter::Is(field, operator, text)),
        _ => Err(invalid("Missing value")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn filters_choose_entries() {
        let entry =
            json!({"eventType": "user.session.start", "actor": {"id": "00u1"}, "target": [{"id": "a"}, {"id": "b"}], "outcome": null});
        for (filter, expected) in [
            (r#"eventType eq "user.session.start""#, true),
            (r#"eventType sw "user." and actor.id eq "00u1""#, true),
            (r#"eventType eq "x" or target.id eq "b""#, true),
            (r#"not (target.id eq "b")"#, false),
            (r#"outcome.result eq "SUCCESS""#, false),
            ("outcome.result pr", false),
            (r#"actor.id ne "00u1""#, false),
            (r#"eventType co "SESSION" and (actor.id eq "x" or actor.id ge "00u0")"#, true),
        ] {
            assert_eq!(Filter::parse(filter).unwrap().holds(&entry), expected, "{filter}");
        }
    }

    #[test]
    fn what_okta_does_not_understand_is_refused_with_its_code() {
        for (filter, code) in [
            (r#"colour eq "red""#, "E0000053"),
            (r#"published gt "2026-01-01T00:00:00Z""#, "E0000053"),
            (r#"target.changeDetails.to pr"#, "E0000053"),
            (r#"actor.id is "x""#, "E0000053"),
            (r#"actor.id eq "x"#, "E0000053"),
            (r#"(actor.id eq "x""#, "E0000053"),
            ("actor.id eq", "E0000053"),
            (r#"debugContext.debugData.url co "x""#, "E0000031"),
            (r#"debugContext.debugData.requestUri co "x""#, "E0000031"),
        ] {
            assert_eq!(Filter::parse(filter).unwrap_err().code, code, "{filter}");
        }
    }
}
