//! The query parameters of every list, as the description shows them. [`crate::extract::Listing`] reads them.

use utoipa::IntoParams;

/// Which part of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct Paging {
    /// Rows wanted, from 1 to 200. Without it: 50.
    #[param(minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<u16>,
    /// Where to go on: `next_cursor` of the page before, with the same filters.
    #[param(example = "WyIyMDI2LTAxLTA1VDA4OjAwOjAwWiIsIjAxOThjNWYyIl0")]
    cursor: Option<String>,
}
