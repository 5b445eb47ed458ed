//! How many streams a key holds open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use oktually_core::ids::ApiKeyId;

use crate::problem::{Kind, Problem};

/// Streams that one key may hold open at a process: each asks the database every second.
const PER_KEY: usize = 16;
/// What is told to whoever has too many.
const LATER: Duration = Duration::from_secs(5);

/// The open streams of a process.
#[derive(Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<ApiKeyId, usize>>>);

/// One of them, until it is dropped.
pub(crate) struct OpenStream {
    streams: Streams,
    key: ApiKeyId,
}

impl Streams {
    /// One more for this key. `too-many-requests` if it has enough of them.
    pub(crate) fn open(&self, key: ApiKeyId) -> Result<OpenStream, Problem> {
        let mut open = self.lock();
        let count = open.entry(key).or_default();
        if *count >= PER_KEY {
            let detail = format!("this key holds {PER_KEY} streams open: close one first");
            return Err(Problem::new(Kind::TooManyRequests).detail(detail).retry_after(LATER));
        }
        *count += 1;
        drop(open);
        Ok(OpenStream { streams: self.clone(), key })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ApiKeyId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(count) = open.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_so_many_streams_and_gets_another_when_one_is_closed() {
        let (streams, key) = (Streams::default(), ApiKeyId::new());
        let mut open: Vec<_> = (0..PER_KEY).map(|_| streams.open(key).unwrap()).collect();
        assert_eq!(streams.open(key).err().unwrap().kind(), Kind::TooManyRequests);
        assert!(streams.open(ApiKeyId::new()).is_ok(), "another key has its own");
        open.pop();
        assert!(streams.open(key).is_ok());
        drop(open);
        assert!(streams.lock().is_empty(), "keys without streams are forgotten");
    }
}
