//! How many calls may be under way at the same time.

/// Good answers in a row after which one more call at a time is tried again.
const CALM: u32 = 40;

/// A ceiling that Okta lowers by refusing for concurrency, and that rises again with calm.
#[derive(Debug)]
pub(super) struct Ceiling {
    most: usize,
    now: usize,
    calm: u32,
}

impl Ceiling {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { most, now: most, calm: 0 }
    }

    pub(super) fn now(&self) -> usize {
        self.now
    }

    /// Okta refused while `under_way` calls were out: half of those were too many.
    pub(super) fn refused(&mut self, under_way: usize) {
        self.now = (under_way.min(self.now) / 2).max(1);
        self.calm = 0;
    }

    pub(super) fn answered(&mut self) {
        self.calm += 1;
        if self.calm >= CALM && self.now < self.most {
            self.now += 1;
            self.calm = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_at_once_and_rises_slowly() {
        let mut ceiling = Ceiling::new(4);
        ceiling.refused(4);
        assert_eq!(ceiling.now(), 2);
        ceiling.refused(2);
        ceiling.refused(1);
        assert_eq!(ceiling.now(), 1);
        (0..CALM).for_each(|_| ceiling.answered());
        assert_eq!(ceiling.now(), 2);
        (0..10 * CALM).for_each(|_| ceiling.answered());
        assert_eq!(ceiling.now(), 4);
    }
}
