//! How large and how costly rules may be.

use rsigma_parser::{Detection, Modifier, SigmaRule, SigmaString, SigmaValue};

/// How large and how costly the rules of one text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Rules in it, base rules of correlations among them.
    pub documents: usize,
    /// Values that one rule compares with: each may cost a comparison with each event.
    pub values: usize,
    /// Regular expressions of one rule.
    pub expressions: usize,
    /// Bytes that one of them takes when compiled.
    pub expression_bytes: usize,
    /// Whether rules for other products than Okta are refused.
    pub okta_only: bool,
}

impl Limits {
    /// For a tenant's own rules: several of them must not slow down anybody else's log.
    pub const TENANT: Self =
        Self { bytes: 32 * 1024, documents: 20, values: 500, expressions: 5, expression_bytes: 256 * 1024, okta_only: true };
    /// For rules that an operator of this service has chosen.
    pub const TRUSTED: Self =
        Self { bytes: 4 << 20, documents: 10_000, values: 50_000, expressions: 1_000, expression_bytes: 10 << 20, okta_only: false };

    /// Whether a rule keeps within them.
    ///
    /// # Errors
    /// What is too much, in words.
    pub(super) fn check(&self, rule: &SigmaRule) -> Result<(), String> {
        let source = [&rule.logsource.product, &rule.logsource.service];
        if self.okta_only && source.iter().copied().flatten().any(|name| !name.eq_ignore_ascii_case("okta")) {
            return Err("'logsource' is of another product than okta: nothing of it would ever be seen here".to_owned());
        }
        let mut cost = Cost::default();
        for detection in rule.detection.named.values() {
            cost.add(detection);
        }
        if cost.values > self.values {
            return Err(format!("'detection' compares with {} values; at most {} are taken", cost.values, self.values));
        }
        if cost.expressions.len() > self.expressions {
            return Err(format!("'detection' has {} regular expressions; at most {} are taken", cost.expressions.len(), self.expressions));
        }
        for expression in cost.expressions {
            regex::RegexBuilder::new(&expression).size_limit(self.expression_bytes).build().map_err(|error| {
                format!("'{}' is no regular expression that is taken: {error}", expression.chars().take(80).collect::<String>())
            })?;
        }
        Ok(())
    }
}

/// What a detection costs at worst.
#[derive(Default)]
struct Cost {
    values: usize,
    expressions: Vec<String>,
}

impl Cost {
    fn add(&mut self, detection: &Detection) {
        match detection {
            Detection::AllOf(items) => {
                for item in items {
                    // Each value in each of its encodings.
                    let times = if item.field.has_modifier(Modifier::Base64Offset) { 3 } else { 1 };
                    self.values += times * item.values.len().max(1);
                    if item.field.has_modifier(Modifier::Re) {
                        self.expressions.extend(item.values.iter().filter_map(text));
                    }
                }
            }
            Detection::AnyOf(detections) | Detection::And(detections) => detections.iter().for_each(|detection| self.add(detection)),
            Detection::Keywords(values) => self.values += 10 * values.len(),
            Detection::ArrayMatch { body, .. } => self.add(body),
            Detection::Conditional { named, .. } => named.values().for_each(|detection| self.add(detection)),
        }
    }
}

fn text(value: &SigmaValue) -> Option<String> {
    match value {
        SigmaValue::String(SigmaString { original, .. }) => Some(original.clone()),
        _ => None,
    }
}
