//! Events of the log through the API: searched, counted, exported, fed.

mod export;
mod feed;
pub(crate) mod kept;
mod search;
