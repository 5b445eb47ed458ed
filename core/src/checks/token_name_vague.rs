//! API tokens whose name says nothing.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Param, Params, Severity};
use crate::snapshot::Snapshot;

const SHORTEST: Param =
    Param::integer("min_name_length", 4, 1, 100, "characters", "Fewest characters that a token's name should have.");
const VAGUE: Param = Param::words(
    "vague_words",
    &["test", "token", "temp", "asdf", "apikey"],
    "Words that tell nothing; blanks and hyphens within one do not matter.",
);

pub(super) static CHECK: Check = Check {
    id: "token.name-hygiene",
    title: "Token name does not tell its purpose",
    severity: Severity::Info,
    why: "In an incident nobody dares to revoke a token of which nobody knows what it is for.",
    remedy: "Make a new token with the system and its owner in the name, then revoke the old one under Security › API › Tokens.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[SHORTEST, VAGUE],
    frameworks: &[Framework::nist("IA-5")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let shortest = usize::try_from(params.integer(&SHORTEST)).unwrap_or(0);
    let vague = params.words(&VAGUE);
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let name = token.name.trim();
        let problem = if name.chars().count() < shortest {
            format!("has fewer than {shortest} characters")
        } else if let Some(word) = vague_word(name, &vague) {
            format!("says \"{word}\"")
        } else {
            return outcome.clear(token);
        };
        let owner = snapshot.login(&token.owner);
        outcome.found(
            token,
            Severity::Info,
            format!("The name of the token {name:?} of {owner} {problem}."),
            json!({"name": name, "owner": owner, "problem": problem}),
        )
    })
}

/// A vague word in the name: as a word of its own, with a number behind it, or run together with others of its kind.
fn vague_word<'a>(name: &str, vague: &[&'a str]) -> Option<&'a str> {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).map(|pair| pair.concat());
    words.iter().map(|word| (*word).to_owned()).chain(pairs).find_map(|word| {
        let mut rest = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let mut first = None;
        while let Some(found) = vague.iter().find(|known| !known.is_empty() && rest.starts_with(&known.to_lowercase()))
        {
            first = first.or(Some(*found));
            rest = &rest[found.to_lowercase().len()..];
        }
        first.filter(|_| rest.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, outcome_with};
    use crate::snapshot::sample;

    fn named(name: &str) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].name = name.into();
        snapshot
    }

    #[test]
    fn short_and_vague_names_are_found() {
        for name in ["", "abc", "test", "Test2", "my-token", "api key", "API-Key 3", "testtoken", "temp", "asdf"] {
            assert_found(&CHECK, &named(name), &[("00TSync", Severity::Info)]);
        }
    }

    #[test]
    fn telling_names_are_clear() {
        for name in ["Attestation service", "Template export", "SIEM", "contest-prod", "größe-prüfung"] {
            assert_found(&CHECK, &named(name), &[]);
        }
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
    }

    #[test]
    fn a_tenant_may_name_other_words() {
        assert_eq!(outcome_with(&CHECK, &named("new one"), json!({"vague_words": ["new"]})).found.len(), 1);
    }
}
