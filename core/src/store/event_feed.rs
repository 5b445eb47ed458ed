//! Events in the order in which they came, for those who take them elsewhere.

use std::collections::BTreeMap;

use super::{Result, StoredEvent, TenantScope, event_search::Row};
use crate::ids::ConnectionId;

/// How far somebody has taken the events of each connection: the number of the last one.
pub type FeedPosition = BTreeMap<ConnectionId, i64>;

impl TenantScope {
    /// Events behind a position, connection by connection, of each its share of `limit` at most, each in the order of its numbers. A connection that the position does not name
    /// is begun at its first event that is kept. Tells too whether there may be more.
    ///
    /// Nothing is passed over: a page's events become visible together, and those of later pages after them (`take_numbers`).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn event_feed(
        &mut self,
        position: &FeedPosition,
        only: Option<ConnectionId>,
        limit: i64,
    ) -> Result<(Vec<StoredEvent>, bool)> {
        let connections = sqlx::query_scalar!(
            r#"-- followed_connections
            select connection_id as "id: ConnectionId" from log_positions where $1::uuid is null or connection_id = $1 order by connection_id"#,
            only.map(ConnectionId::uuid),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let (mut events, mut more) = (Vec::new(), false);
        for (at, connection) in connections.iter().enumerate() {
            let left = limit - i64::try_from(events.len()).unwrap_or(limit);
            // Each has its share, so that a busy one does not keep the others waiting; what one leaves, the next may have.
            let waiting = i64::try_from(connections.len() - at).unwrap_or(1);
            let left = (left + waiting - 1) / waiting;
            if left <= 0 {
                more = true;
                break;
            }
            let rows = sqlx::query_as!(
                Row,
                r#"-- event_feed
                select connection_id, published, received_at, uuid, seq, raw
                from events
                where tenant_id = $1 and connection_id = $2 and seq > $3
                order by seq
                limit $4"#,
                self.tenant.uuid(),
                connection.uuid(),
                position.get(connection).copied().unwrap_or_default(),
                left,
            );
            let rows = rows.fetch_all(&mut *self.tx).await?;
            more |= i64::try_from(rows.len()).is_ok_and(|count| count == left);
            for row in rows {
                events.push(row.try_into()?);
            }
        }
        Ok((events, more))
    }

    /// The position behind all events that are there now: who begins here gets what is new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_end(&mut self) -> Result<FeedPosition> {
        let rows = sqlx::query!(
            r#"-- feed_end
            select connection_id as "id: ConnectionId", seq from log_positions"#
        );
        Ok(rows.fetch_all(&mut *self.tx).await?.into_iter().map(|row| (row.id, row.seq)).collect())
    }
}
