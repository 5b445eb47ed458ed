//! A sign-in as Okta writes it, and changes to it.

use serde_json::{Value, json};

/// A sign-in with a password and a push, of a user who is no administrator.
pub(crate) fn sign_in() -> Value {
    json!({
        "uuid": "5a1f3c86-7d0b-11f0-9c55-3f6f1c3e2a10",
        "version": "0",
        "published": "2026-03-02T09:14:27.318Z",
        "eventType": "user.session.start",
        "legacyEventType": "core.user_auth.login_success",
        "displayMessage": "User login to Okta",
        "severity": "INFO",
        "actor": {"id": "00u1ann", "type": "User", "alternateId": "ann@acme.example", "displayName": "Ann Arber", "detailEntry": null},
        "client": {
            "id": null,
            "ipAddress": "198.51.100.7",
            "device": "Computer",
            "zone": "null",
            "userAgent": {
                "rawUserAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
                "os": "Mac OS X",
                "browser": "CHROME"
            },
            "geographicalContext": {
                "city": "Utrecht", "state": "Utrecht", "country": "Netherlands", "postalCode": "3511",
                "geolocation": {"lat": 52.09, "lon": 5.12}
            }
        },
        "device": null,
        "authenticationContext": {
            "authenticationProvider": null, "credentialProvider": null, "credentialType": null, "issuer": null, "interface": null,
            "authenticationStep": 0, "externalSessionId": "102ann", "rootSessionId": "102ann"
        },
        "outcome": {"result": "SUCCESS", "reason": null},
        "target": null,
        "transaction": {"id": "aLqT2kX9", "type": "WEB", "detail": {}},
        "debugContext": {"debugData": {
            "requestId": "aLqT2kX9", "requestUri": "/idp/idx/authenticators/poll", "url": "/idp/idx/authenticators/poll?",
            "dtHash": "6f1d9f0c5e", "threatSuspected": "false",
            "behaviors": "{New Geo-Location=NEGATIVE, New Device=NEGATIVE, New IP=NEGATIVE, New State=NEGATIVE, New Country=NEGATIVE, Velocity=NEGATIVE, New City=NEGATIVE}",
            "risk": "{level=LOW}"
        }},
        "request": {"ipChain": [{"ip": "198.51.100.7", "version": "V4", "source": null}]},
        "securityContext": {"asNumber": 1136, "asOrg": "kpn", "isp": "kpn b.v.", "domain": "kpn.net", "isProxy": false}
    })
}

/// The base with a JSON merge patch (RFC 7396) over it.
pub(crate) fn with(patch: &Value) -> Value {
    let mut event = sign_in();
    merge(&mut event, patch);
    event
}

fn merge(into: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        into.clone_from(patch);
        return;
    };
    if !into.is_object() {
        *into = json!({});
    }
    let Some(object) = into.as_object_mut() else { return };
    for (key, change) in changes {
        if change.is_null() {
            object.remove(key);
        } else {
            merge(object.entry(key.clone()).or_insert(Value::Null), change);
        }
    }
}
