//! Streams of the System Log to other products.

use std::ops::Range;

use serde_json::{Value, json};

use super::many::{named, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

/// Streams share their sort of id with applications; their numbers begin here.
pub(crate) const STREAMS: u64 = 1 << 43;

fn all(world: &World) -> Range<u64> {
    STREAMS..STREAMS + (2 + world.size() / 1_000).min(25)
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::App, number);
    let place = number - STREAMS;
    let created = world.now.days_ago(500);
    // The published pattern of the event source allows one character, and strict clients hold to it.
    let (kind, name, settings) = if place.is_multiple_of(2) {
        (
            "aws_eventbridge",
            "EventBridge",
            json!({"accountId": format!("{:012}", 100_000 + place), "eventSourceName": "o", "region": "us-east-2"}),
        )
    } else {
        // Okta describes the token as required; some orgs were seen to show none.
        let token = world.canary_uuid("log_stream.token", id);
        ("splunk_cloud_logstreaming", "Splunk", json!({"host": format!("acme{place}.splunkcloud.com"), "edition": "aws", "token": token}))
    };
    let path = format!("{}/api/v1/logStreams/{id}", world.base());
    json!({
        "id": id, "type": kind, "name": format!("{name} {place}"), "lastUpdated": created, "created": created, "status": "ACTIVE", "settings": settings,
        "_links": {"self": {"href": path, "method": "GET"}, "deactivate": {"href": format!("{path}/lifecycle/deactivate"), "method": "POST"}},
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    paged(call, Kind::App, all(&call.world), |number| body(&call.world, number))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let number = named(call, 0, Kind::App, &all(&call.world), "LogStream")?;
    Ok(Answer::of(&body(&call.world, number)))
}
