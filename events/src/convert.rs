//! A file of events, written in another form.

use std::io::{self, BufRead, Write};

use crate::{Event, Unreadable, ecs};

mod entries;

use entries::Entries;
pub use entries::LONGEST;

/// The form that events are written in, one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// As Okta wrote them.
    Raw,
    /// In the Elastic Common Schema.
    Ecs(ecs::Options),
}

/// How a conversion went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Converted {
    /// Events written.
    pub written: u64,
    /// Entries that could not be read, and are not written.
    pub unreadable: u64,
}

/// An entry that could not be read. Neither it nor its reason quotes what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line that it begins in, counted from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// Why an entry could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It is longer than any event.
    #[error("longer than {} MiB", LONGEST / 1024 / 1024)]
    TooLong,
    /// Its bytes are no UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// It is no event. Lines that the words name are counted within the entry.
    #[error(transparent)]
    Event(#[from] Unreadable),
    /// The input ends within a list.
    #[error("the list is not closed: the input may have been cut off")]
    Open,
}

/// Reads events, one JSON object a line or all in a JSON array as Okta's API answers, and writes them one a line. Empty lines are passed over.
///
/// What cannot be read is told, and the next entry follows. At most one entry of at most 16 MiB is held in memory.
///
/// # Errors
/// If the input cannot be read on or the output not be written.
pub fn convert(input: impl BufRead, mut output: impl Write, format: &Format, mut skipped: impl FnMut(Skipped)) -> io::Result<Converted> {
    let mut entries = Entries::new(input);
    let mut converted = Converted::default();
    let mut line = Vec::new();
    while let Some(entry) = entries.next()? {
        line.clear();
        match entry.text.and_then(|text| write(text, format, &mut line)) {
            Ok(()) => {
                line.push(b'\n');
                output.write_all(&line)?;
                converted.written += 1;
            }
            Err(reason) => {
                converted.unreadable += 1;
                skipped(Skipped { line: entry.line, reason });
            }
        }
    }
    output.flush()?;
    Ok(converted)
}

fn write(text: &[u8], format: &Format, line: &mut Vec<u8>) -> Result<(), Reason> {
    let text = std::str::from_utf8(text).map_err(|_| Reason::Encoding)?.trim();
    let event = Event::parse(text)?;
    let written = match format {
        Format::Raw if text.contains(['\n', '\r']) => serde_json::to_writer(line, event.value()).map_err(io::Error::from),
        Format::Raw => line.write_all(text.as_bytes()),
        Format::Ecs(options) => ecs::write_to(&event, options, line),
    };
    written.map_err(|error| Reason::Event(Unreadable::Json(error.to_string())))
}
