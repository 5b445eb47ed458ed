//! An ordinary day: nothing of it is worth more than a note.

use oktually_events::{
    Event, Known,
    detection::{Level, Rules},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{base, known};

#[derive(Deserialize)]
struct Ordinary {
    what: String,
    event: Value,
}

/// Rules above `informational` that see something in an ordinary event.
fn loud(known: &Known) -> Vec<String> {
    let events: Vec<Ordinary> = serde_json::from_str(include_str!("ordinary/events.json")).unwrap();
    assert!(events.len() >= 40);
    let mut loud = Vec::new();
    for Ordinary { what, event } in events {
        let seen = Rules::built_in().look(&Event::of(base::with(&event)).unwrap(), known);
        let hits = seen.hits.iter().filter(|hit| hit.rule.level > Level::Informational);
        loud.extend(hits.map(|hit| format!("{what}: {}", hit.rule.id)));
    }
    loud
}

#[test]
fn an_ordinary_day_raises_no_alarm_whoever_it_is() {
    let rest = json!({
        "tokens": {"00Tbackup": "00u9eve"}, "console_policies": ["00pconsole"], "sensitive_apps": ["0oaconsole"], "zones_in_use": ["nzoused"]
    });
    for administrators in [json!({"00u9eve": ["SUPER_ADMIN"]}), json!({"00u1ann": ["ORG_ADMIN"]}), json!({"00u1ann": ["SUPER_ADMIN"]})] {
        let mut known = rest.clone();
        known["administrators"] = administrators;
        assert_eq!(loud(&known::of(&known)), Vec::<String>::new(), "{known}");
    }
    assert_eq!(loud(&Known::default()), Vec::<String>::new());
}

#[test]
fn an_empty_event_and_one_of_an_unknown_type_raise_nothing() {
    for event in [json!({"uuid": "1"}), json!({"uuid": "2", "eventType": "garden.gnome.move", "outcome": {"result": "SUCCESS"}})] {
        let seen = Rules::built_in().look(&Event::of(event).unwrap(), &Known::default());
        assert!(seen.hits.is_empty(), "{:?}", seen.hits);
    }
}

#[test]
fn what_was_typed_as_the_user_name_stands_in_no_hit_that_it_gives() {
    let typed = "Winter2026!abc";
    let event = base::with(&json!({
        "eventType": "user.session.start", "outcome": {"result": "FAILURE", "reason": "VERIFICATION_ERROR"},
        "actor": {"id": "unknown", "alternateId": typed, "displayName": "unknown"}
    }));
    let seen = Rules::built_in().look(&Event::of(event).unwrap(), &Known::default());
    assert!(seen.hits.iter().any(|hit| hit.rule.id == "log.password-as-user-name"));
    for hit in &seen.hits {
        assert!(!format!("{:?} {:?}", hit.subject, hit.matched).contains(typed), "{} tells it", hit.rule.id);
    }
}
