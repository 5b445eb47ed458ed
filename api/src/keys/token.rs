//! Keys and tokens: ids in clear, a secret of 256 bits, and a checksum that tells a typing mistake from an unknown key.

use std::fmt;

use rand::Rng;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::base62;

/// The SHA-256 of a key, which is all that is stored of it. A key has 256 random bits, so nothing slower is needed.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// A hash as it was stored.
    pub fn stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for SecretHash {
    /// In the same time wherever they differ.
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// The text is none of our keys. It says nothing about what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAKey {
    /// It does not begin as this kind of key does.
    #[error("expected a key that begins with {prefix}")]
    Prefix {
        /// How it should begin.
        prefix: &'static str,
    },
    /// It begins well, but letters are missing, too many, or mistyped.
    #[error("the key is incomplete or mistyped: its checksum does not fit")]
    Checksum,
}

macro_rules! keys {
    ($( $(#[$doc:meta])+ $name:ident $prefix:literal { $($(#[$field_doc:meta])+ $field:ident),+ } = $length:literal; )+) => {$(
        $(#[$doc])+
        pub struct $name {
            $( $(#[$field_doc])+ pub $field: Uuid, )+
            secret: SecretBox<[u8; 32]>,
        }

        impl $name {
            /// What its text begins with, for those who look for leaked keys.
            pub const PREFIX: &'static str = $prefix;

            /// A new one with a secret from the system's generator.
            pub fn generate($($field: Uuid),+) -> Self {
                Self { $($field,)+ secret: SecretBox::init_with_mut(|secret: &mut [u8; 32]| rand::rng().fill_bytes(secret)) }
            }

            /// Read it from its text. Whether it is known and valid, only its hash can tell.
            pub fn parse(text: &SecretString) -> Result<Self, NotAKey> {
                let bytes = read::<$length>(Self::PREFIX, text)?;
                let mut parts = bytes.chunks_exact(16);
                $( let $field = Uuid::from_slice(parts.next().unwrap_or_default()).map_err(|_| NotAKey::Checksum)?; )+
                let secret = bytes.last_chunk::<32>().expect("a key is longer than its secret");
                Ok(Self { $($field,)+ secret: SecretBox::init_with_mut(|to: &mut [u8; 32]| to.copy_from_slice(secret)) })
            }

            /// Its text, to be shown once.
            pub fn text(&self) -> SecretString {
                write(Self::PREFIX, &self.bytes())
            }

            /// What to store and to compare with what was stored.
            pub fn hash(&self) -> SecretHash {
                let mut hash = Sha256::new();
                hash.update(Self::PREFIX);
                hash.update(&*self.bytes());
                SecretHash(hash.finalize().into())
            }

            fn bytes(&self) -> Zeroizing<Vec<u8>> {
                let mut bytes = Zeroizing::new(Vec::with_capacity($length));
                $( bytes.extend_from_slice(self.$field.as_bytes()); )+
                #[expect(clippy::disallowed_methods, reason = "a key is written for its owner, or hashed")]
                bytes.extend_from_slice(self.secret.expose_secret());
                bytes
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))+.finish_non_exhaustive()
            }
        }
    )+};
}

keys! {
    /// A tenant's key to the API.
    ApiKey "oktk_" {
        /// Whose it is.
        tenant,
        /// Which of the tenant's keys.
        key
    } = 64;
    /// An operator's key.
    OperatorKey "okto_" {
        /// Which operator's.
        operator
    } = 48;
    /// The secret part of an intake link's address.
    IntakeToken "okti_" {
        /// Whose connection waits for a credential.
        tenant,
        /// Which of the tenant's links.
        link
    } = 64;
    /// A visitor's right to read the report of what they submitted, as their cookie holds it.
    SessionToken "okts_" {
        /// Whose connection it is.
        tenant,
        /// Which of the tenant's sessions.
        session
    } = 64;
}

/// A key of either kind that may be sent as a bearer token, by its prefix.
#[derive(Debug)]
pub enum Claimed {
    /// A tenant's.
    Api(ApiKey),
    /// An operator's.
    Operator(OperatorKey),
}

impl Claimed {
    /// Read a bearer token that is a key. None if it is not meant to be one of ours, such as a JWT.
    pub fn parse(text: &SecretString) -> Option<Result<Self, NotAKey>> {
        match (ApiKey::parse(text), OperatorKey::parse(text)) {
            (Err(NotAKey::Prefix { .. }), Err(NotAKey::Prefix { .. })) => None,
            (Err(NotAKey::Prefix { .. }), operator) => Some(operator.map(Self::Operator)),
            (api, _) => Some(api.map(Self::Api)),
        }
    }
}

fn write(prefix: &str, bytes: &[u8]) -> SecretString {
    let mut whole = Zeroizing::new(Vec::with_capacity(bytes.len() + 4));
    whole.extend_from_slice(bytes);
    whole.extend_from_slice(&checksum(prefix, bytes));
    format!("{prefix}{}", *base62::encode(&whole)).into()
}

fn read<const BYTES: usize>(prefix: &'static str, text: &SecretString) -> Result<Zeroizing<Vec<u8>>, NotAKey> {
    #[expect(clippy::disallowed_methods, reason = "a key is read in order to look its hash up")]
    let digits = text.expose_secret().strip_prefix(prefix).ok_or(NotAKey::Prefix { prefix })?;
    let whole = match BYTES {
        64 => base62::decode::<68>(digits).map(|bytes| Zeroizing::new(bytes.to_vec())),
        _ => base62::decode::<52>(digits).map(|bytes| Zeroizing::new(bytes.to_vec())),
    };
    let whole = whole.ok_or(NotAKey::Checksum)?;
    let (bytes, sum) = whole.split_at(BYTES);
    if sum != checksum(prefix, bytes) {
        return Err(NotAKey::Checksum);
    }
    Ok(Zeroizing::new(bytes.to_vec()))
}

/// CRC-32 of the prefix and the bytes.
fn checksum(prefix: &str, bytes: &[u8]) -> [u8; 4] {
    let mut sum = crc32fast::Hasher::new();
    sum.update(prefix.as_bytes());
    sum.update(bytes);
    sum.finalize().to_be_bytes()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at what they made")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> ApiKey {
        ApiKey::generate(Uuid::from_u128(1), Uuid::from_u128(2))
    }

    #[test]
    fn a_key_survives_its_text_and_says_whose_it_is() {
        let made = key();
        let text = made.text();
        assert!(text.expose_secret().starts_with("oktk_"));
        assert_eq!(text.expose_secret().len(), 5 + 92);
        let read = ApiKey::parse(&text).unwrap();
        assert_eq!((read.tenant, read.key), (made.tenant, made.key));
        assert_eq!(read.hash(), made.hash());

        let operator = OperatorKey::generate(Uuid::from_u128(3));
        assert_eq!(OperatorKey::parse(&operator.text()).unwrap().hash(), operator.hash());
        assert!(IntakeToken::parse(&IntakeToken::generate(Uuid::nil(), Uuid::nil()).text()).is_ok());
    }

    #[test]
    fn two_keys_of_the_same_ids_are_different() {
        assert_ne!(key().hash(), key().hash());
    }

    #[test]
    fn a_key_of_another_kind_is_told_apart_from_a_mistyped_one() {
        let text = key().text();
        assert_eq!(OperatorKey::parse(&text).unwrap_err(), NotAKey::Prefix { prefix: "okto_" });
        let shortened: SecretString = text.expose_secret()[..96].into();
        assert_eq!(ApiKey::parse(&shortened).unwrap_err(), NotAKey::Checksum);
        // The same digits under another prefix do not pass either.
        let moved: SecretString = text.expose_secret().replace("oktk_", "okti_").into();
        assert_eq!(IntakeToken::parse(&moved).unwrap_err(), NotAKey::Checksum);

        assert!(Claimed::parse(&"eyJhbGciOiJFZERTQSJ9.e30.c2ln".into()).is_none());
        assert!(matches!(Claimed::parse(&text), Some(Ok(Claimed::Api(_)))));
        assert!(matches!(Claimed::parse(&shortened), Some(Err(NotAKey::Checksum))));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let made = key();
        let shown = format!("{made:?} {:?}", made.hash());
        assert_eq!(
            shown,
            "ApiKey { tenant: 00000000-0000-0000-0000-000000000001, key: 00000000-0000-0000-0000-000000000002, .. } SecretHash(…)"
        );
    }

    proptest! {
        #[test]
        fn one_mistyped_letter_never_passes(at in 5_usize..97, letter in "[0-9A-Za-z]") {
            let text = key().text().expose_secret().to_owned();
            prop_assume!(text[at..=at] != letter);
            let mut typed = text;
            typed.replace_range(at..=at, &letter);
            prop_assert_eq!(ApiKey::parse(&typed.into()).unwrap_err(), NotAKey::Checksum);
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert!(ApiKey::parse(&text.as_str().into()).is_err());
            let prefixed = format!("oktk_{text}");
            prop_assert!(ApiKey::parse(&prefixed.into()).is_err());
        }
    }
}
