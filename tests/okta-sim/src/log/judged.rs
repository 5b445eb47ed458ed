//! What Okta thinks of where a request comes from.

use super::places::{News, Origin};
use super::text::all;
use crate::id::{Ids, Kind};

/// The results of behaviours: of those for devices and speed, for places, and for addresses.
fn results(origin: &Origin) -> (&'static str, &'static str, &'static str) {
    match origin.news {
        News::Nothing => ("NEGATIVE", "NEGATIVE", "NEGATIVE"),
        News::Address => ("NEGATIVE", "NEGATIVE", "POSITIVE"),
        News::Place => ("NEGATIVE", "POSITIVE", "POSITIVE"),
        News::All => ("POSITIVE", "POSITIVE", "POSITIVE"),
    }
}

/// Writes members of `securityContext`: the risk, and the org's own behaviours by their ids.
pub(super) fn in_context(text: &mut String, seed: u64, origin: &Origin) {
    let (level, reasons) = origin.risk.unwrap_or(("LOW", ""));
    all(text, &[r#","risk":{"level":""#, level, r#"","reasons":["#]);
    for (place, reason) in reasons.split(", ").filter(|reason| !reason.is_empty()).enumerate() {
        all(text, &[if place == 0 { "\"" } else { ",\"" }, reason, "\""]);
    }
    text.push_str(r#"]},"userBehaviors":["#);
    let (all_new, place, address) = results(origin);
    // Numbers of the behaviours that every org has.
    for (number, name, result) in [(0, "New Geo-Location", place), (1, "New Device", all_new), (2, "New IP", address)] {
        let id = Ids::new(seed).id(Kind::Behavior, number);
        all(
            text,
            &[if number == 0 { "" } else { "," }, r#"{"id":""#, id.as_str(), r#"","name":""#, name, r#"","result":""#, result, "\"}"],
        );
    }
    text.push(']');
    if origin.proxy {
        details(text, origin);
    }
}

/// Writes `ipDetails` of an address that belongs to a service that hides who uses it.
pub(super) fn details(text: &mut String, origin: &Origin) {
    let kind = r#"[{"isAnonymous":true,"operator":"EXAMPLE_VPN","type":"VPN"}]"#;
    all(text, &[",\"ipDetails\":{", origin.city.provider, ",\"ipServiceCategories\":", kind, "}"]);
}

/// Writes debug data: twice as text in braces, and once as JSON in a text.
pub(super) fn judged(text: &mut String, origin: &Origin) {
    let (all_new, place, address) = results(origin);
    let (level, reasons) = origin.risk.unwrap_or(("LOW", ""));
    let rows = [
        ("New Geo-Location", place),
        ("New Device", all_new),
        ("New IP", address),
        ("New State", place),
        ("New Country", place),
        ("Velocity", all_new),
        ("New City", place),
    ];
    text.push_str(",\"behaviors\":\"{");
    for (row, (name, value)) in rows.iter().enumerate() {
        all(text, &[if row == 0 { "" } else { ", " }, name, "=", value]);
    }
    text.push_str("}\",\"risk\":\"{");
    if reasons.is_empty() {
        all(text, &["level=", level, "}\""]);
    } else {
        all(text, &["reasons=", reasons, ", level=", level, "}\""]);
    }
    all(text, &[r#","logOnlySecurityData":"{\"risk\":{\"level\":\""#, level, r#"\""#]);
    if !reasons.is_empty() {
        all(text, &[r#",\"reasons\":\""#, reasons, r#"\""#]);
    }
    text.push_str(r#"},\"behaviors\":{"#);
    for (row, (name, value)) in rows.iter().enumerate() {
        all(text, &[if row == 0 { "" } else { "," }, r#"\""#, name, r#"\":\""#, value, r#"\""#]);
    }
    text.push_str("}}\"");
}
