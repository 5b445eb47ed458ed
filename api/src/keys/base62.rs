//! Bytes as digits and letters: a text that a double click selects whole and that means itself in a URL.

use zeroize::Zeroizing;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many digits so many bytes need.
pub(super) const fn length(bytes: usize) -> usize {
    // log(256) / log(62) is 1.34359…: enough digits, for up to a thousand bytes, and never one more than needed.
    (bytes * 134_360).div_ceil(100_000)
}

/// Write bytes as one big number, most significant digit first, always in the same number of digits.
pub(super) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut number = Zeroizing::new(bytes.to_vec());
    let mut text = Zeroizing::new(vec![b'0'; length(bytes.len())]);
    for place in text.iter_mut().rev() {
        let mut rest = 0_usize;
        for byte in number.iter_mut() {
            let value = rest * 256 + usize::from(*byte);
            *byte = u8::try_from(value / 62).expect("the remainder is below 62, so the quotient is below 256");
            rest = value % 62;
        }
        *place = DIGITS[rest];
    }
    Zeroizing::new(text.iter().map(|digit| char::from(*digit)).collect())
}

/// Read exactly `N` bytes. None if a letter is no digit, the length is another, or the number is too large: so each value has one text.
pub(super) fn decode<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    if text.len() != length(N) {
        return None;
    }
    let mut number = Zeroizing::new([0_u8; N]);
    for letter in text.bytes() {
        let mut carry = match letter {
            b'0'..=b'9' => letter - b'0',
            b'A'..=b'Z' => letter - b'A' + 10,
            b'a'..=b'z' => letter - b'a' + 36,
            _ => return None,
        };
        for byte in number.iter_mut().rev() {
            let [high, low] = (u16::from(*byte) * 62 + u16::from(carry)).to_be_bytes();
            (carry, *byte) = (high, low);
        }
        if carry != 0 {
            return None;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_survive_their_text(bytes: [u8; 52]) {
            let text = encode(&bytes);
            prop_assert_eq!(text.len(), length(52));
            prop_assert_eq!(*decode::<52>(&text).unwrap(), bytes);
        }

        #[test]
        fn a_text_that_is_read_is_the_one_that_is_written(text in "[0-9A-Za-z]{70}") {
            if let Some(bytes) = decode::<52>(&text) {
                prop_assert_eq!(&*encode(&*bytes), &text);
            }
        }
    }

    #[test]
    fn the_largest_number_fits_and_a_larger_text_does_not() {
        for length in [encode(&[255; 52]).len(), encode(&[255; 68]).len()] {
            assert!(length == 70 || length == 92);
        }
        assert!(decode::<52>(&"z".repeat(70)).is_none());
        assert!(decode::<52>(&"é".repeat(35)).is_none());
    }
}
