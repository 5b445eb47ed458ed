//! Recorded answers of real orgs, and the examples of Okta's published description, are read as the client reads what it fetches.
//!
//! `OKTUALLY_CASSETTES` names a folder of recordings, `OKTUALLY_OKTA_SPEC` the description (`okta-management.yaml`). What cannot be read is in
//! `tolerated-*.txt`, one line each: endpoint, file or example, reason. These lists may only shrink.
#![expect(clippy::print_stdout, reason = "a table is what this test is for")]

mod cassettes;
mod endpoints;
mod reading;
mod spec;
mod table;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use okta_client::{Denial, Error, api::Scope, testing::Recorded};
use serde_json::Value;
use table::Table;

/// Recorded answers, read once for all tests; `None` where none are named.
fn recordings() -> Option<&'static [(String, Recorded)]> {
    static ALL: OnceLock<Vec<(String, Recorded)>> = OnceLock::new();
    let folder = named("OKTUALLY_CASSETTES")?;
    Some(ALL.get_or_init(|| cassettes::answers(&folder)))
}

/// Okta's published description, read once for all tests; `None` where none is named.
fn description() -> Option<&'static Value> {
    static SPEC: OnceLock<Value> = OnceLock::new();
    let file = named("OKTUALLY_OKTA_SPEC")?;
    Some(SPEC.get_or_init(|| spec::read(&file)))
}

fn named(setting: &str) -> Option<PathBuf> {
    let path = std::env::var_os(setting).map(PathBuf::from).filter(|path| Path::exists(path));
    if path.is_none() {
        println!("SKIPPED: {setting} names nothing that is there");
    }
    path
}

fn judge(table: &Table, tolerated: &str) {
    println!("{table:#}");
    let (new, old) = table.compare(tolerated);
    let lines = |failures: &[(String, String, String)]| -> String {
        failures.iter().map(|(endpoint, source, reason)| format!("{endpoint}\t{source}\t{reason}\n")).collect()
    };
    assert!(new.is_empty(), "{} answers cannot be read:\n{}", new.len(), lines(&new));
    assert!(old.is_empty(), "these can be read by now, take them out of the list:\n{}", lines(&old));
}

#[test]
fn answers_of_real_orgs_are_read() {
    let Some(all) = recordings() else { return };
    let good: Vec<_> = all.iter().filter(|(_, answer)| answer.status == 200).cloned().collect();
    let table = Table::of(&endpoints::all(), &good);
    judge(&table, include_str!("tolerated-recordings.txt"));
    assert!(table.elements() > 0, "no recording of a known endpoint was found");
}

#[test]
fn okta_s_own_examples_are_read() {
    let Some(spec) = description() else { return };
    let table = Table::of(&endpoints::all(), &spec::examples(spec));
    judge(&table, include_str!("tolerated-examples.txt"));
    assert!(table.elements() > 0, "no example of a known endpoint was found");
}

#[test]
fn every_call_asks_for_the_scope_that_is_published_for_it() {
    let Some(spec) = description() else { return };
    let published = spec::scopes(spec);
    let wrong = |(pattern, scope): (&'static str, Scope)| -> Option<String> {
        // Clients and the shape of single users are described elsewhere.
        let scopes = published.get(pattern)?;
        (!scopes.iter().any(|name| name == scope.as_str())).then(|| format!("{pattern}: {scope}, not {scopes:?}"))
    };
    let all = endpoints::all();
    let asked = all.iter().filter_map(|endpoint| Some((endpoint.pattern, endpoint.scope?)));
    let wrong: Vec<_> = asked.filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_recorded_refusal_is_understood() {
    let Some(all) = recordings() else { return };
    let mut judged = BTreeMap::new();
    for (file, answer) in all.iter().filter(|(_, answer)| !(200..300).contains(&answer.status)) {
        let error = okta_client::testing::refusal(answer);
        let vague = match &error {
            Some(Error::Forbidden { reason: Denial::Other(_), .. }) => true,
            Some(Error::Refused { code, .. }) => code.is_empty(),
            _ => false,
        };
        assert!(!vague, "{file}: {} {} is {error:?}", answer.status, answer.url);
        let taken_for = error.map_or_else(|| "asked again".to_owned(), |error| error.to_string());
        *judged.entry((answer.status, taken_for)).or_insert(0) += 1;
    }
    for ((status, taken_for), count) in judged {
        println!("{count:>5} × {status}: {taken_for}");
    }
}
