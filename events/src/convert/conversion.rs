//! A conversion, from the first entry to the last.

use std::io::{self, BufRead, Write};

use super::entries::Entries;
use super::format::Format;
use super::outcome::{Converted, Reason, Skipped};
use crate::Event;

/// Reads events, one JSON object a line or all in a JSON array as Okta's API answers, and writes them one a line. Empty lines are passed over.
///
/// What cannot be read is told, and the next entry follows. One entry at a time is held in memory, of at most [`LONGEST`](super::LONGEST)
/// bytes.
///
/// # Errors
/// If the input cannot be read on or the output not be written.
pub fn convert(input: impl BufRead, mut output: impl Write, format: &Format, mut skipped: impl FnMut(Skipped)) -> io::Result<Converted> {
    let mut entries = Entries::new(input);
    let mut converted = Converted::default();
    let mut written = Vec::new();
    while let Some(entry) = entries.next()? {
        match entry.text.and_then(read) {
            Ok((event, text)) => {
                written.clear();
                format.write(&event, text, &mut written)?;
                written.push(b'\n');
                output.write_all(&written)?;
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

/// Reads events as [`convert`] does, and hands each to `take`. Gives how many there were, and how many entries could not be read.
///
/// # Errors
/// If the input cannot be read on.
pub fn each(input: impl BufRead, mut take: impl FnMut(Event), mut skipped: impl FnMut(Skipped)) -> io::Result<Converted> {
    let mut entries = Entries::new(input);
    let mut read_so_far = Converted::default();
    while let Some(entry) = entries.next()? {
        match entry.text.and_then(read) {
            Ok((event, _)) => {
                take(event);
                read_so_far.written += 1;
            }
            Err(reason) => {
                read_so_far.unreadable += 1;
                skipped(Skipped { line: entry.line, reason });
            }
        }
    }
    Ok(read_so_far)
}

fn read(bytes: &[u8]) -> Result<(Event, &str), Reason> {
    let text = std::str::from_utf8(bytes).map_err(|_| Reason::Encoding)?.trim();
    Ok((Event::parse(text)?, text))
}
