//! Which events are asked for.

use std::net::IpAddr;

use ipnet::IpNet;
use oktually_core::{
    ids::ConnectionId,
    log::{term, words as words_of},
    store::{EventFilter, TypeFilter},
};
use serde::{Deserialize, Deserializer};
use time::{Duration, OffsetDateTime};

use crate::{
    problem::{FieldError, Kind, Problem},
    text::moment,
};

/// So far back events are looked for where nobody says since when.
const LOOKED_BACK: Duration = Duration::DAY;
/// Words that are looked for at once.
const MOST_WORDS: usize = 10;

/// The query of an operation over events: what tells which, and what the operation asks beside.
///
/// One list of fields and not one struct within another, so that an unknown parameter is noticed.
macro_rules! which_events {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(serde::Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $name {
            /// That happened at or after this time. Without it: a day before `until`.
            #[serde(default, deserialize_with = "crate::v1::event_filter::some_moment")]
            #[param(example = "2026-01-05T00:00:00Z")]
            since: Option<time::OffsetDateTime>,
            /// That happened before this time. Without it: until now, and what Okta's clock is ahead.
            #[serde(default, deserialize_with = "crate::v1::event_filter::some_moment")]
            #[param(example = "2026-01-06T00:00:00Z")]
            until: Option<time::OffsetDateTime>,
            /// In this org.
            #[param(value_type = Option<String>, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
            connection: Option<oktually_core::ids::ConnectionId>,
            /// Of this type; with a `*` at its end, of all that begin so.
            #[param(value_type = Option<String>, example = "user.session.*")]
            event_type: Option<crate::text::Line<200>>,
            /// Done by the actor with this id or user name.
            #[param(value_type = Option<String>, example = "jane.doe@acme.example")]
            actor: Option<crate::text::Line<320>>,
            /// Done to the thing with this id, user name or name, in any case.
            #[param(value_type = Option<String>, example = "00u1a2b3c4d5e6f7g8h9")]
            target: Option<crate::text::Line<320>>,
            /// From this address, or from one of this block.
            #[param(value_type = Option<String>, example = "198.51.100.0/24")]
            address: Option<crate::text::Line<50>>,
            /// That ended so.
            #[param(value_type = Option<String>, example = "FAILURE")]
            outcome: Option<crate::text::Line<40>>,
            /// At least this severe, in Okta's words, which are no measure of danger.
            #[param(value_type = Option<crate::words::EventSeverity>)]
            severity: Option<crate::v1::event_filter::EventSeverity>,
            /// Of this session, by its id or its root's.
            #[param(value_type = Option<String>, example = "idxBager62CSveUkTxvgRtonA")]
            session: Option<crate::text::Line<200>>,
            /// Of this transaction.
            #[param(value_type = Option<String>, example = "W7eWVbhaT1WnWx2mLDYNWAAABbc")]
            transaction: Option<crate::text::Line<200>>,
            /// Done with the API token of this id.
            #[param(value_type = Option<String>, example = "00T1a2b3c4d5e6f7g8h9")]
            token: Option<crate::text::Line<200>>,
            /// With all of these words, in any case, in the names, the message, the reason, the place or the network. At most ten.
            #[param(value_type = Option<String>, example = "jane admin console")]
            text: Option<crate::text::Line<400>>,
            $($own)*
        }

        impl $name {
            /// The filter.
            fn filter(&self) -> Result<oktually_core::store::EventFilter, crate::problem::Problem> {
                crate::v1::event_filter::Asked {
                    since: self.since,
                    until: self.until,
                    connection: self.connection,
                    event_type: self.event_type.as_ref().map(|text| text.as_str()),
                    actor: self.actor.as_ref().map(|text| text.as_str()),
                    target: self.target.as_ref().map(|text| text.as_str()),
                    address: self.address.as_ref().map(|text| text.as_str()),
                    outcome: self.outcome.as_ref().map(|text| text.as_str()),
                    severity: self.severity,
                    session: self.session.as_ref().map(|text| text.as_str()),
                    transaction: self.transaction.as_ref().map(|text| text.as_str()),
                    token: self.token.as_ref().map(|text| text.as_str()),
                    text: self.text.as_ref().map(|text| text.as_str()),
                }
                .filter()
            }
        }
    };
}

pub(super) use which_events;

/// What was asked.
pub(super) struct Asked<'a> {
    pub(super) since: Option<OffsetDateTime>,
    pub(super) until: Option<OffsetDateTime>,
    pub(super) connection: Option<ConnectionId>,
    pub(super) event_type: Option<&'a str>,
    pub(super) actor: Option<&'a str>,
    pub(super) target: Option<&'a str>,
    pub(super) address: Option<&'a str>,
    pub(super) outcome: Option<&'a str>,
    pub(super) severity: Option<EventSeverity>,
    pub(super) session: Option<&'a str>,
    pub(super) transaction: Option<&'a str>,
    pub(super) token: Option<&'a str>,
    pub(super) text: Option<&'a str>,
}

/// Okta's severities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EventSeverity {
    /// DEBUG.
    Debug = 1,
    /// INFO.
    Info = 2,
    /// WARN.
    Warn = 3,
    /// ERROR.
    Error = 4,
}

pub(super) fn some_moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    moment(deserializer).map(Some)
}

impl Asked<'_> {
    /// The filter.
    ///
    /// # Errors
    /// `invalid-query`, which names what is not of the expected form.
    pub(super) fn filter(&self) -> Result<EventFilter, Problem> {
        // Okta's clock, and an org's, may be a little ahead.
        let until = self.until.unwrap_or_else(|| OffsetDateTime::now_utc() + Duration::DAY);
        let since = self.since.unwrap_or_else(|| self.until.unwrap_or_else(OffsetDateTime::now_utc) - LOOKED_BACK);
        if since >= until {
            return Err(refused("since", "must be before `until`"));
        }
        let mut terms = Vec::new();
        for (kind, value) in [("target", self.target), ("session", self.session), ("transaction", self.transaction), ("token", self.token)]
        {
            terms.extend(value.map(|value| term(kind, value)));
        }
        if let Some(text) = self.text {
            let found: Vec<String> = words_of(text).collect();
            if found.is_empty() {
                return Err(refused("text", "has no word of two characters or more"));
            }
            if text.split_whitespace().count() > MOST_WORDS {
                return Err(refused("text", "has more than ten words"));
            }
            terms.extend(found);
        }
        terms.sort();
        terms.dedup();
        Ok(EventFilter {
            since,
            until,
            connection: self.connection,
            event_type: self.event_type.map(type_filter).transpose()?,
            actor: self.actor.map(str::to_owned),
            address: self.address.map(range).transpose()?,
            outcome: self.outcome.map(str::to_uppercase),
            severity: self.severity.map(|severity| severity as i16),
            terms,
        })
    }
}

fn type_filter(text: &str) -> Result<TypeFilter, Problem> {
    match text.split_once('*') {
        None => Ok(TypeFilter::Exactly(text.to_owned())),
        Some((prefix, "")) => Ok(TypeFilter::Prefix(prefix.to_owned())),
        Some(_) => Err(refused("event_type", "may have one `*`, at its end")),
    }
}

/// The first and the last address of a block, or an address twice.
fn range(text: &str) -> Result<(IpAddr, IpAddr), Problem> {
    let whole = || refused("address", "must be an address such as 198.51.100.7, or a block such as 198.51.100.0/24 or 2001:db8::/32");
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok((address, address));
    }
    let block: IpNet = text.parse().map_err(|_| whole())?;
    let last = match block {
        IpNet::V4(block) => IpAddr::V4(block.broadcast()),
        IpNet::V6(block) => IpAddr::V6(block.broadcast()),
    };
    Ok((block.network(), last))
}

fn refused(parameter: &str, detail: &str) -> Problem {
    Problem::new(Kind::InvalidQuery).errors([FieldError::parameter(parameter, detail)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_at_the_end_of_a_type() {
        assert_eq!(type_filter("user.session.*").unwrap(), TypeFilter::Prefix("user.session.".to_owned()));
        assert_eq!(type_filter("user.session.start").unwrap(), TypeFilter::Exactly("user.session.start".to_owned()));
        assert!(type_filter("*.session.*").is_err() && type_filter("user.*.start").is_err());
    }

    #[test]
    fn a_block_is_its_first_and_last_address() {
        let of = |text: &str| range(text).ok().map(|(first, last)| (first.to_string(), last.to_string()));
        let pair = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(of("198.51.100.77/24"), pair("198.51.100.0", "198.51.100.255"));
        assert_eq!(of("2001:db8::1"), pair("2001:db8::1", "2001:db8::1"));
        assert_eq!(of("2001:db8::/127"), pair("2001:db8::", "2001:db8::1"));
        for text in ["198.51.100", "198.51.100.0/33", "here", "1.2.3.4-5"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
