//! An OAuth client that signs with a private key.

use std::fmt;

use super::{ClientId, KeyId, NameError, ReadKey, SigningKey};

/// An OAuth client, its private key, and the id under which the public key is registered.
#[derive(Clone)]
pub struct ClientKey {
    client_id: ClientId,
    key_id: Option<KeyId>,
    key: SigningKey,
}

impl ClientKey {
    /// From what a person handed over: the client id, the key, and its id if it was given apart from the key.
    ///
    /// Without any id, Okta takes the only key that is registered. An error if the key names another id than the one given.
    pub fn new(client_id: ClientId, read: ReadKey, given: Option<KeyId>) -> Result<Self, NameError> {
        let key_id = match (read.key_id, given) {
            (Some(named), Some(given)) if named != given => return Err(NameError::OtherKey),
            (named, given) => named.or(given),
        };
        Ok(Self { client_id, key_id, key: read.key })
    }

    /// The client's id.
    pub fn client_id(&self) -> &ClientId {
        &self.client_id
    }

    /// The public key's id, if one is known.
    pub fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// The key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientKey({}, {:?})", self.client_id, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::key::samples;

    #[test]
    fn a_key_s_own_id_and_the_one_given_must_agree() {
        let client = |given: &str| {
            let read = SigningKey::parse(&samples::ec_jwk(Some("k1"))).unwrap();
            ClientKey::new("0oa1".parse().unwrap(), read, given.parse().ok())
        };
        assert_eq!(client("").unwrap().key_id().unwrap().as_str(), "k1");
        assert_eq!(client("k1").unwrap().key_id().unwrap().as_str(), "k1");
        assert_eq!(client("k2").unwrap_err(), NameError::OtherKey);
    }
}
