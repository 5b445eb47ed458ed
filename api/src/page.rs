//! One page of a list.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Json;

/// A page: its rows, and the cursor of the next one.
///
/// The same address is in a `Link` header with `rel="next"` (RFC 8288), relative to this service.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub data: Vec<T>,
    /// What to send as `cursor` for the next page. Null on the last.
    #[schema(example = "WyIyMDI2LTAxLTA1VDA4OjAwOjAwWiIsIjAxOThjNWYyIl0")]
    pub next_cursor: Option<String>,
    /// Where the next page is.
    #[serde(skip)]
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// A list that is always whole.
    pub fn whole(data: Vec<T>) -> Self {
        Self { data, next_cursor: None, next: None }
    }

    /// The same, where turning a row may fail.
    pub fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page { data: self.data.into_iter().map(turn).collect::<Result<_, E>>()?, next_cursor: self.next_cursor, next: self.next })
    }

    /// The same page with each row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(turn).collect(), next_cursor: self.next_cursor, next: self.next }
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let link = self.next.as_ref().and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
        let mut response = Json(self).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
