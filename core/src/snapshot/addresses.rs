//! Ranges of addresses, as network zones and our own egress list give them.

use std::net::IpAddr;

/// A closed range of IPv4 or IPv6 addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    v6: bool,
    first: u128,
    last: u128,
}

impl AddressRange {
    /// Reads `192.0.2.7`, `192.0.2.0/24` or `192.0.2.7-192.0.2.9`; nothing for any other text.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once('-') {
            let (first, last) = (Self::one(first.trim())?, Self::one(last.trim())?);
            return (first.v6 == last.v6 && first.first <= last.last).then_some(Self { last: last.last, ..first });
        }
        let Some((address, prefix)) = text.split_once('/') else { return Self::one(text) };
        let address = Self::one(address)?;
        let prefix: u32 = prefix.parse().ok()?;
        let bits = address.bits();
        if prefix > bits {
            return None;
        }
        let host = mask(bits - prefix);
        Some(Self { first: address.first & !host, last: address.first | host, ..address })
    }

    fn one(text: &str) -> Option<Self> {
        let (v6, value) = match text.parse::<IpAddr>().ok()?.to_canonical() {
            IpAddr::V4(address) => (false, u128::from(u32::from(address))),
            IpAddr::V6(address) => (true, u128::from(address)),
        };
        Some(Self { v6, first: value, last: value })
    }

    fn bits(self) -> u32 {
        if self.v6 { 128 } else { 32 }
    }

    /// Whether these are IPv6 addresses.
    pub fn is_v6(self) -> bool {
        self.v6
    }

    /// How many addresses there are; the whole of IPv6 counts one less than it holds.
    pub fn size(self) -> u128 {
        (self.last - self.first).saturating_add(1)
    }

    /// Whether it holds more addresses than a block of this prefix length would.
    pub fn is_wider_than(self, prefix: u32) -> bool {
        self.last - self.first > mask(self.bits().saturating_sub(prefix))
    }

    /// Whether every address of the other is in this one.
    pub fn covers(self, other: Self) -> bool {
        self.v6 == other.v6 && self.first <= other.first && other.last <= self.last
    }
}

/// The highest number of this many bits.
fn mask(bits: u32) -> u128 {
    if bits == 0 { 0 } else { u128::MAX >> (128 - bits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> AddressRange {
        AddressRange::read(text).unwrap()
    }

    #[test]
    fn sizes_follow_from_the_form() {
        for (text, size) in [
            ("192.0.2.7", 1),
            ("192.0.2.7/32", 1),
            ("192.0.2.7/24", 256),
            ("0.0.0.0/0", 1 << 32),
            ("192.0.2.7-192.0.2.9", 3),
            ("2001:db8::/64", 1 << 64),
            ("::/0", u128::MAX),
            (" 192.0.2.7 - 192.0.2.7 ", 1),
        ] {
            assert_eq!(range(text).size(), size, "{text}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "x", "192.0.2.0/33", "192.0.2.9-192.0.2.7", "192.0.2.7-::1", "192.0.2.0/", "::/129", "192.0.2.0/-1"] {
            assert_eq!(AddressRange::read(text), None, "{text}");
        }
    }

    #[test]
    fn width_is_measured_against_a_block() {
        assert!(range("10.0.0.0/15").is_wider_than(16));
        assert!(!range("10.0.0.0/16").is_wider_than(16));
        assert!(range("10.0.0.0-10.1.0.0").is_wider_than(16));
        assert!(range("2001::/31").is_wider_than(32));
        assert!(!range("2001::/32").is_wider_than(32));
        assert!(range("0.0.0.0/0").is_wider_than(1));
    }

    #[test]
    fn covering_compares_families_and_ends() {
        assert!(range("192.0.2.0/24").covers(range("192.0.2.7")));
        assert!(!range("192.0.2.0/25").covers(range("192.0.2.0/24")));
        assert!(!range("::/0").covers(range("192.0.2.7")));
        assert!(range("::ffff:192.0.2.0").covers(range("192.0.2.0")));
    }
}
