//! Okta's error codes, as far as a reader meets them.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One of Okta's error codes, with the status and the words it comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode {
    /// `E0000007`.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Okta's words, `{0}` for what they are about.
    pub summary: &'static str,
}

const ACCEPT: &str = "Bad request. Accept and/or Content-Type headers likely do not match supported values.";
const DATE: &str = "Bad request. Invalid date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZZ, e.g. 2013-01-01T12:00:00.000-07:00.";
const STALE: &str = "Some users returned by the search cannot be parsed because the user schema has been changed to be inconsistent with their stale profile data.";

impl ErrorCode {
    /// All that can be sent.
    pub const ALL: &[ErrorCode] = &[
        Self::new("E0000001", 400, "Api validation failed: {0}"),
        Self::new("E0000002", 400, "The request was not valid: {0}"),
        Self::new("E0000003", 400, "The request body was not well-formed."),
        Self::new("E0000004", 401, "Authentication failed"),
        Self::new("E0000005", 403, "Invalid session"),
        Self::new("E0000006", 403, "You do not have permission to perform the requested action"),
        Self::new("E0000007", 404, "Not found: {0}"),
        Self::new("E0000008", 404, "The requested path was not found"),
        Self::new("E0000009", 500, "Internal Server Error"),
        Self::new("E0000010", 503, "Service is in read only mode"),
        Self::new("E0000011", 401, "Invalid token provided"),
        Self::new("E0000015", 401, "You do not have permission to access the feature you are requesting"),
        Self::new("E0000018", 400, "Bad request. Accept and/or Content-Type headers are likely not set."),
        Self::new("E0000019", 400, ACCEPT),
        Self::new("E0000020", 400, "Bad request."),
        Self::new("E0000021", 400, ACCEPT),
        Self::new("E0000022", 405, "The endpoint does not support the provided HTTP method"),
        Self::new("E0000026", 404, "This endpoint has been deprecated."),
        Self::new("E0000029", 400, "Invalid paging request."),
        Self::new("E0000030", 400, DATE),
        Self::new("E0000031", 400, "Invalid search criteria."),
        Self::new("E0000033", 400, "Bad request. Can't specify a search query and filter in the same request."),
        Self::new("E0000047", 429, "API call exceeded rate limit due to too many requests."),
        Self::new("E0000053", 400, "Invalid SCIM filter."),
        Self::new("E0000054", 400, "Invalid pagination properties."),
        Self::new("E0000094", 400, "The provided filter is unsupported."),
        Self::new("E0000100", 503, "Unable to perform search query."),
        Self::new("E0000122", 406, "Accept Header did not contain supported media type 'application/json'"),
        Self::new("E0000145", 409, STALE),
        Self::new("E0000149", 406, "The HTTP request is not acceptable."),
        Self::new("E0000239", 423, "Policy priorities are being reconciled. Please try again later."),
        Self::new("E0000240", 502, "Request timed out waiting for agent."),
        Self::new("E0000241", 504, "No connected agents."),
        Self::new("E0000256", 414, "This request produced a response with a header too large to be processed."),
    ];

    const fn new(code: &'static str, status: u16, summary: &'static str) -> Self {
        ErrorCode { code, status, summary }
    }

    /// The one of that name.
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.code == code)
    }
}

/// Written by its name.
impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::find(&code).ok_or_else(|| D::Error::custom(format!("{code} is no error code that can be sent")))
    }
}
