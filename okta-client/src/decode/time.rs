//! Points in time in every form Okta writes them. For `#[serde(with = …)]` on an `Option<OffsetDateTime>`; written as RFC 3339.

use serde::{Deserialize, Deserializer, Serializer, de};
use serde_json::Value;
use time::{
    Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, format_description::well_known::Rfc3339,
    macros::format_description,
};

/// Reads `2021-06-14T14:45:46.000Z`, also without fraction, with a blank, without zone (UTC), with an offset, and Unix seconds or
/// milliseconds; absent, `null` and empty are `None`. Anything else is an error, so that "never" is not read out of a form unknown to us.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    let known = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::Object(map) if map.is_empty() => return Ok(None),
        Value::Array(list) if list.is_empty() => return Ok(None),
        Value::String(text) => parse(&text),
        Value::Number(number) => number.as_i64().and_then(unix),
        _ => None,
    };
    known.map(Some).ok_or_else(|| de::Error::custom("unknown form of a date"))
}

/// Writes RFC 3339, in UTC.
pub(crate) fn serialize<S: Serializer>(time: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.serialize_str(&time.to_offset(UtcOffset::UTC).format(&Rfc3339).map_err(serde::ser::Error::custom)?),
        None => serializer.serialize_none(),
    }
}

/// A point in time as Okta takes it in a filter or parameter: RFC 3339 in UTC with milliseconds, as Okta writes its own. Finer parts are cut
/// off, so that nothing falls between.
pub(crate) fn written(time: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    time.to_offset(UtcOffset::UTC).format(form).unwrap_or_default()
}

/// One point in time, if its form is known.
pub(crate) fn parse(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return unix(number);
    }
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return in_words(text);
    }
    let (date, rest) = text.split_at_checked(10)?;
    let (year, month, day) = (digits(date.get(..4)?)?, digits(date.get(5..7)?)?, digits(date.get(8..10)?)?);
    if !(date.get(4..5)? == "-" && date.get(7..8)? == "-") {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then(|| date.midnight().assume_utc());
    };
    let (clock, zone) = rest.split_at(rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(rest.len()));
    let time =
        PrimitiveDateTime::new(date, clock_time(clock)?).assume_utc().checked_sub(Duration::seconds(offset_seconds(zone.trim())?))?;
    // Four digits are all that RFC 3339 can write.
    (0..=9999).contains(&time.year()).then_some(time)
}

/// `Wed Mar 29 18:34:31 UTC 2023`, as Java writes a date; owners of groups have it.
fn in_words(text: &str) -> Option<OffsetDateTime> {
    let form = format_description!("[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] UTC [year]");
    PrimitiveDateTime::parse(text, form).ok().map(PrimitiveDateTime::assume_utc)
}

/// Okta's own clock, as an answer's `Date` header gives it (RFC 9110).
pub(crate) fn parse_http_date(text: &str) -> Option<OffsetDateTime> {
    let form = format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    PrimitiveDateTime::parse(text.trim(), form).ok().map(PrimitiveDateTime::assume_utc)
}

/// Seconds, or milliseconds where seconds would lie beyond the year 5138.
fn unix(number: i64) -> Option<OffsetDateTime> {
    let millis = if number.unsigned_abs() < 100_000_000_000 { number.checked_mul(1000)? } else { number };
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).ok()?;
    (0..=9999).contains(&time.year()).then_some(time)
}

/// `14:45:46`, with any number of decimals.
fn clock_time(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':').map(|part| (part.len() == 2).then(|| digits(part)).flatten());
    let mut next = |default| parts.next().unwrap_or(default);
    let (hour, minute, second) = (next(None)?, next(None)?, next(Some(0))?);
    let nanos = format!("{:0<9.9}", fraction).parse().ok()?;
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let small = |number: u32| u8::try_from(number).ok();
    Time::from_hms_nano(small(hour)?, small(minute)?, small(second)?, nanos).ok()
}

/// `Z`, nothing (UTC), `+02:00`, `-0700`.
fn offset_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first() {
        None => return Some(0),
        Some(b'Z' | b'z') => return (zone.len() == 1).then_some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_at_checked(2)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes)? };
    let hours = digits(hours)?;
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;

    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Holder {
        #[serde(default, with = "super")]
        at: Option<OffsetDateTime>,
    }

    fn read(json: &str) -> Result<Option<String>, String> {
        let holder: Holder = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Ok(serde_json::to_value(holder).unwrap()["at"].as_str().map(str::to_owned))
    }

    #[test]
    fn every_form_seen_on_the_wire_is_read() {
        for (form, rfc3339) in [
            (r#""2021-06-14T14:45:46.000Z""#, "2021-06-14T14:45:46Z"),
            (r#""2021-06-14T14:45:46.123Z""#, "2021-06-14T14:45:46.123Z"),
            (r#""2025-09-22T17:31:41Z""#, "2025-09-22T17:31:41Z"),
            (r#""2025-08-25 07:55:06.0""#, "2025-08-25T07:55:06Z"),
            (r#""2021-06-14 14:45:46""#, "2021-06-14T14:45:46Z"),
            (r#""2026-03-25T06:00:40-07:00""#, "2026-03-25T13:00:40Z"),
            (r#""2026-03-25T06:00:40+0530""#, "2026-03-25T00:30:40Z"),
            (r#""2026-03-25""#, "2026-03-25T00:00:00Z"),
            (r#""Wed Mar 29 18:34:31 UTC 2023""#, "2023-03-29T18:34:31Z"),
            ("1766430781000", "2025-12-22T19:13:01Z"),
            (r#""1766430781000""#, "2025-12-22T19:13:01Z"),
            ("1766430781", "2025-12-22T19:13:01Z"),
        ] {
            assert_eq!(read(&format!(r#"{{"at":{form}}}"#)), Ok(Some(rfc3339.to_owned())), "{form}");
        }
    }

    #[test]
    fn no_time_is_none_and_an_unknown_form_is_an_error() {
        for none in ["{}", r#"{"at":null}"#, r#"{"at":""}"#, r#"{"at":{}}"#, r#"{"at":[]}"#] {
            assert_eq!(read(none), Ok(None), "{none}");
        }
        for bad in [
            r#""yesterday""#,
            r#""2021-13-01T00:00:00Z""#,
            r#""2021-06-14T25:00:00Z""#,
            "true",
            r#""é021-06-14T00:00""#,
            "1e300",
            r#""0000-01-01T00:00:00+02:00""#,
        ] {
            assert!(read(&format!(r#"{{"at":{bad}}}"#)).is_err(), "{bad}");
        }
    }

    #[test]
    fn okta_s_clock_is_read_from_the_date_header() {
        let date = parse_http_date("Fri, 14 Mar 2025 03:07:43 GMT").unwrap();
        assert_eq!(date.unix_timestamp(), 1_741_921_663);
        assert_eq!(parse_http_date("soon"), None);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(millis in -62_167_219_200_000i64..253_402_300_800_000) {
            let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
            prop_assert_eq!(parse(&time.format(&Rfc3339).unwrap()), Some(time));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZ:+. é-]{0,40}") {
            let _ = parse(&text);
            let _ = parse_http_date(&text);
        }
    }
}
