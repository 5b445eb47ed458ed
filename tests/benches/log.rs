//! The System Log: rules over events on one core; all the way from the simulator into the database; what is stored, and found again.
//!
//! `cargo bench -p oktually-tests --bench log -- EVENTS SEARCHED` with `DATABASE_URL` of a server for tests whose fsync is on
//! (`OKTUALLY_DATA_DIR=FOLDER oktually postgres -- cargo bench …`). SEARCHED events of 100 tenants are made in the database by copying.

use std::time::{Duration, Instant};

use futures::StreamExt;
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use okta_client::{ApiToken, ClientSettings, OktaClient, api::logs};
use okta_sim::{Org, OrgSpec};
use oktually_core::{
    ids::TenantId,
    log::words,
    store::{EventFilter, TypeFilter},
    work::Job,
};
use oktually_events::{Event, Known, detection::Rules};
use oktually_tests::TestOkta;
use time::OffsetDateTime;

/// Goals: events a second decoded and run through all rules on one core, and all the way on two.
const RULES_GOAL: f64 = 20_000.0;
const ALL_GOAL: f64 = 5_000.0;
const TENANTS: usize = 100;

#[tokio::main]
async fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let (events, searched) = (asked.first().copied().unwrap_or(100_000), asked.get(1).copied().unwrap_or(1_000_000));
    let spec = OrgSpec::new("acme").users(5_000).rate(events as f64 / 86_400.0).limit_multiplier(10_000.0);
    let okta = TestOkta::start(vec![spec]).await;
    let acme = okta.sim.org("acme");

    let texts = texts(&okta, &acme, events.min(100_000)).await;
    let rules = rules(&texts);
    say(format!("decoded and run through {} rules: {rules:.0} events/s on one core (goal {RULES_GOAL})", Rules::built_in().list().len()));

    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect_following("acme", 1).await;
    hold(&okta, true).await;
    tenant.submit(connection, &acme).await;
    let worker = okta.worker_process(env!("CARGO_BIN_EXE_worker"), Duration::from_secs(30)).spawn().expect("a process");
    tenant.run_ended(connection).await;
    hold(&okta, false).await;
    let mut scope = tenant.scope().await;
    scope.enqueue(&Job::FollowLog { connection }).await.expect("it is queued");
    scope.commit().await.expect("it is kept");
    let (begun, own, his, all) = (Instant::now(), own_seconds(), seconds_of(worker.id().expect("it runs")), machine_seconds());
    let position = loop {
        let position = tenant.scope().await.log_position(connection).await.expect("the database answers");
        if let Some(position) = position.filter(|position| position.caught_up_at.is_some()) {
            break position;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let elapsed = begun.elapsed().as_secs_f64();
    let (own, his, all) = (own_seconds() - own, seconds_of(worker.id().expect("it runs")) - his, machine_seconds() - all);
    let rate = position.counts.events as f64 / elapsed;
    say(format!(
        "all the way: {} events in {elapsed:.1} s, {rate:.0} events/s (goal {ALL_GOAL}); processor seconds: worker {his:.1}, simulator {own:.1} ({:.0} % of all), whole machine {all:.1}",
        position.counts.events,
        100.0 * own / all,
    ));
    let fsync: String = sqlx::query_scalar("show fsync").fetch_one(&okta.db.owner).await.expect("it tells");
    say(format!("fsync is {fsync}"));
    drop(worker);

    let (rows, bytes): (i64, i64) = sqlx::query_as(
        "select (select count(*) from events),
           (select sum(pg_total_relation_size(inhrelid))::bigint from pg_inherits where inhparent in ('events'::regclass, 'event_terms'::regclass))",
    )
    .fetch_one(&okta.db.owner)
    .await
    .expect("it counts");
    let raw = texts.iter().map(String::len).sum::<usize>() / texts.len();
    say(format!("stored: {} bytes an event with all indexes and terms; Okta sends {raw}", bytes / rows));

    search(&okta, tenant.id, searched, &texts).await;
    assert!(rules >= RULES_GOAL && rate >= ALL_GOAL, "a goal is missed");
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn say(line: String) {
    println!("{line}");
}

/// The texts of so many entries.
async fn texts(okta: &TestOkta, acme: &Org, count: usize) -> Vec<String> {
    let (token, _) = ApiToken::parse(&acme.token()).expect("a token");
    let client = OktaClient::new(&okta.egress(), acme.host().parse().expect("an org"), token, ClientSettings::default());
    let now = OffsetDateTime::now_utc();
    let mut pages = std::pin::pin!(client.pages(logs::between(now - time::Duration::DAY, now), None));
    let mut texts = Vec::new();
    while texts.len() < count {
        let Some(page) = pages.next().await else { break };
        texts.extend(page.expect("a page").items.into_iter().map(|entry| entry.raw.get().to_owned()));
    }
    texts
}

/// Events a second, decoded and looked at by all rules, by the processor time of this thread alone.
fn rules(texts: &[String]) -> f64 {
    let (rules, known) = (Rules::built_in(), Known::default());
    let before = own_seconds();
    let mut seen = 0;
    for text in texts {
        let event = Event::parse(text).expect("an event");
        let found = rules.look(&event, &known);
        seen += found.hits.len() + found.marks.len();
    }
    let taken = own_seconds() - before;
    assert!(seen > 0, "rules see something");
    texts.len() as f64 / taken
}

/// Keeps the log from being followed while the org is scanned.
async fn hold(okta: &TestOkta, hold: bool) {
    let (made, undo) = (
        "create function hold() returns trigger language plpgsql as $$ begin new.run_at := now() + interval '1 day'; return new; end $$;
         create trigger hold before insert on jobs for each row when (new.kind = 'follow_log') execute function hold();",
        "drop trigger hold on jobs; drop function hold;
         update jobs set run_at = now() where kind = 'follow_log' and state = 1; update lanes set due_at = now() where lane like 'log:%'",
    );
    sqlx::raw_sql(if hold { made } else { undo }).execute(&okta.db.owner).await.expect("the owner may");
}

/// Searches over events of a hundred tenants.
async fn search(okta: &TestOkta, like: TenantId, wanted: usize, texts: &[String]) {
    let mut tenants = vec![like];
    let owner = &okta.db.owner;
    let there: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(owner).await.expect("it counts");
    let each = wanted / TENANTS;
    for number in 1..TENANTS {
        let tenant = okta.tenant(&format!("Tenant {number}")).await.id;
        let connection = uuid::Uuid::new_v4();
        sqlx::query("insert into connections (tenant_id, id, name) values ($1, $2, 'copied')")
            .bind(tenant.uuid())
            .bind(connection)
            .execute(owner)
            .await
            .expect("it is made");
        for (table, columns) in [
            (
                "events",
                "published, uuid, seq, received_at, event_type, severity, outcome, actor_id, actor_name, address, country, terms, raw",
            ),
            ("event_terms", "term, hour"),
        ] {
            let limit = if table == "events" { format!("limit {}", each.min(there as usize)) } else { String::new() };
            let copy = format!(
                "insert into {table} (tenant_id, connection_id, {columns}) select $1, $2, {columns} from {table} where tenant_id = $3 {limit}"
            );
            sqlx::query(sqlx::AssertSqlSafe(copy))
                .bind(tenant.uuid())
                .bind(connection)
                .bind(like.uuid())
                .execute(owner)
                .await
                .expect("it is copied");
        }
        tenants.push(tenant);
    }
    sqlx::query("analyze events").execute(owner).await.expect("it looks");
    let all: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(owner).await.expect("it counts");
    let samples: Vec<Event> = texts.iter().step_by(texts.len() / 40).map(|text| Event::parse(text).expect("an event")).collect();
    type Of = fn(&mut EventFilter, &Event) -> bool;
    let kinds: [(&str, Of); 6] = [
        ("latest", |_, _| true),
        ("type", |filter, event| {
            filter.event_type = Some(TypeFilter::Exactly(event.event_type().to_owned()));
            true
        }),
        ("actor", |filter, event| {
            filter.actor = event.text(&["actor", "id"]).map(|id| id.into_owned());
            filter.actor.is_some()
        }),
        ("address", |filter, event| {
            filter.address = event.text(&["client", "ipAddress"]).and_then(|ip| ip.parse().ok()).map(|ip| (ip, ip));
            filter.address.is_some()
        }),
        ("target", |filter, event| {
            filter.terms = event
                .targets()
                .iter()
                .take(1)
                .filter_map(|target| target["id"].as_str())
                .map(|id| oktually_core::log::term("target", id))
                .collect();
            !filter.terms.is_empty()
        }),
        ("words", |filter, event| {
            filter.terms = event.text(&["actor", "displayName"]).map(|name| words(&name).collect()).unwrap_or_default();
            !filter.terms.is_empty()
        }),
    ];
    say(format!("search in {all} events of {} tenants, 50 rows a page, milliseconds:", tenants.len()));
    for (name, set) in kinds {
        let mut times = Vec::new();
        for (at, sample) in samples.iter().cycle().take(200).enumerate() {
            let mut filter = EventFilter {
                since: OffsetDateTime::now_utc() - time::Duration::days(7),
                until: OffsetDateTime::now_utc() + time::Duration::DAY,
                connection: None,
                event_type: None,
                actor: None,
                address: None,
                outcome: None,
                severity: None,
                terms: Vec::new(),
            };
            if !set(&mut filter, sample) {
                continue;
            }
            let begun = Instant::now();
            let mut scope = okta.db.api.tenant(tenants[at % tenants.len()]).await.expect("the database answers");
            scope.events(&filter, None, 50).await.expect("it is found");
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        say(format!("  {name:<10} p50 {:>7.1}   p95 {:>7.1}   of {}", at(0.5), at(0.95), times.len()));
    }
}

fn own_seconds() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the system counts");
    (usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6
}

/// User and system time of a process, in seconds (proc_pid_stat(5), in hundredths).
fn seconds_of(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("Linux says so").split_whitespace().collect();
    (fields[11].parse::<f64>().expect("a number") + fields[12].parse::<f64>().expect("a number")) / 100.0
}

/// What all processors did so far, in seconds (proc_stat(5)).
fn machine_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").expect("Linux tells it");
    let numbers: Vec<f64> = stat.lines().next().expect("a line").split_whitespace().skip(1).filter_map(|text| text.parse().ok()).collect();
    // User, nice, system, and what follows the idle ones: interrupts.
    (numbers[0] + numbers[1] + numbers[2] + numbers[5] + numbers[6]) / 100.0
}
