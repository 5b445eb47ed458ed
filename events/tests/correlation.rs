//! What several events show does not depend on the order in which they come, or how often.
#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]

use std::collections::HashMap;

use oktually_events::{
    Event, Known,
    detection::{
        Rules,
        correlation::{Correlation, Mark, Memory},
    },
};
use proptest::{prelude::*, strategy::ValueTree};
use serde_json::{Value, json};

/// An event of a small world: few people, addresses and browsers, so that much of it belongs together.
#[derive(Debug, Clone)]
struct Happened {
    kind: u8,
    user: u8,
    address: u8,
    second: u32,
}

fn event(number: usize, happened: &Happened) -> Event {
    let Happened { kind, user, address, second } = happened;
    let (name, outcome, reason, factor) = match kind % 8 {
        0..=2 => ("user.session.start", "FAILURE", "INVALID_CREDENTIALS", ""),
        3 => ("user.session.start", "SUCCESS", "", ""),
        4 => ("user.authentication.auth_via_mfa", "FAILURE", "INVALID_CREDENTIALS", "OKTA_VERIFY_PUSH"),
        5 => ("user.authentication.auth_via_mfa", "SUCCESS", "", "OKTA_VERIFY_PUSH"),
        6 => ("policy.evaluate_sign_on", "ALLOW", "", ""),
        _ => ("user.account.lock", "SUCCESS", "", ""),
    };
    let minute = second / 60;
    Event::of(json!({
        "uuid": format!("{number:05}"),
        "published": format!("2026-01-05T{:02}:{:02}:{:02}.000Z", 8 + minute / 60, minute % 60, second % 60),
        "eventType": name,
        "outcome": {"result": outcome, "reason": reason},
        "actor": {"id": format!("00u{user}"), "alternateId": format!("user{user}@acme.example"), "type": "User"},
        "client": {"ipAddress": format!("198.51.100.{address}"), "userAgent": {"rawUserAgent": format!("agent {address}"), "os": format!("os {}", address % 3), "browser": "B"},
            "geographicalContext": {"country": format!("Country {}", address % 4), "geolocation": {"lat": f64::from(*address) * 5.0 - 40.0, "lon": 10.0}}},
        "authenticationContext": {"externalSessionId": format!("s{user}"), "rootSessionId": format!("s{user}")},
        "debugContext": {"debugData": {"factor": factor, "dtHash": format!("d{}", user % 4)}},
        "target": [{"type": "User", "id": format!("00u{user}"), "alternateId": format!("user{user}@acme.example")}]
    }))
    .unwrap()
}

fn marks(events: &[Event]) -> Vec<Vec<Mark>> {
    events.iter().map(|event| Rules::built_in().look(event, &Known::default()).marks).collect()
}

fn rules() -> HashMap<&'static str, &'static Correlation> {
    Rules::built_in().correlations().map(|(id, (_, correlation))| (id, correlation)).collect()
}

/// The episodes that are left when marks have come in these pages.
fn episodes(pages: &[Vec<Mark>]) -> Vec<(String, String)> {
    let (mut memory, rules) = (Memory::default(), rules());
    for page in pages {
        memory.take(page.iter().cloned(), &rules);
    }
    memory.episodes().map(|(rule, episode)| (rule.to_owned(), format!("{episode:?}"))).collect()
}

fn happened() -> impl Strategy<Value = Happened> {
    // Bursts, since nothing spread evenly is an attack.
    (0..8_u8, 0..14_u8, 0..12_u8, 0..4_u32, 0..400_u32).prop_map(|(kind, user, address, hour, second)| Happened {
        kind,
        user,
        address,
        second: hour * 5_400 + second,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn late_doubled_and_reordered_delivery_gives_the_same_episodes(
        story in prop::collection::vec(happened(), 20..160),
        order in any::<u64>(),
        page in 1..40_usize,
        doubled in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut story = story;
        story.sort_by_key(|happened| happened.second);
        let events: Vec<Event> = story.iter().enumerate().map(|(number, happened)| event(number, happened)).collect();
        let marks = marks(&events);
        let in_order = episodes(&marks);
        // As one page.
        prop_assert_eq!(&episodes(&[marks.concat()]), &in_order);
        // Shuffled, some twice, in pages; each page taken again, as after a crash before its commit was known.
        let mut shuffled = marks.clone();
        shuffled.extend(doubled.iter().map(|index| marks[index.index(marks.len())].clone()));
        let mut state = order | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let pages: Vec<Vec<Mark>> = shuffled.chunks(page).flat_map(|page| [page.concat(), page.concat()]).collect();
        prop_assert_eq!(&episodes(&pages), &in_order);
    }
}

#[test]
fn random_stories_do_show_something() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(happened(), 160);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..30 {
        let mut story = strategy.new_tree(&mut runner).unwrap().current();
        story.sort_by_key(|happened| happened.second);
        let events: Vec<Event> = story.iter().enumerate().map(|(number, happened)| event(number, happened)).collect();
        seen.extend(episodes(&marks(&events)).into_iter().map(|(rule, _)| rule));
    }
    assert!(seen.len() >= 5, "{seen:?}");
}

#[test]
fn an_event_that_comes_late_disproves_what_it_makes_untrue() {
    // Pushes denied in a row, and a success among them that comes last.
    let happened = |kind: u8, second: u32| Happened { kind, user: 1, address: 1, second };
    let story: Vec<Happened> = (0..5).map(|number| happened(4, number * 60)).collect();
    let mut events: Vec<Event> = story.iter().enumerate().map(|(number, happened)| event(number, happened)).collect();
    let bombing = |events: &[Event]| episodes(&marks(events)).into_iter().filter(|(rule, _)| rule == "log.push-bombing").count();
    assert_eq!(bombing(&events), 1);
    events.push(event(99, &happened(5, 130)));
    assert_eq!(bombing(&events), 0);
}

#[test]
fn nobody_is_grouped_under_a_name_that_is_none() {
    let mut value: Value = event(0, &Happened { kind: 0, user: 1, address: 1, second: 0 }).into_value();
    value["actor"] = json!({"id": "unknown", "alternateId": "unknown"});
    value["client"]["ipAddress"] = Value::Null;
    let marks = marks(&[Event::of(value).unwrap()]).concat();
    let grouped: Vec<&str> = marks.iter().map(|mark| mark.group.as_str()).filter(|group| *group != "org").collect();
    assert!(grouped.iter().all(|group| group.starts_with('d') || group.starts_with('s')), "{grouped:?}");
}
