//! The rules that come with the program.

use std::sync::LazyLock;

use super::{Limits, Rules};

/// Names and texts of the files under `events/rules`.
pub(super) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

static RULES: LazyLock<Rules> = LazyLock::new(|| match Rules::load(FILES.iter().copied(), Limits::TRUSTED) {
    Ok(rules) => rules,
    Err(errors) => panic!("a built-in rule is not one: {}", errors.first().map(ToString::to_string).unwrap_or_default()),
});

impl Rules {
    /// The rules that come with the program.
    ///
    /// # Panics
    /// Never: that all of them load is tested.
    pub fn built_in() -> &'static Self {
        &RULES
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::detection::metadata::BUILT_IN;

    #[test]
    fn every_built_in_rule_says_what_an_administrator_must_know() {
        let rules = Rules::built_in();
        let mut ids = BTreeSet::new();
        for rule in rules.list() {
            let Some(name) = rule.id.strip_prefix(BUILT_IN) else { panic!("{} of {} has no name of ours", rule.title, rule.file) };
            assert!(ids.insert(name.to_owned()), "{name} is twice");
            assert!(rule.file.ends_with(&format!("/{name}.yml")), "{name} is in {}", rule.file);
            assert!(rule.description.as_ref().is_some_and(|text| text.len() > 40), "{name} has no description");
            assert!(rule.remedy.as_ref().is_some_and(|text| text.len() > 20), "{name} has no remedy");
            assert!(
                !rule.false_positives.is_empty() && !rule.techniques.is_empty() && rule.subject.is_some() && rule.row.is_some(),
                "{name}"
            );
        }
    }
}
