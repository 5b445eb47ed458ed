//! What the buckets of an org hold.

use serde::{Deserialize, Serialize};

use super::seen;

/// What an org has bought: its limits follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edition {
    /// Workforce Identity.
    #[default]
    Workforce,
    /// The older enterprise plans.
    Enterprise,
    /// The older plans for few users.
    Small,
    /// Free orgs for those who build integrations.
    Integrator,
}

/// To which bucket a path belongs. Okta has published two groupings, which contradict each other, and orgs were seen that follow neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BucketTable {
    /// The documentation: what lies below one group or one application counts with it.
    #[default]
    Published,
    /// The table of 2022: it counts with the list of groups or of applications.
    Older,
    /// As seen in headers: many paths have buckets and limits of their own.
    Seen,
}

impl Edition {
    /// How many requests the org bears at once.
    pub(crate) fn concurrency(self) -> u32 {
        if self == Edition::Integrator { 35 } else { 75 }
    }

    /// What the whole org may take from a bucket in a minute.
    pub(crate) fn per_minute(self, bucket: &str, table: BucketTable) -> u32 {
        let seen = if table == BucketTable::Seen { seen::per_minute(bucket, self) } else { None };
        seen.unwrap_or_else(|| self.published(bucket))
    }

    /// The same as Okta last published it.
    pub(super) fn published(self, bucket: &str) -> u32 {
        let [integrator, small, enterprise, workforce] = match bucket {
            "/api/v1/apps" => [20, 100, 100, 100],
            "/api/v1/apps/{id}" => [100, 600, 600, 500],
            "/api/v1/groups" => [100, 600, 600, 500],
            "/api/v1/groups/{id}" => [100, 600, 600, 1_000],
            "/api/v1/users" => [100, 600, 600, 600],
            "/api/v1/users/{id}" | "/api/v1/users/me" => [100, 1_000, 1_000, 2_000],
            "/api/v1/logs" => [20, 50, 50, 120],
            "/oauth2/v1/clients" => [25, 100, 100, 100],
            // One client was seen to have 150, which is half of this.
            "/oauth2/v1/token" => [300, 300, 300, 300],
            "/api/v1/devices" => [100, 150, 150, 100],
            _ => [100, 600, 600, 1_200],
        };
        match self {
            Edition::Workforce => workforce,
            Edition::Enterprise => enterprise,
            Edition::Small => small,
            Edition::Integrator => integrator,
        }
    }
}

impl BucketTable {
    /// The bucket of a path that has one of its own only in this table.
    pub(crate) fn own_bucket(self, pattern: &str) -> Option<&'static str> {
        if self == BucketTable::Seen { seen::bucket(pattern) } else { None }
    }
}
