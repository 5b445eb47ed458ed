//! Compare an older hour of the log with what is kept: Okta stores some events late, and a bounded query shows what polling may have missed.

use futures::TryStreamExt;
use okta_client::{Page, api::logs};
use time::{Duration, OffsetDateTime};
use tracing::warn;

use super::{JobError, follow_log::Follow};
use crate::store::{LogCounts, LogPosition, PageTaken};

/// One hour is compared in so many: a request for each thousand of its events is what it costs.
const EVERY: Duration = Duration::hours(6);
/// How long ago the hour must have ended: by then Okta has stored what comes late.
const AGO: Duration = Duration::hours(2);
const HOUR: Duration = Duration::HOUR;

/// The hour that should be compared now, from its beginning.
pub(super) fn due(position: &LogPosition, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let hour = (now - AGO - HOUR).replace_time(time::Time::from_hms((now - AGO - HOUR).hour(), 0, 0).ok()?);
    let compared = position.compared_until.unwrap_or(position.since);
    (hour >= position.since && hour + HOUR - compared >= EVERY).then_some(hour)
}

/// Compares an hour, and takes in what is missing.
pub(super) async fn run(follow: &mut Follow<'_>, hour: OffsetDateTime) -> Result<(), JobError> {
    let id = follow.connection.id;
    let mut pages = std::pin::pin!(follow.client.clone().pages(logs::between(hour, hour + HOUR), None));
    let mut recovered = 0;
    while let Some(page) = pages.try_next().await? {
        let Page { items, .. } = page;
        let mut taken = follow.take_in_events(&items).await?;
        follow.watch(&mut taken).await?;
        recovered += taken.new.len();
        let found = i64::try_from(taken.new.len()).unwrap_or(i64::MAX);
        let counts = LogCounts { events: found, recovered: found, requests: 1, ..LogCounts::default() };
        let moved =
            PageTaken { cursor: None, org_id: None, credential_version: follow.version(), last_published: None, caught_up: false, counts };
        taken.scope.advance_log(id, &moved).await?;
        taken.scope.commit().await?;
    }
    if recovered > 0 {
        warn!(connection.id = %id, recovered, "{recovered} events of the hour from {hour} had not come to {id} by polling");
    }
    let mut scope = follow.scope().await?;
    scope.compared_log(id, hour + HOUR).await?;
    Ok(scope.commit().await?)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn position(since: OffsetDateTime, compared_until: Option<OffsetDateTime>) -> LogPosition {
        LogPosition {
            cursor: None,
            org_id: None,
            credential_version: None,
            since,
            seq: 0,
            last_published: None,
            last_page_at: None,
            caught_up_at: None,
            counts: LogCounts::default(),
            compared_until,
            trouble: None,
            trouble_detail: None,
            trouble_since: None,
        }
    }

    #[test]
    fn one_hour_in_six_is_compared_once_it_is_two_hours_old() {
        let since = datetime!(2026-05-04 00:00 UTC);
        assert_eq!(due(&position(since, None), datetime!(2026-05-04 07:59 UTC)), None);
        assert_eq!(due(&position(since, None), datetime!(2026-05-04 08:10 UTC)), Some(datetime!(2026-05-04 05:00 UTC)));
        let compared = position(since, Some(datetime!(2026-05-04 06:00 UTC)));
        assert_eq!(due(&compared, datetime!(2026-05-04 13:59 UTC)), None);
        assert_eq!(due(&compared, datetime!(2026-05-04 14:01 UTC)), Some(datetime!(2026-05-04 11:00 UTC)));
        // Nothing before the reading began.
        assert_eq!(
            due(&position(datetime!(2026-05-04 05:30 UTC), Some(datetime!(2026-05-01 0:00 UTC))), datetime!(2026-05-04 08:10 UTC)),
            None
        );
    }
}
