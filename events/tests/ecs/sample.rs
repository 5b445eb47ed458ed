//! Events as Okta writes them, of an org that there is not.

use oktually_events::Event;
use oktually_events::ecs::{Options, write};
use serde_json::{Value, json};

/// A sign-in with all that Okta says of one.
pub(crate) fn signed_in() -> Value {
    json!({
        "uuid": "6f0c1f0e-8a51-11f0-9b1e-3b2f6a1c7d55",
        "version": "0",
        "published": "2026-03-04T05:06:07.890Z",
        "eventType": "user.session.start",
        "legacyEventType": "core.user_auth.login_success",
        "displayMessage": "User login to Okta",
        "severity": "INFO",
        "actor": {
            "id": "00u1", "type": "User", "alternateId": "jane.doe@example.com", "displayName": "Jane Doe",
            "detailEntry": {"isFirstLogin": "true"}
        },
        "client": {
            "id": "0oaClient", "device": "Computer", "zone": "Office", "ipAddress": "198.51.100.7",
            "userAgent": {"rawUserAgent": "Mozilla/5.0 (Macintosh)", "os": "Mac OS X", "browser": "FIREFOX"},
            "geographicalContext": {
                "city": "Malmö", "state": "Skåne", "country": "Sweden", "postalCode": "211 20",
                "geolocation": {"lat": 55.6, "lon": 13.0}
            }
        },
        "device": {
            "id": "guo1", "name": "MacBook", "os_platform": "OSX", "os_version": "15.1", "managed": true, "registered": "true",
            "jailbreak": null, "secure_hardware_present": true, "disk_encryption_type": "ALL_INTERNAL_VOLUMES",
            "screen_lock_type": "BIOMETRIC", "device_integrator": "{\"com.example.edr\":{\"version\":\"7\"}}"
        },
        "authenticationContext": {
            "authenticationProvider": "OKTA_AUTHENTICATION_PROVIDER", "credentialProvider": "OKTA_CREDENTIAL_PROVIDER",
            "credentialType": "PASSWORD", "issuer": {"id": "iss1", "type": "OKTA"}, "interface": "Web", "authenticationStep": 0,
            "externalSessionId": "102abc", "rootSessionId": "102root",
            "authenticatorContext": {"bindingMethod": "LOOPBACK", "signerIsTrusted": true}
        },
        "outcome": {"result": "SUCCESS", "reason": "OK"},
        "target": [
            {
                "id": "opf1", "type": "AuthenticatorEnrollment", "alternateId": "unknown", "displayName": "Okta Verify",
                "detailEntry": {"methodTypeUsed": "Use Okta FastPass", "signOnModeType": "OPENID_CONNECT"}
            },
            {
                "id": "00u2", "type": "User", "alternateId": "sam.low@example.org", "displayName": "Sam Low",
                "changeDetails": {"from": {"userType": "a"}, "to": {"userType": "b"}}
            },
            {"id": "00g1", "type": "UserGroup", "alternateId": "unknown", "displayName": "Sales", "detailEntry": null}
        ],
        "transaction": {"id": "tx1", "type": "WEB", "detail": {"requestApiTokenId": "00Ttoken"}},
        "request": {"ipChain": [
            {
                "ip": "198.51.100.7", "version": "V4", "source": null, "geographicalContext": {"city": "Malmö", "postalCode": "211 20"},
                "ipDetails": {"asNumber": 64496, "ipServiceCategories": [{"isAnonymous": true, "type": "VPN"}]}
            },
            {"ip": "2001:db8::1", "version": "V6", "source": "proxy"}
        ]},
        "securityContext": {
            "asNumber": 64496, "asOrg": "example net", "isp": "example isp", "domain": "isp.example", "isProxy": false,
            "ipDetails": {"asOrg": "example net"},
            "risk": {"level": "MEDIUM", "previousLevel": "LOW", "reasons": ["New place"], "detectionName": "Session risk"},
            "userBehaviors": [{"id": "b1", "name": "New City", "result": "POSITIVE"}, {"id": "b2", "name": "New IP", "result": "NEGATIVE"}],
            "botProtection": {"level": "LOW"}
        },
        "debugContext": {"debugData": {
            "behaviors": "{New Geo-Location=POSITIVE, New Device=NEGATIVE}",
            "logOnlySecurityData": "{\"risk\":{\"level\":\"HIGH\",\"reasons\":\"Anomalous Location, Anomalous Device\"},\"behaviors\":{\"New IP\":\"POSITIVE\",\"Velocity\":\"NEGATIVE\"}}",
            "risk": "{reasons=Anomalous Location, level=LOW}",
            "deviceFingerprint": "df1", "requestId": "rq1", "requestUri": "/api/v1/authn", "threatSuspected": "false",
            "url": "/api/v1/authn?a=b", "dtHash": "dt1", "factor": "FIDO_WEBAUTHN", "traceId": "tr1",
            "clientSecret": "hash1", "requestedScopes": "openid", "grantedScopes": "openid", "grantType": "authorization_code"
        }}
    })
}

/// An event with some of its keys replaced.
pub(crate) fn event(mut value: Value, with: Value) -> Event {
    if let (Value::Object(object), Value::Object(with)) = (&mut value, with) {
        object.extend(with);
    }
    Event::of(value).unwrap()
}

/// The document of the sign-in with some of its keys replaced.
pub(crate) fn document(with: Value) -> Value {
    write(&event(signed_in(), with), &Options::default())
}
