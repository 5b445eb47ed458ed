//! The `Authorization` header.

use http::{HeaderMap, header};
use secrecy::SecretString;

use crate::problem::Problem;

/// The bearer token of a request (RFC 6750 §2.1); exactly one is wanted.
pub(super) fn bearer(headers: &HeaderMap) -> Result<SecretString, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Problem::unauthenticated("send one key or token in the header Authorization, as: Bearer …"));
    };
    let token = value.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token.map(|(_, token)| token.trim()) {
        Some(token) if !token.is_empty() => Ok(token.into()),
        _ => Err(Problem::unauthenticated("the header Authorization must read: Bearer, a blank, and a key or token")),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at what they made")]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, value.parse().unwrap());
        }
        bearer(&headers).ok().map(|token| token.expose_secret().to_owned())
    }

    #[test]
    fn one_bearer_token_is_read_and_anything_else_is_nobody() {
        assert_eq!(read(&["Bearer oktk_1"]).unwrap(), "oktk_1");
        assert_eq!(read(&["bearer  oktk_1 "]).unwrap(), "oktk_1");
        for values in [&[][..], &["Basic b2s="], &["Bearer"], &["Bearer "], &["oktk_1"], &["Bearer a", "Bearer b"]] {
            assert!(read(values).is_none(), "{values:?}");
        }
    }
}
