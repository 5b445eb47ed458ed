//! Text that remembers, while it is written, which of its parts stood shortly before.

use std::cell::Cell;
use std::ops::Deref;

/// As far back as deflate can point (RFC 1951, section 2).
const FARTHEST: usize = 32 * 1024;
/// To point back takes four bytes at most.
const SHORTEST: usize = 6;
/// What is longer is not kept for the next text, in bytes.
const KEPT: usize = 4 * 1024 * 1024;
/// How many parts are remembered; a newer one takes the place of an older.
const PLACES: usize = 1024;

/// A part of the text, up to where it ends, and where else the same stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) end: usize,
    pub(super) same: Option<usize>,
}

/// A text, written in parts. Of lists, whose objects are all of one form, most parts come again and again.
#[derive(Debug, Default)]
pub(crate) struct Text {
    text: String,
    pieces: Vec<Piece>,
    /// Where parts were written last; empty until the first is.
    places: Vec<usize>,
}

thread_local! {
    /// The memory of the thread's last text: to have it cleared by the system anew takes as long as writing.
    static SPARE: Cell<(String, Vec<Piece>)> = const { Cell::new((String::new(), Vec::new())) };
}

impl Text {
    /// An empty text, about so long in the end.
    pub(crate) fn of_length(length: usize) -> Self {
        let (mut text, pieces) = SPARE.take();
        text.reserve(length);
        Text { text, pieces, places: Vec::new() }
    }

    /// Writes one more part.
    pub(crate) fn push(&mut self, part: &str) {
        let begin = self.text.len();
        let same = (part.len() >= SHORTEST).then(|| self.remember(part)).flatten();
        self.text.push_str(part);
        let end = self.text.len();
        match self.pieces.last_mut() {
            Some(last) if last.same.is_none() && same.is_none() && last.end == begin => last.end = end,
            _ if end > begin => self.pieces.push(Piece { end, same }),
            _ => {}
        }
    }

    /// Where the same part stands before, near enough; it is found here from now on.
    fn remember(&mut self, part: &str) -> Option<usize> {
        self.places.resize(PLACES, usize::MAX);
        let here = self.text.len();
        let place = std::mem::replace(&mut self.places[place(part.as_bytes())], here);
        let is_same = || self.text.as_bytes().get(place..)?.get(..part.len()).map(|there| there == part.as_bytes());
        (place < here && here - place <= FARTHEST && is_same() == Some(true)).then_some(place)
    }

    /// Writes several parts.
    pub(crate) fn extend(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.push(part));
    }

    /// Writes a text as JSON. Hardly any has something to escape.
    pub(crate) fn quote(&mut self, text: &str) {
        if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
            self.extend(&["\"", text, "\""]);
        } else {
            self.push(&serde_json::Value::from(text).to_string());
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.text).into_bytes()
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        let (mut text, mut pieces) = (std::mem::take(&mut self.text), std::mem::take(&mut self.pieces));
        if text.capacity() <= KEPT {
            text.clear();
            pieces.clear();
            // The larger one is kept; a thread that ends keeps none.
            let _ = SPARE.try_with(|spare| {
                let kept = spare.take();
                spare.set(if kept.0.capacity() < text.capacity() { (text, pieces) } else { kept });
            });
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// Where a part is remembered: by its length, its beginning and its end. What else is remembered there is told apart by comparing.
fn place(part: &[u8]) -> usize {
    let ends = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let (first, last) = match (part.first_chunk::<8>(), part.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (ends(part), 0),
    };
    let mixed = (first ^ last.rotate_left(29)).wrapping_add(part.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_stood_before_are_known_and_what_is_new_is_one_piece() {
        let mut text = Text::default();
        text.extend(&["{\"id\":\"", "1", "\"},", "{\"id\":\"", "2", "", "\"}"]);
        assert_eq!(text.as_str(), "{\"id\":\"1\"},{\"id\":\"2\"}");
        let pieces = [(11, None), (18, Some(0)), (21, None)].map(|(end, same)| Piece { end, same });
        assert_eq!(text.pieces(), pieces);
    }

    #[test]
    fn a_text_begins_empty_whatever_was_written_before() {
        let mut first = Text::of_length(100);
        first.extend(&["a part of it", "a part of it"]);
        drop(first);
        let mut next = Text::of_length(100);
        assert!(next.is_empty() && next.pieces().is_empty());
        next.push("a part of it");
        assert_eq!(next.pieces(), [Piece { end: 12, same: None }]);
    }

    #[test]
    fn what_stood_too_far_back_is_new() {
        let mut text = Text::default();
        text.push("a part of it");
        text.push(&"-".repeat(FARTHEST));
        text.push("a part of it");
        assert!(text.pieces().iter().all(|piece| piece.same.is_none()));
    }

    #[test]
    fn texts_are_json_whatever_is_in_them() {
        for given in ["Ada Lovelace", "", "Zo\u{eb}", "a \"b\" \\ c", "line\nline", "\u{1}"] {
            let mut text = Text::default();
            text.quote(given);
            assert_eq!(text.as_str(), serde_json::json!(given).to_string());
        }
    }
}
