//! Okta's error envelope.

use serde::Deserialize;

use crate::{Missing, decode::harmless};

/// `{"errorCode": …, "errorSummary": …, "errorCauses": […]}`. Only the code is branched on: texts change.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Envelope {
    error_code: Option<String>,
    error_summary: Option<String>,
    error_causes: Option<Vec<Cause>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Cause {
    error_summary: Option<String>,
}

impl Envelope {
    /// The envelope in `body`, if there is one.
    pub(crate) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<Self>(body).ok().filter(|envelope| envelope.error_code.is_some())
    }

    /// Okta's code, `E0000006`; harmless to show.
    pub(crate) fn code(&self) -> String {
        harmless(self.error_code.as_deref().unwrap_or_default()).chars().take(40).collect()
    }

    pub(crate) fn is(&self, code: &str) -> bool {
        self.error_code.as_deref() == Some(code)
    }

    /// The object that Okta says is missing: `00u1` and `User` of "Not found: Resource not found: 00u1 (User)". Okta's own words vary,
    /// the id and the kind in brackets at their end do not.
    pub(crate) fn missing(&self) -> Option<Missing> {
        let (before, kind) = self.error_summary.as_deref()?.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        let plain = (1..=40).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id = before.trim_end().rsplit([' ', ':']).next().unwrap_or_default();
        plain.then(|| Missing { kind: kind.to_owned(), id: harmless(id) })
    }

    /// Okta's text with the first cause, which often says more; it echoes what was asked, so it is not yet harmless.
    pub(crate) fn summary(&self) -> String {
        let summary = self.error_summary.clone().unwrap_or_default();
        let cause = self.error_causes.iter().flatten().find_map(|cause| cause.error_summary.as_deref());
        match cause {
            Some(cause) if !cause.is_empty() && cause != summary => format!("{summary} ({cause})"),
            _ => summary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_text_and_first_cause_are_read_and_anything_else_is_no_envelope() {
        let body = r#"{"errorCode":"E0000031","errorSummary":"Invalid search criteria.","errorLink":"E0000031","errorId":"oae","errorCauses":[{"errorSummary":"Invalid cursor."}]}"#;
        let envelope = Envelope::read(body).unwrap();
        assert!(envelope.is("E0000031"));
        assert_eq!((envelope.code().as_str(), envelope.summary().as_str()), ("E0000031", "Invalid search criteria. (Invalid cursor.)"));
        assert_eq!(envelope.missing(), None);
        let missing = r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: 00uFAKE (User)"}"#;
        assert_eq!(Envelope::read(missing).unwrap().missing(), Some(Missing { kind: "User".into(), id: "00uFAKE".into() }));
        assert!(Envelope::read(r#"{"errorCode":"E0000006","errorCauses":null}"#).is_some());
        for other in ["", "<html>", r#"{"status":404,"message":"Resource not found"}"#, "[]"] {
            assert!(Envelope::read(other).is_none(), "{other}");
        }
    }
}
