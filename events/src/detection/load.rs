//! Rules, read from Sigma's YAML and compiled.

use std::{collections::HashSet, sync::Arc};

use rsigma_eval::Engine;
use rsigma_parser::{CorrelationRule, SigmaCollection, SigmaRule, parse_sigma_yaml};

use super::{Limits, Rule, RuleError, correlation::Correlation, metadata};

/// A set of rules, compiled. Looking with it allocates little and keeps nothing.
pub struct Rules {
    /// What people know: rules that hit, base rules of correlations not among them.
    list: Vec<Arc<Rule>>,
    pub(super) engine: Engine,
    /// Of each rule of the engine, in its order.
    pub(super) compiled: Vec<Compiled>,
    pub(super) correlations: Vec<(Arc<Rule>, Correlation)>,
    /// Instead of the ids of the rules that are added.
    name: Option<String>,
}

/// A rule of the engine.
pub(super) struct Compiled {
    pub(super) rule: Arc<Rule>,
    /// Whether a match is a hit; a base rule of a correlation gives none of its own.
    pub(super) hits: bool,
    /// Which parts of which correlations it answers.
    pub(super) parts: Vec<(usize, usize)>,
}

impl Rules {
    /// Reads and compiles files of Sigma rules, several to a file if need be.
    ///
    /// # Errors
    /// Each rule that is not taken, with its line and what is wrong; then none is.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, limits: Limits) -> Result<Self, Vec<RuleError>> {
        let mut rules = Self { list: Vec::new(), engine: Engine::new(), compiled: Vec::new(), correlations: Vec::new(), name: None };
        let mut errors = Vec::new();
        for (file, text) in files {
            errors.extend(rules.add(file, text, limits));
        }
        let mut ids = HashSet::new();
        for rule in &rules.list {
            if !ids.insert(rule.id.as_str()) {
                errors.push(RuleError {
                    file: rule.file.clone(),
                    line: None,
                    reason: format!("the id {} is taken by another rule", rule.id),
                });
            }
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// The same of texts that were taken before, each under a name of its own instead of the id that its rule has. What is not taken any more
    /// is left out.
    pub fn load_under_names<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>, limits: Limits) -> Self {
        let mut rules = Self { list: Vec::new(), engine: Engine::new(), compiled: Vec::new(), correlations: Vec::new(), name: None };
        for (name, text) in texts {
            rules.name = Some(name.to_owned());
            drop(rules.add(name, text, limits));
        }
        rules
    }

    /// The rules that hit.
    pub fn list(&self) -> &[Arc<Rule>] {
        &self.list
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<&Arc<Rule>> {
        self.list.iter().find(|rule| rule.id == id)
    }

    fn add(&mut self, file: &str, text: &str, limits: Limits) -> Vec<RuleError> {
        let error = |around: u32, reason: String| RuleError::locate(file, text, around, reason);
        if text.len() > limits.bytes {
            return vec![error(1, format!("{} bytes are too many; at most {} are taken", text.len(), limits.bytes))];
        }
        let collection = match parse_sigma_yaml(text) {
            Ok(collection) => collection,
            Err(refused) => return vec![error(1, refused.to_string())],
        };
        if collection.len() > limits.documents {
            return vec![error(1, format!("{} rules are too many for one text; at most {} are taken", collection.len(), limits.documents))];
        }
        let mut errors: Vec<RuleError> = collection.errors.iter().map(|reason| error(1, reason.clone())).collect();
        if !collection.filters.is_empty() {
            errors.push(error(1, "'filter' documents are not taken: set exceptions on the rule instead".to_owned()));
        }
        if collection.is_empty() && errors.is_empty() {
            errors.push(error(1, "there is no rule in it".to_owned()));
        }
        let (base, first) = (base_rules(&collection), self.compiled.len());
        for rule in &collection.rules {
            if let Err(reason) = self.add_rule(rule, file, &base, limits) {
                errors.push(error(line_of(text, &rule.title), reason));
            }
        }
        if errors.is_empty() {
            for rule in &collection.correlations {
                if let Err(reason) = self.add_correlation(rule, &collection, file, first) {
                    errors.push(error(line_of(text, &rule.title), reason));
                }
            }
        }
        errors
    }

    /// Adds a rule over several events, whose base rules are those of the same text, which begin at `first`.
    fn add_correlation(&mut self, rule: &CorrelationRule, text: &SigmaCollection, file: &str, first: usize) -> Result<(), String> {
        let mut known = metadata::of_correlation(rule, file)?;
        if let Some(name) = &self.name {
            known.id.clone_from(name);
        }
        let correlation = Correlation::compile(rule, &known.id)?;
        let number = self.correlations.len();
        for (part, name) in correlation.parts().iter().enumerate() {
            let is = |rule: &SigmaRule| [&rule.id, &rule.name].into_iter().flatten().any(|known| known == name);
            let at = text.rules.iter().position(is).ok_or_else(|| format!("'{name}' names no rule of this text"))?;
            self.compiled[first + at].parts.push((number, part));
        }
        let known = Arc::new(known);
        self.list.push(Arc::clone(&known));
        self.correlations.push((known, correlation));
        Ok(())
    }

    /// The rules over several events, by their ids.
    pub fn correlations(&self) -> impl Iterator<Item = (&str, (&Rule, &Correlation))> {
        self.correlations.iter().map(|(rule, correlation)| (rule.id.as_str(), (&**rule, correlation)))
    }

    fn add_rule(&mut self, rule: &SigmaRule, file: &str, base: &HashSet<String>, limits: Limits) -> Result<(), String> {
        limits.check(rule)?;
        let mut known = metadata::of_single(rule, file)?;
        if let Some(name) = &self.name {
            known.id.clone_from(name);
        }
        let known = Arc::new(known);
        let hits = ![&rule.id, &rule.name].into_iter().flatten().any(|name| base.contains(name.as_str()));
        // The engine tells a match by the rule's id; ours is its place.
        let numbered = SigmaRule { id: Some(self.compiled.len().to_string()), ..rule.clone() };
        self.engine.add_rule(&numbered).map_err(|error| error.to_string())?;
        if hits {
            self.list.push(Arc::clone(&known));
        }
        self.compiled.push(Compiled { rule: known, hits, parts: Vec::new() });
        Ok(())
    }
}

/// Names and ids of rules that correlations rest on, and that are no rules of their own.
fn base_rules(collection: &SigmaCollection) -> HashSet<String> {
    collection
        .correlations
        .iter()
        .filter(|correlation| !correlation.generate)
        .flat_map(|correlation| correlation.rules.iter().cloned())
        .collect()
}

/// The line in which a title stands.
fn line_of(text: &str, title: &str) -> u32 {
    let is = |line: &str| line.strip_prefix("title:").is_some_and(|rest| rest.contains(title));
    text.lines().zip(1_u32..).find(|(line, _)| is(line)).map_or(1, |(_, number)| number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: &str = "title: A user was locked out
id: 0c5a3d0e-6a51-4d39-8f3b-2f6a1c7d9e10
status: stable
logsource: {product: okta, service: okta}
detection:
  locked:
    eventType: user.account.lock
  condition: locked
level: medium
";

    fn errors(text: &str) -> Vec<(Option<u32>, String)> {
        match Rules::load([("mine.yml", text)], Limits::TENANT) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.line, error.reason)).collect(),
        }
    }

    #[test]
    fn a_rule_is_loaded_and_a_bad_one_is_told_line_and_reason() {
        assert_eq!(errors(RULE), []);
        for (from, to, line, words) in [
            ("eventType: user", "eventType|glob: user", 7, "glob"),
            ("condition: locked", "condition: locked and", 8, "condition"),
            ("condition: locked", "condition: unlocked", 1, "unlocked"),
            ("title: A user was locked out\n", "", 1, "title"),
            ("product: okta, service: okta", "product: windows", 4, "logsource"),
            ("    eventType: user.account.lock", "   eventType: [", 8, "did not find"),
            ("level: medium", "level: medium\noktually: {subject: planet}", 10, "planet"),
        ] {
            let bad = RULE.replace(from, to);
            assert_ne!(bad, RULE);
            let told = errors(&bad);
            let (at, reason) = told.first().unwrap_or_else(|| panic!("{to} was taken"));
            assert!(reason.to_lowercase().contains(words), "{to}: {reason}");
            assert!(at.is_some_and(|at| at.abs_diff(line) <= 3), "{to}: line {at:?} instead of {line}: {reason}");
        }
    }

    #[test]
    fn what_is_too_large_or_too_costly_is_refused() {
        let many: String = (0..600).map(|number| format!("      - 'value{number}'\n")).collect();
        let costly = RULE.replace("    eventType: user.account.lock\n", &format!("    eventType:\n{many}"));
        assert!(errors(&costly)[0].1.contains("600 values"), "{:?}", errors(&costly));
        let greedy = RULE.replace("eventType: user.account.lock", "eventType|re: '(a{500}){500}'");
        assert!(errors(&greedy)[0].1.contains("regular expression"), "{:?}", errors(&greedy));
        assert!(errors(&format!("{RULE}# {}", "x".repeat(40_000)))[0].1.contains("bytes are too many"));
        let bomb: String = (1..30).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, number| {
            let before = format!("*a{}, ", number - 1).repeat(9);
            format!("{text}a{number}: &a{number} [{}]\n", before.trim_end_matches(", "))
        });
        assert!(!errors(&format!("{bomb}{RULE}")).is_empty());
        for text in ["", "---\n", "# nothing\n", "[]", "7"] {
            assert!(!errors(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mutilated_rule_is_taken_or_refused(at in 0..RULE.len(), length in 0..40_usize, with in "\\PC{0,12}") {
            let mut text = RULE.to_owned();
            text.replace_range(at..(at + length).min(RULE.len()), &with);
            let _ = errors(&text);
        }
    }
}
