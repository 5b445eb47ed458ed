//! API tokens.

use super::{
    Credential, CredentialError,
    paste::{is_around, is_jwt, trimmed},
};

/// Longest token that is believed, in characters. Okta's are 42 long, and Okta promises no length.
const LONGEST: usize = 200;
/// Shortest token that is believed; an object's id has 20.
const SHORTEST: usize = 24;

/// The form of an Okta API token, as a person hands it over.
#[derive(Debug, Clone, Copy)]
pub struct ApiToken;

impl ApiToken {
    /// Reads a token; says also whether something around it (blanks, line ends, a leading `SSWS`) was taken off.
    pub fn parse(text: &str) -> Result<(Credential, bool), CredentialError> {
        let mut token = trimmed(text);
        if token.starts_with("-----BEGIN") {
            return Err(CredentialError::Key);
        }
        if let Some((scheme, rest)) = token.split_once(char::is_whitespace)
            && scheme.eq_ignore_ascii_case("SSWS")
        {
            token = trimmed(rest);
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match token {
            "" => Err(CredentialError::Empty),
            _ if token.eq_ignore_ascii_case("SSWS") => Err(CredentialError::Empty),
            _ if token.contains("://") => Err(CredentialError::Address),
            _ if token.contains(is_around) => Err(CredentialError::InnerBlank),
            _ if is_jwt(token) => Err(CredentialError::Jwt),
            _ if token.chars().count() > LONGEST => Err(CredentialError::TooLong),
            _ if !token.chars().all(fits) => Err(CredentialError::Characters),
            _ if token.len() == 20 && token.starts_with("00T") => Err(CredentialError::TokenId),
            _ if token.len() < SHORTEST => Err(CredentialError::TooShort),
            _ => Ok((Credential::ApiToken(token.into()), token.len() != text.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab";

    #[test]
    fn a_token_is_freed_from_what_was_copied_with_it() {
        for (text, trimmed) in [
            (TOKEN.to_owned(), false),
            (format!("  {TOKEN}\r\n"), true),
            (format!("SSWS {TOKEN}"), true),
            (format!("ssws   {TOKEN} "), true),
            (format!("\u{feff}{TOKEN}\u{200b}\u{a0}"), true),
        ] {
            let (credential, was) = ApiToken::parse(&text).unwrap();
            assert_eq!(was, trimmed);
            assert_eq!(credential, Credential::ApiToken(TOKEN.into()));
        }
    }

    #[test]
    fn what_is_no_token_is_refused_by_its_reason() {
        use CredentialError::*;
        for (text, why) in [
            ("", Empty),
            (" \n", Empty),
            ("SSWS ", Empty),
            ("00abcDEFghijklMNOpqr STUvwxYZ0123456789abcd", InnerBlank),
            ("00abcDEFghijklMNOpqr\nSTUvwxYZ0123456789abcd", InnerBlank),
            ("00abcDEFghijklMNOpqrSTUvwxYZ0123456789abcé", Characters),
            ("00abcDEFghijklMNOpqrSTUvwxYZ0123456789ab=\"", Characters),
            (&"a".repeat(201), TooLong),
            ("00abc", TooShort),
            ("00T1gtr35t8ZbfBfV1d7", TokenId),
            ("https://acme.okta.com", Address),
            ("-----BEGIN PRIVATE KEY-----\nMIIE", Key),
            ("eyJraWQiOiJ4In0.eyJzY3AiOlsieCJdfQ.c2ln", Jwt),
        ] {
            let error = ApiToken::parse(text).unwrap_err();
            assert_eq!(error, why, "{text:?}");
            assert!(text.len() < 6 || !error.to_string().contains(text));
        }
    }

    #[test]
    fn a_token_shows_in_no_debug_output() {
        let (credential, _) = ApiToken::parse(TOKEN).unwrap();
        assert!(!format!("{credential:?}").contains("abcDEF"));
    }
}
