//! The words of a SCIM filter.

/// One word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    Open,
    Close,
    /// A field, an operator or a literal that is no text.
    Name(String),
    Text(String),
}

/// Takes a filter apart; nothing if a text has no end.
pub(super) fn words(filter: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = filter.chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            '(' => words.push(Word::Open),
            ')' => words.push(Word::Close),
            '"' => {
                let mut text = String::new();
                loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => text.push(rest.next()?),
                        other => text.push(other),
                    }
                }
                words.push(Word::Text(text));
            }
            blank if blank.is_whitespace() => {}
            other => {
                let mut name = String::from(other);
                while let Some(next) = rest.next_if(|next| !next.is_whitespace() && !matches!(next, '(' | ')' | '"')) {
                    name.push(next);
                }
                words.push(Word::Name(name));
            }
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_taken_apart() {
        let name = |text: &str| Word::Name(text.to_owned());
        assert_eq!(
            words(r#"(actor.id eq "a \"b\"") and not(x pr)"#),
            Some(vec![
                Word::Open,
                name("actor.id"),
                name("eq"),
                Word::Text("a \"b\"".to_owned()),
                Word::Close,
                name("and"),
                name("not"),
                Word::Open,
                name("x"),
                name("pr"),
                Word::Close
            ])
        );
        assert_eq!(words("a eq \"b"), None);
    }
}
