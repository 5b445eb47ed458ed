//! Recognisable secrets: what Okta gives away on reads carries a mark here, so that a test can look for it everywhere.

use std::fmt::Display;

use crate::id::draw;
use crate::org::World;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn word(seed: u64, length: u64) -> impl Iterator<Item = char> {
    (0..length).map(move |place| char::from(ALPHABET[(draw(seed, 83, place) % 62) as usize]))
}

fn sum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl World {
    /// What all secrets begin with that this org gives away: 16 characters that occur nowhere else.
    pub(crate) fn canary_mark(&self) -> String {
        "c4n4ry".chars().chain(word(self.seed ^ sum(self.org_id.as_str()), 10)).collect()
    }

    /// The secret of one field of one object: 40 characters, the same at every read.
    pub(crate) fn canary(&self, field: &str, object: impl Display) -> String {
        let seed = self.seed ^ sum(&format!("{field} of {object}"));
        self.canary_mark().chars().chain(word(seed, 24)).collect()
    }
}
