//! Values from outside that are what their type says.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A line of text of 1 to `MOST` characters, without blanks around it and without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct Line<const MOST: usize>(String);

/// Lines of text, together 1 to `MOST` characters, without blanks around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Lines<const MOST: usize>(String);

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Within<const LEAST: i64, const MOST: i64>(i64);

impl<const MOST: usize> Line<MOST> {
    /// As text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As a text of its own.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl<const MOST: usize> Lines<MOST> {
    /// As a text of its own.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl<const LEAST: i64, const MOST: i64> Within<LEAST, MOST> {
    /// The number, in the type that its bounds fit.
    pub(crate) fn get<N: TryFrom<i64>>(self) -> N {
        N::try_from(self.0).ok().expect("the bounds fit the type that is asked for")
    }
}

fn checked<E: Error>(text: &str, most: usize, lines: bool) -> Result<String, E> {
    let text = text.trim();
    let odd = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    if text.is_empty() || text.chars().count() > most || text.contains(odd) {
        return Err(E::custom(format_args!("expected a text of 1 to {most} characters without control characters")));
    }
    Ok(text.to_owned())
}

impl<'de, const MOST: usize> Deserialize<'de> for Line<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked(&String::deserialize(deserializer)?, MOST, false).map(Self)
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Lines<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked(&String::deserialize(deserializer)?, MOST, true).map(Self)
    }
}

impl<'de, const LEAST: i64, const MOST: i64> Deserialize<'de> for Within<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        if (LEAST..=MOST).contains(&number) {
            return Ok(Self(number));
        }
        Err(D::Error::custom(format_args!("expected a whole number from {LEAST} to {MOST}")))
    }
}

/// A time, as RFC 3339 writes it.
pub(crate) fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    OffsetDateTime::parse(&text, &Rfc3339).map_err(|_| D::Error::custom("expected a time such as 2026-01-05T08:00:00Z (RFC 3339)"))
}

/// For a field of which being absent and being null are two things.
pub(crate) fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_bounded_and_hold_nothing_that_a_database_refuses() {
        let line = |json: &str| serde_json::from_str::<Line<3>>(json).map(Line::into_string).map_err(|error| error.to_string());
        assert_eq!(line(r#"" äöü ""#).unwrap(), "äöü");
        for json in [r#""""#, r#"" ""#, r#""abcd""#, r#""a\u0000""#, r#""a\nb""#, "3"] {
            assert!(line(json).unwrap_err().contains("expected a"), "{json}");
        }
        assert!(serde_json::from_str::<Lines<9>>(r#""a\nb""#).is_ok());
        assert!(serde_json::from_str::<Lines<9>>(r#""a\u0000b""#).is_err());
    }

    #[test]
    fn a_time_is_read_or_shown_how_to_write() {
        #[derive(Deserialize)]
        struct Until(#[serde(deserialize_with = "moment")] OffsetDateTime);
        assert_eq!(serde_json::from_str::<Until>(r#""1970-01-01T01:00:00+01:00""#).unwrap().0, OffsetDateTime::UNIX_EPOCH);
        for json in [r#""soon""#, r#""1970-01-01""#, "0"] {
            assert!(serde_json::from_str::<Until>(json).is_err_and(|error| error.to_string().contains("expected a")), "{json}");
        }
    }

    #[test]
    fn numbers_are_bounded_and_fit() {
        assert_eq!(serde_json::from_str::<Within<1, 90>>("90").unwrap().get::<i16>(), 90);
        for json in ["0", "91", "1.5", "\"5\"", "9223372036854775808"] {
            assert!(serde_json::from_str::<Within<1, 90>>(json).is_err(), "{json}");
        }
    }
}
