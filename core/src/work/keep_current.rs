//! Start scans when their time has come, have the log followed, use the credential now and then so that it does not lapse, and try a rejected one once a day.

use time::{Duration, OffsetDateTime};
use tracing::info;

use super::{Context, Job, JobError, Lane, collect_org::client, org_behind, retest, verdict::is_rejection};
use crate::{
    collect::own,
    ids::ConnectionId,
    setup::reads_configuration,
    store::{Actor, Connection, ConnectionState, JobEnd, Lease, NewRun, TenantScope, Trigger},
};

/// An API token dies after 30 unused days (Okta's documentation); one that we hold is used at least this often. A client does not lapse;
/// that it was taken away is noticed by its use.
const USED_EVERY: Duration = Duration::days(7);
/// For so long a job that has ended can be looked at; its run keeps what came of it.
const REMEMBERED: std::time::Duration = std::time::Duration::from_secs(90 * 24 * 3_600);

pub(super) async fn run(id: ConnectionId, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    let connection = scope.connection(id).await?;
    if connection.state == ConnectionState::Rejected && connection.credential_version.is_some() {
        return retest::run(scope, &connection, ctx, lease).await;
    }
    if connection.state != ConnectionState::Active || connection.credential_version.is_none() {
        // Whoever makes it active again queues this job again.
        scope.end_job(lease, &JobEnd::Done).await?;
        return Ok(scope.commit().await?);
    }
    scope.forget_jobs(id, REMEMBERED).await?;
    let credential = scope.credentials(id).await?.into_iter().find(|known| Some(known.version) == connection.credential_version);
    let used = credential.as_ref().and_then(|credential| credential.last_used_at);
    // With the log's scope alone there is nothing to scan.
    let scans = credential.and_then(|credential| credential.grants).is_none_or(|grants| reads_configuration(&grants));
    if next_scan(&mut scope, &connection, scans).await?.is_some_and(|at| at <= OffsetDateTime::now_utc()) {
        scope.take_lanes([Lane::Config(id)]).await?;
        let (run, started) = scope.start_run(&NewRun { connection: id, trigger: Trigger::Scheduled, by: Actor::Service }).await?;
        if started {
            scope.enqueue(&Job::CollectOrg { connection: id, run: run.id }).await?;
            info!(connection.id = %id, run.id = %run.id, "the scheduled run {} of {id} begins", run.id);
        }
    }
    if used.is_none_or(|used| used + USED_EVERY <= OffsetDateTime::now_utc()) {
        let (client, version) = client(ctx, &mut scope, lease, &connection).await?;
        scope.commit().await?;
        org_behind(&client, &connection).await?;
        let answer = own::works(&client).await;
        scope = ctx.store.tenant_for(lease).await?;
        match answer {
            Ok(()) => scope.touch_credential(id, version).await?,
            Err(error) if is_rejection(error.code()) => {
                scope.reject_credential(id, version, error.code(), &error.to_string()).await?;
                scope.end_job(lease, &JobEnd::Again { at: retest::next() }).await?;
                return Ok(scope.commit().await?);
            }
            Err(error) if error.is_passing() => return Err(error.into()),
            // Looked at again next time; the schedule goes on.
            Err(error) => scope.set_trouble(id, Some(error.code())).await?,
        }
    }
    let soon = OffsetDateTime::now_utc() + Duration::minutes(1);
    let at = match next_scan(&mut scope, &connection, scans).await? {
        Some(scan) => scan.clamp(soon, soon + USED_EVERY),
        None => soon + USED_EVERY,
    };
    if connection.log_enabled {
        follow_log(&mut scope, id).await?;
    }
    scope.end_job(lease, &JobEnd::Again { at }).await?;
    Ok(scope.commit().await?)
}

/// Has the log followed, which goes on by itself once it has begun. What stood in its way may be gone: this is done when a credential was
/// accepted, too.
async fn follow_log(scope: &mut TenantScope, id: ConnectionId) -> Result<(), JobError> {
    let job = Job::FollowLog { connection: id };
    scope.enqueue(&job).await?;
    if scope.log_position(id).await?.is_some_and(|position| position.trouble.is_some()) {
        scope.hurry(&job).await?;
    }
    Ok(())
}

/// When the next scan is due, counted from the last one's beginning. The same connection always has the same small delay, so that
/// connections made together do not scan together.
async fn next_scan(scope: &mut TenantScope, connection: &Connection, scans: bool) -> Result<Option<OffsetDateTime>, JobError> {
    let Some(minutes) = connection.scan_every_minutes.filter(|_| scans) else { return Ok(None) };
    let last = scope.runs(Some(connection.id), None, 1).await?.first().map(|run| run.created_at);
    let every = Duration::minutes(minutes.into());
    let spread =
        f64::from(u16::from_be_bytes([connection.id.uuid().as_bytes()[14], connection.id.uuid().as_bytes()[15]])) / f64::from(u16::MAX);
    Ok(Some(last.unwrap_or(connection.created_at) + every + every * (spread * 0.1)))
}
