//! What a list is asked for: filters, how many, and from where.

use axum::extract::FromRequestParts;
use http::{Uri, request::Parts};
use serde::{Serialize, de::DeserializeOwned};
use url::form_urlencoded::{Serializer, parse};
use uuid::Uuid;

use super::query::decode_query;
use crate::{
    cursor::{CursorContext, Cursors},
    page::Page,
    problem::{FieldError, Kind, Problem},
};

/// Rows of a page when the caller does not say.
pub const DEFAULT_LIMIT: u16 = 50;
/// Rows of a page at most.
pub const MAX_LIMIT: u16 = 200;

/// A list's query: the filters `F`, decoded strictly, beside `limit` and `cursor`, which every list has.
#[derive(Debug)]
pub struct Listing<F> {
    /// The filters of this list.
    pub filters: F,
    /// Rows wanted, from 1 to [`MAX_LIMIT`].
    pub limit: u16,
    cursor: Option<String>,
    path: String,
    others: Vec<(String, String)>,
}

impl<F: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Listing<F> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::parse(&parts.uri)
    }
}

impl<F: DeserializeOwned> Listing<F> {
    fn parse(uri: &Uri) -> Result<Self, Problem> {
        let (mut limit, mut cursor, mut others) = (None, None, Vec::new());
        for (name, value) in parse(uri.query().unwrap_or_default().as_bytes()).into_owned() {
            match name.as_str() {
                "limit" => put(&mut limit, "limit", value)?,
                "cursor" => put(&mut cursor, "cursor", value)?,
                _ => others.push((name, value)),
            }
        }
        let limit = match limit {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MAX_LIMIT).contains(limit))
                .ok_or_else(|| refused(FieldError::parameter("limit", format!("must be a whole number from 1 to {MAX_LIMIT}"))))?,
        };
        let query = Serializer::new(String::new()).extend_pairs(&others).finish();
        Ok(Self { filters: decode_query(query.as_bytes())?, limit, cursor, path: uri.path().to_owned(), others })
    }
}

impl<F> Listing<F> {
    /// Behind which row to go on: none for the first page. An `invalid-cursor` if it was issued for something else.
    pub fn after<P: DeserializeOwned>(&self, cursors: &Cursors, tenant: Option<Uuid>) -> Result<Option<P>, Problem> {
        self.cursor.as_deref().map(|text| cursors.open(&self.context(tenant), text)).transpose()
    }

    /// How many rows to read: one more than wanted, which shows whether there is a next page.
    pub fn rows_to_read(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The page of these rows, of which [`Self::rows_to_read`] were asked for. `position` is a row's sort key.
    pub fn page<T, P: Serialize>(&self, cursors: &Cursors, tenant: Option<Uuid>, mut rows: Vec<T>, position: impl Fn(&T) -> P) -> Page<T> {
        let more = rows.len() > usize::from(self.limit);
        rows.truncate(self.limit.into());
        let next_cursor = rows.last().filter(|_| more).map(|last| cursors.issue(&self.context(tenant), &position(last)));
        let next = next_cursor.as_ref().map(|cursor| {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(&self.others).append_pair("limit", &self.limit.to_string()).append_pair("cursor", cursor);
            format!("{}?{}", self.path, query.finish())
        });
        Page { data: rows, next_cursor, next }
    }

    fn context(&self, tenant: Option<Uuid>) -> CursorContext {
        CursorContext::new(&self.path, tenant, &self.others)
    }
}

fn put(slot: &mut Option<String>, name: &'static str, value: String) -> Result<(), Problem> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(refused(FieldError::parameter(name, "is given more than once"))),
    }
}

fn refused(error: FieldError) -> Problem {
    Problem::new(Kind::InvalidQuery).errors([error])
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Filters {
        severity: Option<String>,
    }

    fn listing(uri: &str) -> Result<Listing<Filters>, Problem> {
        Listing::parse(&uri.parse().unwrap())
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        let (cursors, tenant) = (Cursors::new([1; 32]), Some(Uuid::from_u128(1)));
        let mut uri = "/v1/numbers?severity=a%20b&limit=2".to_owned();
        let mut seen = Vec::new();
        loop {
            let listing = listing(&uri).unwrap();
            assert_eq!(listing.filters.severity.as_deref(), Some("a b"));
            let after = listing.after::<i64>(&cursors, tenant).unwrap().unwrap_or(0);
            let rows: Vec<i64> = (after + 1..=5).take(usize::try_from(listing.rows_to_read()).unwrap()).collect();
            let page = listing.page(&cursors, tenant, rows, |row| *row);
            seen.extend(page.data.clone());
            let Some(next) = page.next.clone() else { break };
            let link = page.into_response().headers()[http::header::LINK].to_str().unwrap().to_owned();
            assert_eq!(link, format!("<{next}>; rel=\"next\""));
            uri = next;
        }
        assert_eq!(seen, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_cursor_of_one_tenant_is_refused_for_another() {
        let cursors = Cursors::new([1; 32]);
        let first = listing("/v1/numbers?limit=1").unwrap().page(&cursors, Some(Uuid::from_u128(1)), vec![1, 2], |row| *row);
        let next = listing(&first.next.unwrap()).unwrap();
        assert_eq!(next.after::<i32>(&cursors, Some(Uuid::from_u128(2))).unwrap_err().kind(), Kind::InvalidCursor);
    }

    #[test]
    fn limits_and_parameters_out_of_order_are_named() {
        for (uri, parameter) in [
            ("/x?limit=0", "limit"),
            ("/x?limit=201", "limit"),
            ("/x?limit=ten", "limit"),
            ("/x?limit=1&limit=2", "limit"),
            ("/x?sevrity=high", "sevrity"),
            ("/x?severity=a&severity=b", "severity"),
        ] {
            let problem = listing(uri).unwrap_err();
            assert_eq!(problem.kind(), Kind::InvalidQuery, "{uri}");
            assert_eq!(problem.field_errors()[0].parameter.as_deref(), Some(parameter), "{uri}");
        }
        assert_eq!(listing("/x").unwrap().limit, 50);
    }
}
