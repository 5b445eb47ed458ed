//! One request to an org, understood.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::form_urlencoded;

use crate::errors::Refusal;
use crate::log::{Happened, Happening};
use crate::org::World;
use crate::permissions::Caller;
use crate::routes::Route;
use crate::settings::Oddity;
use crate::stamp::Stamp;

/// What the answer is made from.
pub(crate) struct Call {
    pub(crate) route: Route,
    /// The parts of the path that vary, decoded.
    pub(crate) names: Vec<String>,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) world: Arc<World>,
    /// Who asks.
    pub(crate) caller: Caller,
    /// Whether a client that asks for its own user is told that its session is invalid, instead of that there is none.
    pub(crate) me_is_forbidden: bool,
    pub(crate) oddities: BTreeSet<Oddity>,
    /// Pages of any list that this org served before.
    pub(crate) pages_before: u64,
    /// Whether the next link is to lead astray.
    pub(crate) astray: bool,
    /// When the collector's token was last used.
    pub(crate) token_used: Stamp,
    /// The time by Okta's clock.
    pub(crate) now_milliseconds: i64,
    pub(crate) skew_seconds: i64,
    /// What the log tells of this org beside what follows from the seed.
    pub(crate) happened: Arc<Happened>,
}

impl Call {
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What was asked for as page size, within what the route grants.
    pub(crate) fn size(&self) -> Result<usize, Refusal> {
        let (default, most) = self.route.sizes.unwrap_or((usize::MAX, usize::MAX));
        self.limit(default, most)
    }

    /// What was asked for as page size, within what is granted.
    pub(crate) fn limit(&self, default: usize, most: usize) -> Result<usize, Refusal> {
        match self.parameter("limit") {
            None => Ok(default),
            Some(text) => match text.parse::<i64>() {
                Ok(limit @ 1..) => Ok((limit as usize).min(most)),
                // Some lists document -1 as "all there are".
                Ok(-1) => Ok(most),
                _ => Err(Refusal::invalid("limit", "limit: The limit must be a positive number.")),
            },
        }
    }

    pub(crate) fn expands(&self, what: &str) -> bool {
        self.parameter("expand").is_some_and(|list| list.split(',').any(|part| part.trim() == what))
    }

    /// Refuses query parameters that Okta does not document.
    pub(crate) fn check_parameters(&self) -> Result<(), Refusal> {
        let known = self.route.parameters;
        match self.query.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((key, _)) => {
                Err(Refusal::invalid(key, format!("{key}: unknown parameter")).violating(format!("unknown query parameter {key}")))
            }
            None => Ok(()),
        }
    }

    /// Has the log tell what the caller did.
    pub(crate) fn happens(&self, what: Happening) {
        self.happened.note(self.caller, what, self.skew_seconds);
    }

    /// The host that links name.
    pub(crate) fn link_base(&self) -> String {
        if self.oddities.contains(&Oddity::ForeignHosts) {
            format!("https://{}-admin.{}", self.world.name, self.world.suffix)
        } else {
            self.world.base()
        }
    }
}

/// Reads a query the way forms are written: `+` is a blank.
pub(crate) fn parse_query(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Undoes percent-encoding in a part of a path; nothing for what is not UTF-8 afterwards.
pub(crate) fn decode(part: &str) -> Option<String> {
    if !part.contains('%') {
        return Some(part.to_owned());
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path_are_decoded() {
        assert_eq!(decode("ada%40example.com").as_deref(), Some("ada@example.com"));
        assert_eq!(decode("plain+sign").as_deref(), Some("plain+sign"));
        assert_eq!(decode("%zz"), None);
        assert_eq!(decode("%4"), None);
        assert_eq!(decode("%ff"), None);
    }
}
