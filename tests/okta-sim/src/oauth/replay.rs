//! What was used once and may not be used again.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// Remembers ids at least for a while: two generations of hashes, the older forgotten when the newer has had its time.
pub(super) struct Replay {
    hasher: RandomState,
    lasts: Duration,
    began: Option<Instant>,
    newer: HashSet<u64>,
    older: HashSet<u64>,
}

impl Replay {
    pub(super) fn lasting(lasts: Duration) -> Self {
        Replay { hasher: RandomState::new(), lasts, began: None, newer: HashSet::new(), older: HashSet::new() }
    }

    /// Whether the id is used for the first time.
    pub(super) fn first(&mut self, id: &str, now: Instant) -> bool {
        let began = *self.began.get_or_insert(now);
        if now.duration_since(began) >= self.lasts {
            self.older = std::mem::take(&mut self.newer);
            self.began = Some(now);
        }
        let hash = self.hasher.hash_one(id);
        !self.older.contains(&hash) && self.newer.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_remembered_for_its_time_and_not_for_ever() {
        let start = Instant::now();
        let minutes = |count: u64| start + Duration::from_secs(60 * count);
        let mut replay = Replay::lasting(Duration::from_secs(300));
        assert!(replay.first("a", minutes(0)));
        assert!(!replay.first("a", minutes(4)));
        assert!(!replay.first("a", minutes(6)), "the generation before still counts");
        assert!(replay.first("b", minutes(6)));
        assert!(replay.first("a", minutes(12)));
    }
}
