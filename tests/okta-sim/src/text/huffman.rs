//! Deflate's fixed codes (RFC 1951, sections 3.2.5 and 3.2.6), written bit by bit.

/// Bits on their way into bytes, the lowest first.
pub(super) struct Bits {
    bytes: Vec<u8>,
    waiting: u64,
    /// How many of them wait: fewer than 64.
    count: u32,
}

/// The longest match.
pub(super) const LONGEST: usize = 258;
/// The shortest.
pub(super) const SHORTEST: usize = 3;

impl Bits {
    pub(super) fn behind(bytes: Vec<u8>) -> Self {
        Bits { bytes, waiting: 0, count: 0 }
    }

    /// Writes up to 32 bits.
    pub(super) fn push(&mut self, bits: u32, count: u32) {
        self.push_long(u64::from(bits), count);
    }

    fn push_long(&mut self, bits: u64, count: u32) {
        self.waiting |= bits << self.count;
        let all = self.count + count;
        if all < 64 {
            self.count = all;
            return;
        }
        self.bytes.extend_from_slice(&self.waiting.to_le_bytes());
        // What of the bits had no place any more; none if there was room for all.
        self.waiting = bits.checked_shr(64 - self.count).unwrap_or(0);
        self.count = all - 64;
    }

    /// Bytes as they are. The code of one below 144 is itself and 48, its highest bit first: eight of them are turned at once.
    pub(super) fn literals(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            let all = u64::from_le_bytes(*eight);
            if all & 0x8080_8080_8080_8080 == 0 {
                self.push_long((all + 0x3030_3030_3030_3030).swap_bytes().reverse_bits(), 64);
            } else {
                eight.iter().for_each(|byte| self.literal(*byte));
            }
        }
        rest.iter().for_each(|byte| self.literal(*byte));
    }

    fn literal(&mut self, byte: u8) {
        match byte {
            ..144 => self.push(u32::from((byte + 0x30).reverse_bits()), 8),
            144.. => self.push(u32::from((0x190 + u16::from(byte - 144)).reverse_bits() >> 7), 9),
        }
    }

    /// The same `length` bytes (3 to 258) as those that stand `distance` (1 to 32,768) before.
    pub(super) fn same(&mut self, length: usize, distance: usize) {
        let (symbol, extra, count) = if length == LONGEST { (28, 0, 0) } else { steps((length - SHORTEST) as u32, 2) };
        match symbol + 257 {
            // Seven bits up to symbol 279, eight from there.
            symbol @ ..280 => self.push((symbol - 256).reverse_bits() >> 25, 7),
            symbol => self.push((0xc0 + symbol - 280).reverse_bits() >> 24, 8),
        }
        self.push(extra, count);
        let (symbol, extra, count) = steps((distance - 1) as u32, 1);
        self.push(symbol.reverse_bits() >> 27, 5);
        self.push(extra, count);
    }

    /// All bytes, the last of them filled up.
    pub(super) fn end(mut self) -> Vec<u8> {
        let left = self.waiting.to_le_bytes();
        self.bytes.extend_from_slice(&left[..self.count.div_ceil(8) as usize]);
        self.bytes
    }
}

/// The symbol of a number, its extra bits, and how many those are: for each bit that it is longer, `2^fine` symbols share the numbers.
fn steps(number: u32, fine: u32) -> (u32, u32, u32) {
    let count = number.checked_ilog2().unwrap_or(0).saturating_sub(fine);
    ((count << fine) + (number >> count), number & ((1 << count) - 1), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_distances_have_the_symbols_of_the_tables() {
        let length = |length: u32| steps(length - 3, 2);
        assert_eq!([3, 10, 11, 12, 18, 19, 130, 257].map(|l| length(l).0 + 257), [257, 264, 265, 265, 268, 269, 280, 284]);
        assert_eq!([3, 10, 11, 12, 19, 130, 257].map(|l| length(l).2), [0, 0, 1, 1, 2, 4, 5]);
        assert_eq!([length(12).1, length(257).1], [1, 30]);
        let distance = |distance: u32| steps(distance - 1, 1);
        assert_eq!([1, 4, 5, 7, 9, 24_577, 32_768].map(|d| distance(d).0), [0, 3, 4, 5, 6, 29, 29]);
        assert_eq!([1, 4, 5, 9, 24_577, 32_768].map(|d| distance(d).2), [0, 0, 1, 2, 13, 13]);
        assert_eq!([distance(6).1, distance(32_768).1], [1, 8_191]);
    }
}
