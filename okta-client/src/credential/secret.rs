//! An OAuth client with a secret.

use std::fmt;

use secrecy::SecretString;

use super::{
    ClientId, SecretError,
    paste::{is_api_token, is_around, is_jwt, trimmed},
};

/// Okta lets none be shorter.
const SHORTEST: usize = 14;
/// Longest secret that is believed; Okta's have 64 characters, and at most 100.
const LONGEST: usize = 200;

/// An OAuth client and its secret.
#[derive(Clone)]
pub struct ClientSecret {
    client_id: ClientId,
    secret: SecretString,
}

impl ClientSecret {
    /// Reads the secret as a person handed it over; says also whether something around it was taken off.
    pub fn parse(client_id: ClientId, text: &str) -> Result<(Self, bool), SecretError> {
        let secret = trimmed(text);
        match secret {
            "" => Err(SecretError::Empty),
            _ if secret.contains("-----BEGIN") || secret.starts_with('{') => Err(SecretError::Key),
            _ if secret.contains("://") => Err(SecretError::Address),
            _ if secret.contains(is_around) => Err(SecretError::InnerBlank),
            _ if is_jwt(secret) => Err(SecretError::Jwt),
            _ if is_api_token(secret) => Err(SecretError::ApiToken),
            _ if secret == client_id.as_str() || (secret.len() == 20 && secret.starts_with("0oa")) => Err(SecretError::ClientId),
            _ if !secret.bytes().all(|byte| byte.is_ascii_graphic()) => Err(SecretError::Characters),
            _ if secret.len() > LONGEST => Err(SecretError::TooLong),
            _ if secret.len() < SHORTEST => Err(SecretError::TooShort),
            _ => Ok((Self { client_id, secret: secret.into() }, secret.len() != text.len())),
        }
    }

    /// The client's id.
    pub fn client_id(&self) -> &ClientId {
        &self.client_id
    }

    pub(crate) fn secret(&self) -> &SecretString {
        &self.secret
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientSecret({}, [removed])", self.client_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "S3CRETabcDEFghijklMNOpqrSTUvwxYZ0123456789-_S3CRETabcDEFghijklMN";

    #[test]
    fn what_is_no_client_secret_is_refused_by_its_reason() {
        use SecretError::*;
        let parse = |text: &str| ClientSecret::parse("0oa1gjh63g214q0Hq0g4".parse().unwrap(), text);
        let (client, trimmed) = parse(&format!("{SECRET}\r\n")).unwrap();
        assert!(trimmed && !format!("{client:?}").contains("S3CRET"));
        for (text, why) in [
            ("", Empty),
            ("S3CRETabcDEF ghijklMNOpqrSTU", InnerBlank),
            ("S3CRETabcDEFghijklMNOpqrSTUé", Characters),
            ("S3CRETabc", TooShort),
            (&"a".repeat(201), TooLong),
            ("0oa1gjh63g214q0Hq0g4", ClientId),
            ("00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab", ApiToken),
            ("-----BEGIN PRIVATE KEY-----", Key),
            (r#"{"kty":"RSA"}"#, Key),
            ("eyJraWQiOiJ4In0.eyJzY3AiOlsieCJdfQ.c2ln", Jwt),
            ("https://acme.okta.com", Address),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error, why, "{text:?}");
            assert!(text.len() < 6 || !error.to_string().contains(text));
        }
    }
}
