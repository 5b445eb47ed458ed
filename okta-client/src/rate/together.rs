//! Which paths belong together: what proves that they do not, and where one goes that does not belong where it is.

use std::collections::BTreeSet;

use super::{
    bucket::Reading,
    buckets::{Buckets, Member},
    prior::family,
};

impl Buckets {
    /// The bucket of a path that has none: one of its family, or a new one.
    pub(super) fn home(&mut self, path: &'static str, reading: &Reading) -> u32 {
        let relatives = self.members.iter().filter(|(other, _)| family(other) == family(path));
        let mut relatives: Vec<u32> = relatives.filter_map(|(_, member)| member.bucket).collect();
        relatives.sort_unstable();
        // Another limit than its own is shown by a bucket only if others draw from it; those that have shown this one before come first.
        let (known, mut others): (Vec<u32>, Vec<u32>) =
            relatives.into_iter().partition(|id| self.buckets[id].last_seen(reading.limit.limit).is_some());
        others.retain(|id| self.buckets[id].is_shared(reading.now) || self.lowest(*id).is_some_and(|lowest| lowest < reading.limit.limit));
        for id in known.into_iter().chain(others) {
            // What has come to it from other families is not what this one is held against.
            let relative = self.of(&[id]).map(|(other, _)| other).find(|other| family(other) == family(path));
            let mixed = self.of(&[id]).any(|(other, _)| family(other) != family(path));
            if !self.belied(&[id], path, reading) {
                return id;
            }
            let part = relative.filter(|_| mixed).map(|relative| self.leave(id, relative));
            if let Some(part) = part.filter(|part| !self.belied(&[*part], path, reading)) {
                return part;
            }
        }
        self.new_id()
    }

    /// A new bucket for a path that does not draw from the one where it was, and for its family if that was not alone there.
    pub(super) fn leave(&mut self, id: u32, path: &'static str) -> u32 {
        let kin = |other: &str| family(other) == family(path);
        let mixed = self.of(&[id]).any(|(other, _)| !kin(other));
        let leaves = |other: &str| other == path || (mixed && kin(other));
        let new = self.new_id();
        let part = self.buckets.get_mut(&id).map(|bucket| bucket.part(leaves)).unwrap_or_default();
        self.buckets.insert(new, part);
        let leaving = self.members.iter_mut().filter(|(other, member)| member.bucket == Some(id) && leaves(other));
        leaving.for_each(|(_, member)| member.bucket = Some(new));
        new
    }

    /// The buckets that show the same limit and the same reset.
    pub(super) fn alike(&self, reading: &Reading) -> impl Iterator<Item = u32> {
        let mut all: Vec<u32> =
            self.buckets.iter().filter(|(_, bucket)| bucket.shows(&reading.limit, reading.now).is_some()).map(|(id, _)| *id).collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// Whether what `path` was shown proves that it does not draw from the same bucket as all other paths of these.
    pub(super) fn belied(&self, ids: &[u32], path: &'static str, reading: &Reading) -> bool {
        let Reading { limit: shown, sent, now, .. } = *reading;
        let others = || self.of(ids).filter(|(other, _)| *other != path);
        let open = || ids.iter().flat_map(|id| self.buckets[id].open(now)).filter(|window| window.lowest_by != path);
        let same = || open().filter(|window| window.is_shown_by(&shown));
        // The tighter limit is shown.
        if others().any(|(_, member)| member.lowest.is_some_and(|lowest| shown.remaining > lowest))
            || open().any(|window| window.remaining > shown.limit)
        {
            return true;
        }
        // There are two: the credential's own and the org's.
        let windows = ids.iter().flat_map(|id| &self.buckets[id].windows).map(|window| window.limit);
        let limits: BTreeSet<u32> = windows.chain(others().filter_map(|(_, member)| member.lowest)).chain([shown.limit]).collect();
        if limits.len() > 2 {
            return true;
        }
        // A counter does not rise.
        if same().any(|window| window.remaining <= shown.remaining && window.lowest_at <= sent) {
            return true;
        }
        // It falls by what is drawn, this call included.
        let windows = || ids.iter().filter_map(|id| self.buckets[id].shows(&shown, now)).map(|window| window.open);
        windows().min().zip(windows().max()).is_some_and(|(from, open)| {
            let drawn = |member: &Member| member.calls.certain(&shown, from, open, sent);
            let by_others: u32 = others().map(|(_, member)| drawn(member)).sum();
            let by_itself = self.members.get(path).map_or(0, drawn);
            by_others > 0 && shown.limit - shown.remaining.min(shown.limit) < by_others + by_itself + 1
        })
    }

    /// Puts together what turned out to be the same.
    pub(super) fn unite(&mut self, id: u32, other: u32) {
        self.members.values_mut().filter(|member| member.bucket == Some(other)).for_each(|member| member.bucket = Some(id));
        if let Some(other) = self.buckets.remove(&other) {
            self.buckets.entry(id).or_default().unite(other);
        }
    }
}
