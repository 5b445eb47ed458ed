//! The text in which a credential is sealed.

use std::borrow::Cow;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Algorithm, ApiToken, ClientKey, ClientSecret, Credential, SigningKey};

/// A text is no credential as [`Credential::stored`] writes it. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored credential cannot be read")]
pub struct NotStored;

/// An API token is stored as it is, everything else as JSON with a version.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    v: u8,
    #[serde(borrow)]
    client_id: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    key_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    algorithm: Option<Cow<'a, str>>,
    /// PKCS#8 in PEM without line ends, which JSON would escape.
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    key: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    secret: Option<Cow<'a, str>>,
}

#[expect(clippy::disallowed_methods, reason = "from and to the text that is sealed")]
impl Credential {
    /// The credential as one text, to be sealed. [`Credential::from_stored`] reads it again.
    pub fn stored(&self) -> SecretString {
        let none = Stored { v: 1, client_id: "".into(), key_id: None, algorithm: None, key: None, secret: None };
        match self {
            Self::ApiToken(token) => token.clone(),
            Self::PrivateKey(client) => {
                let key = client.key().canonical();
                let key = Zeroizing::new(key.expose_secret().replace('\n', " "));
                let key_id = client.key_id().map(|id| id.as_str().into());
                let algorithm = Some(client.key().algorithm().as_str().into());
                written(&Stored {
                    client_id: client.client_id().as_str().into(),
                    key_id,
                    algorithm,
                    key: Some(key.as_str().into()),
                    ..none
                })
            }
            Self::ClientSecret(client) => {
                let secret = Some(client.secret().expose_secret().into());
                written(&Stored { client_id: client.client_id().as_str().into(), secret, ..none })
            }
        }
    }

    /// Reads what [`Credential::stored`] wrote.
    pub fn from_stored(text: &str) -> Result<Self, NotStored> {
        if !text.starts_with('{') {
            return ApiToken::parse(text).map(|(token, _)| token).map_err(|_| NotStored);
        }
        let stored: Stored<'_> = serde_json::from_str(text).map_err(|_| NotStored)?;
        let client_id = stored.client_id.parse().map_err(|_| NotStored)?;
        match stored {
            Stored { v: 1, key: Some(key), secret: None, key_id, algorithm: Some(algorithm), .. } => {
                let mut read = SigningKey::parse(&key).map_err(|_| NotStored)?;
                read.key = read.key.signing_with(Algorithm::find(&algorithm).ok_or(NotStored)?).map_err(|_| NotStored)?;
                let key_id = key_id.map(|id| id.parse()).transpose().map_err(|_| NotStored)?;
                ClientKey::new(client_id, read, key_id).map(Self::PrivateKey).map_err(|_| NotStored)
            }
            Stored { v: 1, secret: Some(secret), key: None, .. } => {
                ClientSecret::parse(client_id, &secret).map(|(client, _)| Self::ClientSecret(client)).map_err(|_| NotStored)
            }
            _ => Err(NotStored),
        }
    }
}

fn written(stored: &Stored<'_>) -> SecretString {
    serde_json::to_string(stored).expect("texts can be written as JSON").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::key::samples;

    #[test]
    fn every_kind_is_read_as_it_was_stored() {
        let token = ApiToken::parse("00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab").unwrap().0;
        let mut read = SigningKey::parse(&samples::rsa_pem("pkcs1")).unwrap();
        read.key = read.key.signing_with(Algorithm::Rs512).unwrap();
        let key = ClientKey::new("0oa1".parse().unwrap(), read, Some("k/1".parse().unwrap())).unwrap();
        let secret = ClientSecret::parse("0oa1".parse().unwrap(), "a\"b\\cdefghijklmnopqrs").unwrap().0;
        for credential in [token, Credential::PrivateKey(key), Credential::ClientSecret(secret)] {
            #[expect(clippy::disallowed_methods, reason = "to look at what would be sealed")]
            let text = credential.stored().expose_secret().to_owned();
            assert_eq!(Credential::from_stored(&text).as_ref(), Ok(&credential));
            assert_ne!(Credential::from_stored(&text[1..]).as_ref(), Ok(&credential));
        }
        for bad in ["", "{}", r#"{"v":1,"client_id":"0oa1"}"#, r#"{"v":2,"client_id":"0oa1","secret":"abcdefghijklmnopqrs"}"#] {
            assert_eq!(Credential::from_stored(bad), Err(NotStored), "{bad}");
        }
    }
}
