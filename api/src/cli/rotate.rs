//! `oktually keys rotate`: queues the work, and watches that it is done.

use std::time::{Duration, Instant};

use anyhow::bail;
use oktually_core::{
    ids::TenantId,
    secret::Keyring,
    store::{Actor, JobFilter, JobState, Rotation, Store},
    work::Job,
};
use time::OffsetDateTime;

use super::{Unfinished, output};

/// Between looks.
const LOOK: Duration = Duration::from_secs(1);
/// Jobs of a tenant among which its rewrapping is looked for.
const NEWEST: i64 = 100;

/// Why what is left is left.
enum Why {
    /// A worker is at it, or will be in a moment.
    UnderWay,
    /// It is due, and nobody claims it.
    NobodyClaims,
    /// Workers did it, and the data key is still wrapped with another key.
    OtherOrder,
    /// It was put back or given up.
    Refused(String),
}

/// Queues a rewrap for each tenant that needs one, seals the service's own keys anew, and waits for the workers while there is
/// progress within `patience`; without one it does not wait.
pub(super) async fn rotate(store: &Store, keyring: &Keyring, patience: Option<Duration>) -> anyhow::Result<()> {
    let tenants = match store.rotate_keys(keyring, &Actor::Operator("command line".to_owned())).await? {
        Rotation::Begun { tenants } => tenants,
        Rotation::Lacking(keys) => {
            bail!("the keyring lacks keys that are in use: {}. Put them back (not first) before rotating", keys.join(", "))
        }
    };
    let current = keyring.current();
    output::line(&format!("{tenants} tenants' data keys are to be wrapped with {current}."));
    let Some(patience) = patience else { return Ok(()) };
    let (mut least, mut since, mut queued_again) = (i64::MAX, Instant::now(), false);
    loop {
        let left = data_keys_left(store, current).await?;
        if left == 0 {
            output::line("All data keys are wrapped with it. Keys that `keys status` does not list any more can leave the keyring.");
            return Ok(());
        }
        if left < least {
            (least, since) = (left, Instant::now());
            output::line(&format!("{left} left; waiting for the workers."));
        }
        let why = why(store, current).await?;
        if matches!(why, Why::OtherOrder) && !queued_again {
            output::line(&format!("{} What is left is queued again.", advice(&why, current)));
            store.queue_rewraps(current).await?;
            queued_again = true;
        }
        if since.elapsed() >= patience {
            let (seconds, advice) = (patience.as_secs(), advice(&why, current));
            let text = format!(
                "the rotation is not finished: {left} data keys are left, and for {seconds} s none was wrapped. {advice} \
                 Then run `oktually keys rotate` again: it goes on from here"
            );
            return Err(Unfinished(text).into());
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn data_keys_left(store: &Store, current: &str) -> anyhow::Result<i64> {
    let uses = store.operator().await?.key_use().await?;
    Ok(uses.iter().filter(|row| row.key_id != current).map(|row| row.data_keys).sum())
}

/// Looks at one of the tenants that are left.
async fn why(store: &Store, current: &str) -> anyhow::Result<Why> {
    let Some(tenant) = first_left(store, current).await? else { return Ok(Why::UnderWay) };
    let filter = JobFilter { tenant: Some(tenant), state: None };
    let jobs = store.operator().await?.jobs(filter, None, NEWEST).await?;
    let Some(job) = jobs.into_iter().find(|job| job.kind == Job::RewrapDataKeys {}.kind()) else { return Ok(Why::UnderWay) };
    Ok(match job.state {
        JobState::Queued if job.run_at <= OffsetDateTime::now_utc() => Why::NobodyClaims,
        JobState::Queued | JobState::Failed | JobState::Cancelled => Why::Refused(job.error.unwrap_or_default()),
        JobState::Running => Why::UnderWay,
        // Looked at again: it may have been done in between.
        JobState::Done if first_left(store, current).await? == Some(tenant) => Why::OtherOrder,
        JobState::Done => Why::UnderWay,
    })
}

async fn first_left(store: &Store, current: &str) -> anyhow::Result<Option<TenantId>> {
    Ok(store.operator().await?.tenants_to_rewrap(current, None, 1).await?.first().copied())
}

fn advice(why: &Why, current: &str) -> String {
    match why {
        Why::UnderWay => "A worker has the work and does not come to an end with it: look at its log.".to_owned(),
        Why::NobodyClaims => {
            "No worker takes the work up: start one. One that runs and whose keyring lacks a key claims nothing, and its log says so."
                .to_owned()
        }
        Why::OtherOrder => format!(
            "Workers did the work with another key: their keyring does not begin with {current}. Put that first in it, and restart them."
        ),
        Why::Refused(error) => format!("A worker could not do the work: {error}. Mend that, or look at its log."),
    }
}
