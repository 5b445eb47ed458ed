use std::collections::{BTreeMap, BTreeSet};

use okta_sim::known_paths;

use super::reference::{table, tell};

/// Where a bucket is deliberately not that of the table of 2022: paths that begin so, and why.
const OTHERWISE: [(&str, &str); 9] = [
    ("/api/v1/apps/{id}/", "the documentation counts what lies below an application with it"),
    ("/api/v1/groups/{id}/", "the documentation counts what lies below a group with it"),
    ("/api/v1/devices/{id}/users", "the documentation has one limit for devices"),
    ("/api/v1/device-assurances", "the documentation counts it with all the rest"),
    ("/api/v1/hook-keys", "the documentation counts it with all the rest"),
    ("/api/v1/push-providers", "the documentation counts it with all the rest"),
    ("/oauth2/v1/keys", "metadata counts against nothing"),
    ("/.well-known/openid-configuration", "metadata counts against nothing"),
    ("/.well-known/oauth-authorization-server", "metadata counts against nothing"),
];

#[test]
fn every_bucket_is_that_of_okta_s_table_but_for_what_is_written_down() {
    let Some(rows) = table("okta-rate-limit-buckets.tsv") else { return };
    // Names of parts that vary are as the table's author liked.
    let bare = |path: &str| -> Vec<String> {
        path.split('/').map(|part| if part.starts_with('{') || part == "ID" { "{}".to_owned() } else { part.to_owned() }).collect()
    };
    let reads = rows.iter().filter(|row| row[0] == "GET");
    let listed: BTreeMap<Vec<String>, &str> = reads.map(|row| (bare(&row[1]), row[2].as_str())).collect();
    let (mut compared, mut wrong, mut met) = (0, Vec::new(), BTreeSet::new());
    let known = known_paths();
    for path in &known {
        let Some(listed) = listed.get(&bare(path.pattern)) else { continue };
        compared += 1;
        let is_listed = |bucket: &str| bare(bucket) == bare(listed);
        let metered = path.bucket != "unmetered";
        if metered && !is_listed(path.older_bucket) {
            wrong.push(format!("{} in the table of 2022: {}, listed {listed}", path.pattern, path.older_bucket));
        }
        if is_listed(path.bucket) {
            continue;
        }
        match OTHERWISE.iter().find(|(begins, _)| path.pattern.starts_with(begins)) {
            Some((begins, _)) => met.extend([*begins]),
            None => wrong.push(format!("{}: {}, listed {listed}", path.pattern, path.bucket)),
        }
    }
    tell(&format!("buckets of {compared} of {} paths compared, the others are not in the table", known.len()));
    assert!(wrong.is_empty(), "{wrong:#?}");
    let over: Vec<_> = OTHERWISE.iter().filter(|(begins, _)| !met.contains(begins)).collect();
    assert!(over.is_empty(), "written down, but no longer so: {over:?}");
}
