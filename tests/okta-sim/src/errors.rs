//! Okta's error envelope.

use serde::Serialize;

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

    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// The same without a body.
    pub(crate) fn bare(mut self) -> Self {
        self.form = Form::Bare;
        self
    }

    /// A refusal in the words and the form of the log service.
    pub(crate) fn of_log(status: u16, code: &'static str, summary: impl Into<String>) -> Self {
        Refusal { form: Form::Log, ..Refusal::new(status, code, summary) }
    }

    pub(crate) fn violating(mut self, rule: impl Into<String>) -> Self {
        self.violation = Some(rule.into());
        self
    }

    pub(crate) fn invalid(field: &str, cause: impl Into<String>) -> Self {
        Refusal::new(400, "E0000001", format!("Api validation failed: {field}")).because(cause)
    }

    pub(crate) fn invalid_policy_type() -> Self {
        Refusal::new(400, "E0000002", "The request was not valid: Invalid policy type specified.")
    }

    /// A list of principals' limits without a filter that it understands. The misspelling is Okta's.
    pub(crate) fn principal_type() -> Self {
        let cause = "The provided filter parameter did not contain the required attrbute filter \"principalType\"";
        Refusal::new(400, "E0000001", "Api validation failed: principalRateLimitMediated").because(cause)
    }

    pub(crate) fn forbidden() -> Self {
        Refusal::new(403, "E0000006", "You do not have permission to perform the requested action")
    }

    pub(crate) fn invalid_session() -> Self {
        Refusal::new(403, "E0000005", "Invalid session")
    }

    pub(crate) fn not_found(what: &str, kind: &str) -> Self {
        Refusal::new(404, "E0000007", format!("Not found: Resource not found: {what} ({kind})"))
    }

    pub(crate) fn unknown_path() -> Self {
        Refusal::new(404, "E0000008", "The requested path was not found")
    }

    pub(crate) fn internal() -> Self {
        Refusal::new(500, "E0000009", "Internal Server Error")
    }

    pub(crate) fn invalid_token() -> Self {
        Refusal::new(401, "E0000011", "Invalid token provided")
    }

    pub(crate) fn feature_off() -> Self {
        Refusal::new(401, "E0000015", "You do not have permission to access the feature you are requesting")
    }

    pub(crate) fn method() -> Self {
        Refusal::new(405, "E0000022", "The endpoint does not support the provided HTTP method")
    }

    pub(crate) fn invalid_cursor() -> Self {
        Refusal::new(400, "E0000029", "Invalid paging request.").because("Invalid cursor.")
    }

    pub(crate) fn invalid_search(cause: impl Into<String>) -> Self {
        Refusal::new(400, "E0000031", "Invalid search criteria.").because(cause)
    }

    pub(crate) fn search_and_filter() -> Self {
        Refusal::new(400, "E0000033", "Bad request. Can't specify a search query and filter in the same request.")
    }

    pub(crate) fn too_many() -> Self {
        Refusal::new(429, "E0000047", "API call exceeded rate limit due to too many requests.")
    }

    /// The envelope that goes with a status of the 5xx range, if there is one.
    pub(crate) fn of_status(status: u16) -> Option<Self> {
        match status {
            500 => Some(Refusal::internal()),
            502 => Some(Refusal::new(502, "E0000240", "Bad gateway")),
            503 => Some(Refusal::new(503, "E0000010", "Service is in read only mode")),
            504 => Some(Refusal::new(504, "E0000241", "Gateway timeout")),
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
