//! Okta's error envelope.

use serde::Serialize;

use crate::codes::ErrorCode;
use crate::id::uuid;

/// A refusal, as the API would word it.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) summary: String,
    pub(crate) causes: Vec<String>,
    pub(crate) form: Form,
    /// Why the caller should never have asked; kept in the journal.
    pub(crate) violation: Option<String>,
}

/// What the body of a refusal looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Envelope,
    /// As the log service words it: without a link, the id like a UUID.
    Log,
    /// Nothing at all.
    Bare,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    error_code: &'a str,
    error_summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_link: Option<&'a str>,
    error_id: String,
    error_causes: Vec<Cause<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cause<'a> {
    error_summary: &'a str,
}

impl Refusal {
    fn new(status: u16, code: &'static str, summary: impl Into<String>) -> Self {
        Refusal { status, code, summary: summary.into(), causes: Vec::new(), form: Form::Envelope, violation: None }
    }

    /// A refusal with one of Okta's codes, in Okta's words.
    ///
    /// # Panics
    /// If the code is not in [`ErrorCode::ALL`].
    fn known(code: &str) -> Self {
        ErrorCode::find(code).expect("the code is in the table").into()
    }

    /// What the words are about.
    pub(crate) fn about(mut self, what: &str) -> Self {
        self.summary = self.summary.replace("{0}", what);
        self
    }

    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// The same without a body.
    pub(crate) fn bare(mut self) -> Self {
        self.form = Form::Bare;
        self
    }

    /// A refusal in the form of the log service.
    pub(crate) fn of_log(code: &str) -> Self {
        Refusal { form: Form::Log, ..Refusal::known(code) }
    }

    pub(crate) fn violating(mut self, rule: impl Into<String>) -> Self {
        self.violation = Some(rule.into());
        self
    }

    pub(crate) fn invalid(field: &str, cause: impl Into<String>) -> Self {
        Refusal::known("E0000001").about(field).because(cause)
    }

    pub(crate) fn invalid_policy_type() -> Self {
        Refusal::known("E0000002").about("Invalid policy type specified.")
    }

    /// A list of principals' limits without a filter that it understands. The misspelling is Okta's.
    pub(crate) fn principal_type() -> Self {
        let cause = "The provided filter parameter did not contain the required attrbute filter \"principalType\"";
        Refusal::invalid("principalRateLimitMediated", cause)
    }

    pub(crate) fn forbidden() -> Self {
        Refusal::known("E0000006")
    }

    pub(crate) fn invalid_session() -> Self {
        Refusal::known("E0000005")
    }

    pub(crate) fn not_found(what: &str, kind: &str) -> Self {
        Refusal::known("E0000007").about(&format!("Resource not found: {what} ({kind})"))
    }

    pub(crate) fn unknown_path() -> Self {
        Refusal::known("E0000008")
    }

    pub(crate) fn internal() -> Self {
        Refusal::known("E0000009")
    }

    pub(crate) fn invalid_token() -> Self {
        Refusal::known("E0000011")
    }

    pub(crate) fn feature_off() -> Self {
        Refusal::known("E0000015")
    }

    pub(crate) fn method() -> Self {
        Refusal::known("E0000022")
    }

    pub(crate) fn invalid_cursor() -> Self {
        Refusal::known("E0000029").because("Invalid cursor.")
    }

    pub(crate) fn invalid_search(cause: impl Into<String>) -> Self {
        Refusal::known("E0000031").because(cause)
    }

    pub(crate) fn search_and_filter() -> Self {
        Refusal::known("E0000033")
    }

    pub(crate) fn too_many() -> Self {
        Refusal::known("E0000047")
    }

    /// The envelope that goes with a status of the 5xx range, if there is one.
    pub(crate) fn of_status(status: u16) -> Option<Self> {
        match status {
            500 => Some(Refusal::internal()),
            502 => Some(Refusal::known("E0000240")),
            503 => Some(Refusal::known("E0000010")),
            504 => Some(Refusal::known("E0000241")),
            401 => Some(Refusal::invalid_token()),
            403 => Some(Refusal::forbidden()),
            404 => Some(Refusal::unknown_path()),
            _ => None,
        }
    }

    /// A refusal that tells back what it was sent, as no service should; once in its text and once behind many other words.
    pub(crate) fn echoing(status: u16, sent: &str) -> Self {
        let other = "The value that was given for the header Authorization is not one that is known here. ".repeat(2);
        Refusal::new(status, "E0000011", format!("Invalid token provided: {sent}")).because(format!("{other}It was {sent}"))
    }

    /// The body, with an id that nobody has seen before.
    pub(crate) fn body(&self) -> Vec<u8> {
        let (first, second) = (rand::random::<u64>(), rand::random::<u64>());
        let (error_link, error_id) = match self.form {
            Form::Bare => return Vec::new(),
            Form::Envelope => (Some(self.code), format!("oae{first:016x}{:05x}", second & 0xf_ffff)),
            Form::Log => (None, uuid(first, second)),
        };
        let envelope = Envelope {
            error_code: self.code,
            error_summary: &self.summary,
            error_link,
            error_id,
            error_causes: self.causes.iter().map(|cause| Cause { error_summary: cause }).collect(),
        };
        serde_json::to_vec(&envelope).expect("an envelope is made of text")
    }
}

impl From<ErrorCode> for Refusal {
    fn from(ErrorCode { code, status, summary }: ErrorCode) -> Self {
        Refusal::new(status, code, summary)
    }
}
