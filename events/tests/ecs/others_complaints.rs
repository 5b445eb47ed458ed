//! What goes wrong for others who write this log as ECS, each with where it was complained of.

use oktually_events::ecs::{Options, write};
use serde_json::json;

use crate::catalogue::{categories, well_categorised};
use crate::sample::{event, signed_in};

/// elastic/integrations 12370.
#[test]
fn network_is_never_an_event_type_and_nothing_stands_twice() {
    for event_type in [
        "system.org.rate_limit.warning",
        "system.org.rate_limit.violation",
        "core.concurrency.org.limit.violation",
        "security.request.blocked",
    ] {
        well_categorised(event_type);
        let (categories, types) = categories(event_type);
        assert!(
            categories.contains(&"network".to_owned()) && !types.contains(&"network".to_owned()),
            "{event_type}: {categories:?} {types:?}"
        );
    }
}

/// elastic/integrations 15235.
#[test]
fn every_way_to_sign_in_has_a_category_for_rules_to_ask_for() {
    for event_type in [
        "user.authentication.auth_via_mfa",
        "user.authentication.verify",
        "user.authentication.auth_via_richclient",
        "user.authentication.of_tomorrow",
    ] {
        assert_eq!(categories(event_type).0, ["authentication"], "{event_type}");
    }
}

/// elastic/integrations 18528.
#[test]
fn the_targets_email_is_there() {
    let target = json!([
        {"type": "AppInstance", "id": "0oa1", "alternateId": "Wiki", "displayName": "Wiki"},
        {"type": "User", "id": "00u2", "alternateId": "sam@example.com", "displayName": "Sam Low"}
    ]);
    let document = write(&event(signed_in(), json!({"target": target})), &Options::default());
    assert_eq!(document["user"]["target"]["email"], "sam@example.com");
}
