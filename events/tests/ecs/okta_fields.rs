//! The whole event under `okta.*`.

use oktually_events::ecs::{Options, write};
use serde_json::json;

use crate::sample::{document, event, signed_in};

#[test]
fn what_the_event_says_of_itself_is_kept() {
    let okta = &document(json!({}))["okta"];
    for (name, text) in [
        ("uuid", "6f0c1f0e-8a51-11f0-9b1e-3b2f6a1c7d55"),
        ("event_type", "user.session.start"),
        ("legacy_event_type", "core.user_auth.login_success"),
        ("display_message", "User login to Okta"),
        ("severity", "INFO"),
        ("version", "0"),
    ] {
        assert_eq!(okta[name], text, "{name}");
    }
    assert_eq!(okta["outcome"], json!({"result": "SUCCESS", "reason": "OK"}));
    assert_eq!(okta["transaction"], json!({"id": "tx1", "type": "WEB", "detail": {"request_api_token_id": "00Ttoken"}}));
    let names: Vec<_> = okta.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "actor",
            "authentication_context",
            "client",
            "debug_context",
            "device",
            "display_message",
            "event_type",
            "legacy_event_type",
            "outcome",
            "request",
            "security_context",
            "severity",
            "target",
            "transaction",
            "uuid",
            "version"
        ]
    );
}

#[test]
fn actor_and_client_are_kept() {
    let okta = &document(json!({}))["okta"];
    assert_eq!(
        okta["actor"],
        json!({"id": "00u1", "type": "User", "alternate_id": "jane.doe@example.com", "display_name": "Jane Doe", "detail_entry": {"is_first_login": "true"}})
    );
    assert_eq!(
        okta["client"],
        json!({
            "id": "0oaClient", "device": "Computer", "zone": "Office", "ip": "198.51.100.7",
            "user_agent": {"raw_user_agent": "Mozilla/5.0 (Macintosh)", "os": "Mac OS X", "browser": "FIREFOX"}
        })
    );
}

#[test]
fn the_device_is_kept_with_its_integrators_read() {
    assert_eq!(
        document(json!({}))["okta"]["device"],
        json!({
            "id": "guo1", "name": "MacBook", "os_platform": "OSX", "os_version": "15.1", "managed": true, "registered": true,
            "secure_hardware_present": true, "disk_encryption_type": "ALL_INTERNAL_VOLUMES", "screen_lock_type": "BIOMETRIC",
            "device_integrator": {"com.example.edr": {"version": "7"}}
        })
    );
    let device = &document(json!({"device": {"device_integrator": "no {json", "jailbreak": false}}))["okta"]["device"];
    assert_eq!(*device, json!({"device_integrator": {"text": "no {json"}, "jailbreak": false}));
}

#[test]
fn the_interface_does_not_overwrite_the_provider() {
    assert_eq!(
        document(json!({}))["okta"]["authentication_context"],
        json!({
            "authentication_provider": "OKTA_AUTHENTICATION_PROVIDER", "credential_provider": "OKTA_CREDENTIAL_PROVIDER",
            "credential_type": "PASSWORD", "issuer": {"id": "iss1", "type": "OKTA"}, "interface": "Web", "authentication_step": 0,
            "external_session_id": "102abc", "root_session_id": "102root",
            "authenticator_context": {"binding_method": "LOOPBACK", "signer_is_trusted": true}
        })
    );
}

#[test]
fn targets_keep_their_details_and_what_changed() {
    assert_eq!(
        document(json!({}))["okta"]["target"],
        json!([
            {
                "id": "opf1", "type": "AuthenticatorEnrollment", "alternate_id": "unknown", "display_name": "Okta Verify",
                "detail_entry": {"method_type_used": "Use Okta FastPass", "sign_on_mode_type": "OPENID_CONNECT"}
            },
            {
                "id": "00u2", "type": "User", "alternate_id": "sam.low@example.org", "display_name": "Sam Low",
                "change_details": {"from": {"user_type": "a"}, "to": {"user_type": "b"}}
            },
            {"id": "00g1", "type": "UserGroup", "alternate_id": "unknown", "display_name": "Sales"}
        ])
    );
}

#[test]
fn the_chain_of_addresses_is_kept_with_what_okta_knows_of_each() {
    assert_eq!(
        document(json!({}))["okta"]["request"]["ip_chain"],
        json!([
            {
                "ip": "198.51.100.7", "version": "V4", "geographical_context": {"city": "Malmö", "postal_code": "211 20"},
                "ip_details": {"as_number": 64496, "ip_service_categories": [{"is_anonymous": true, "type": "VPN"}]}
            },
            {"ip": "2001:db8::1", "version": "V6", "source": "proxy"}
        ])
    );
}

#[test]
fn the_security_context_is_kept_with_risk_and_behaviours() {
    assert_eq!(
        document(json!({}))["okta"]["security_context"],
        json!({
            "as": {"number": 64496, "organization": {"name": "example net"}}, "isp": "example isp", "domain": "isp.example", "is_proxy": false,
            "ip_details": {"as_org": "example net"},
            "risk": {"level": "MEDIUM", "previous_level": "LOW", "reasons": ["New place"], "detection_name": "Session risk"},
            "user_behaviors": [{"id": "b1", "name": "New City", "result": "POSITIVE"}, {"id": "b2", "name": "New IP", "result": "NEGATIVE"}],
            "bot_protection": {"level": "LOW"}
        })
    );
}

#[test]
fn keys_that_nobody_knows_yet_are_kept_in_snake_case_and_take_no_known_name() {
    let with = json!({
        "ofTomorrow": {"isNew": true, "Größe": 7, "nothing": null},
        "client": {"ipAddress": "198.51.100.7", "ip": "no address", "hopCount": 3},
        "securityContext": {"as": "no object"},
        "event_type": "another"
    });
    let okta = &document(with)["okta"];
    assert_eq!(okta["of_tomorrow"], json!({"is_new": true, "größe": 7}));
    assert_eq!(okta["client"], json!({"ip": "198.51.100.7", "hop_count": 3}));
    assert_eq!((okta.get("security_context"), &okta["event_type"]), (None, &json!("user.session.start")));
}

#[test]
fn the_strict_mode_keeps_elastics_mistakes() {
    let strict = write(&event(signed_in(), json!({"ofTomorrow": 1})), &Options { strict: true, ..Options::default() });
    let okta = &strict["okta"];
    assert_eq!(okta["authentication_context"]["authentication_provider"], "Web");
    assert_eq!(okta["target"][0]["detailEntry"], json!({"methodTypeUsed": "Use Okta FastPass"}));
    assert_eq!(
        strict["user"],
        json!({"name": "jane.doe", "full_name": "Jane Doe", "target": {"id": "00u2", "full_name": "Sam Low", "group": {"id": "00g1", "name": "Sales"}}})
    );
    for absent in ["severity", "version", "legacy_event_type", "of_tomorrow"] {
        assert_eq!(okta.get(absent), None, "{absent}");
    }
    assert_eq!(okta["debug_context"]["debug_data"]["risk_behaviors"], json!(["New Geo-Location"]));
    assert_eq!((strict["client"]["as"].get("number"), strict["event"].get("severity"), strict.get("log")), (None, None, None));
}
