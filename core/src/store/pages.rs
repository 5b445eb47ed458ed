//! Where a list goes on.

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// The last row of the page before, for lists ordered by time and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seek {
    /// The row's time.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The row's id.
    pub id: Uuid,
}

impl Seek {
    /// What a list that begins with the newest compares with. A first page begins behind a time that never comes: every page
    /// asks the same, so that its index serves it whatever plan the server has kept.
    pub(super) fn newest_first(after: Option<Self>) -> (OffsetDateTime, Uuid) {
        after.map_or((datetime!(9999-12-31 0:00 UTC), Uuid::nil()), |seek| (seek.at, seek.id))
    }

    /// The same for a list that begins with the oldest.
    pub(super) fn oldest_first(after: Option<Self>) -> (OffsetDateTime, Uuid) {
        after.map_or((OffsetDateTime::UNIX_EPOCH, Uuid::nil()), |seek| (seek.at, seek.id))
    }
}
