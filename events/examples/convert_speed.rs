//! How fast events become ECS documents on one core: `cargo run --release -p oktually-events --example convert_speed`.

use std::io::{self, Write};
use std::time::Instant;

use oktually_events::convert::{Format, convert};
use oktually_events::{Event, ecs};
use serde_json::json;

/// Events in a round.
const EVENTS: usize = 100_000;

fn main() -> io::Result<()> {
    let line = format!("{}\n", signed_in());
    let input = line.repeat(EVENTS);
    let mut told = io::stderr();
    writeln!(told, "{EVENTS} sign-ins of {} bytes each", line.len())?;
    for debug_data in [ecs::DebugData::Flattened, ecs::DebugData::Plain] {
        for strict in [false, true] {
            let options = ecs::Options { debug_data, strict, ..ecs::Options::default() };
            let begin = Instant::now();
            let converted = convert(input.as_bytes(), io::sink(), &Format::Ecs(options.clone()), |_| {})?;
            let whole = begin.elapsed().as_secs_f64();
            let event = Event::of(signed_in()).map_err(io::Error::other)?;
            let begin = Instant::now();
            for _ in 0..EVENTS {
                ecs::write_to(&event, &options, io::sink())?;
            }
            let alone = begin.elapsed().as_secs_f64();
            let rate = |seconds: f64| (EVENTS as f64 / seconds).round();
            writeln!(
                told,
                "{debug_data:?}, strict {strict}: {} events/s read, mapped and written; {} events/s mapped and written",
                rate(whole) * (converted.written as f64 / EVENTS as f64),
                rate(alone)
            )?;
        }
    }
    Ok(())
}

/// A sign-in as long as Okta's are.
fn signed_in() -> serde_json::Value {
    let place =
        json!({"city": "Malmö", "state": "Skåne", "country": "Sweden", "postalCode": "211 20", "geolocation": {"lat": 55.6, "lon": 13.0}});
    json!({
        "uuid": "6f0c1f0e-8a51-11f0-9b1e-3b2f6a1c7d55", "version": "0", "published": "2026-03-04T05:06:07.890Z", "severity": "INFO",
        "eventType": "user.session.start", "legacyEventType": "core.user_auth.login_success", "displayMessage": "User login to Okta",
        "actor": {"id": "00u1abvz4pYqdM8ms4x6", "type": "User", "alternateId": "jane.doe@example.com", "displayName": "Jane Doe", "detailEntry": null},
        "client": {
            "id": null, "device": "Computer", "zone": "null", "ipAddress": "198.51.100.7", "geographicalContext": place,
            "userAgent": {"rawUserAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0", "os": "Mac OS X", "browser": "FIREFOX"}
        },
        "device": null,
        "authenticationContext": {
            "authenticationProvider": null, "credentialProvider": null, "credentialType": null, "issuer": null, "interface": null,
            "authenticationStep": 0, "externalSessionId": "102bZDNFfWaQSyEZQuDgWt-uQ", "rootSessionId": "102bZDNFfWaQSyEZQuDgWt-uQ"
        },
        "outcome": {"result": "SUCCESS", "reason": null},
        "target": [
            {"id": "0oa1", "type": "AppInstance", "alternateId": "Wiki", "displayName": "Wiki", "detailEntry": {"signOnModeType": "SAML_2_0"}},
            {"id": "00u2", "type": "User", "alternateId": "sam.low@example.org", "displayName": "Sam Low", "detailEntry": null}
        ],
        "transaction": {"id": "XkcAsWb8WjwDP76xh@1v8wAABp0", "type": "WEB", "detail": {}},
        "request": {"ipChain": [{"ip": "198.51.100.7", "version": "V4", "source": null, "geographicalContext": place}]},
        "securityContext": {"asNumber": 64496, "asOrg": "example net", "isp": "example isp", "domain": "isp.example", "isProxy": false},
        "debugContext": {"debugData": {
            "behaviors": "{New Geo-Location=NEGATIVE, New Device=POSITIVE, New IP=NEGATIVE, New State=NEGATIVE, New Country=NEGATIVE, Velocity=NEGATIVE, New City=NEGATIVE}",
            "logOnlySecurityData": "{\"risk\":{\"level\":\"LOW\"},\"behaviors\":{\"New Geo-Location\":\"NEGATIVE\",\"New Device\":\"POSITIVE\",\"New IP\":\"NEGATIVE\"}}",
            "risk": "{level=LOW}", "deviceFingerprint": "541daf91d15bef64a7e08c946fd9a9d0", "requestId": "XkcAsWb8WjwDP76xh@1v8wAABp0",
            "requestUri": "/api/v1/authn", "threatSuspected": "false", "url": "/api/v1/authn?", "dtHash": "veqflnui3t7ql7k6v0nptw9lipilzybr"
        }}
    })
}
