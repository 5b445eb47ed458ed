//! A row of the table: what a path accepts, costs and asks of its caller, and who answers it.

use std::fmt;

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::features::Feature;
use crate::limits::BucketTable;
use crate::permissions::Need;

/// A known path.
pub(crate) type Route = &'static RouteSpec;

/// What a path accepts, costs and asks of its caller, and who answers it.
pub(crate) struct RouteSpec {
    /// The path with `{id}` for what varies; the journal counts by it.
    pub(crate) pattern: &'static str,
    /// The query parameters that Okta documents for it.
    pub(crate) parameters: &'static [&'static str],
    pub(crate) need: Need,
    /// The scope that a token must have; without one, tokens are not taken.
    pub(crate) scope: Option<&'static str>,
    /// The bucket that a GET counts against.
    pub(crate) bucket: &'static str,
    /// The bucket in the table of 2022, if that names another.
    pub(crate) older_bucket: Option<&'static str>,
    /// The form of its answer.
    pub(crate) shape: Shape,
    /// The size of a page that nobody asked for, and the greatest that is granted; nothing for what takes no `limit`.
    pub(crate) sizes: Option<(usize, usize)>,
    /// What the org must have for it to be there.
    pub(crate) feature: Option<Feature>,
    pub(crate) answer: fn(&Call) -> Result<Answer, Refusal>,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One object.
    One,
    /// A bare array.
    List,
    /// An object that has the array under this name.
    Wrapped(&'static str),
}

impl RouteSpec {
    /// A path that asks for what both tables of roles give to readers, and draws from the bucket of all the rest.
    pub(super) const fn get(pattern: &'static str, shape: Shape, answer: fn(&Call) -> Result<Answer, Refusal>) -> Self {
        RouteSpec {
            pattern,
            parameters: &[],
            need: Need::Read,
            scope: None,
            bucket: "/api/v1",
            older_bucket: None,
            shape,
            sizes: None,
            feature: None,
            answer,
        }
    }

    /// The size of a page that nobody asked for, and the greatest that is granted.
    pub(super) const fn sizes(mut self, default: usize, most: usize) -> Self {
        self.sizes = Some((default, most));
        self
    }

    pub(super) const fn feature(mut self, feature: Feature) -> Self {
        self.feature = Some(feature);
        self
    }

    pub(super) const fn parameters(mut self, names: &'static [&'static str]) -> Self {
        self.parameters = names;
        self
    }

    pub(super) const fn need(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    pub(super) const fn scope(mut self, name: &'static str) -> Self {
        self.scope = Some(name);
        self
    }

    pub(super) const fn bucket(mut self, name: &'static str) -> Self {
        self.bucket = name;
        self
    }

    pub(super) const fn older_bucket(mut self, name: &'static str) -> Self {
        self.older_bucket = Some(name);
        self
    }

    pub(crate) fn bucket_in(&self, table: BucketTable) -> &'static str {
        match (table, self.older_bucket) {
            (BucketTable::Older, Some(name)) => name,
            _ => table.own_bucket(self.pattern).unwrap_or(self.bucket),
        }
    }
}

impl fmt::Debug for RouteSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pattern)
    }
}
