//! Everything that is logged in this process, at the finest level.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter, fmt::format::FmtSpan};

/// What was logged since the first call of [`captured`].
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: OnceLock<Log> = OnceLock::new();

/// Captures from now on: our crates' lines and spans down to `trace`, those of the libraries below them down to `debug`.
pub(crate) fn captured() -> &'static Log {
    LOG.get_or_init(|| {
        let log = Log::default();
        // The simulator is Okta: what it knows, it was told.
        let filter = EnvFilter::new("debug,oktually_api=trace,oktually_core=trace,okta_client=trace,okta_sim=off");
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_env_filter(filter)
            .with_writer(log.clone());
        tracing::subscriber::set_global_default(subscriber.finish()).expect("no other test of this process captures");
        log
    })
}

impl Log {
    /// All lines.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panics while writing")).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics while writing").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
