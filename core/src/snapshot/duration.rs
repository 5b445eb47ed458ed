//! Durations as Okta writes them.

use time::Duration;

/// Reads an ISO 8601 duration such as `P30D` or `PT2H30M`.
///
/// A year counts as 365 days and a month as 30, since a token's window is compared with days. Fractions are not read.
/// Nothing is given for a text of another form.
pub fn iso8601_duration(text: &str) -> Option<Duration> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let days = sum(date, &[('Y', 365 * 86_400), ('M', 30 * 86_400), ('W', 7 * 86_400), ('D', 86_400)])?;
    let seconds = sum(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    Some(Duration::seconds(days.checked_add(seconds)?))
}

/// Seconds of a run of numbers, each followed by one of the units, which come in this order.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut seconds = 0i64;
    let mut units = units.iter();
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = text[..end].parse().ok()?;
        let unit = text[end..].chars().next()?;
        let (_, scale) = units.find(|(name, _)| *name == unit)?;
        seconds = seconds.checked_add(number.checked_mul(*scale)?)?;
        text = &text[end + unit.len_utf8()..];
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_that_okta_writes_are_read() {
        for (text, seconds) in [
            ("P30D", 30 * 86_400),
            ("P1W", 7 * 86_400),
            ("PT0S", 0),
            ("PT2H30M", 9_000),
            ("P1DT1S", 86_401),
            ("P1Y2M", (365 + 60) * 86_400),
        ] {
            assert_eq!(iso8601_duration(text), Some(Duration::seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn other_texts_give_nothing() {
        for text in
            ["", "P", "PT", "30D", "P30", "PD", "P1.5D", "P1D2Y", "PT1D", "P99999999999999999999D", "P9223372036854775807D", "Pé", "P1é"]
        {
            assert_eq!(iso8601_duration(text), None, "{text}");
        }
    }
}
