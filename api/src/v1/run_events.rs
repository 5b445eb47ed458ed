//! A run's progress as a stream of events (server-sent events, HTML Living Standard §9.2).

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{FromRequestParts, State},
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, stream::unfold};
use http::{HeaderName, request::Parts};
use oktually_core::{
    ids::{ApiKeyId, RunId, TenantId},
    store,
};
use tokio::time::Instant;

use super::{params::OfRun, run::RunProgress};
use crate::{
    app::{App, OpenStream},
    auth::{Caller, still_known},
    extract::Path,
    problem::Problem,
};

/// How often the run is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the key and the tenant are looked at: so long may a stream outlive its right.
const RIGHT_EVERY: Duration = Duration::from_secs(3);
/// A sign of life, so that nothing between us closes a stream in which nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon a browser whose stream broke asks again.
const RETRY: Duration = Duration::from_secs(2);

/// The last event that the caller saw: a run's revision.
pub(crate) struct LastEvent(Option<i32>);

impl<S: Send + Sync> FromRequestParts<S> for LastEvent {
    type Rejection = Infallible;

    /// What is no revision was never sent by us: then everything is new.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let value = parts.headers.get(HeaderName::from_static("last-event-id"));
        Ok(Self(value.and_then(|value| value.to_str().ok()?.parse().ok())))
    }
}

/// Watch a run.
///
/// A stream of server-sent events: `progress` each time something moved, with the run as `GET /v1/runs/{id}` gives it and
/// the run's revision as id; the stream ends with the run. It goes on behind `Last-Event-ID`. It also ends when the key is
/// revoked, the tenant suspended or the service restarted. A key may hold 16 streams open.
#[utoipa::path(
    get, path = "/v1/runs/{id}/events", tag = "runs",
    security(("key" = ["viewer"])), params(OfRun, ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event seen.", example = "57")),
    responses(
        (status = 200, description = "The events.", body = String, content_type = "text/event-stream", example = "id: 57\nevent: progress\ndata: {\"id\": \"run_…\", \"state\": \"collecting\", …}\n\n"),
    )
)]
pub(crate) async fn watch_run(
    State(app): State<App>,
    caller: Caller,
    LastEvent(seen): LastEvent,
    Path(id): Path<RunId>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Problem> {
    app.store.tenant(caller.tenant()).await?.run(id).await?;
    let open = app.streams.open(caller.key())?;
    let watch =
        Watch { app, tenant: caller.tenant(), key: caller.key(), run: id, seen, proven_at: Instant::now(), over: false, _open: open };
    Ok(Sse::new(unfold(watch, Watch::next)).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

/// One who watches.
struct Watch {
    app: App,
    tenant: TenantId,
    key: ApiKeyId,
    run: RunId,
    seen: Option<i32>,
    proven_at: Instant,
    over: bool,
    _open: OpenStream,
}

impl Watch {
    /// The next event. None: the run has ended, is gone, or the watcher may not watch any more.
    async fn next(mut self) -> Option<(Result<Event, axum::Error>, Self)> {
        while !self.over {
            if self.proven_at.elapsed() >= RIGHT_EVERY {
                if !still_known(&self.app, self.tenant, self.key).await.ok()? {
                    return None;
                }
                self.proven_at = Instant::now();
            }
            let (run, steps) = self.look().await.ok()?;
            self.over = !run.state.is_active();
            if self.seen.is_none_or(|seen| run.revision > seen) {
                self.seen = Some(run.revision);
                let event = Event::default().id(run.revision.to_string()).event("progress").retry(RETRY);
                let event = event.json_data(RunProgress::new(run, steps));
                return Some((event, self));
            }
            if !self.over {
                tokio::select! {
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    () = self.app.stopping.cancelled() => return None,
                }
            }
        }
        None
    }

    async fn look(&self) -> Result<(store::Run, Vec<store::Step>), Problem> {
        let mut scope = self.app.store.tenant(self.tenant).await?;
        let run = scope.run(self.run).await?;
        let steps = scope.steps(self.run).await?;
        Ok((run, steps))
    }
}
