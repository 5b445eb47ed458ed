//! Debug data in both modes, and what it says of risk.

use oktually_events::ecs::{DebugData, Options, write};
use serde_json::{Value, json};

use crate::sample::{document, event, signed_in};

fn of(debug_data: Value, mode: DebugData) -> Value {
    let event = event(signed_in(), json!({"debugContext": {"debugData": debug_data}, "securityContext": null}));
    write(&event, &Options { debug_data: mode, ..Options::default() })["okta"]["debug_context"]["debug_data"].clone()
}

#[test]
fn what_is_well_known_has_fields_and_all_stands_whole_beside_them() {
    let data = &document(json!({}))["okta"]["debug_context"]["debug_data"];
    for (name, text) in [
        ("device_fingerprint", "df1"),
        ("request_id", "rq1"),
        ("request_uri", "/api/v1/authn"),
        ("threat_suspected", "false"),
        ("url", "/api/v1/authn?a=b"),
        ("dt_hash", "dt1"),
        ("factor", "FIDO_WEBAUTHN"),
        ("client_secret", "hash1"),
        ("requested_scopes", "openid"),
        ("granted_scopes", "openid"),
        ("grant_type", "authorization_code"),
    ] {
        assert_eq!(data[name], text, "{name}");
    }
    let flattened = &data["flattened"];
    assert_eq!(flattened.as_object().unwrap().len(), 15);
    assert_eq!(flattened["behaviors"], json!({"New Geo-Location": "POSITIVE", "New Device": "NEGATIVE"}));
    assert_eq!(flattened["risk"], json!({"reasons": "Anomalous Location", "level": "LOW"}));
    assert_eq!(flattened["logOnlySecurityData"]["risk"]["level"], "HIGH");
    assert_eq!((&flattened["traceId"], &flattened["dtHash"]), (&json!("tr1"), &json!("dt1")));
}

#[test]
fn positive_behaviours_are_found_wherever_they_are_said() {
    let data = &document(json!({}))["okta"]["debug_context"]["debug_data"];
    assert_eq!(data["risk_behaviors"], json!(["New City", "New Geo-Location", "New IP"]));
}

#[test]
fn the_risk_is_that_of_the_log_only_data_then_the_risk_text_then_the_security_context() {
    let data = &document(json!({}))["okta"]["debug_context"]["debug_data"];
    assert_eq!((&data["risk_level"], &data["risk_reasons"]), (&json!("HIGH"), &json!(["Anomalous Location", "Anomalous Device"])));
    let data = of(json!({"risk": "{reasons=New place, New device, level=LOW}"}), DebugData::Flattened);
    assert_eq!((&data["risk_level"], &data["risk_reasons"]), (&json!("LOW"), &json!(["New place", "New device"])));
    let data = &document(json!({"debugContext": null}))["okta"]["debug_context"]["debug_data"];
    assert_eq!(*data, json!({"risk_level": "MEDIUM", "risk_reasons": ["New place"], "risk_behaviors": ["New City"]}));
}

#[test]
fn spread_out_every_name_is_a_field_without_spaces_hyphens_and_dots() {
    let data = json!({
        "requestId": "rq1", "authnRequestId": "an1", "behaviors": "{New Geo-Location=POSITIVE, a.b=NEGATIVE}",
        "originalPrincipal": {"id": "00u9", "display name": "Jane"}, "risk_level": {"not": "ours"}, "flattened": "no"
    });
    assert_eq!(
        of(data, DebugData::Plain),
        json!({
            "request_id": "rq1", "authnRequestId": "an1", "behaviors": {"New_Geo_Location": "POSITIVE", "a_b": "NEGATIVE"},
            "originalPrincipal": {"id": "00u9", "display_name": "Jane"}, "risk_behaviors": ["New Geo-Location"]
        })
    );
}

#[test]
fn what_is_text_of_another_form_stays_text() {
    let data = json!({"behaviors": "none", "risk": "LOW", "logOnlySecurityData": "{\"cut off", "tunnels": "[{\"type\":\"VPN\"}]"});
    assert_eq!(of(data.clone(), DebugData::Flattened), json!({"flattened": data}));
    assert_eq!(of(data.clone(), DebugData::Plain), data);
}

#[test]
fn what_somebody_has_read_already_is_taken_as_it_is() {
    let data = json!({"logOnlySecurityData": {"risk": {"level": "HIGH", "reasons": ["A", "B, C"]}, "behaviors": {"New IP": "POSITIVE"}}, "behaviors": {"X": "POSITIVE"}});
    let written = of(data.clone(), DebugData::Flattened);
    assert_eq!(
        written,
        json!({"flattened": data, "risk_level": "HIGH", "risk_reasons": ["A", "B", "C"], "risk_behaviors": ["New IP", "X"]})
    );
}
