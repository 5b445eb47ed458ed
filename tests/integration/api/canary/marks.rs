//! Marks, and the forms in which they could come to light.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD, prelude::BASE64_URL_SAFE_NO_PAD};

/// A secret that is looked for.
pub(crate) struct Mark {
    /// What it is, for whoever reads that it was found.
    pub(crate) what: String,
    forms: Vec<(&'static str, String)>,
}

impl Mark {
    /// Looks for this secret.
    pub(crate) fn new(what: impl Into<String>, secret: &str) -> Self {
        assert!(secret.len() >= 32, "a short mark could be found by chance");
        let each = |write: fn(u8) -> String, between: &str| secret.bytes().map(write).collect::<Vec<_>>().join(between);
        let (front, back) = secret.split_at(secret.len() / 2);
        let mut forms = vec![
            ("plain", secret.to_owned()),
            ("its first half", front.to_owned()),
            ("its second half", back.to_owned()),
            ("reversed", secret.chars().rev().collect()),
            ("hex", each(|byte| format!("{byte:02x}"), "")),
            ("upper-case hex", each(|byte| format!("{byte:02X}"), "")),
            ("percent", each(|byte| format!("%{byte:02x}"), "")),
            ("upper-case percent", each(|byte| format!("%{byte:02X}"), "")),
            ("JSON escapes", each(|byte| format!("\\u{byte:04x}"), "")),
            ("HTML escapes", each(|byte| format!("&#{byte};"), "")),
            ("a list of bytes", each(|byte| byte.to_string(), ", ")),
            ("a JSON list of bytes", each(|byte| byte.to_string(), ",")),
        ];
        // Base64 of a text in which it stands, such as a Basic header's, whatever stands before it.
        for before in ["", "x", "xx"] {
            let text = format!("{before}{secret}");
            // The first four characters may hold what stands before, and the last three what stands behind.
            for encoded in [BASE64_STANDARD_NO_PAD.encode(&text), BASE64_URL_SAFE_NO_PAD.encode(&text)] {
                forms.push(("base64", encoded[4..encoded.len() - 3].to_owned()));
            }
        }
        Self { what: what.into(), forms }
    }

    /// In which form it stands in a text, if it does.
    pub(crate) fn found_in(&self, text: &str) -> Option<&'static str> {
        self.forms.iter().find(|(_, form)| text.contains(form)).map(|(name, _)| *name)
    }
}

/// Each mark that stands in a text, with where and how.
pub(crate) fn found(marks: &[Mark], place: &str, text: &str) -> Vec<String> {
    marks.iter().filter_map(|mark| Some(format!("{} in {place}, as {}", mark.what, mark.found_in(text)?))).collect()
}

#[test]
fn a_mark_is_found_in_every_form_and_not_where_it_is_not() {
    const SECRET: &str = "00canary-_jklMNOpqrSTUvwxYZ0123456789abcde";
    let mark = Mark::new("secret", SECRET);
    let basic = base64::prelude::BASE64_STANDARD.encode(format!("user:{SECRET}"));
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    let reversed: String = SECRET.chars().rev().collect();
    for text in [
        format!("<{SECRET}>"),
        format!("Authorization: Basic {basic}"),
        format!("\\x00{hex}"),
        reversed,
        format!("{:?}", SECRET.as_bytes()),
    ] {
        assert!(mark.found_in(&text).is_some(), "{text}");
    }
    assert_eq!(mark.found_in(&SECRET.to_lowercase()), None);
}
