//! Events as a file.

use axum::{
    body::{Body, Bytes},
    extract::State,
    response::Response,
};
use futures::stream::unfold;
use http::{HeaderValue, header};
use oktually_core::{
    ids::{ApiKeyId, TenantId},
    store::{EventFilter, EventSeek},
};

use super::{event_filter::which_events, event_form::Form};
use crate::{
    app::{App, OpenStream},
    auth::{Caller, still_known},
    extract::Query,
    problem::Problem,
};

/// Events read at once.
const AT_ONCE: i64 = 1_000;

which_events! {
    /// Which events, and in which form. All that is given must hold.
    ExportedEvents {
        /// The form of each line. Without it: as Okta wrote it.
        #[serde(default)]
        #[param(value_type = Option<crate::words::EventForm>)]
        form: Form,
    }
}

/// Export events.
///
/// One a line (NDJSON), the latest first, streamed for as long as it takes. A stream that ends without its last line's end was cut off: ask
/// again with `until` a moment after the last event that came. It also ends when the key is revoked.
#[utoipa::path(
    get, path = "/v1/events/export", tag = "events",
    params(ExportedEvents), security(("key" = ["viewer"])),
    responses((status = 200, description = "The events.", body = String, content_type = "application/x-ndjson", example = "{\"uuid\": \"…\", \"eventType\": \"user.session.start\", …}\n"))
)]
pub(crate) async fn export_events(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ExportedEvents>,
) -> Result<Response, Problem> {
    let filter = asked.filter()?;
    let open = app.streams.open(caller.key())?;
    let mut export =
        Export { app, tenant: caller.tenant(), key: caller.key(), filter, form: asked.form, after: None, over: false, _open: open };
    // The first page now, so that what cannot be answered is told with a status.
    let first = export.page().await?;
    let body = Body::from_stream(unfold((Some(first), export), |(ready, mut export)| async move {
        let page = match ready {
            Some(page) => Ok(page),
            None if export.over => return None,
            None => export.page().await,
        };
        // What went wrong is in our log; the reader sees that the stream was cut off.
        let page = page.map_err(|problem| std::io::Error::other(problem.cause().unwrap_or_default()));
        export.over |= page.is_err();
        Some((page, (None, export)))
    }));
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    Ok(response)
}

/// An export under way.
struct Export {
    app: App,
    tenant: TenantId,
    key: ApiKeyId,
    filter: EventFilter,
    form: Form,
    after: Option<EventSeek>,
    over: bool,
    _open: OpenStream,
}

impl Export {
    /// The lines of the next events; none after the last.
    async fn page(&mut self) -> Result<Bytes, Problem> {
        if !still_known(&self.app, self.tenant, self.key).await? {
            return Err(Problem::not_found());
        }
        let rows = self.app.store.tenant(self.tenant).await?.events(&self.filter, self.after.as_ref(), AT_ONCE).await?;
        self.over = i64::try_from(rows.len()).is_ok_and(|count| count < AT_ONCE);
        self.after = rows.last().map(oktually_core::store::StoredEvent::seek);
        let mut lines = String::new();
        for row in &rows {
            lines.push_str(self.form.write(row)?.get());
            lines.push('\n');
        }
        Ok(Bytes::from(lines))
    }
}
