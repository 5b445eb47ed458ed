//! Why a rule is not taken.

use std::fmt;

/// Why a rule is not taken: where, and what is wrong with it, for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RuleError {
    /// The file, or whatever name the text has.
    pub file: String,
    /// The line, counted from 1, where that can be told.
    pub line: Option<u32>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

impl RuleError {
    /// An error whose line is found in its words, or else by the word that they quote, or else is that of `around`, within the text.
    pub(super) fn locate(file: &str, text: &str, around: u32, reason: String) -> Self {
        let line = match reason.starts_with("Condition") {
            true => line_with(text, around, "condition:"),
            false => spoken_line(&reason).or_else(|| quoted_line(text, around, &reason)),
        };
        Self { file: file.to_owned(), line: Some(line.unwrap_or(around)), reason: in_one_line(&reason) }
    }
}

/// `… at line 7 column 3`.
fn spoken_line(reason: &str) -> Option<u32> {
    let (_, rest) = reason.split_once("at line ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The first line from `around` on that has the word in quotes.
fn quoted_line(text: &str, around: u32, reason: &str) -> Option<u32> {
    line_with(text, around, reason.split('\'').nth(1).filter(|word| !word.is_empty())?)
}

fn line_with(text: &str, around: u32, word: &str) -> Option<u32> {
    let mut lines = text.lines().zip(1_u32..).skip_while(|(_, number)| *number < around);
    lines.find(|(line, _)| line.contains(word)).map(|(_, number)| number)
}

/// The words without the drawing that parsers add to them.
fn in_one_line(reason: &str) -> String {
    let is_drawn = |line: &&str| !line.is_empty() && !line.starts_with(['|', '-', '^']) && !line.contains(" | ");
    reason.lines().map(str::trim).filter(is_drawn).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_by_the_words_or_found_by_what_they_quote() {
        let text = "title: x\ndetection:\n  s:\n    a|glob: 1\n  condition: s\n";
        let line = |reason: &str| RuleError::locate("f", text, 1, reason.to_owned()).line;
        assert_eq!(line("YAML: did not find key at line 3 column 5"), Some(3));
        assert_eq!(line("Unknown modifier 'glob'"), Some(4));
        assert_eq!(line("something else"), Some(1));
    }
}
