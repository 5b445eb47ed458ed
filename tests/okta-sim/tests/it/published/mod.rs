//! Every path that can be read, every error and every bucket, held against what Okta publishes.

mod buckets;
mod codes;
mod event_types;
mod reference;
mod schema;
mod story;
mod walk;

pub(crate) use walk::walk;
