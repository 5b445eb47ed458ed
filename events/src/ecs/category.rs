//! Categories and types of every event type: by the first rule of a table that its name fits, and by its last word.

use super::allowed::expected;
use super::category_table::{Rule, TABLE};

/// Categories and types of an event type, known or not; none of an event that does not say its type.
///
/// Each has at least one of both, and every type is one that ECS expects of one of the categories.
pub(super) fn classify(event_type: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    if event_type.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let rule = TABLE.iter().find(|rule| fits(rule.name, event_type)).unwrap_or(&Rule::LAST);
    let mut types: Vec<&'static str> = rule.types.to_vec();
    if let Some(otherwise) = rule.otherwise {
        let word = deed(event_type).filter(|word| expected(rule.categories, word)).unwrap_or(otherwise);
        if !types.contains(&word) {
            types.push(word);
        }
    }
    (rule.categories.to_vec(), types)
}

/// Whether a name fits a pattern: `a.b` is itself, `a.*` all that begin so, `*a*` all that it stands in.
fn fits(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(rest), Some(_)) => name.contains(rest.trim_end_matches('*')),
        (_, Some(start)) => name.starts_with(start),
        _ => name == pattern,
    }
}

/// Stems of words that say what was done, and whole words that are too short for one.
const DEEDS: &[(&str, &[&str], &[&str])] = &[
    ("creation", &["creat", "regist", "enroll", "issue", "generat", "clone"], &["add", "added"]),
    ("deletion", &["delet", "remov", "revok", "deprovision", "purge", "absent"], &[]),
    (
        "change",
        &[
            "updat",
            "chang",
            "activat",
            "deactivat",
            "reactivat",
            "suspend",
            "unsuspend",
            "grant",
            "assign",
            "reassign",
            "overwrit",
            "enabl",
            "disabl",
            "lock",
            "unlock",
            "reset",
            "rotat",
            "renew",
            "mov",
            "renam",
            "edit",
            "modif",
            "expir",
            "promot",
            "upgrad",
            "restor",
            "revert",
            "approv",
            "invalidat",
            "rollover",
            "trigger",
            "import",
            "sync",
            "migrat",
        ],
        &["make", "set", "clear", "bind", "push"],
    ),
    ("start", &["start", "initiat", "launch"], &[]),
    ("end", &["complet", "finish", "cancel"], &["end", "ended", "stop"]),
    ("access", &["view", "reveal", "download", "export"], &["read", "access"]),
];

/// What was done, by the last word of the name that says so.
fn deed(event_type: &str) -> Option<&'static str> {
    event_type.rsplit('.').flat_map(|segment| segment.split(['_', '-'])).find_map(|word| {
        let word = word.to_ascii_lowercase();
        let row = DEEDS.iter().find(|(_, stems, words)| words.contains(&word.as_str()) || stems.iter().any(|stem| word.starts_with(stem)));
        row.map(|(deed, _, _)| *deed)
    })
}

#[cfg(test)]
mod tests {
    use super::super::allowed::{CATEGORIES, TYPES};
    use super::*;

    #[test]
    fn the_last_word_says_what_was_done() {
        for (name, what) in [
            ("policy.rule.add", Some("creation")),
            ("user.lifecycle.delete.completed", Some("end")),
            ("mim.createEnrollment.ANDROID", Some("creation")),
            ("security.voice.remove_country_blacklist", Some("deletion")),
            ("zone.make_blacklist", Some("change")),
            ("user.lifecycle.deactivate", Some("change")),
            ("some.address.newsletter", None),
            ("x", None),
            ("...", None),
        ] {
            assert_eq!(deed(name), what, "{name}");
        }
    }

    #[test]
    fn every_rule_gives_what_is_allowed_and_expected() {
        for rule in TABLE.iter().chain([&Rule::LAST]) {
            assert!(!rule.categories.is_empty() && (!rule.types.is_empty() || rule.otherwise.is_some()), "{}", rule.name);
            assert!(rule.categories.iter().all(|one| CATEGORIES.iter().any(|(name, _)| name == one)), "{}", rule.name);
            for kind in rule.types.iter().chain(rule.otherwise.iter()) {
                assert!(TYPES.contains(kind) && expected(rule.categories, kind), "{}: {kind}", rule.name);
            }
        }
    }

    #[test]
    fn no_rule_is_hidden_by_one_before_it() {
        for (place, rule) in TABLE.iter().enumerate() {
            let example = rule.name.trim_matches('*');
            let first = TABLE.iter().position(|other| fits(other.name, example)).unwrap();
            assert!(
                first == place || rule.name.contains('*') && TABLE[first].name.contains('*') && TABLE[first].name.len() > rule.name.len(),
                "{} is hidden by {}",
                rule.name,
                TABLE[first].name
            );
        }
    }
}
