//! Findings as lists: worst first, filtered, page by page.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Disposition, Finding, FindingState, Result, Source, TenantScope, findings::findings};
use crate::ids::{ConnectionId, FindingId, RunId};

/// Which findings to list.
#[derive(Debug, Clone, Default)]
pub struct FindingFilter {
    /// In one of these states; none means open.
    pub states: Vec<FindingState>,
    /// With this disposition only.
    pub disposition: Option<Disposition>,
    /// Of one org.
    pub connection: Option<ConnectionId>,
    /// By one check.
    pub check_id: Option<String>,
    /// Of one of these severities; none means any.
    pub severities: Vec<i16>,
    /// About objects of this kind.
    pub subject_kind: Option<String>,
    /// About the object with this id.
    pub subject_id: Option<String>,
    /// First seen at or after this time.
    pub opened_since: Option<OffsetDateTime>,
    /// Something happened to it at or after this time, as its history tells.
    pub changed_since: Option<OffsetDateTime>,
    /// Seen or resolved at or after this time.
    pub seen_since: Option<OffsetDateTime>,
}

/// Severities from one to another, both included.
type Range = (i16, i16);

impl FindingFilter {
    fn states(&self) -> Vec<FindingState> {
        let mut states = if self.states.is_empty() { vec![FindingState::Open] } else { self.states.clone() };
        states.sort_unstable_by_key(|state| *state as i16);
        states.dedup();
        states
    }

    /// The severities that are asked for, neighbours together: what is asked for is where reading begins and ends, not what
    /// is thrown away after reading.
    fn ranges(&self) -> Vec<Range> {
        if self.severities.is_empty() {
            return vec![(0, i16::MAX)];
        }
        let mut severities = self.severities.clone();
        severities.sort_unstable();
        severities.dedup();
        let neighbours = severities.chunk_by(|one, next| one + 1 == *next);
        neighbours.filter_map(|chunk| Some((*chunk.first()?, *chunk.last()?))).collect()
    }
}

/// The part that the listings share; each begins with what its index begins with.
macro_rules! listing {
    ($scope:expr, $first:literal, $own:expr, $filter:expr, $state:expr, $from:expr, $to:expr, $limit:expr) => {
        findings!(
            "-- list_findings",
            $first
            " and state = $2
              and severity between $3 and $5 and (severity, id) > ($3, $4)
              and ($6::smallint is null or case when disposition_until < now() then 0 else disposition end = $6)
              and ($7::text is null or check_id = $7)
              and ($8::text is null or subject_kind = $8)
              and ($9::text is null or subject_id = $9)
              and ($10::timestamptz is null or first_seen_at >= $10)
              and ($11::timestamptz is null or changed_at >= $11)
              and ($12::timestamptz is null or last_seen_at >= $12 or resolved_at >= $12)
            order by severity, id
            limit $13",
            $own,
            $state as i16,
            $from.0,
            $from.1,
            $to,
            $filter.disposition.map(|disposition| disposition as i16),
            $filter.check_id.as_deref(),
            $filter.subject_kind.as_deref(),
            $filter.subject_id.as_deref(),
            $filter.opened_since,
            $filter.changed_since,
            $filter.seen_since,
            $limit
        )
        .fetch_all(&mut *$scope.tx)
        .await?
    };
}

impl TenantScope {
    /// Findings, worst first, after a severity and id.
    ///
    /// Each state, and each row of neighbouring severities, is read from its place in the index. One that changes its state
    /// between two reads is listed once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings(&mut self, filter: &FindingFilter, after: Option<(i16, FindingId)>, limit: i64) -> Result<Vec<Finding>> {
        let mut found = Vec::new();
        for state in filter.states() {
            let mut left = limit;
            for range in filter.ranges() {
                let rows = self.findings_in(filter, state, range, after, left).await?;
                left -= i64::try_from(rows.len()).unwrap_or(left);
                found.extend(rows);
                if left <= 0 {
                    break;
                }
            }
        }
        found.sort_by_key(|finding| (finding.severity, finding.id));
        found.dedup_by_key(|finding| finding.id);
        found.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(found)
    }

    async fn findings_in(
        &mut self,
        filter: &FindingFilter,
        state: FindingState,
        (first, last): Range,
        after: Option<(i16, FindingId)>,
        limit: i64,
    ) -> Result<Vec<Finding>> {
        let begin = (first, Uuid::nil());
        let from = after.map_or(begin, |(severity, id)| begin.max((severity, id.uuid())));
        if from.0 > last {
            return Ok(Vec::new());
        }
        Ok(match (filter.connection, &filter.check_id) {
            (Some(connection), _) => listing!(self, "where connection_id = $1", connection.uuid(), filter, state, from, last, limit),
            (None, Some(check)) => listing!(self, "where check_id = $1", check.as_str(), filter, state, from, last, limit),
            (None, None) => listing!(self, "where tenant_id = $1", self.tenant.uuid(), filter, state, from, last, limit),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_severities_are_read_together_and_others_apart() {
        let ranges = |severities: &[i16]| FindingFilter { severities: severities.to_vec(), ..FindingFilter::default() }.ranges();
        assert_eq!(ranges(&[]), [(0, i16::MAX)]);
        assert_eq!(ranges(&[2]), [(2, 2)]);
        assert_eq!(ranges(&[5, 2, 1, 2]), [(1, 2), (5, 5)]);
        assert_eq!(ranges(&[1, 2, 3, 4, 5]), [(1, 5)]);
    }
}
