//! What comes along when a text is copied.

/// A text without what is copied around it by accident: blanks, line ends, invisible characters.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_around)
}

/// Whether a character can only have come along by accident.
pub(super) fn is_around(c: char) -> bool {
    c.is_whitespace() || c.is_control() || ('\u{200b}'..='\u{200f}').contains(&c) || c == '\u{feff}'
}

/// Whether a text has the form of a JSON Web Token.
pub(super) fn is_jwt(text: &str) -> bool {
    text.starts_with("eyJ") && text.matches('.').count() == 2 && !text.contains(char::is_whitespace)
}

/// Whether a text has the form that Okta gives its API tokens.
pub(super) fn is_api_token(text: &str) -> bool {
    text.len() == 42 && text.starts_with("00") && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
