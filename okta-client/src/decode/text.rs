//! Text that a database can store and a page can show.

use memchr::memchr;

/// The replacement character's escape. It is as long as the escapes it stands for, so that texts are mended in place.
const REPLACEMENT: &[u8; 6] = b"\\ufffd";

/// Makes a JSON text fit to be parsed and stored: no `\u0000` (PostgreSQL's jsonb has none), no lone surrogates, no raw control
/// characters, no byte order mark, no invalid UTF-8. Each costs one character, not the text.
pub(crate) fn clean(body: Vec<u8>) -> String {
    let mut body = match String::from_utf8(body) {
        Ok(text) => text.into_bytes(),
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned().into_bytes(),
    };
    if body.starts_with(b"\xef\xbb\xbf") {
        body.drain(..3);
    }
    // Pages are large, and what is to be mended is rare: both passes go over the rest in strides.
    let raw_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    if body.iter().fold(false, |found, byte| found | raw_control(*byte)) {
        body.iter_mut().filter(|byte| raw_control(**byte)).for_each(|byte| *byte = b' ');
    }
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| memchr(b'\\', rest)) {
        at += found;
        at += if body.get(at + 1) == Some(&b'u') { mend(&mut body, at) } else { 2 };
    }
    // Only ASCII was replaced, by ASCII.
    String::from_utf8(body).unwrap_or_default()
}

/// Mends the escape at `at` if it cannot stay; gives the length of what was looked at.
fn mend(body: &mut [u8], at: usize) -> usize {
    match escape(body, at) {
        Some(0xd800..=0xdbff) if matches!(escape(body, at + 6), Some(0xdc00..=0xdfff)) => 12,
        Some(0 | 0xd800..=0xdfff) => {
            body[at..at + 6].copy_from_slice(REPLACEMENT);
            6
        }
        _ => 2,
    }
}

/// The code unit of the `\uXXXX` at `at`.
fn escape(body: &[u8], at: usize) -> Option<u16> {
    let text = body.get(at..at + 6)?;
    let digits = text.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0u16, |unit, digit| Some(unit << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

/// `text` made fit to be shown anywhere: one line, at most 200 characters, no markup, nothing invisible.
pub(crate) fn harmless(text: &str) -> String {
    let shown = text.chars().filter_map(|c| match c {
        '<' => Some('‹'),
        '>' => Some('›'),
        '&' => Some('+'),
        '"' | '`' => Some('\''),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        c => Some(c),
    });
    let mut out: String = shown.take(200).collect();
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn nul_and_lone_surrogates_cost_one_character() {
        for (json, value) in [
            (r#""a\u0000b""#, "a\u{fffd}b"),
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\ude00x""#, "\u{fffd}x"),
            (r#""\ud83dA""#, "\u{fffd}A"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83d\u0000""#, "\u{fffd}\u{fffd}"),
            (r#""\uD83D\uDE00""#, "😀"),
            (r#""\\u0000 \\\u0000""#, "\\u0000 \\\u{fffd}"),
            ("\u{feff}\"a\0b\"", "a b"),
        ] {
            assert_eq!(serde_json::from_str::<Value>(&clean(json.into())).unwrap(), value, "{json}");
        }
        assert_eq!(clean(b"\"\xff\"".to_vec()), "\"\u{fffd}\"");
        assert_eq!(clean(b"\"\\u00".to_vec()), "\"\\u00");
    }

    #[test]
    fn okta_s_words_cannot_carry_markup() {
        let long = "x".repeat(300);
        assert_eq!(harmless("<b onload=\"x\">\u{202e}a\r\nb & c</b>"), "‹b onload='x'›a  b + c‹/b›");
        assert_eq!(harmless(&long).len(), 200);
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!clean(body).contains('\0'));
        }

        #[test]
        fn good_json_keeps_its_meaning(text in "[^\\x00]{0,40}") {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&clean(json.into())).unwrap(), text);
        }
    }
}
