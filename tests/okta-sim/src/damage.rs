//! What a fault does to a true answer.

use crate::faults::FaultKind;

/// Changes the text of a JSON answer as the fault demands; other faults leave it as it is.
pub(crate) fn damage(body: Vec<u8>, fault: &FaultKind) -> Vec<u8> {
    match fault {
        FaultKind::Truncated => {
            let half = body.len() / 2;
            body[..half].to_vec()
        }
        FaultKind::WrongJson if body.starts_with(b"[") => br#"{"unexpected":true}"#.to_vec(),
        FaultKind::WrongJson => br#"["unexpected",17]"#.to_vec(),
        FaultKind::Empty => Vec::new(),
        FaultKind::NulText => poison(&body),
        FaultKind::DeepNesting => nest(&body),
        _ => body,
    }
}

/// Puts a NUL and a lone surrogate at the beginning of the first value that is somebody's or something's name.
fn poison(body: &[u8]) -> Vec<u8> {
    const NAMES: [&[u8]; 5] = [b"\"firstName\":\"", b"\"label\":\"", b"\"companyName\":\"", b"\"name\":\"", b"\"status\":\""];
    let place = NAMES.iter().filter_map(|name| Some(find(body, name)? + name.len())).min();
    insert(body, place, r"\u0000\ud800".as_bytes())
}

/// Gives the first object a member of 200 nested lists.
fn nest(body: &[u8]) -> Vec<u8> {
    let depth = 200;
    let member = format!("\"nested\":{}{},", "[".repeat(depth), "]".repeat(depth));
    insert(body, find(body, b"{").map(|place| place + 1), member.as_bytes())
}

fn find(body: &[u8], part: &[u8]) -> Option<usize> {
    body.windows(part.len()).position(|window| window == part)
}

fn insert(body: &[u8], place: Option<usize>, what: &[u8]) -> Vec<u8> {
    match place {
        Some(place) => [&body[..place], what, &body[place..]].concat(),
        None => body.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poisoned_answer_is_json_only_to_a_lenient_reader() {
        let body = br#"[{"id":"1","profile":{"firstName":"Ada"}}]"#.to_vec();
        let text = String::from_utf8(damage(body, &FaultKind::NulText)).unwrap();
        assert!(text.contains(r#""firstName":"\u0000\ud800Ada""#));
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_err());
    }

    #[test]
    fn a_nested_answer_is_deeper_than_readers_allow() {
        let text = damage(br#"[{"id":"1"}]"#.to_vec(), &FaultKind::DeepNesting);
        assert!(serde_json::from_slice::<serde_json::Value>(&text).unwrap_err().to_string().contains("recursion limit"));
    }

    #[test]
    fn a_truncated_answer_is_half_of_the_true_one() {
        assert_eq!(damage(b"[1,2,3]".to_vec(), &FaultKind::Truncated), b"[1,");
        assert_eq!(damage(b"[1]".to_vec(), &FaultKind::WrongJson)[0], b'{');
        assert_eq!(damage(b"{}".to_vec(), &FaultKind::WrongJson)[0], b'[');
    }
}
