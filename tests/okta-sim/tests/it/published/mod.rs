//! Every path that can be read, held against Okta's published description.

mod schema;
mod story;
mod walk;

pub(crate) use walk::walk;
