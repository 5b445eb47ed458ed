//! The forms that events are written in.

use std::io::{self, Write};

use crate::{Event, ecs};

/// The form that events are written in, one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// As Okta wrote them.
    Raw,
    /// In the Elastic Common Schema.
    Ecs(ecs::Options),
}

impl Format {
    /// Writes an event, read from this text, without the end of its line.
    pub(super) fn write(&self, event: &Event, text: &str, mut line: impl Write) -> io::Result<()> {
        match self {
            Self::Raw if text.contains(['\n', '\r']) => serde_json::to_writer(line, event.value()).map_err(io::Error::from),
            Self::Raw => line.write_all(text.as_bytes()),
            Self::Ecs(options) => ecs::write_to(event, options, line),
        }
    }
}
