//! The names of OAuth clients and of their keys. They are no secrets.

use std::{fmt, str::FromStr};

use super::{
    NameError,
    paste::{is_api_token, is_around, trimmed},
};

/// Longest id that is believed, in characters.
const LONGEST: usize = 255;

/// The id of an OAuth client, `0oa…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

/// The id of a public key that is registered at an OAuth client (`kid`, RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl ClientId {
    /// The id as Okta writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl KeyId {
    /// The id as it is registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClientId {
    type Err = NameError;

    /// Reads an id as a person copied it; blanks around it are taken off.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let id = trimmed(text);
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        match id {
            "" => Err(NameError::Empty),
            _ if id.contains('@') => Err(NameError::Email),
            _ if id.contains("://") || id.contains('/') => Err(NameError::Address),
            _ if id.contains(is_around) => Err(NameError::InnerBlank),
            _ if is_api_token(id) => Err(NameError::ApiToken),
            _ if id.len() == 20 && ["00o", "00u", "00g", "00T"].iter().any(|kind| id.starts_with(kind)) => Err(NameError::OtherObject),
            _ if id.len() > 100 => Err(NameError::TooLong),
            _ if !id.chars().all(fits) => Err(NameError::Characters),
            _ => Ok(Self(id.to_owned())),
        }
    }
}

impl FromStr for KeyId {
    type Err = NameError;

    /// Reads an id as a person copied it, or as a JWK names it; blanks around it are taken off.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let id = trimmed(text);
        match id {
            "" => Err(NameError::Empty),
            _ if id.contains(is_around) => Err(NameError::InnerBlank),
            _ if id.len() > LONGEST => Err(NameError::TooLong),
            _ if !id.bytes().all(|byte| byte.is_ascii_graphic()) => Err(NameError::Characters),
            _ => Ok(Self(id.to_owned())),
        }
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_client_id_is_refused_by_its_reason() {
        use NameError::*;
        assert_eq!(" 0oa1gjh63g214q0Hq0g4\n".parse::<ClientId>().unwrap().as_str(), "0oa1gjh63g214q0Hq0g4");
        for (text, why) in [
            (" \n", Empty),
            ("0oa1gjh63g 214q0Hq0g4", InnerBlank),
            ("ann@example.com", Email),
            ("https://acme.okta.com/oauth2", Address),
            ("00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab", ApiToken),
            ("00u1gjh63g214q0Hq0g4", OtherObject),
            ("0oa1gjh63g214q0Hq0gé", Characters),
            (&"a".repeat(101), TooLong),
        ] {
            let error = text.parse::<ClientId>().unwrap_err();
            assert_eq!(error, why, "{text:?}");
            assert!(text.len() < 3 || !error.to_string().contains(text));
        }
    }

    #[test]
    fn a_key_id_is_any_word() {
        assert_eq!(" SIGNING_KEY=1+/ ".parse::<KeyId>().unwrap().as_str(), "SIGNING_KEY=1+/");
        for (text, why) in [("", NameError::Empty), ("a b", NameError::InnerBlank), ("é", NameError::Characters)] {
            assert_eq!(text.parse::<KeyId>().unwrap_err(), why);
        }
    }
}
