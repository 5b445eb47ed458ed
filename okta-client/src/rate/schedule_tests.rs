use super::super::shown::Limit;
use super::*;

const DATE: i64 = 1_000_000;

struct Story {
    schedule: Schedule,
    start: Instant,
}

impl Story {
    fn new(share_percent: u8, reserve: u32, max_in_flight: usize) -> Self {
        let start = Instant::now();
        Self { schedule: Schedule::new(Policy { share_percent, reserve, max_in_flight }, start), start }
    }

    fn at(&self, seconds: f64) -> Instant {
        self.start + Duration::from_secs_f64(seconds)
    }

    fn ask(&mut self, path: &'static str, seconds: f64) -> Verdict {
        self.schedule.ask(path, self.at(seconds))
    }

    fn go(&mut self, path: &'static str, seconds: f64) -> Ticket {
        match self.ask(path, seconds) {
            Verdict::Go(ticket) => ticket,
            other => panic!("{path} at {seconds}: {other:?}"),
        }
    }

    fn answer(&mut self, mut ticket: Ticket, seconds: f64, limit: Option<(u32, u32, i64)>, refused: bool) {
        let limit = limit.map(|(limit, remaining, reset)| Limit { limit, remaining, reset: DATE + reset });
        let shown = Shown { limit, date: Some(DATE + seconds.floor() as i64) };
        let now = self.at(seconds);
        self.schedule.answered(&mut ticket, now, Duration::from_millis(10), shown, refused, 0.5);
        self.schedule.release(ticket, self.at(seconds));
    }

    /// Calls until told to stop; the number made and when to go on, in seconds from the start.
    fn drain(&mut self, path: &'static str, seconds: f64, limit: u32, mut remaining: u32, reset: i64) -> (u32, f64) {
        for made in 0.. {
            match self.ask(path, seconds) {
                Verdict::Go(ticket) => {
                    remaining = remaining.checked_sub(1).expect("never into a refusal");
                    self.answer(ticket, seconds, Some((limit, remaining, reset)), false);
                }
                Verdict::At(until, Wait::RateLimit) => return (made, until.duration_since(self.start).as_secs_f64()),
                other => panic!("{other:?}"),
            }
        }
        unreachable!()
    }
}

#[test]
fn half_of_what_is_shown_is_used_and_then_the_window_is_waited_out() {
    let mut story = Story::new(50, 2, 4);
    let (made, until) = story.drain("/a", 0.0, 100, 100, 60);
    assert_eq!(made, 50);
    assert_eq!(until, 61.0);
    let (made, until) = story.drain("/a", 61.0, 100, 100, 120);
    assert_eq!((made, until), (50, 121.0));
}

#[test]
fn the_reserve_stays_free_even_with_a_large_share_and_one_call_is_always_possible() {
    assert_eq!(Story::new(90, 5, 4).drain("/a", 0.0, 20, 20, 60).0, 15);
    assert_eq!(Story::new(50, 5, 4).drain("/a", 0.0, 1, 1, 60).0, 1);
}

#[test]
fn calls_that_a_former_holder_made_in_the_first_window_count_as_ours() {
    assert_eq!(Story::new(50, 2, 4).drain("/a", 0.0, 100, 70, 30).0, 20);
}

#[test]
fn another_callers_use_is_respected_down_to_the_reserve() {
    let mut story = Story::new(50, 2, 4);
    let ticket = story.go("/a", 0.0);
    story.answer(ticket, 0.0, Some((100, 99, 60)), false);
    let ticket = story.go("/a", 1.0);
    story.answer(ticket, 1.0, Some((100, 3, 60)), false);
    let ticket = story.go("/a", 1.0);
    assert!(matches!(story.ask("/a", 1.0), Verdict::Busy), "one left above the reserve, and that is under way");
    story.answer(ticket, 1.0, Some((100, 2, 60)), false);
    assert!(matches!(story.ask("/a", 59.0), Verdict::At(..)));
    story.go("/a", 61.1);
}

#[test]
fn a_new_holder_learns_from_one_call_before_it_goes_parallel() {
    let mut story = Story::new(50, 2, 3);
    let first = story.go("/a", 0.0);
    assert!(matches!(story.ask("/a", 0.0), Verdict::Busy));
    let other = story.go("/b", 0.0);
    story.answer(first, 0.0, Some((100, 99, 60)), false);
    story.go("/a", 0.0);
    story.go("/a", 0.0);
    assert!(matches!(story.ask("/a", 0.0), Verdict::Busy), "the ceiling holds over all paths");
    story.schedule.release(other, story.at(0.0));
    story.go("/a", 0.0);
}

#[test]
fn paths_that_show_the_same_limit_and_reset_share_one_allowance() {
    let mut story = Story::new(50, 2, 4);
    let first = story.go("/a", 0.0);
    story.answer(first, 0.0, Some((100, 99, 60)), false);
    let first = story.go("/b", 0.0);
    story.answer(first, 0.0, Some((100, 98, 60)), false);
    let apart = story.go("/c", 0.0);
    story.answer(apart, 0.0, Some((100, 99, 40)), false);
    assert_eq!(story.drain("/a", 0.0, 100, 98, 60).0, 48);
    assert!(matches!(story.ask("/b", 0.0), Verdict::At(..)));
    story.go("/c", 0.0);
}

#[test]
fn the_window_is_measured_by_oktas_clock_and_not_by_ours() {
    let mut story = Story::new(50, 2, 4);
    let mut ticket = story.go("/a", 0.0);
    let shown = Shown { limit: Some(Limit { limit: 2, remaining: 1, reset: 5_000_030 }), date: Some(5_000_000) };
    let now = story.at(0.0);
    story.schedule.answered(&mut ticket, now, Duration::ZERO, shown, false, 0.5);
    assert!(matches!(story.ask("/a", 0.0), Verdict::At(until, _) if until == story.at(31.0)));
}

#[test]
fn a_refusal_waits_for_the_reset() {
    let mut story = Story::new(50, 2, 4);
    let ticket = story.go("/a", 0.0);
    story.answer(ticket, 0.0, Some((100, 0, 20)), true);
    assert!(matches!(story.ask("/a", 0.0), Verdict::At(until, Wait::RateLimit) if until == story.at(21.25)));
    story.go("/a", 21.3);
}

#[test]
fn a_refusal_for_concurrency_is_short_and_lowers_the_ceiling() {
    let mut story = Story::new(50, 2, 4);
    let first = story.go("/a", 0.0);
    story.answer(first, 0.0, Some((100, 99, 60)), false);
    let out: Vec<_> = (0..4).map(|_| story.go("/a", 1.0)).collect();
    for ticket in out {
        story.answer(ticket, 1.0, Some((0, 0, 4000)), true);
    }
    assert!(matches!(story.ask("/a", 1.0), Verdict::At(until, Wait::Concurrency) if until == story.at(3.75)));
    story.go("/a", 4.0);
    assert!(matches!(story.ask("/a", 4.0), Verdict::Busy), "one at a time for a while");
}

#[test]
fn a_reset_that_cannot_be_true_gives_a_bounded_back_off() {
    for reset in [-100, 4000] {
        let mut story = Story::new(50, 2, 4);
        let mut now = 0.0;
        for strike in 1..=10 {
            let ticket = story.go("/a", now);
            story.answer(ticket, now, Some((100, 0, reset + now as i64)), true);
            let Verdict::At(until, Wait::RateLimit) = story.ask("/a", now) else { panic!("no wait after a refusal") };
            let wait = until.duration_since(story.at(now)).as_secs_f64();
            assert!((1.0..=45.0).contains(&wait) && (strike > 1 || wait == 1.5), "{wait}");
            now += wait;
        }
    }
}

#[test]
fn without_headers_the_pace_is_gentle() {
    let mut story = Story::new(50, 2, 4);
    let ticket = story.go("/a", 0.0);
    story.answer(ticket, 0.1, None, false);
    assert!(matches!(story.ask("/a", 0.2), Verdict::At(until, _) if until == story.at(0.6)));
    let ticket = story.go("/a", 0.6);
    story.answer(ticket, 0.7, None, true);
    assert!(matches!(story.ask("/a", 0.8), Verdict::At(until, _) if until > story.at(2.0)));
}

#[test]
fn a_call_that_was_dropped_gives_its_turn_back_and_counts() {
    let mut story = Story::new(50, 0, 1);
    let ticket = story.go("/a", 0.0);
    story.schedule.release(ticket, story.at(0.0));
    let ticket = story.go("/a", 1.0);
    story.answer(ticket, 1.0, Some((4, 3, 60)), false);
    let dropped = story.go("/a", 1.0);
    story.schedule.release(dropped, story.at(1.0));
    assert!(matches!(story.ask("/a", 1.0), Verdict::At(..)));
    assert_eq!(story.schedule.allowances(story.at(1.0)), [Allowance { path: "/a", limit: 4, allowed: 2, left: 0 }]);
}

#[test]
fn a_late_answer_from_the_last_window_does_not_open_a_new_one() {
    let mut story = Story::new(50, 2, 4);
    let ticket = story.go("/a", 0.0);
    story.answer(ticket, 0.0, Some((10, 9, 60)), false);
    let late = story.go("/a", 59.0);
    assert_eq!(story.drain("/a", 61.0, 10, 10, 120).0, 4, "what is under way may still count in the new window");
    story.answer(late, 62.0, Some((10, 8, 60)), false);
    assert!(matches!(story.ask("/a", 100.0), Verdict::At(until, _) if until == story.at(121.0)));
}

#[test]
fn the_share_of_the_credential_s_own_limit_is_kept_while_the_org_s_is_shown() {
    let mut story = Story::new(50, 2, 4);
    let (mut made, mut own) = (0, 300);
    while let Verdict::Go(ticket) = story.ask("/a", 0.0) {
        (made, own) = (made + 1, own - 1);
        // After 140 calls others have used so much that less of the org's limit is left.
        let shown = if made <= 140 { (300, own, 60) } else { (600, 290 - made, 40) };
        story.answer(ticket, 0.0, Some(shown), false);
    }
    assert_eq!(made, 150);
    // The org's window is over, the credential's own is not.
    assert!(matches!(story.ask("/a", 45.0), Verdict::At(until, _) if until == story.at(61.0)));
    story.go("/a", 61.0);
}

#[test]
fn a_refusal_holds_all_that_draws_from_the_same_bucket() {
    let (users, roles, factors) = ("/api/v1/users", "/api/v1/users/{id}/roles", "/api/v1/users/{id}/factors");
    let mut story = Story::new(50, 2, 4);
    for (path, left) in [(users, 299), (roles, 298)] {
        let ticket = story.go(path, 0.0);
        story.answer(ticket, 0.0, Some((300, left, 60)), false);
    }
    let ticket = story.go(users, 5.0);
    story.answer(ticket, 5.0, Some((600, 0, 30)), true);
    for path in [users, roles, factors] {
        assert!(matches!(story.ask(path, 6.0), Verdict::At(until, Wait::RateLimit) if until >= story.at(31.0)), "{path}");
    }
    story.go("/api/v1/groups", 6.0);
    story.go(factors, 31.5);
}

#[test]
fn where_others_draw_too_one_call_at_a_time_is_made() {
    let mut story = Story::new(50, 2, 4);
    let ticket = story.go("/a", 0.0);
    story.answer(ticket, 0.0, Some((600, 500, 60)), false);
    story.go("/a", 1.0);
    assert!(matches!(story.ask("/a", 1.0), Verdict::Busy));
    story.go("/b", 1.0);
}

#[test]
fn what_looks_alike_is_parted_when_the_numbers_belie_it() {
    let mut story = Story::new(50, 2, 4);
    for (path, sent, answered) in [("/a", 0.0, 0.2), ("/b", 0.3, 0.5)] {
        let ticket = story.go(path, sent);
        story.answer(ticket, answered, Some((100, 99, 60)), false);
    }
    assert_eq!(story.drain("/a", 1.0, 100, 99, 60).0, 49, "what has not been drawn from one counter is not counted together");
    assert_eq!(story.drain("/b", 1.0, 100, 99, 60).0, 49);
}

#[test]
fn paths_that_begin_together_are_parted_by_their_first_numbers() {
    let mut story = Story::new(50, 2, 4);
    for (path, sent, limit) in [("/api/v1/policies", 0.0, 1000), ("/api/v1/zones", 0.2, 100), ("/api/v1/idps", 0.4, 1000)] {
        let ticket = story.go(path, sent);
        story.answer(ticket, sent + 0.1, Some((limit, limit - 1, 60)), false);
    }
    assert_eq!(story.drain("/api/v1/zones", 1.0, 100, 99, 60).0, 49);
    assert_eq!(story.drain("/api/v1/policies", 1.0, 1000, 999, 60).0, 499);
    assert_eq!(story.drain("/api/v1/idps", 1.0, 1000, 999, 60).0, 499);
}

#[test]
fn a_path_that_was_never_called_waits_for_the_bucket_of_its_family() {
    let mut story = Story::new(50, 2, 4);
    assert_eq!(story.drain("/api/v1/users", 0.0, 10, 10, 60).0, 5);
    assert!(matches!(story.ask("/api/v1/users/{id}/factors", 1.0), Verdict::At(until, _) if until == story.at(61.0)));
    story.go("/api/v1/users/{id}", 1.0);
}

#[test]
fn a_limit_that_was_raised_is_used() {
    let mut story = Story::new(50, 2, 4);
    assert_eq!(story.drain("/a", 0.0, 100, 100, 60).0, 50);
    assert_eq!(story.drain("/a", 61.0, 200, 200, 121).0, 100);
}
