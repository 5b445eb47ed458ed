//! How entries are written, piece by piece: a page has a hundred thousand pieces.

use std::fmt::Write;
use std::net::IpAddr;

use serde_json::json;

use crate::id::draw;
use crate::stamp::Stamp;

/// Pushes texts one after the other.
pub(super) fn all(text: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| text.push_str(part));
}

pub(super) fn optional(text: &mut String, value: Option<&str>) {
    match value {
        Some(value) => quote(text, value),
        None => text.push_str("null"),
    }
}

pub(super) fn push_address(text: &mut String, address: IpAddr) {
    write!(text, "{address}").expect("a text takes whatever is written");
}

/// Sixteen digits.
pub(super) fn hex(text: &mut String, value: u64) {
    digits(text, value, 16);
}

fn digits(text: &mut String, value: u64, count: u32) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut written = [0; 16];
    for place in 0..count {
        written[place as usize] = DIGITS[(value >> (4 * (count - 1 - place)) & 15) as usize];
    }
    text.push_str(std::str::from_utf8(&written[..count as usize]).expect("digits are ASCII"));
}

/// Two numbers in the form of a UUID of version 4.
pub(super) fn push_uuid(text: &mut String, high: u64, low: u64) {
    digits(text, high >> 32, 8);
    text.push('-');
    digits(text, high >> 16, 4);
    text.push_str("-4");
    digits(text, high, 3);
    text.push_str("-a");
    digits(text, low >> 48, 3);
    text.push('-');
    digits(text, low, 12);
}

/// A time with milliseconds.
pub(super) fn push_time(text: &mut String, at: i64) {
    let whole = Stamp(at.div_euclid(1_000)).to_string();
    all(text, &[&whole[..whole.len() - 4]]);
    write!(text, "{:03}Z", at.rem_euclid(1_000)).expect("a text takes whatever is written");
}

/// The id of event `number`.
pub(super) fn id(seed: u64, number: u64) -> String {
    let mut text = String::with_capacity(36);
    push_uuid(&mut text, draw(seed, 316, number), draw(seed, 317, number));
    text
}

/// A text as JSON. Hardly any has something to escape.
pub(super) fn quote(text: &mut String, value: &str) {
    if value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        all(text, &["\"", value, "\""]);
    } else {
        text.push_str(&json!(value).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::uuid;

    #[test]
    fn what_is_written_by_hand_is_what_formats_write() {
        for value in [0, 1, 0xdead_beef_0123_4567, u64::MAX] {
            let mut text = String::new();
            hex(&mut text, value);
            assert_eq!(text, format!("{value:016x}"));
            let mut text = String::new();
            push_uuid(&mut text, value, !value);
            assert_eq!(text, uuid(value, !value));
        }
        for (at, expected) in [(1_623_681_946_007, "2021-06-14T14:45:46.007Z"), (951_782_400_999, "2000-02-29T00:00:00.999Z")] {
            let mut text = String::new();
            push_time(&mut text, at);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn texts_are_json_whatever_is_in_them() {
        for value in ["Ada Lovelace", "", "Zo\u{eb}", "a \"b\" \\ c", "line\nline", "\u{1}"] {
            let mut text = String::new();
            quote(&mut text, value);
            assert_eq!(text, json!(value).to_string());
        }
    }
}
