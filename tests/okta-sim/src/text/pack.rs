//! Packs a text as gzip (RFC 1952): what stood before is pointed back to, all else goes as it is.
//!
//! A compressor that searches takes longer for a page of a thousand entries than all else about it. The text knows already what it
//! repeats; so there is nothing to search, and the answer becomes about as small.

use flate2::Crc;

use super::huffman::{Bits, LONGEST, SHORTEST};
use super::written::{Piece, Text};

/// Deflate, no name, no time, an unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// The text as gzip; nothing if it was not written in parts, so that nothing is known of it.
pub(crate) fn pack(text: &Text) -> Option<Vec<u8>> {
    let pieces = text.pieces();
    pieces.iter().any(|piece| piece.same.is_some()).then(|| {
        let mut packed = Vec::with_capacity(text.len() / 4 + 64);
        packed.extend_from_slice(&HEADER);
        let mut packed = deflated(text.as_bytes(), pieces, packed);
        let mut sum = Crc::new();
        sum.update(text.as_bytes());
        packed.extend_from_slice(&sum.sum().to_le_bytes());
        packed.extend_from_slice(&(text.len() as u32).to_le_bytes());
        packed
    })
}

/// One block of fixed codes behind what is there already.
fn deflated(bytes: &[u8], pieces: &[Piece], packed: Vec<u8>) -> Vec<u8> {
    let mut bits = Bits::behind(packed);
    // The last block, of fixed codes.
    bits.push(0b011, 3);
    let mut begin = 0;
    for Piece { end, same } in pieces {
        match same {
            Some(same) => {
                let mut left = end - begin;
                while left > 0 {
                    // What would be left must not be too short to be pointed back to.
                    let length = if left > LONGEST && left < LONGEST + SHORTEST { left - SHORTEST } else { left.min(LONGEST) };
                    bits.same(length, begin - same);
                    left -= length;
                }
            }
            None => bits.literals(&bytes[begin..*end]),
        }
        begin = *end;
    }
    // The end of the block.
    bits.push(0, 7);
    bits.end()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    fn unpacked(packed: &[u8]) -> String {
        let mut text = String::new();
        GzDecoder::new(packed).read_to_string(&mut text).expect("it is gzip, its sum and its length are right");
        text
    }

    #[test]
    fn of_what_was_not_written_in_parts_nothing_is_known() {
        assert!(pack(&Text::default()).is_none());
        let mut text = Text::default();
        text.push("one part alone");
        assert!(pack(&text).is_none());
    }

    #[test]
    fn a_list_of_one_form_becomes_small() {
        let mut text = Text::default();
        for number in 0..1_000 {
            text.extend(&["{\"a rather long form\": true, \"number\": \"", &number.to_string(), "\", \"all the rest\": null}\n"]);
        }
        let packed = pack(&text).expect("it repeats itself");
        assert!(packed.len() < text.len() / 5, "{} of {}", packed.len(), text.len());
        assert_eq!(unpacked(&packed), text.as_str());
    }

    proptest! {
        #[test]
        fn whatever_is_written_in_parts_unpacks_to_the_same(
            forms in prop::collection::vec("\\PC{0,20}", 1..5),
            long in prop::collection::vec(1..700_usize, 1..4),
            parts in prop::collection::vec((0..9_usize, "[a-z\u{e1}\u{4e2d}]{0,12}"), 1..300)
        ) {
            let long: Vec<String> = long.iter().zip("xyz".chars()).map(|(length, c)| format!("<{}>", c.to_string().repeat(*length))).collect();
            let mut text = Text::default();
            let mut expected = String::new();
            for (which, word) in parts {
                let part = match which {
                    0..3 => &forms[which % forms.len()],
                    3..6 => &long[which % long.len()],
                    _ => &word,
                };
                text.push(part);
                expected.push_str(part);
            }
            prop_assert_eq!(text.as_str(), &expected);
            if let Some(packed) = pack(&text) {
                prop_assert_eq!(unpacked(&packed), expected);
            }
        }
    }
}
