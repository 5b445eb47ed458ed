//! Debug data's lists of names and values, which are text but no JSON: `{New Device=POSITIVE, New IP=NEGATIVE}`.

use std::borrow::Cow;

use super::copy::Names;
use super::tree::{Node, Object};

/// Most pairs read.
const MOST: usize = 1_000;

/// Reads behaviours. Their names are what administrators called them: a comma in one parts it from its value, so what has no value belongs to
/// the name after it.
pub(super) fn behaviours(text: &str) -> Option<Object<'_>> {
    let inner = inner(text);
    let mut pairs = Object::default();
    let mut start = None;
    for (begin, piece) in pieces(inner) {
        let from = *start.get_or_insert(begin);
        let Some(split) = piece.rfind('=') else { continue };
        start = None;
        let name = inner[from..begin + split].trim();
        if !name.is_empty() {
            pairs.put(Names::AsTheyAre.of(name), Node::text(piece[split + 1..].trim()));
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// Reads a risk: a comma may stand in its reasons, so what has no name belongs to the value before it.
pub(super) fn risk(text: &str) -> Option<Object<'_>> {
    let inner = inner(text);
    let mut pairs = Object::default();
    let mut last = None;
    for (begin, piece) in pieces(inner) {
        if let Some((name, _)) = piece.split_once('=').filter(|(name, _)| is_word(name)) {
            last = Some((name, begin + name.len() + 1));
        }
        let (name, from) = last?;
        pairs.put(Cow::Borrowed(name), Node::text(inner[from..begin + piece.len()].trim()));
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// What stands between commas, with where it begins.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split(", ").take(MOST).map(move |piece| {
        let begin = next;
        next += piece.len() + 2;
        (begin, piece)
    })
}

fn inner(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text)
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(object: Option<Object<'_>>) -> serde_json::Value {
        object.map(Object::into_value).unwrap_or_default()
    }

    #[test]
    fn behaviours_are_read_whatever_administrators_called_them() {
        assert_eq!(
            read(behaviours("{New Geo-Location=NEGATIVE, a: b, c=POSITIVE, 1=2=UNKNOWN, Größe=BAD_REQUEST}")),
            json!({"New Geo-Location": "NEGATIVE", "a: b, c": "POSITIVE", "1=2": "UNKNOWN", "Größe": "BAD_REQUEST"})
        );
        for none in ["", "{}", "{none}", "=", "{=x}", "{", "a, b, c"] {
            assert_eq!(read(behaviours(none)), json!(null), "{none}");
        }
    }

    #[test]
    fn a_risks_reasons_keep_their_commas() {
        assert_eq!(
            read(risk("{reasons=Anomalous Location, Anomalous Device, level=HIGH}")),
            json!({"reasons": "Anomalous Location, Anomalous Device", "level": "HIGH"})
        );
        assert_eq!(
            read(risk("detectionName=Entity Critical Action, reasons=a=b c=d, e, level=LOW, previousLevel=HIGH")),
            json!({"detectionName": "Entity Critical Action", "reasons": "a=b c=d, e", "level": "LOW", "previousLevel": "HIGH"})
        );
        for none in ["", "{}", "LOW", "{=LOW}", ", level=LOW"] {
            assert_eq!(read(risk(none)), json!(null), "{none}");
        }
    }
}
