use std::collections::BTreeMap;

use okta_sim::ErrorCode;

use super::reference::table;

#[test]
fn every_error_code_has_the_status_and_the_words_that_okta_publishes() {
    let Some(rows) = table("okta-error-codes.tsv") else { return };
    let published: BTreeMap<&str, (&str, &str)> =
        rows.iter().filter_map(|row| Some((row.first()?.as_str(), (row.get(1)?.as_str(), row.get(2)?.as_str())))).collect();
    assert!(published.len() > ErrorCode::ALL.len());
    for ErrorCode { code, status, summary } in ErrorCode::ALL {
        assert_eq!(published.get(code), Some(&(status.to_string().as_str(), *summary)), "{code}");
    }
}
