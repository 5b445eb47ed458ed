//! What the headers of one answer say about its rate limit.

use reqwest::header::{DATE, HeaderMap, HeaderName};

use crate::decode::time::parse_http_date;

const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// One reading. Times are Unix seconds by Okta's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The tightest limit shown; `None` if the headers are missing, as on some refusals and unmetered paths.
    pub(crate) limit: Option<Limit>,
    /// Okta's clock when it answered.
    pub(crate) date: Option<i64>,
}

/// `x-rate-limit-limit`, `-remaining`, `-reset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset: i64,
}

impl Limit {
    /// Whether both are of the same window. Resets are cut to the second.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.limit == other.limit && self.reset.abs_diff(other.reset) <= 1
    }
}

impl Shown {
    /// Reads the headers. They can come twice, for the org and for the token: the tightest counts.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let whole = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        let triples = numbers(headers, &LIMIT).into_iter().zip(numbers(headers, &REMAINING)).zip(numbers(headers, &RESET));
        let limit = triples
            .filter_map(|((limit, remaining), reset)| Some(Limit { limit: whole(limit?), remaining: whole(remaining?), reset: reset? }))
            .min_by_key(|limit| (limit.remaining, limit.limit));
        let date = headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(parse_http_date);
        Self { limit, date: date.map(|date| date.unix_timestamp()) }
    }
}

/// The numbers of one header, over several lines and comma-joined; `None` in the place of one that cannot be read.
fn numbers(headers: &HeaderMap, name: &HeaderName) -> Vec<Option<i64>> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|number| number.trim().parse().ok()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn read(lines: &[(&str, &str)]) -> Shown {
        let pairs = lines.iter().map(|(name, value)| (HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap()));
        let mut headers = HeaderMap::new();
        pairs.for_each(|(name, value)| {
            headers.append(name, value);
        });
        Shown::read(&headers)
    }

    #[test]
    fn the_tightest_of_several_counts() {
        let date = ("date", "Fri, 14 Mar 2025 03:07:43 GMT");
        let tight = Limit { limit: 300, remaining: 12, reset: 1_741_921_700 };
        let twice = [
            ("x-rate-limit-limit", "600"),
            ("x-rate-limit-limit", "300"),
            ("x-rate-limit-remaining", "580"),
            ("x-rate-limit-remaining", "12"),
            ("x-rate-limit-reset", "1741921690"),
            ("x-rate-limit-reset", "1741921700"),
            date,
        ];
        assert_eq!(read(&twice), Shown { limit: Some(tight), date: Some(1_741_921_663) });
        let joined =
            [("x-rate-limit-limit", "600, 300"), ("x-rate-limit-remaining", "580,12"), ("x-rate-limit-reset", "1741921690, 1741921700")];
        assert_eq!(read(&joined), Shown { limit: Some(tight), date: None });
    }

    #[test]
    fn a_broken_header_beside_a_good_one_costs_itself_only() {
        let lines =
            [("x-rate-limit-limit", "600, 300"), ("x-rate-limit-remaining", "many, 12"), ("x-rate-limit-reset", "1741921690, 1741921700")];
        assert_eq!(read(&lines).limit, Some(Limit { limit: 300, remaining: 12, reset: 1_741_921_700 }));
    }

    #[test]
    fn missing_or_broken_headers_are_no_limit() {
        assert_eq!(read(&[]), Shown { limit: None, date: None });
        assert_eq!(read(&[("x-rate-limit-limit", "600"), ("x-rate-limit-remaining", "many"), ("x-rate-limit-reset", "1")]).limit, None);
    }
}
