//! What a fault does to a true answer.

use hyper::header::{AUTHORIZATION, HeaderMap};

use serde_json::{Value, json};

use crate::admit::{Outcome, crowded};
use crate::answer::Answer;
use crate::errors::Refusal;
use crate::faults::FaultKind;
use crate::limits::{Drawn, Shown};
use crate::oauth::OauthError;

/// Puts something else in the place of the answer, or spoils it.
pub(crate) fn replace(outcome: &mut Outcome, fault: &FaultKind, asked: &HeaderMap) {
    match fault {
        FaultKind::RateLimited => {
            outcome.answer = Answer::from(Refusal::too_many());
            outcome.drawn = outcome.drawn.map(|drawn| Drawn::alike(Shown { remaining: 0, ..drawn.shown }));
        }
        FaultKind::ConcurrencyLimited => {
            outcome.answer = Answer::from(Refusal::too_many());
            outcome.drawn = Some(crowded());
        }
        FaultKind::Status(status) => {
            outcome.answer = match Refusal::of_status(*status) {
                Some(refusal) => refusal.into(),
                None => Answer::plain(*status, Vec::new()),
            };
        }
        FaultKind::Code(code) if code.status == 429 => replace(outcome, &FaultKind::RateLimited, asked),
        FaultKind::Code(code) => outcome.answer = Refusal::from(*code).into(),
        FaultKind::TemporarilyUnavailable => outcome.answer = OauthError::UNAVAILABLE.answer(),
        FaultKind::Oauth(status, error, description) => {
            let body = json!({"error": error, "error_description": description}).to_string();
            outcome.answer = Answer::plain(*status, body.into_bytes());
        }
        FaultKind::MissingItem => outcome.answer = Refusal::not_found("0oa0000000000000000", "AppLink").into(),
        FaultKind::CursorExpired => outcome.answer = Refusal::invalid_cursor().into(),
        FaultKind::Html(status) => {
            let body =
                format!("<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Something went wrong</h1></body></html>");
            outcome.answer = Answer::plain(*status, body.into_bytes());
            outcome.drawn = None;
        }
        FaultKind::Echo(status) => {
            let sent = asked.get(AUTHORIZATION).map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            outcome.answer = Refusal::echoing(*status, &sent).into();
        }
        other => {
            let body = std::mem::replace(&mut outcome.answer.body, Vec::new().into());
            outcome.answer.body = damage(body.into_bytes(), other).into();
        }
    }
}

/// Changes the text of a JSON answer as the fault demands; other faults leave it as it is.
fn damage(body: Vec<u8>, fault: &FaultKind) -> Vec<u8> {
    match fault {
        FaultKind::Truncated => {
            let half = body.len() / 2;
            body[..half].to_vec()
        }
        FaultKind::WrongJson if body.starts_with(b"[") => br#"{"unexpected":true}"#.to_vec(),
        FaultKind::WrongJson => br#"["unexpected",17]"#.to_vec(),
        FaultKind::WrongElement => misshape(body),
        FaultKind::Empty => Vec::new(),
        FaultKind::NulText => poison(&body),
        FaultKind::DeepNesting => nest(&body),
        _ => body,
    }
}

/// Puts a NUL and a lone surrogate at the beginning of the first value that is somebody's or something's name.
fn poison(body: &[u8]) -> Vec<u8> {
    const NAMES: [&[u8]; 5] = [b"\"firstName\":\"", b"\"label\":\"", b"\"companyName\":\"", b"\"name\":\"", b"\"status\":\""];
    let place = NAMES.iter().find_map(|name| Some(find(body, name)? + name.len()));
    insert(body, place, r"\u0000\ud800".as_bytes())
}

/// Gives the first object of a list, bare or wrapped, a profile or a name that is none; its id stays.
fn misshape(body: Vec<u8>) -> Vec<u8> {
    let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else { return body };
    let list = match &mut answer {
        Value::Object(wrapper) => wrapper.values_mut().find(|value| value.is_array()),
        other => Some(other),
    };
    let Some(first) = list.and_then(|list| list.get_mut(0)) else { return body };
    let shapes = [("profile", json!(17)), ("label", json!({"unexpected": true})), ("name", json!({"unexpected": true}))];
    match shapes.into_iter().find(|(name, _)| first.get(name).is_some()) {
        Some((name, shape)) => first[name] = shape,
        None => return body,
    }
    answer.to_string().into_bytes()
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
        assert!(serde_json::from_str::<Value>(&text).is_err());
    }

    #[test]
    fn a_nested_answer_is_deeper_than_readers_allow() {
        let text = damage(br#"[{"id":"1"}]"#.to_vec(), &FaultKind::DeepNesting);
        assert!(serde_json::from_slice::<Value>(&text).unwrap_err().to_string().contains("recursion limit"));
    }

    #[test]
    fn a_misshapen_object_keeps_its_id_and_its_neighbours() {
        for (body, spoilt) in [
            (r#"[{"id":"1","profile":{"a":1}},{"id":"2"}]"#, r#"[{"id":"1","profile":17},{"id":"2"}]"#),
            (r#"{"_links":{},"roles":[{"id":"1","label":"x"}]}"#, r#"{"_links":{},"roles":[{"id":"1","label":{"unexpected":true}}]}"#),
            (r#"{"id":"1"}"#, r#"{"id":"1"}"#),
            ("[]", "[]"),
        ] {
            assert_eq!(String::from_utf8(damage(body.as_bytes().to_vec(), &FaultKind::WrongElement)).unwrap(), spoilt);
        }
    }

    #[test]
    fn a_truncated_answer_is_half_of_the_true_one() {
        assert_eq!(damage(b"[1,2,3]".to_vec(), &FaultKind::Truncated), b"[1,");
        assert_eq!(damage(b"[1]".to_vec(), &FaultKind::WrongJson)[0], b'{');
        assert_eq!(damage(b"{}".to_vec(), &FaultKind::WrongJson)[0], b'[');
    }
}
