//! Bodies of answers, whole and broken.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// Counts a request as in flight until its answer was sent.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<AtomicU32>);

impl InFlight {
    /// Counts one more; gives also how many there are now.
    pub(crate) fn begin(count: &Arc<AtomicU32>) -> (Self, u32) {
        let before = count.fetch_add(1, Ordering::SeqCst);
        (InFlight(Arc::clone(count)), before + 1)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

enum Content {
    Whole(Option<Bytes>),
    /// The first half, then the connection is lost; the length of the whole was promised.
    Half {
        first: Option<Bytes>,
        promised: u64,
        pause: Option<Pin<Box<Sleep>>>,
    },
    /// A JSON array of one long text, so many bytes in all.
    Filler {
        left: u64,
        begun: bool,
    },
}

/// The body of an answer.
pub(crate) struct SimBody {
    content: Content,
    _in_flight: Option<InFlight>,
}

impl SimBody {
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        SimBody { content: Content::Whole(Some(bytes.into())), _in_flight: None }
    }

    pub(crate) fn half(bytes: Vec<u8>) -> Self {
        let promised = bytes.len() as u64;
        let mut first = Bytes::from(bytes);
        first.truncate(first.len() / 2);
        SimBody { content: Content::Half { first: Some(first), promised, pause: None }, _in_flight: None }
    }

    pub(crate) fn filler(bytes: u64) -> Self {
        SimBody { content: Content::Filler { left: bytes.max(4), begun: false }, _in_flight: None }
    }

    pub(crate) fn during(mut self, in_flight: InFlight) -> Self {
        self._in_flight = Some(in_flight);
        self
    }
}

static CHUNK: [u8; 64 * 1024] = [b'a'; 64 * 1024];

impl Body for SimBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut self.content {
            Content::Whole(bytes) => Poll::Ready(bytes.take().filter(|bytes| !bytes.is_empty()).map(|bytes| Ok(Frame::data(bytes)))),
            Content::Half { first, pause, .. } => {
                if let Some(first) = first.take() {
                    return Poll::Ready(Some(Ok(Frame::data(first))));
                }
                // What was sent so far shall arrive before the connection breaks.
                let pause = pause.get_or_insert_with(|| Box::pin(sleep(Duration::from_millis(20))));
                ready!(pause.as_mut().poll(cx));
                Poll::Ready(Some(Err(io::Error::other("cut off on purpose"))))
            }
            Content::Filler { left, begun } => {
                if *left == 0 {
                    return Poll::Ready(None);
                }
                let chunk = if !*begun {
                    *begun = true;
                    Bytes::from_static(b"[\"")
                } else if *left <= 2 {
                    Bytes::from_static(b"\"]")
                } else {
                    Bytes::from_static(&CHUNK).slice(..CHUNK.len().min((*left - 2) as usize))
                };
                *left -= chunk.len() as u64;
                Poll::Ready(Some(Ok(Frame::data(chunk))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.content, Content::Whole(bytes) if bytes.as_ref().is_none_or(Bytes::is_empty))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Content::Half { promised, .. } => SizeHint::with_exact(*promised),
            Content::Filler { .. } => SizeHint::default(),
        }
    }
}
