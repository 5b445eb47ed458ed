//! Try a credential and report on the org's set-up.

use okta_client::{Grants, OktaClient};
use tracing::info;

use super::{Context, Job, JobError, Lane, collect_org::build, org_behind, refused};
use crate::{
    ids::ConnectionId,
    setup::{self, SetupReport},
    snapshot::{Coverage, OwnIdentity, Snapshot},
    store::{Actor, ConnectionState, CredentialState, Engine, JobEnd, Lease, NewRun, StoreError, Trigger},
};

pub(super) async fn run(id: ConnectionId, version: i32, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    let connection = scope.connection(id).await?;
    if connection.state == ConnectionState::Suspended {
        return Err(JobError::Cancelled);
    }
    if scope.credential(id, version).await?.state == CredentialState::Replaced {
        // A newer one was accepted while this one waited.
        scope.end_job(lease, &JobEnd::Done).await?;
        return Ok(scope.commit().await?);
    }
    let opened = scope.open_credential(&ctx.keyring, id, version).await?;
    let token_name = opened.token_name.clone();
    // The scope ends here: no transaction waits while Okta is asked.
    drop(scope);
    // The client of the credential in use is shared with a scan that runs beside, so that both keep to one share.
    let share = connection.share_percent;
    let client = ctx.clients.get(lease.tenant, id, version, share, || build(ctx, &opened, share))?.counting_anew();
    drop(opened);
    // Somebody may have granted more since it was tried last.
    client.search_scopes_anew();

    let found = org_behind(&client, &connection).await?;
    let mut seen = setup::look(&client, &ctx.advertised, token_name.as_deref(), &connection.tags).await.map_err(refused)?;
    seen.org.id.clone_from(&found.id);
    let grants = client.grants();
    let report = report(&seen, &client, grants.as_ref(), found.engine);

    let mut scope = ctx.store.tenant_for(lease).await?;
    // For the first run, and the keeping of the schedule.
    scope.take_lanes([Lane::Schedule(id), Lane::Config(id)]).await?;
    let was_well = connection.credential_version.is_some() && connection.trouble.is_none();
    match scope.accept_credential(id, version, client.org().host(), &found.id, found.engine).await {
        Ok(true) => {}
        Ok(false) => {
            // A newer credential was accepted meanwhile: this one is of no use any more.
            scope.end_job(lease, &JobEnd::Done).await?;
            return Ok(scope.commit().await?);
        }
        Err(StoreError::Conflict(rule)) => return Err(conflict(rule)),
        Err(error) => return Err(error.into()),
    }
    scope.spend_intake_link_of(id, version).await?;
    scope.touch_credential(id, version).await?;
    if let Some(grants) = &grants {
        scope.keep_grants(id, version, grants).await?;
    }
    let report = serde_json::to_value(&report)
        .map_err(|_| JobError::Fail { problem: "report", detail: "the report could not be written".to_owned() })?;
    scope.keep_setup_report(id, version, &report).await?;
    scope.record(&Actor::Service, "credential.accepted", Some(&id.to_string()), serde_json::json!({ "version": version })).await?;
    if !was_well && grants.as_ref().is_none_or(setup::reads_configuration) {
        let (run, started) = scope.start_run(&NewRun { connection: id, trigger: Trigger::FirstCredential, by: Actor::Service }).await?;
        if started {
            scope.enqueue(&Job::CollectOrg { connection: id, run: run.id }).await?;
        }
    }
    scope.enqueue(&Job::KeepCurrent { connection: id }).await?;
    // It may have been planned for a rejected credential, later than a scan is due.
    scope.hurry(&Job::KeepCurrent { connection: id }).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    scope.commit().await?;
    info!(connection.id = %id, "the credential of {id} was accepted");
    Ok(())
}

fn report(seen: &Snapshot, client: &OktaClient, grants: Option<&Grants>, engine: Option<Engine>) -> SetupReport {
    let counters = client.counters();
    let not_offered = seen.coverage.iter().filter(|(_, coverage)| matches!(coverage, Coverage::FeatureOff { .. }));
    SetupReport {
        org: seen.org.name.clone(),
        engine,
        proof_of_possession: grants.map(|grants| grants.bound),
        proof_demanded: match &seen.own {
            Some(OwnIdentity::Client { app: Some(app), .. }) => app.demands_proof,
            _ => None,
        },
        clock_ahead_seconds: client.skew().map(time::Duration::whole_seconds),
        not_offered: not_offered.map(|(needs, _)| needs.words().to_owned()).collect(),
        steps: setup::judge(seen, grants),
        requests: counters.gets + counters.token_calls,
        writes: counters.writes,
    }
}

fn conflict(rule: &'static str) -> JobError {
    let detail = match rule {
        "other_org" => "this credential opens another org than the one this connection was made for; connect that org on its own",
        "org_taken" | "host_taken" => "this org is connected already",
        _ => "the credential contradicts what is stored",
    };
    JobError::Fail { problem: rule, detail: detail.to_owned() }
}
