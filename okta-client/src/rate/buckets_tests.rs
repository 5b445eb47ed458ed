//! Random layouts of buckets, limits, other clients and interleavings against a small model of Okta.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{
    schedule::{Policy, Schedule, Ticket, Verdict},
    shown::{Limit, Shown},
};
use super::*;

const PATHS: [&str; 8] = [
    "/api/v1/users",
    "/api/v1/users/{id}/factors",
    "/api/v1/users/{id}/roles",
    "/api/v1/groups",
    "/api/v1/groups/{id}/roles",
    "/api/v1/policies",
    "/api/v1/policies/{id}/rules",
    "/api/v1/zones",
];
const DATE: f64 = 1_000_000.0;

/// How others use the org.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Others {
    Nobody,
    /// So much of each window's limit, evenly.
    Steady(f64),
    /// So much at four moments.
    Bursts(f64),
}

#[derive(Debug, Clone)]
struct World {
    /// For each path, its bucket.
    layout: Vec<usize>,
    /// For each bucket, the org's limit.
    limits: Vec<u32>,
    own_percent: u32,
    share: u8,
    others: Others,
    /// For each of several threads of work, which paths it calls, in turn.
    work: Vec<Vec<usize>>,
    calls: usize,
    latency: f64,
    phase: f64,
}

#[derive(Debug, Clone, Default)]
struct Counter {
    opened: f64,
    used: u32,
    number: u64,
    /// Whether such a limit had been shown when the window opened.
    shown: bool,
}

#[derive(Debug, Default)]
struct Report {
    /// The most taken of a principal's own window, by bucket.
    most: BTreeMap<usize, u32>,
    refused: BTreeMap<(usize, u64), u32>,
    taken: BTreeMap<usize, u32>,
    seconds: f64,
    /// The calls, for whoever has to understand a failure.
    story: Vec<String>,
}

struct Okta<'a> {
    world: &'a World,
    own: Vec<Counter>,
    org: Vec<Counter>,
    report: Report,
    /// Whose own limit was shown to somebody.
    shown: Vec<bool>,
}

impl Okta<'_> {
    fn own_limit(&self, bucket: usize) -> u32 {
        (self.world.limits[bucket] * self.world.own_percent / 100).max(1)
    }

    /// Answers a call at `now`: what it shows, and whether it was refused.
    fn answer(&mut self, bucket: usize, now: f64) -> (Limit, bool) {
        let (whole, limit) = (self.world.limits[bucket], self.own_limit(bucket));
        let noisy = self.world.others != Others::Nobody;
        let org = &mut self.org[bucket];
        if now - org.opened >= 60.0 {
            let gone = ((now - org.opened) / 60.0).floor();
            org.opened = if noisy { org.opened + 60.0 * gone } else { now };
            (org.used, org.number) = (0, org.number + gone as u64);
        }
        let own = &mut self.own[bucket];
        if now - own.opened >= 60.0 {
            *own = Counter { opened: now, used: 0, number: own.number + 1, shown: self.shown[bucket] };
        }
        let part = (now - org.opened) / 60.0;
        let others = match self.world.others {
            Others::Nobody => 0.0,
            Others::Steady(percent) => part * percent,
            Others::Bursts(percent) => {
                let over = (0..4).filter(|burst| f64::from(*burst) * 0.21 + (org.number % 7) as f64 * 0.03 <= part).count();
                over as f64 / 4.0 * percent
            }
        };
        let others = (f64::from(whole) * others) as u32;
        let allowed = own.used < limit && org.used + others < whole;
        if allowed {
            own.used += 1;
            org.used += 1;
            *self.report.taken.entry(bucket).or_default() += 1;
        } else {
            *self.report.refused.entry((bucket, org.number)).or_default() += 1;
        }
        if own.shown || !noisy {
            let most = self.report.most.entry(bucket).or_default();
            *most = (*most).max(own.used);
        }
        let shown = |counter: &Counter, limit: u32, used: u32| Limit {
            limit,
            remaining: limit.saturating_sub(used),
            // Cut to the second, or to the next.
            reset: (DATE + counter.opened + 60.0 + if self.world.phase < 0.5 { 0.0 } else { 1.0 }).floor() as i64,
        };
        let (org, own) = (shown(org, whole, org.used + others), shown(own, limit, own.used));
        let shown = if org.remaining < own.remaining { org } else { own };
        self.shown[bucket] |= shown.limit == limit;
        (shown, !allowed)
    }
}

/// Plays the whole story: threads of work that call as soon as they may.
fn play(world: &World) -> Report {
    let start = Instant::now();
    let at = |seconds: f64| start + Duration::from_secs_f64(seconds);
    let policy = Policy { share_percent: world.share, reserve: 2, max_in_flight: 4 };
    let mut schedule = Schedule::new(policy, start);
    let buckets = world.limits.len();
    let org = (0..buckets).map(|bucket| Counter { opened: -60.0 * (world.phase + 0.31 * bucket as f64).fract(), ..Counter::default() });
    let never = Counter { opened: -1e9, ..Counter::default() };
    let own = vec![never.clone(); buckets];
    let org = if world.others == Others::Nobody { own.clone() } else { org.collect() };
    let mut okta = Okta { world, own, org, report: Report::default(), shown: vec![false; buckets] };
    // What each thread waits for: its call's answer at a time, or nothing.
    type Out = (f64, Ticket, Limit, bool);
    let mut threads: Vec<(usize, Option<Out>)> = world.work.iter().map(|_| (0, None)).collect();
    let mut now: f64 = 0.0;
    loop {
        let mut next = f64::MAX;
        for (thread, (done, out)) in threads.iter_mut().enumerate() {
            if *done >= world.calls || out.is_some() {
                continue;
            }
            let work = &world.work[thread];
            let path = work[*done * work.len() / world.calls];
            match schedule.ask(PATHS[path], at(now)) {
                Verdict::Go(ticket) => {
                    let took = world.latency * (0.5 + (thread as f64 * 0.37 + now * 7.3).fract());
                    let (shown, refused) = okta.answer(world.layout[path], now + took / 2.0);
                    okta.report.story.push(format!(
                        "{now:.3} {} of bucket {}: {shown:?} {refused} at {:.3}",
                        PATHS[path],
                        world.layout[path],
                        now + took
                    ));
                    *out = Some((now + took, ticket, shown, refused));
                }
                Verdict::At(until, _) => next = next.min(until.duration_since(start).as_secs_f64()),
                Verdict::Busy => {}
            }
        }
        let answered = threads.iter().filter_map(|(_, out)| Some(out.as_ref()?.0)).fold(next, f64::min);
        if answered == f64::MAX {
            break;
        }
        now = answered.max(now + 1e-6);
        for (done, out) in &mut threads {
            if let Some((_, mut ticket, limit, refused)) = out.take_if(|out| out.0 <= now) {
                let shown = Shown { limit: Some(limit), date: Some((DATE + now).floor() as i64) };
                let took = Duration::from_secs_f64(world.latency);
                schedule.answered(&mut ticket, at(now), took, shown, refused, 0.5);
                schedule.release(ticket, at(now));
                *done += usize::from(!refused);
            }
        }
        assert!(now < 50_000.0, "it does not come to an end: {world:?}");
    }
    assert!(threads.iter().all(|(done, _)| *done >= world.calls), "calls were lost");
    okta.report.seconds = now;
    okta.report
}

fn worlds(others: impl Strategy<Value = Others>) -> impl Strategy<Value = World> {
    let limits = prop::collection::vec(prop::sample::select(vec![10_u32, 20, 100, 100, 100, 150, 600]), 4);
    let work = prop::collection::vec(prop::collection::vec(0..PATHS.len(), 1..4), 1..6);
    let numbers = (prop::sample::select(vec![50_u32, 75, 100]), prop::sample::select(vec![10_u8, 50, 90]), 10..120_usize);
    let expected = Just(vec![0, 0, 0, 1, 1, 2, 2, 2]);
    let layouts = prop_oneof![expected, prop::collection::vec(0..4_usize, PATHS.len())];
    (layouts, limits, work, numbers, others, 0.02..0.4, 0.0..1.0).prop_map(
        |(layout, limits, work, (own_percent, share, calls), others, latency, phase)| World {
            layout,
            limits,
            own_percent,
            share,
            others,
            work,
            calls,
            latency,
            phase,
        },
    )
}

/// Worlds in which others leave next to nothing while several threads call the same path as fast as they may: whoever has more than one
/// call under way when it runs out is refused more than once.
fn crowded_worlds() -> impl Strategy<Value = World> {
    let limits = prop::sample::select(vec![100_u32, 150, 600]).prop_map(|limit| vec![limit; 4]);
    let others = prop_oneof![Just(Others::Steady(0.95)), Just(Others::Bursts(0.95))];
    let numbers = (4..8_usize, prop::sample::select(vec![50_u32, 75, 100]), 40..120_usize);
    (0..PATHS.len(), limits, numbers, others, 0.02..0.4, 0.0..1.0).prop_map(
        |(path, limits, (threads, own_percent, calls), others, latency, phase)| World {
            layout: vec![0, 0, 0, 1, 1, 2, 2, 2],
            limits,
            own_percent,
            share: 90,
            others,
            work: vec![vec![path]; threads],
            calls,
            latency,
            phase,
        },
    )
}

/// How many families beside the first draw from a bucket, against what is known beforehand. Their first calls find that out, and what is
/// under way meanwhile may come on top.
fn strangers(world: &World, bucket: usize) -> u32 {
    let paths = PATHS.iter().zip(&world.layout).filter(|(_, place)| **place == bucket).map(|(path, _)| family(path));
    (paths.collect::<std::collections::BTreeSet<_>>().len() as u32).saturating_sub(1)
}

/// Whether what draws from a bucket is what was expected to.
fn is_a_family(world: &World, bucket: usize) -> bool {
    let inside: Vec<usize> = (0..PATHS.len()).filter(|place| world.layout[*place] == bucket).collect();
    let kin = |place: &usize| inside.first().is_some_and(|first| family(PATHS[*first]) == family(PATHS[*place]));
    inside == (0..PATHS.len()).filter(kin).collect::<Vec<_>>()
}

fn allowed(world: &World, bucket: usize) -> u32 {
    let limit = (world.limits[bucket] * world.own_percent / 100).max(1);
    Policy { share_percent: world.share, reserve: 2, max_in_flight: 4 }.allowed(limit)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn alone_nothing_is_refused_the_share_is_kept_and_little_time_is_lost(world in worlds(Just(Others::Nobody))) {
        let report = play(&world);
        prop_assert!(report.refused.iter().all(|((bucket, _), refused)| *refused <= strangers(&world, *bucket)), "{report:#?}");
        let mut windows = 0;
        for (bucket, most) in &report.most {
            // Where families draw from one bucket against what is known beforehand, numbers that agree by chance may hide it for a while.
            let most_possible = allowed(&world, *bucket) * (1 + strangers(&world, *bucket)) + 4 * strangers(&world, *bucket).min(1);
            prop_assert!(*most <= most_possible, "bucket {bucket}: {report:#?}");
            windows += report.taken[bucket].div_ceil(allowed(&world, *bucket)) - 1;
        }
        // A window for each time that a first call had to wait for a family's bucket that was not its own, at most.
        let calls = (world.calls * world.work.len()) as f64;
        let first_calls = world.work.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let bound = (f64::from(windows) + first_calls) * 63.0 + calls * 2.0 * world.latency;
        prop_assert!(report.seconds <= bound, "{} s, {bound} s would do: {report:#?}", report.seconds);
    }

    #[test]
    fn of_others_who_take_nearly_all_at_most_one_refusal_a_window_is_drawn_and_nothing_is_lost(
        world in worlds(prop_oneof![Just(Others::Steady(0.95)), Just(Others::Bursts(0.95)), Just(Others::Steady(0.4))])
    ) {
        let report = play(&world);
        for ((bucket, window), refused) in &report.refused {
            let unexpected = u32::from(!is_a_family(&world, *bucket));
            prop_assert!(*refused <= 1 + unexpected + strangers(&world, *bucket), "bucket {bucket}, window {window}: {report:#?}");
        }
        // Among others, paths that are taken for each other's, or not, by what is known beforehand may be shown limits that do not tell them
        // apart, the credential's own and the org's. Where those two are equal, nobody can tell whose window is shown.
        for (bucket, most) in report.most.iter().filter(|(bucket, _)| is_a_family(&world, **bucket) && world.own_percent < 100) {
            prop_assert!(*most <= allowed(&world, *bucket), "bucket {bucket}: {report:#?}");
        }
    }

    #[test]
    fn of_what_others_leave_the_last_is_asked_for_one_call_at_a_time(world in crowded_worlds()) {
        let report = play(&world);
        for ((bucket, window), refused) in &report.refused {
            prop_assert!(*refused <= 1, "bucket {bucket}, window {window}: {report:#?}");
        }
    }
}
