//! Every path that can be read, and every error, held against what Okta publishes.

mod codes;
mod reference;
mod schema;
mod story;
mod walk;

pub(crate) use walk::walk;
