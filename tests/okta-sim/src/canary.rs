//! Recognisable secrets: what Okta gives away on reads carries a mark here, so that a test can look for it everywhere.

use std::fmt::Display;

use crate::id::{draw, uuid};
use crate::org::World;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn sum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl World {
    /// What stands in all secrets that this org gives away: 12 hexadecimal digits, so that it fits into a UUID too.
    pub(crate) fn canary_mark(&self) -> String {
        format!("c0ffee{:06x}", draw(self.seed ^ sum(self.org_id.as_str()), 83, 0) & 0xff_ffff)
    }

    /// The secret of one field of one object: 40 characters that begin with the mark, the same at every read.
    pub(crate) fn canary(&self, field: &str, object: impl Display) -> String {
        let seed = self.seed ^ sum(&format!("{field} of {object}"));
        let rest = (0..28).map(|place| char::from(ALPHABET[(draw(seed, 84, place) % 62) as usize]));
        self.canary_mark().chars().chain(rest).collect()
    }

    /// The same where Okta demands a UUID: it ends with the mark.
    pub(crate) fn canary_uuid(&self, field: &str, object: impl Display) -> String {
        let seed = self.seed ^ sum(&format!("{field} of {object}"));
        let random = uuid(draw(seed, 85, 0), draw(seed, 86, 0));
        format!("{}{}", &random[..24], self.canary_mark())
    }
}
