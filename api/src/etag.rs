//! Revisions of what people edit, as entity tags (RFC 9110 §8.8.3).

use axum::extract::FromRequestParts;
use http::{HeaderValue, header, request::Parts};

use crate::problem::{Kind, Problem};

/// The tag of a revision.
pub(crate) fn etag(revision: i32) -> HeaderValue {
    HeaderValue::try_from(format!("\"{revision}\"")).expect("a number in quotes")
}

/// The revision that the caller has read, from `If-Match`; none if any will do (`*`). Without the header: `precondition-required`.
#[derive(Debug)]
pub(crate) struct IfMatch(pub(crate) Option<i32>);

/// The same where the header may be left out: then any revision will do.
#[derive(Debug)]
pub(crate) struct MayMatch(pub(crate) Option<i32>);

/// None: no header. Some(None): any.
fn read(parts: &Parts) -> Result<Option<Option<i32>>, Problem> {
    let mut values = parts.headers.get_all(header::IF_MATCH).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().unwrap_or_default().trim(),
        (Some(_), Some(_)) => return Err(unreadable()),
    };
    if value == "*" {
        return Ok(Some(None));
    }
    // A weak tag never matches (RFC 9110 §13.1.1); ours are strong, so this is none of ours.
    if value.starts_with("W/") {
        return Err(Problem::new(Kind::PreconditionFailed));
    }
    let tag = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|tag| !tag.contains('"')).ok_or_else(unreadable)?;
    // A tag that we never gave is one that does not match.
    tag.parse().map(|revision| Some(Some(revision))).map_err(|_| Problem::new(Kind::PreconditionFailed))
}

fn unreadable() -> Problem {
    Problem::new(Kind::InvalidHeader).detail("If-Match must be the one ETag that was read, in its quotes, or *")
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        read(parts)?.map(Self).ok_or_else(|| Problem::new(Kind::PreconditionRequired))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MayMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self(read(parts)?.flatten()))
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    async fn sent(value: Option<&str>) -> Result<Option<i32>, Kind> {
        let mut request = Request::new(());
        if let Some(value) = value {
            request.headers_mut().insert(header::IF_MATCH, value.parse().unwrap());
        }
        let mut parts = request.into_parts().0;
        IfMatch::from_request_parts(&mut parts, &()).await.map(|tag| tag.0).map_err(|problem| problem.kind())
    }

    #[tokio::test]
    async fn a_tag_is_a_revision_and_nothing_else() {
        assert_eq!(sent(Some("\"7\"")).await, Ok(Some(7)));
        assert_eq!(sent(Some("*")).await, Ok(None));
        assert_eq!(sent(None).await, Err(Kind::PreconditionRequired));
        assert_eq!(sent(Some("W/\"7\"")).await, Err(Kind::PreconditionFailed));
        assert_eq!(sent(Some("\"of-another-service\"")).await, Err(Kind::PreconditionFailed));
        assert_eq!(sent(Some("7")).await, Err(Kind::InvalidHeader));
        assert_eq!(sent(Some("\"7\", \"8\"")).await, Err(Kind::InvalidHeader));
    }
}
