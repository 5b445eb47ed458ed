//! Which paths draw from the same bucket, and how much is left for us in each.
//!
//! Okta does not say which paths share a bucket. Paths of one family begin together, and what shows the same limit and the same reset is
//! put together, as long as the numbers bear it: **a counter that all of them draw from has gone down by at least what they have drawn.**
//! A path whose answer shows more than that leaves. So a bucket that is shared is never taken for two, and of two that look alike, each is
//! soon used by itself.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::{
    bucket::{Bucket, Reading, SECOND, Window},
    calls::{Calls, Made},
    prior::family,
    schedule::Policy,
};

/// Windows last a minute.
const LONGEST: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub(super) struct Member {
    pub(super) bucket: Option<u32>,
    /// The lowest limit that was shown: the credential's own.
    pub(super) lowest: Option<u32>,
    /// The last reset shown of each limit.
    resets: HashMap<u32, i64>,
    pub(super) calls: Calls,
    pending: u32,
}

/// Whether a path may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// So many times.
    Left(u32),
    /// Not before this time.
    Full(Instant),
    /// Not before a call that is under way was answered.
    Busy,
}

/// All buckets of one credential.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    pub(super) members: HashMap<&'static str, Member>,
    pub(super) buckets: HashMap<u32, Bucket>,
    last_id: u32,
    /// The longest time to a reset, and the shortest from one reset to the next, that were seen.
    farthest: Duration,
    step: Option<Duration>,
}

impl Buckets {
    /// The lowest limit that a path was shown.
    pub(super) fn limit(&self, path: &'static str) -> Option<u32> {
        self.members.get(path)?.lowest
    }

    pub(super) fn sent(&mut self, path: &'static str) {
        self.members.entry(path).or_default().pending += 1;
    }

    /// A call that was let go was not sent.
    pub(super) fn unsent(&mut self, path: &'static str) {
        let member = self.members.entry(path).or_default();
        member.pending = member.pending.saturating_sub(1);
    }

    /// A call that was sent is over. It may have counted, even if it was not answered.
    pub(super) fn over(&mut self, path: &'static str, made: Made) {
        let member = self.members.entry(path).or_default();
        member.pending = member.pending.saturating_sub(1);
        // A window may be over up to four seconds later than it is long: its reset is cut to the second, and a margin is added.
        member.calls.add(made, LONGEST + SECOND * 5);
    }

    /// Whether `path` may be called. What has no limit yet must not disturb the buckets that it may turn out to draw from, and only one of a
    /// family finds out at a time.
    pub(super) fn room(&self, path: &'static str, policy: &Policy, now: Instant) -> Room {
        if let Some(id) = self.members.get(path).and_then(|member| member.bucket) {
            return self.room_in(id, policy, now);
        }
        let relatives = || self.members.iter().filter(|(other, _)| family(other) == family(path));
        if relatives().any(|(_, member)| member.bucket.is_none() && member.pending > 0) {
            return Room::Busy;
        }
        let rooms = relatives().filter_map(|(_, member)| Some(self.room_in(member.bucket?, policy, now)));
        rooms.reduce(Room::tighter).unwrap_or(Room::Left(1))
    }

    fn room_in(&self, id: u32, policy: &Policy, now: Instant) -> Room {
        let bucket = &self.buckets[&id];
        let pending = self.pending_in(id);
        // Others may take what is left while calls are under way: then one is refused and not all of them. They may also come at any time,
        // unseen as long as the credential's own limit is the tighter.
        let scarce = || bucket.open(now).any(|window| window.remaining < window.limit / 2);
        if pending > 0 && (bucket.is_shared(now) || scarce()) {
            return Room::Busy;
        }
        let in_window = |window: &Window| {
            let floor = policy.reserve.min(window.limit.saturating_sub(1));
            let ours = (self.ours(id, window.begins) + pending + window.before).saturating_sub(window.uncounted);
            let left = policy.allowed(window.limit).saturating_sub(ours);
            match left.min(window.remaining.saturating_sub(floor.saturating_add(pending))) {
                0 => Room::Full(window.ends),
                left => Room::Left(left),
            }
        };
        let room = bucket.open(now).map(in_window).reduce(Room::tighter).unwrap_or(Room::Left(u32::MAX));
        room.tighter(self.unseen(id, pending, policy, now))
    }

    /// What is left of the credential's own window while that is not shown: it begins when the last one was over, and lasts as long as any.
    fn unseen(&self, id: u32, pending: u32, policy: &Policy, now: Instant) -> Room {
        let (bucket, ambiguous) = (&self.buckets[&id], self.is_ambiguous(id, now));
        let Some(lowest) = self.lowest(id).filter(|lowest| ambiguous || !bucket.open(now).any(|window| window.limit == *lowest)) else {
            return Room::Left(u32::MAX);
        };
        let last = bucket.last_seen(lowest).filter(|_| !ambiguous);
        let begins = last.max(now.checked_sub(self.length() + SECOND)).unwrap_or(now);
        let first = self.of(&[id]).filter_map(|(_, member)| member.calls.first_since(begins)).min();
        match (policy.allowed(lowest).saturating_sub(self.ours(id, begins) + pending), first) {
            (0, Some(first)) => Room::Full(first + self.length() + SECOND),
            (0, None) => Room::Busy,
            (left, _) => Room::Left(left),
        }
    }

    /// Whether it cannot be told if what is shown is the credential's own window: others draw from the bucket, and one limit was shown.
    fn is_ambiguous(&self, id: u32, now: Instant) -> bool {
        let (bucket, lowest) = (&self.buckets[&id], self.lowest(id));
        bucket.is_shared(now) && bucket.windows.iter().all(|window| Some(window.limit) == lowest)
    }

    /// Learns how long windows last: at least as long as a reset was ahead, at most as long as from one reset to the next.
    fn measure(&mut self, path: &'static str, reading: &Reading) {
        let until = reading.ends.duration_since(reading.now).saturating_sub(SECOND);
        self.farthest = self.farthest.max(until).min(LONGEST);
        let Some(id) = self.members.get(path).and_then(|member| member.bucket) else { return };
        let (told, shown) = (!self.is_ambiguous(id, reading.now), reading.limit);
        let former = self.members.entry(path).or_default().resets.insert(shown.limit, shown.reset);
        let step = former.and_then(|former| u64::try_from(shown.reset - former).ok()).filter(|step| told && *step > 1);
        self.step = step.map(Duration::from_secs).into_iter().chain(self.step).min();
    }

    /// Takes in what the answer to a call of `path` showed. `first` says that a former holder of the credential may have called before.
    pub(super) fn learn(&mut self, path: &'static str, reading: Reading, refused: bool, first: bool) {
        let shown = reading.limit;
        let before = self.members.entry(path).or_default().bucket;
        self.measure(path, &reading);
        let alone = |id: u32| self.of(&[id]).all(|(other, _)| other == path);
        let id = match before {
            Some(id) if refused || alone(id) || !self.belied(&[id], path, &reading) => id,
            Some(id) => self.leave(id, path),
            None => self.home(path, &reading),
        };
        let member = self.members.entry(path).or_default();
        member.bucket = Some(id);
        // The tighter limit is shown: more left than the lowest limit says that this is no longer what it was.
        member.lowest =
            Some(member.lowest.filter(|lowest| shown.remaining <= *lowest).map_or(shown.limit, |lowest| lowest.min(shown.limit)));
        let (length, farthest, alone) = (self.length(), self.farthest, self.of(&[id]).count() == 1);
        let bucket = self.buckets.entry(id).or_default();
        if alone {
            bucket.windows.retain(|window| shown.remaining <= window.limit);
        }
        let (begins, new) = bucket.learn(path, reading, length);
        let used = shown.limit.saturating_sub(shown.remaining);
        // More was drawn than is known of here: it may have been by paths that are not taken for these yet.
        let others: Vec<u32> = self.alike(&reading).filter(|other| !refused && *other != id).collect();
        for other in others {
            if used > self.ours(id, begins) + self.pending_in(id) && !self.belied(&[id, other], path, &reading) {
                self.unite(id, other);
            }
        }
        self.buckets.retain(|id, _| self.members.values().any(|member| member.bucket == Some(*id)));
        let (ours, under_way) = (self.ours(id, begins), self.pending_in(id));
        // What was answered before this call was sent, and does not show, was before the window.
        let uncounted = (ours.saturating_sub(self.ours(id, reading.sent)) + 1).saturating_sub(used);
        let wider = self.lowest(id).is_some_and(|lowest| lowest < shown.limit);
        // What only this credential draws from, or a former holder may have: all of it is ours.
        let own = self.lowest(id) == Some(shown.limit) && self.buckets[&id].windows.iter().any(|window| window.limit > shown.limit);
        let all_ours = own || (first && before.is_none());
        let bucket = self.buckets.entry(id).or_default();
        let mut by_others = used.saturating_sub(ours + under_way);
        if let Some(window) = bucket.windows.iter_mut().find(|window| window.is_shown_by(&shown)) {
            if new {
                window.before = if all_ours { by_others } else { 0 };
                window.uncounted = uncounted;
            }
            by_others = used.saturating_sub((ours + under_way).saturating_sub(window.uncounted));
        }
        if by_others > 0 || wider || bucket.has_two_levels(reading.now, farthest) {
            bucket.shared_until = Some(reading.now + length * 2);
        }
    }

    /// A limit was shown without a reset that can be true.
    pub(super) fn limited(&mut self, path: &'static str, limit: u32) {
        let known = self.members.get(path).and_then(|member| member.bucket);
        let id = known.unwrap_or_else(|| self.new_id());
        let member = self.members.entry(path).or_default();
        (member.bucket, member.lowest) = (Some(id), Some(member.lowest.map_or(limit, |lowest| lowest.min(limit))));
    }

    /// The paths that are, or may be, refused with this one.
    pub(super) fn with(&self, path: &'static str) -> Vec<&'static str> {
        let id = self.members.get(path).and_then(|member| member.bucket);
        let together = |(other, member): &(&&'static str, &Member)| **other == path || (id.is_some() && member.bucket == id);
        self.members.iter().filter(together).map(|(other, _)| *other).collect()
    }

    /// How long windows last.
    fn length(&self) -> Duration {
        self.farthest.max(self.step.unwrap_or(LONGEST)).min(LONGEST)
    }

    pub(super) fn new_id(&mut self) -> u32 {
        self.last_id += 1;
        self.buckets.insert(self.last_id, Bucket::default());
        self.last_id
    }

    pub(super) fn of(&self, ids: &[u32]) -> impl Iterator<Item = (&'static str, &Member)> {
        self.members
            .iter()
            .filter(move |(_, member)| member.bucket.is_some_and(|id| ids.contains(&id)))
            .map(|(path, member)| (*path, member))
    }

    /// The lowest limit that its paths were shown.
    pub(super) fn lowest(&self, id: u32) -> Option<u32> {
        self.of(&[id]).filter_map(|(_, member)| member.lowest).min()
    }

    /// Calls under way that may count in a bucket.
    fn pending_in(&self, id: u32) -> u32 {
        let may = |path: &str| self.of(&[id]).any(|(other, _)| family(other) == family(path));
        let within =
            |(path, member): &(&&str, &Member)| member.bucket.map_or_else(|| member.pending > 0 && may(path), |bucket| bucket == id);
        self.members.iter().filter(within).map(|(_, member)| member.pending).sum()
    }

    fn ours(&self, id: u32, since: Instant) -> u32 {
        self.of(&[id]).map(|(_, member)| member.calls.since(since)).sum()
    }
}

impl Room {
    fn tighter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Full(one), Self::Full(two)) => Self::Full(one.max(two)),
            (Self::Full(until), _) | (_, Self::Full(until)) => Self::Full(until),
            (Self::Busy, _) | (_, Self::Busy) => Self::Busy,
            (Self::Left(one), Self::Left(two)) => Self::Left(one.min(two)),
        }
    }
}

#[cfg(test)]
#[path = "buckets_tests.rs"]
mod tests;
