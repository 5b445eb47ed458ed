//! What opens an org.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// Longest token that is believed, in characters. Okta's are 42 long, and Okta promises no length.
const LONGEST: usize = 200;
/// Shortest token that is believed; an object's id has 20.
const SHORTEST: usize = 24;

/// What opens an Okta org.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// An API token (`Authorization: SSWS …`). It acts as the user who made it.
    ApiToken(SecretString),
}

/// The form of an Okta API token, as a person hands it over.
#[derive(Debug, Clone, Copy)]
pub struct ApiToken;

/// Why a text is not an Okta API token. No message repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Nothing was given.
    #[error("enter the API token")]
    Empty,
    /// A blank or line end inside.
    #[error("there is a blank or a line end inside the token; copy it again, in one piece")]
    InnerBlank,
    /// Characters that no token has.
    #[error("the token contains characters that no API token has; copy it again")]
    Characters,
    /// Longer than any token.
    #[error("this is too long for an API token; enter only the token")]
    TooLong,
    /// Shorter than any token.
    #[error("this is too short for an API token; copy it again, to its end")]
    TooShort,
    /// The token's id as the API lists it.
    #[error("this is the token's id, not the token; Okta shows the token only once, when it is created")]
    TokenId,
    /// A web address.
    #[error("this is a web address; enter the API token here")]
    Address,
    /// A private key or certificate.
    #[error("this is a key or a certificate; enter an API token, created under Security, API, Tokens")]
    Key,
    /// A JSON Web Token, such as an OAuth access token.
    #[error("this is an OAuth token (a JWT); enter an API token, created under Security, API, Tokens")]
    Jwt,
}

impl ApiToken {
    /// Reads a token; says also whether something around it (blanks, line ends, a leading `SSWS`) was taken off.
    pub fn parse(text: &str) -> Result<(Credential, bool), CredentialError> {
        let around = |c: char| c.is_whitespace() || c.is_control() || ('\u{200b}'..='\u{200f}').contains(&c) || c == '\u{feff}';
        let mut token = text.trim_matches(around);
        if token.starts_with("-----BEGIN") {
            return Err(CredentialError::Key);
        }
        if let Some((scheme, rest)) = token.split_once(char::is_whitespace)
            && scheme.eq_ignore_ascii_case("SSWS")
        {
            token = rest.trim_matches(around);
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match token {
            "" => Err(CredentialError::Empty),
            _ if token.eq_ignore_ascii_case("SSWS") => Err(CredentialError::Empty),
            _ if token.contains("://") => Err(CredentialError::Address),
            _ if token.contains(around) => Err(CredentialError::InnerBlank),
            _ if token.starts_with("eyJ") && token.matches('.').count() == 2 => Err(CredentialError::Jwt),
            _ if token.chars().count() > LONGEST => Err(CredentialError::TooLong),
            _ if !token.chars().all(fits) => Err(CredentialError::Characters),
            _ if token.len() == 20 && token.starts_with("00T") => Err(CredentialError::TokenId),
            _ if token.len() < SHORTEST => Err(CredentialError::TooShort),
            _ => Ok((Credential::ApiToken(token.into()), token.len() != text.len())),
        }
    }
}

impl Credential {
    /// The `Authorization` header; `None` if the secret cannot stand in a header.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        match self {
            Self::ApiToken(token) => {
                #[expect(clippy::disallowed_methods, reason = "the one place where the token is written into a request")]
                let mut value = HeaderValue::from_str(&format!("SSWS {}", token.expose_secret())).ok()?;
                value.set_sensitive(true);
                Some(value)
            }
        }
    }

    /// `text` without the secret, should the other side have echoed it.
    pub(crate) fn blot(&self, text: &str) -> String {
        let secret = match self {
            Self::ApiToken(token) => token,
        };
        #[expect(clippy::disallowed_methods, reason = "to look for the secret where it must not be")]
        let secret = secret.expose_secret();
        if secret.is_empty() { text.to_owned() } else { text.replace(secret, "[removed]") }
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
            assert_eq!(credential.authorization().unwrap(), format!("SSWS {TOKEN}"));
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
    fn a_token_shows_in_no_debug_output_and_is_blotted_out_of_echoes() {
        let (credential, _) = ApiToken::parse(TOKEN).unwrap();
        let header = credential.authorization().unwrap();
        assert!(!format!("{credential:?} {header:?}").contains("abcDEF"));
        assert_eq!(credential.blot(&format!("bad token {TOKEN}!")), "bad token [removed]!");
    }
}
