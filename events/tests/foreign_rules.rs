//! Rules of others, as they are published.
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a test says what it saw")]

use std::{fs, path::PathBuf};

use oktually_events::{
    Event, Known,
    detection::{Limits, Rules},
};
use serde_json::json;

/// The folder that `OKTUALLY_SIGMA_DIR` names, with all that is below it.
fn files() -> Option<Vec<(String, String)>> {
    let Ok(folder) = std::env::var("OKTUALLY_SIGMA_DIR") else {
        println!("SKIPPED: OKTUALLY_SIGMA_DIR names no folder of Sigma rules");
        return None;
    };
    let (mut folders, mut files) = (vec![PathBuf::from(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yml" || kind == "yaml") {
                files.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    Some(files)
}

#[test]
fn every_rule_of_the_folder_loads_unmodified() {
    let Some(files) = files() else { return };
    let mut refused = 0;
    for (name, text) in &files {
        match Rules::load([(name.as_str(), text.as_str())], Limits::TRUSTED) {
            Ok(rules) => println!("{name:<70} {} rule(s)", rules.list().len()),
            Err(errors) => {
                refused += 1;
                println!("{name:<70} REFUSED: {}", errors[0]);
            }
        }
    }
    assert!(!files.is_empty() && refused == 0, "{refused} of {} were refused", files.len());
}

#[test]
fn a_published_rule_sees_what_it_is_about() {
    let Some(files) = files() else { return };
    let texts: Vec<_> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).filter(|(name, _)| name.starts_with("okta_")).collect();
    let rules = Rules::load(texts, Limits::TRUSTED).unwrap();
    let titles = |event: serde_json::Value| {
        let seen = rules.look(&Event::of(event).unwrap(), &Known::default());
        seen.hits.into_iter().map(|hit| hit.rule.title.clone()).collect::<Vec<_>>()
    };
    let console = json!({"uuid": "1", "eventType": "policy.evaluate_sign_on", "target": [{"displayName": "Payroll"}, {"displayName": "Okta Admin Console"}],
        "debugContext": {"debugData": {"behaviors": "{New Device=POSITIVE}"}}});
    assert_eq!(titles(console), ["Okta New Admin Console Behaviours"]);
    // A truth value where the rule compares with a text.
    let proxy = json!({"uuid": "2", "eventType": "user.session.start", "securityContext": {"isProxy": true}});
    assert_eq!(titles(proxy).len(), 1);
    assert_eq!(
        titles(json!({"uuid": "3", "eventType": "user.session.start", "securityContext": {"isProxy": false}})),
        Vec::<String>::new()
    );
}
