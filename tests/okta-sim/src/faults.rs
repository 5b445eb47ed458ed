//! Faults on demand: what a network, an edge or Okta itself may do to an answer.

use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::codes::ErrorCode;
use crate::locks::lock;

/// What happens to a request or its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// 429 `E0000047` with an exhausted window, although nothing was exhausted.
    RateLimited,
    /// 429 `E0000047` as for too many parallel requests: limit and remaining are 0, the reset means nothing.
    ConcurrencyLimited,
    /// That status, with Okta's envelope where there is one for it and an empty body otherwise.
    Status(u16),
    /// One of Okta's error codes, with its status and words.
    Code(ErrorCode),
    /// The true answer after this many milliseconds.
    Slow(#[serde(with = "milliseconds")] Duration),
    /// Half of the true answer, then the connection is lost.
    Cut,
    /// 200 and half of the true JSON, as if it were all.
    Truncated,
    /// An HTML page of that status.
    Html(u16),
    /// That status with Okta's envelope, in which the authorization that was sent is told back.
    Echo(u16),
    /// 200 and a JSON array of this many bytes, streamed.
    Huge(u64),
    /// 200 and valid JSON of another shape than asked for.
    WrongJson,
    /// The true list, whose first object has a name or a profile of another shape.
    WrongElement,
    /// 400 `temporarily_unavailable` in the words of the token endpoint.
    TemporarilyUnavailable,
    /// That status, error and description in the form of the token endpoint: any of Okta's OAuth errors.
    Oauth(u16, String, String),
    /// 400 as for a position in a list that is none any more.
    CursorExpired,
    /// 404 as for an object that a list stumbles over: its summary names it, not the list.
    MissingItem,
    /// 200 and no body.
    Empty,
    /// The true answer with a NUL character and a lone surrogate in one of its values.
    NulText,
    /// The true answer with 200 nested lists in its first object.
    DeepNesting,
    /// The true answer with a next link to another host and another root.
    ForeignNext,
    /// The true answer without the headers of its limits.
    NoLimits,
    /// No answer at all; the connection stays open.
    Hang,
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

/// A fault: what happens, to which requests, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Requests whose path begins with this are meant; ends it with `$`, the path as a whole.
    pub path: String,
    /// What happens to them.
    pub kind: FaultKind,
    /// How many of them it happens to.
    #[serde(default = "once")]
    pub times: u32,
    /// How many of them are spared first.
    #[serde(default)]
    pub after: u32,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// An internal error (500), once, for the next request whose path begins with `path`.
    pub fn new(path: impl Into<String>) -> Self {
        Fault { path: path.into(), kind: FaultKind::Status(500), times: 1, after: 0 }
    }

    /// What happens.
    #[must_use]
    pub fn kind(mut self, kind: FaultKind) -> Self {
        self.kind = kind;
        self
    }

    /// To how many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// To all requests, until the faults are cleared.
    #[must_use]
    pub fn always(self) -> Self {
        self.times(u32::MAX)
    }

    fn is_for(&self, path: &str) -> bool {
        self.path.strip_suffix('$').map_or_else(|| path.starts_with(&self.path), |whole| path == whole)
    }

    /// How many requests are spared first.
    #[must_use]
    pub fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        lock(&self.0).push(fault);
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }

    /// What happens to a request of that path: the first fault that is due. All that it matches count it.
    pub(crate) fn strike(&self, path: &str) -> Option<FaultKind> {
        let mut faults = lock(&self.0);
        let mut struck = None;
        for fault in faults.iter_mut().filter(|fault| fault.is_for(path)) {
            if fault.after > 0 {
                fault.after -= 1;
            } else if struck.is_none() && fault.times > 0 {
                struck = Some(fault.kind.clone());
                if fault.times != u32::MAX {
                    fault.times -= 1;
                }
            }
        }
        faults.retain(|fault| fault.times > 0);
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_spares_the_first_strikes_the_next_and_is_over() {
        let faults = Faults::default();
        faults.add(Fault::new("/api/v1/users").kind(FaultKind::Empty).times(2).after(1));
        let strikes: Vec<bool> = (0..5).map(|_| faults.strike("/api/v1/users").is_some()).collect();
        assert_eq!(strikes, [false, true, true, false, false]);
        assert_eq!(faults.strike("/api/v1/groups"), None);
    }

    #[test]
    fn a_fault_is_for_what_lies_below_a_path_too_unless_it_is_for_the_whole_path() {
        let faults = Faults::default();
        faults.add(Fault::new("/api/v1/users$").always());
        assert!(faults.strike("/api/v1/users").is_some() && faults.strike("/api/v1/users/me").is_none());
        faults.add(Fault::new("/api/v1/users").always());
        assert!(faults.strike("/api/v1/users/me").is_some());
    }

    #[test]
    fn a_fault_is_read_from_json() {
        let fault: Fault = serde_json::from_str(r#"{"path":"/api","kind":{"slow":250},"times":3}"#).unwrap();
        assert_eq!(fault, Fault::new("/api").kind(FaultKind::Slow(Duration::from_millis(250))).times(3));
        let fault: Fault =
            serde_json::from_str(r#"{"path":"/","kind":{"oauth":[401,"invalid_client","The client JWKSet is invalid."]}}"#).unwrap();
        assert!(matches!(fault.kind, FaultKind::Oauth(401, error, _) if error == "invalid_client"));
        let fault: Fault = serde_json::from_str(r#"{"path":"/api","kind":"nul-text"}"#).unwrap();
        assert_eq!(fault.kind, FaultKind::NulText);
        let fault: Fault = serde_json::from_str(r#"{"path":"/api","kind":{"code":"E0000145"}}"#).unwrap();
        assert_eq!(fault.kind, FaultKind::Code(ErrorCode::find("E0000145").unwrap()));
        assert!(serde_json::from_str::<Fault>(r#"{"path":"/api","kind":{"code":"E9999999"}}"#).is_err());
    }
}
