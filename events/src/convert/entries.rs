//! The entries of an input: lines, or the members of a list.

use std::io::{self, BufRead};

use super::outcome::Reason;

/// Longest entry read, in bytes. Okta's longest events have some hundred kilobytes.
pub const LONGEST: usize = 16 * 1024 * 1024;

/// One entry.
pub(super) struct Entry<'e> {
    pub(super) line: u64,
    pub(super) text: Result<&'e [u8], Reason>,
}

/// The entries of an input. A `[` before anything else makes it a list, until its `]`; all else is lines.
pub(super) struct Entries<R> {
    input: R,
    text: Vec<u8>,
    line: u64,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    List,
    Lines,
}

impl<R: BufRead> Entries<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, text: Vec::new(), line: 1, place: Place::Start }
    }

    /// The next entry, `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Entry<'_>>> {
        if self.place == Place::Start {
            self.start()?;
        }
        let (line, whole) = match self.place {
            Place::List => match self.member()? {
                Some(found) => found,
                None => self.one_line()?,
            },
            _ => self.one_line()?,
        };
        Ok(match whole {
            Whole::End => None,
            Whole::Read => Some(Entry { line, text: Ok(&self.text) }),
            Whole::Not(reason) => Some(Entry { line, text: Err(reason) }),
        })
    }

    /// Finds out what the input is, passing over a byte order mark and space.
    fn start(&mut self) -> io::Result<()> {
        if self.input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            self.input.consume(3);
        }
        self.place = Place::Lines;
        while let Some(&byte) = self.input.fill_buf()?.first() {
            if byte == b'[' {
                self.place = Place::List;
            } else if !byte.is_ascii_whitespace() {
                break;
            }
            self.line += u64::from(byte == b'\n');
            self.input.consume(1);
            if byte == b'[' {
                break;
            }
        }
        Ok(())
    }

    /// The next line that is not empty.
    fn one_line(&mut self) -> io::Result<(u64, Whole)> {
        loop {
            self.text.clear();
            let most = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
            let read = io::Read::take(&mut self.input, most).read_until(b'\n', &mut self.text)?;
            let line = self.line;
            self.line += 1;
            if read == 0 {
                return Ok((line, Whole::End));
            }
            if self.text.last() != Some(&b'\n') && self.text.len() > LONGEST {
                self.input.skip_until(b'\n')?;
                return Ok((line, Whole::Not(Reason::TooLong)));
            }
            if !self.text.trim_ascii().is_empty() {
                return Ok((line, Whole::Read));
            }
        }
    }

    /// The next member of the list, `None` if it is closed.
    fn member(&mut self) -> io::Result<Option<(u64, Whole)>> {
        self.text.clear();
        let mut scan = Scan::default();
        let mut begin = self.line;
        let mut too_long = false;
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                self.place = Place::Lines;
                return Ok(Some((begin, Whole::Not(Reason::Open))));
            }
            let mut used = 0;
            let mut ended = None;
            for &byte in bytes {
                used += 1;
                let before = self.text.is_empty();
                if before && byte.is_ascii_whitespace() {
                    self.line += u64::from(byte == b'\n');
                    begin = self.line;
                    continue;
                }
                if let Some(end) = scan.step(byte) {
                    ended = Some(end);
                    break;
                }
                self.line += u64::from(byte == b'\n');
                too_long |= self.text.len() >= LONGEST;
                if !too_long {
                    self.text.push(byte);
                }
            }
            self.input.consume(used);
            let Some(end) = ended else { continue };
            if end == End::List {
                self.place = Place::Lines;
            }
            let whole = if too_long { Whole::Not(Reason::TooLong) } else { Whole::Read };
            match (end, self.text.is_empty()) {
                (End::List, true) => return Ok(None),
                (End::Member, true) => begin = self.line,
                (_, false) => return Ok(Some((begin, whole))),
            }
        }
    }
}

enum Whole {
    Read,
    Not(Reason),
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Member,
    List,
}

/// Where in a member of a list the reading is.
#[derive(Debug, Default)]
struct Scan {
    within_text: bool,
    escaped: bool,
    depth: u64,
}

impl Scan {
    /// Takes a byte in; says if it ends the member.
    fn step(&mut self, byte: u8) -> Option<End> {
        if self.within_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.within_text = false,
                _ => {}
            }
            return None;
        }
        match byte {
            b'"' => self.within_text = true,
            b'{' | b'[' => self.depth += 1,
            b',' if self.depth == 0 => return Some(End::Member),
            b']' if self.depth == 0 => return Some(End::List),
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        None
    }
}
