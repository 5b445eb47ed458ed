//! Times as Okta writes them.

use std::fmt;

use serde::{Serialize, Serializer};

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;
/// Seconds in an hour.
pub(crate) const HOUR: i64 = 3_600;

/// A point in time, in seconds since 1970, written as `2021-06-14T14:45:46.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp(pub(crate) i64);

impl Stamp {
    pub(crate) fn seconds_ago(self, seconds: i64) -> Stamp {
        Stamp(self.0 - seconds)
    }

    pub(crate) fn days_ago(self, days: i64) -> Stamp {
        Stamp(self.0 - days * DAY)
    }

    pub(crate) fn days_ahead(self, days: i64) -> Stamp {
        Stamp(self.0 + days * DAY)
    }

    /// The form without milliseconds that rate limits of principals use.
    pub(crate) fn without_milliseconds(self) -> String {
        let (y, m, d, hour, minute, second) = self.parts();
        format!("{y:04}-{m:02}-{d:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// The form with a blank and a tenth of a second that behaviours and owners of groups use.
    pub(crate) fn with_blank(self) -> String {
        let (y, m, d, hour, minute, second) = self.parts();
        format!("{y:04}-{m:02}-{d:02} {hour:02}:{minute:02}:{second:02}.0")
    }

    /// The form with a blank and nothing behind the seconds that ThreatInsight uses.
    pub(crate) fn to_the_second(self) -> String {
        self.with_blank().trim_end_matches(".0").to_owned()
    }

    fn parts(self) -> (i64, i64, i64, i64, i64, i64) {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        // Civil date from days, proleptic Gregorian calendar, eras of 400 years beginning on 1 March.
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day, rest / HOUR, rest % HOUR / 60, rest % 60)
    }

    /// The usual form, in ASCII.
    pub(crate) fn written(self) -> [u8; 24] {
        let (y, m, d, hour, minute, second) = self.parts();
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (at, width, mut value) in [(0, 4, y), (5, 2, m), (8, 2, d), (11, 2, hour), (14, 2, minute), (17, 2, second)] {
            for place in (at..at + width).rev() {
                text[place] = b'0' + (value % 10) as u8;
                value /= 10;
            }
        }
        text
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.written()).expect("digits are ASCII"))
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(&self.written()).expect("digits are ASCII"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_okta_writes_them() {
        assert_eq!(Stamp(1_623_681_946).to_string(), "2021-06-14T14:45:46.000Z");
        assert_eq!(Stamp(951_782_400).to_string(), "2000-02-29T00:00:00.000Z");
        assert_eq!(Stamp(1_758_562_301).without_milliseconds(), "2025-09-22T17:31:41Z");
        assert_eq!(Stamp(1_758_562_301).with_blank(), "2025-09-22 17:31:41.0");
        assert_eq!(Stamp(1_758_562_301).to_the_second(), "2025-09-22 17:31:41");
        assert_eq!(Stamp(0).days_ahead(365).days_ago(365).to_string(), "1970-01-01T00:00:00.000Z");
    }
}
