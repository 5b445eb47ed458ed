//! What the simulator knows of Okta's paths, for those who test against it.

use crate::limits::BucketTable;
use crate::routes::{Shape, all};

/// One path that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPath {
    /// The path with `{id}`, `{role}`, … for what varies.
    pub pattern: &'static str,
    /// The scope that an OAuth token must have for it; without one, it takes none.
    pub scope: Option<&'static str>,
    /// The bucket of rate limits that it counts against.
    pub bucket: &'static str,
    /// The same by Okta's table of 2022.
    pub older_bucket: &'static str,
    /// The query parameters that it takes.
    pub parameters: &'static [&'static str],
    /// The size of a page that nobody asked for, and the greatest that is granted.
    pub sizes: Option<(usize, usize)>,
    /// Whether it answers a list, bare or wrapped.
    pub is_list: bool,
}

/// All paths that an org serves by GET.
pub fn known_paths() -> Vec<KnownPath> {
    let paths = all().filter(|route| route.pattern != crate::oauth::TOKEN_PATH).map(|route| KnownPath {
        pattern: route.pattern,
        scope: route.scope,
        bucket: route.bucket,
        older_bucket: route.bucket_in(BucketTable::Older),
        parameters: route.parameters,
        sizes: route.sizes,
        is_list: route.shape != Shape::One,
    });
    paths.collect()
}
