//! The key-encryption keys. A key-management service can take this type's place.

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{CannotOpen, DataKey, Place, sealed};

/// Key-encryption keys by id: the first seals, all open.
pub struct Keyring {
    keys: Vec<(String, Zeroizing<[u8; 32]>)>,
}

/// Why a keyring cannot be used. No message repeats a key, nor what stands in its place: it may be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// Nothing in it.
    #[error("the keyring is empty; give at least one line of the form id:key, for example the output of `oktually keys generate`")]
    Empty,
    /// A line that is no `id:key`.
    #[error("line {0} of the keyring is not of the form id:key with an id of letters, digits, - and _")]
    NotAPair(usize),
    /// A key that is not 32 bytes.
    #[error("the key in line {0} of the keyring is not 32 bytes in base64; `oktually keys generate` makes one")]
    NotAKey(usize),
    /// Twice the same id.
    #[error("the keyring has the id {0} twice")]
    Twice(String),
}

/// A new keyring of one random key, as text: `id:key`. The id is the first characters of a random number, so that two
/// generated keys are not mistaken for each other.
pub fn generate_keyring() -> SecretString {
    let key = Zeroizing::new(rand::random::<[u8; 32]>());
    let id: u32 = rand::random();
    SecretString::from(format!("k{id:08x}:{}", BASE64_STANDARD.encode(key.as_slice())))
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl Keyring {
    /// Reads `id:key` pairs, one a line or separated by commas; keys are 32 bytes in base64 (RFC 4648, section 4).
    ///
    /// # Errors
    /// When it is empty, has a malformed line, a key of the wrong length or an id twice.
    #[expect(clippy::disallowed_methods, reason = "the keyring's text becomes its keys here")]
    pub fn parse(text: &SecretString) -> Result<Self, KeyringError> {
        let mut keys: Vec<(String, Zeroizing<[u8; 32]>)> = Vec::new();
        let lines = text.expose_secret().split(['\n', ',']).map(str::trim).enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (id, key) = line.split_once(':').ok_or(KeyringError::NotAPair(index + 1))?;
            if id.is_empty() || id.len() > 64 || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
                return Err(KeyringError::NotAPair(index + 1));
            }
            let bytes = BASE64_STANDARD.decode(key).map(Zeroizing::new).map_err(|_| KeyringError::NotAKey(index + 1))?;
            let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyringError::NotAKey(index + 1))?;
            if keys.iter().any(|(known, _)| known == id) {
                return Err(KeyringError::Twice(id.to_owned()));
            }
            keys.push((id.to_owned(), Zeroizing::new(key)));
        }
        if keys.is_empty() { Err(KeyringError::Empty) } else { Ok(Self { keys }) }
    }

    /// Id of the key that seals.
    pub fn current(&self) -> &str {
        &self.keys[0].0
    }

    /// Ids of all keys, the sealing one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }

    fn key(&self, id: &str) -> Result<&[u8; 32], CannotOpen> {
        self.keys.iter().find(|(known, _)| known == id).map(|(_, key)| &**key).ok_or(CannotOpen)
    }

    /// Wraps a tenant's data key with the current key: the key's id, and nonce with ciphertext.
    pub fn wrap(&self, tenant: Uuid, key: &DataKey) -> (String, Vec<u8>) {
        let (id, current) = &self.keys[0];
        (id.clone(), sealed::seal(current, key.bytes(), &data_key_place(tenant, key.version()).associated_data()))
    }

    /// A tenant's data key.
    ///
    /// # Errors
    /// When the keyring lacks the key, or the wrapping belongs to another tenant or version.
    pub fn unwrap(&self, tenant: Uuid, version: i32, key_id: &str, wrapped: &[u8]) -> Result<DataKey, CannotOpen> {
        let plain = sealed::open(self.key(key_id)?, wrapped, &data_key_place(tenant, version).associated_data())?;
        DataKey::from_bytes(version, &plain)
    }

    /// Seals what belongs to the service itself: the key's id, and nonce with ciphertext.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> (String, Vec<u8>) {
        let (id, current) = &self.keys[0];
        (id.clone(), sealed::seal(current, plain, &place.associated_data()))
    }

    /// Opens what [`Keyring::seal`] sealed.
    ///
    /// # Errors
    /// When the keyring lacks the key, or the value belongs to another place.
    pub fn open(&self, place: &Place, key_id: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        sealed::open(self.key(key_id)?, bytes, &place.associated_data())
    }

    /// A value that only the key `id` opens: stored once, compared at each start.
    ///
    /// # Errors
    /// When the keyring lacks that key.
    pub fn check_value(&self, id: &str) -> Result<Vec<u8>, CannotOpen> {
        Ok(sealed::seal(self.key(id)?, b"oktually", &CHECK.associated_data()))
    }

    /// Whether the key `id` is the one that made `check`.
    pub fn holds(&self, id: &str, check: &[u8]) -> bool {
        self.key(id).and_then(|key| sealed::open(key, check, &CHECK.associated_data())).is_ok()
    }
}

fn data_key_place(tenant: Uuid, version: i32) -> Place {
    Place { table: "data_keys", tenant, row: Uuid::nil(), column: "wrapped", version }
}

/// The id need not be bound: the key itself is what is checked, and each row is read by its id.
const CHECK: Place = Place { table: "key_checks", tenant: Uuid::nil(), row: Uuid::nil(), column: "sealed", version: 1 };

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at secrets of their own making")]
mod tests {
    use super::*;

    fn place(tenant: Uuid, row: Uuid, version: i32) -> Place {
        Place { table: "credentials", tenant, row, column: "sealed", version }
    }

    #[test]
    fn a_secret_sealed_for_one_place_opens_nowhere_else() {
        let (acme, other, row) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let key = DataKey::generate(1);
        let sealed = key.seal(&place(acme, row, 1), &"token".into());
        assert_eq!(key.open(&place(acme, row, 1), &sealed).unwrap().expose_secret(), "token");
        for elsewhere in [place(other, row, 1), place(acme, other, 1), place(acme, row, 2)] {
            assert_eq!(key.open(&elsewhere, &sealed).unwrap_err(), CannotOpen);
        }
        assert!(DataKey::generate(1).open(&place(acme, row, 1), &sealed).is_err());
    }

    #[test]
    fn what_is_damaged_or_cut_does_not_open() {
        let key = DataKey::generate(1);
        let place = place(Uuid::nil(), Uuid::nil(), 1);
        let sealed = key.seal(&place, &"token".into());
        for length in 0..sealed.len() {
            assert!(key.open(&place, &sealed[..length]).is_err());
        }
        let mut damaged = sealed.clone();
        damaged[15] ^= 1;
        assert!(key.open(&place, &damaged).is_err());
    }

    #[test]
    fn an_older_key_opens_and_the_first_one_seals() {
        let old = generate_keyring();
        let tenant = Uuid::now_v7();
        let ring = Keyring::parse(&old).unwrap();
        let (id, wrapped) = ring.wrap(tenant, &DataKey::generate(1));

        let both = Keyring::parse(&format!("{}\n{}", generate_keyring().expose_secret(), old.expose_secret()).into()).unwrap();
        assert!(both.unwrap(tenant, 1, &id, &wrapped).is_ok());
        assert_ne!(both.wrap(tenant, &DataKey::generate(1)).0, id);
        assert!(both.unwrap(Uuid::now_v7(), 1, &id, &wrapped).is_err(), "another tenant's data key");
    }

    #[test]
    fn a_check_value_tells_the_right_key_from_another_of_the_same_id() {
        let one = Keyring::parse(&format!("a:{}", BASE64_STANDARD.encode([1; 32])).into()).unwrap();
        let two = Keyring::parse(&format!("a:{}", BASE64_STANDARD.encode([2; 32])).into()).unwrap();
        let check = one.check_value("a").unwrap();
        assert!(one.holds("a", &check) && !two.holds("a", &check));
    }

    #[test]
    fn a_malformed_keyring_is_refused_without_repeating_it() {
        for text in ["", "\n# only a comment\n", "abc", ":AAAA", "a:short", "a:%%%", "bad id:AAAA"] {
            let error = Keyring::parse(&text.into()).unwrap_err();
            assert!(!error.to_string().contains("short") && !error.to_string().contains("%%%"), "{error}");
        }
        let key = generate_keyring();
        let twice = format!("{0},{0}", key.expose_secret());
        assert!(matches!(Keyring::parse(&twice.into()), Err(KeyringError::Twice(_))));
    }

    #[test]
    fn nothing_of_a_key_is_seen_when_it_is_printed() {
        let text = generate_keyring();
        let ring = Keyring::parse(&text).unwrap();
        let secret = text.expose_secret().split_once(':').unwrap().1.to_owned();
        assert!(!format!("{ring:?} {:?}", DataKey::generate(3)).contains(&secret));
        assert_eq!(format!("{:?}", DataKey::generate(3)), "DataKey(version 3)");
    }
}
