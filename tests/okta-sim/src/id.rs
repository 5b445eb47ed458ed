//! Okta-like identifiers that can be computed, and computed back.

use std::fmt;

use serde::{Serialize, Serializer};

pub(crate) use crate::kind::Kind;

/// Twenty characters, as Okta's identifiers are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id([u8; 20]);

impl Id {
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("identifiers are made of ASCII characters")
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^11 is more than 2^64.
const DIGITS: usize = 11;

/// The identifiers of one org: the same seed gives the same identifiers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ids {
    seed: u64,
    tail: [u8; 6],
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rest = mix(seed ^ 0x6f72_6773);
        let mut tail = *b"0000d7";
        for place in &mut tail[..4] {
            *place = ALPHABET[(rest % 62) as usize];
            rest /= 62;
        }
        Ids { seed, tail }
    }

    pub(crate) fn id(&self, kind: Kind, number: u64) -> Id {
        let mut id = [0; 20];
        id[..3].copy_from_slice(kind.prefix());
        let mut rest = mix(number ^ self.key(kind));
        for place in id[3..3 + DIGITS].iter_mut().rev() {
            *place = ALPHABET[(rest % 62) as usize];
            rest /= 62;
        }
        id[3 + DIGITS..].copy_from_slice(&self.tail);
        Id(id)
    }

    /// The number behind an identifier of this org, or nothing if it cannot be one of ours.
    pub(crate) fn number(&self, kind: Kind, text: &str) -> Option<u64> {
        let middle = text.strip_prefix(std::str::from_utf8(kind.prefix()).ok()?)?.as_bytes().strip_suffix(&self.tail)?;
        if middle.len() != DIGITS {
            return None;
        }
        let value = middle.iter().try_fold(0_u64, |value, byte| {
            let digit = ALPHABET.iter().position(|c| c == byte)? as u64;
            value.checked_mul(62)?.checked_add(digit)
        })?;
        Some(unmix(value) ^ self.key(kind))
    }

    fn key(&self, kind: Kind) -> u64 {
        let prefix = kind.prefix();
        mix(self.seed ^ u64::from_be_bytes([0, 0, 0, 0, 0, prefix[0], prefix[1], prefix[2]]).rotate_left(32))
    }
}

/// A number that looks random and depends on nothing but its three arguments.
pub(crate) fn draw(seed: u64, stream: u64, number: u64) -> u64 {
    mix(mix(seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(number.wrapping_mul(0xd1b5_4a32_d192_ed03)))
}

/// A number in sixteen hexadecimal digits, in ASCII.
pub(crate) fn hex(number: u64) -> [u8; 16] {
    let digit = |place: usize| b"0123456789abcdef"[(number >> (60 - 4 * place) & 15) as usize];
    std::array::from_fn(digit)
}

/// Two numbers in the form of a UUID of version 4, in ASCII.
pub(crate) fn uuid_digits(high: u64, low: u64) -> [u8; 36] {
    let (high, low) = (hex(high), hex(low));
    let mut text = [b'-'; 36];
    text[..8].copy_from_slice(&high[..8]);
    text[9..13].copy_from_slice(&high[8..12]);
    text[14] = b'4';
    text[15..18].copy_from_slice(&high[13..]);
    text[19] = b'a';
    text[20..23].copy_from_slice(&low[1..4]);
    text[24..].copy_from_slice(&low[4..]);
    text
}

/// The same as a text.
pub(crate) fn uuid(high: u64, low: u64) -> String {
    ascii(&uuid_digits(high, low)).to_owned()
}

/// The text that such digits are.
pub(crate) fn ascii(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).expect("digits are ASCII")
}

/// The finaliser of SplitMix64: a bijection, so that `unmix` can undo it.
pub(crate) fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn unmix(mut x: u64) -> u64 {
    x ^= (x >> 31) ^ (x >> 62);
    x = x.wrapping_mul(0x3196_42b2_d24d_8ec3);
    x ^= (x >> 27) ^ (x >> 54);
    x = x.wrapping_mul(0x96de_1b17_3f11_9089);
    x ^ (x >> 30) ^ (x >> 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_leads_back_to_its_number() {
        let ids = Ids::new(7);
        for number in [0, 1, 199, 1_000_000, 1 << 40, u64::MAX] {
            let id = ids.id(Kind::User, number);
            assert_eq!(id.as_str().len(), 20);
            assert!(id.as_str().starts_with("00u"));
            assert_eq!(ids.number(Kind::User, id.as_str()), Some(number));
        }
    }

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        assert_eq!(uuid(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), "01234567-89ab-4def-aedc-ba9876543210");
    }

    #[test]
    fn an_identifier_of_another_kind_or_org_leads_nowhere() {
        let id = Ids::new(7).id(Kind::User, 3);
        assert_eq!(Ids::new(7).number(Kind::Group, id.as_str()), None);
        assert_eq!(Ids::new(8).number(Kind::User, id.as_str()), None);
        assert_eq!(Ids::new(7).number(Kind::User, "00uFAKE"), None);
        assert_eq!(Ids::new(7).number(Kind::User, ""), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_identifiers_and_another_seed_others() {
        assert_eq!(Ids::new(7).id(Kind::App, 5), Ids::new(7).id(Kind::App, 5));
        assert_ne!(Ids::new(7).id(Kind::App, 5), Ids::new(8).id(Kind::App, 5));
    }
}
