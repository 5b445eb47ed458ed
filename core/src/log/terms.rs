//! What an event can be found by beside its columns: words of its texts, its targets, session, transaction and token.

use std::collections::BTreeSet;

use oktually_events::Event;
use serde_json::Value;

/// Terms of one event at most: what a person would look for is among the first.
const MOST: usize = 64;
/// Longest term, in bytes; what is longer is cut, in a search as in an event.
const LONGEST: usize = 100;
/// Shortest word, in characters.
const SHORTEST: usize = 2;
/// Targets of an event whose terms are kept; there are rarely more than five.
const TARGETS: usize = 20;

/// A term that names one thing: `target:00u…`, `session:idx…`. In lower case, as people search, and cut to a length.
pub fn term(kind: &str, value: &str) -> String {
    cut(&format!("{kind}:{}", clean(value)))
}

/// The words of a text, in lower case: runs of letters and digits, with what stands within user names and hosts (`.`, `-`, `_`, `@`).
/// A name of several parts also gives its parts.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let text = clean(text);
    let whole: Vec<String> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+')))
        .map(|word| word.trim_matches(['.', '-', '_', '@', '+']).to_owned())
        .filter(|word| word.chars().count() >= SHORTEST)
        .collect();
    whole.into_iter().flat_map(|word| {
        let parts: Vec<String> = word.split(['.', '-', '_', '@', '+']).filter(|part| part.chars().count() >= SHORTEST).map(cut).collect();
        let parts = if parts.len() > 1 { parts } else { Vec::new() };
        std::iter::once(cut(&word)).chain(parts)
    })
}

/// The terms of an event, those of its things first.
pub(super) fn of(event: &Event) -> Vec<String> {
    let mut terms = Terms::default();
    for (kind, path) in [
        ("session", &["authenticationContext", "externalSessionId"][..]),
        ("session", &["authenticationContext", "rootSessionId"]),
        ("transaction", &["transaction", "id"]),
        ("token", &["transaction", "detail", "requestApiTokenId"]),
    ] {
        terms.thing(kind, event.text(path).as_deref());
    }
    for target in event.targets().iter().take(TARGETS) {
        for key in ["id", "alternateId", "displayName"] {
            terms.thing("target", target[key].as_str());
        }
    }
    for path in [
        &["actor", "alternateId"][..],
        &["actor", "displayName"],
        &["displayMessage"],
        &["outcome", "reason"],
        &["client", "geographicalContext", "city"],
        &["client", "geographicalContext", "country"],
        &["securityContext", "asOrg"],
    ] {
        terms.text(event.text(path).as_deref());
    }
    for target in event.targets().iter().take(TARGETS) {
        for key in ["displayName", "alternateId"] {
            terms.text(target[key].as_str());
        }
    }
    terms.text(event.at(&["client", "userAgent", "browser"]).and_then(Value::as_str));
    terms.kept.into_iter().collect()
}

#[derive(Default)]
struct Terms {
    kept: BTreeSet<String>,
}

impl Terms {
    fn thing(&mut self, kind: &str, value: Option<&str>) {
        // Okta writes these words where there is nothing.
        if let Some(value) = value.filter(|value| !matches!(*value, "" | "unknown" | "null" | "undefined"))
            && self.kept.len() < MOST
        {
            self.kept.insert(term(kind, value));
        }
    }

    fn text(&mut self, text: Option<&str>) {
        // Nobody looks for the four-hundredth word of an enormous field.
        let text: String = text.unwrap_or_default().chars().take(400).collect();
        for word in words(&text) {
            if self.kept.len() >= MOST {
                return;
            }
            self.kept.insert(word);
        }
    }
}

/// In lower case, and without control characters, of which PostgreSQL does not take all in a text.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).flat_map(char::to_lowercase).collect()
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of_text(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn a_text_gives_its_words_and_a_name_its_parts() {
        assert_eq!(of_text("User login to Okta"), ["user", "login", "to", "okta"]);
        assert_eq!(of_text("Mira.Holm@acme.example"), ["mira.holm@acme.example", "mira", "holm", "acme", "example"]);
        assert_eq!(of_text("a — Ünïcode! 198.51.100.7"), ["ünïcode", "198.51.100.7", "198", "51", "100"]);
        assert_eq!(of_text("... @ - "), Vec::<String>::new());
    }

    #[test]
    fn an_event_is_found_by_what_it_names() {
        let event = Event::parse(include_str!("usual.json")).unwrap();
        let terms = of(&event);
        for wanted in [
            "session:idxt9v2lmqe4rks8bxw3npz6a",
            "transaction:4c7d9e21f0b84a6c93d5e8f7a6b1c2d4",
            "target:0oa4r8t2y6uiop0as3d5",
            "target:microsoft office 365",
            "mira.holm@acme.example",
            "holm",
            "office",
            "rotterdam",
            "single",
        ] {
            assert!(terms.contains(&wanted.to_owned()), "{wanted} is not among {terms:?}");
        }
    }

    proptest! {
        #[test]
        fn terms_are_few_short_and_searched_as_they_are_kept(text in "\\PC{0,600}") {
            let value = serde_json::json!({"uuid": "u", "displayMessage": text, "actor": {"displayName": text}, "target": [{"id": text}]});
            let terms = of(&Event::of(value).unwrap());
            prop_assert!(terms.len() <= MOST && terms.iter().all(|term| term.len() <= LONGEST && !term.contains(char::is_control)));
            if terms.len() < MOST {
                for word in words(&text.chars().take(400).collect::<String>()) {
                    prop_assert!(terms.contains(&word), "{} is not among {:?}", word, terms);
                }
            }
        }
    }
}
