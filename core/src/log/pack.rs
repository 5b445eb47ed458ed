//! Events packed one by one: Zstandard with a dictionary of what every event says.

use zstd::bulk::{Compressor, Decompressor};

/// First byte of what is packed with the dictionary; another dictionary gets another number, and the old one stays.
const FIRST: u8 = 1;
/// Packs at some hundred megabytes a second; higher levels gain little on texts as short as these.
const LEVEL: i32 = 3;
/// Nothing larger is unpacked: an answer of Okta's is cut off before that.
const LARGEST: usize = 64 << 20;
/// What events have in common: the keys in Okta's order, and values that return.
const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");

/// Packs events, keeping what it needs from one to the next.
pub struct Packer(Compressor<'static>);

impl Packer {
    /// A new one.
    ///
    /// # Panics
    /// If the library refuses its own settings.
    #[expect(clippy::new_without_default, reason = "it is made to be used, not to be a value")]
    pub fn new() -> Self {
        Self(Compressor::with_dictionary(LEVEL, DICTIONARY).expect("a level and a dictionary that the library takes"))
    }

    /// An event's text, packed.
    ///
    /// # Panics
    /// If memory for it cannot be had.
    pub fn pack(&mut self, text: &str) -> Vec<u8> {
        let mut packed = vec![FIRST];
        packed.append(&mut self.0.compress(text.as_bytes()).expect("the room for it is reserved"));
        packed
    }
}

/// An event's text as it was; `None` if this is no packed event of a kind that this program knows.
pub fn unpack(packed: &[u8]) -> Option<String> {
    let (FIRST, packed) = packed.split_first().map(|(kind, rest)| (*kind, rest))? else { return None };
    let size = usize::try_from(zstd::zstd_safe::get_frame_content_size(packed).ok()??).ok()?;
    if size > LARGEST {
        return None;
    }
    let text = Decompressor::with_dictionary(DICTIONARY).and_then(|mut plain| plain.decompress(packed, size)).ok()?;
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_usual_event_takes_a_third_of_its_size() {
        let text = include_str!("usual.json").trim();
        let packed = Packer::new().pack(text);
        assert_eq!(unpack(&packed).as_deref(), Some(text));
        assert!(packed.len() * 3 < text.len(), "{} of {}", packed.len(), text.len());
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "\\PC{0,2000}") {
            prop_assert_eq!(unpack(&Packer::new().pack(&text)), Some(text));
        }

        #[test]
        fn what_is_not_packed_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
            prop_assert_eq!(unpack(&[&[2], &bytes[..]].concat()), None);
        }
    }
}
