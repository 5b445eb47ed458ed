//! What Okta thinks of where a request comes from.

use super::places::{News, Origin};
use super::text::all;

/// Writes debug data: twice as text in braces, and once as JSON in a text.
pub(super) fn judged(text: &mut String, origin: &Origin) {
    let (all_new, place, address) = match origin.news {
        News::Nothing => ("NEGATIVE", "NEGATIVE", "NEGATIVE"),
        News::Address => ("NEGATIVE", "NEGATIVE", "POSITIVE"),
        News::Place => ("NEGATIVE", "POSITIVE", "POSITIVE"),
        News::All => ("POSITIVE", "POSITIVE", "POSITIVE"),
    };
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
