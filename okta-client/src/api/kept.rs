//! For tests: what is kept of an answer, and what is not.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};

/// Reads `json`, whose secrets and personal data are marked `CANARY`, and shows that none of them is in the stored form or the debug output,
/// and that the stored form is read as the same again.
#[track_caller]
pub(crate) fn kept<T: DeserializeOwned + Serialize + Debug + PartialEq>(json: &str) -> T {
    let thing: T = serde_json::from_str(json).unwrap();
    let stored = serde_json::to_string(&thing).unwrap();
    let shown = format!("{thing:?}");
    assert!(!stored.contains("CANARY") && !shown.contains("CANARY"), "{stored}\n{shown}");
    assert_eq!(serde_json::from_str::<T>(&stored).unwrap(), thing);
    thing
}
