//! Recorded answers of real orgs, and the examples of Okta's published description, are read as the client reads what it fetches.
//!
//! `OKTUALLY_CASSETTES` names a folder of recordings, `OKTUALLY_OKTA_SPEC` the description (`okta-management.yaml`). What cannot be read is in
//! `tolerated-*.txt`, one line each: endpoint, file or example, reason; `unknown-fields.txt` has the fields that nothing of Okta's ever fills.
//! These lists may only shrink, so each has a length that it must not exceed.

mod cassettes;
mod endpoints;
mod fields;
mod reading;
mod spec;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    io::Write,
    path::PathBuf,
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

/// What a setting names; a setting that names nothing is a mistake and no reason to skip.
fn named(setting: &str) -> Option<PathBuf> {
    let Some(path) = std::env::var_os(setting).map(PathBuf::from) else {
        tell(format_args!("SKIPPED: {setting} is not set"));
        return None;
    };
    assert!(path.exists(), "{setting} names {}, which is not there", path.display());
    Some(path)
}

/// Shows something to whoever runs the tests. What is written by `println!` is held back while they pass.
fn tell(what: impl Display) {
    // All at once, so that tests side by side do not interrupt each other.
    std::io::stderr().write_all(format!("{what}\n").as_bytes()).expect("standard error takes what is written");
}

/// The entries of a list of what is tolerated, of which there may be `at_most` so many.
fn entries(list: &str, at_most: usize) -> Vec<&str> {
    let lines: Vec<_> = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines.len(), at_most, "the list may only shrink, and its length here with it");
    lines
}

fn judge(what: &str, table: &Table, tolerated: &[&str]) {
    tell(format_args!("{what}\n{table:#}"));
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
    judge("Recorded answers of real orgs", &table, &entries(include_str!("tolerated-recordings.txt"), 0));
    assert!(table.elements() > 0, "no recording of a known endpoint was found");
}

#[test]
fn okta_s_own_examples_are_read() {
    let Some(spec) = description() else { return };
    let table = Table::of(&endpoints::all(), &spec::examples(spec));
    judge("Published examples", &table, &entries(include_str!("tolerated-examples.txt"), 18));
    assert!(table.elements() > 0, "no example of a known endpoint was found");
}

/// Fields that hold what Okta wrote, whatever that is.
const FREE: &[&str] = &["conditions", "settings", "actions"];

#[test]
fn every_field_of_ours_is_one_that_okta_fills() {
    let Some(spec) = description() else { return };
    let endpoints = endpoints::all();
    let mut fields = Table::of(&endpoints, &spec::samples(spec)).fields();
    let recorded = recordings().unwrap_or_default();
    let good: Vec<_> = recorded.iter().filter(|(_, answer)| answer.status == 200).cloned().collect();
    for (model, met) in [spec::examples(spec), good].iter().flat_map(|answers| Table::of(&endpoints, answers).fields()) {
        fields.entry(model).or_default().add(met);
    }
    let free = |model: &str| if model.starts_with("policies::") { FREE } else { &[] };
    let mut unknown: BTreeSet<String> =
        fields.iter().flat_map(|(model, fields)| fields.empty(free(model)).map(move |field| format!("{model}\t{field}"))).collect();
    // What was never met at all cannot be vouched for either.
    unknown
        .extend(endpoints.iter().filter(|endpoint| !fields.contains_key(endpoint.model)).map(|endpoint| format!("{}\t*", endpoint.model)));
    let written = entries(include_str!("unknown-fields.txt"), 14);
    let new: Vec<_> = unknown.iter().filter(|field| !written.contains(&field.as_str())).collect();
    assert!(
        new.is_empty(),
        "{} fields have a name that nothing of Okta's has:\n{}",
        new.len(),
        new.iter().map(|line| format!("{line}\n")).collect::<String>()
    );
    // Other recordings may fill less.
    let old: Vec<_> = written.iter().filter(|field| !unknown.contains(**field)).collect();
    assert!(old.is_empty(), "these are filled by now, take them out of the list: {old:#?}");
}

/// Lists that come whole, whatever is asked.
const WHOLE: [&str; 2] = ["/api/v1/policies", "/api/v1/policies/{id}/rules"];

#[test]
fn every_list_is_asked_for_in_the_largest_pages_that_are_granted() {
    let Some(spec) = description() else { return };
    let published = spec::largest_pages(spec);
    let wrong = |endpoint: &reading::Endpoint| -> Option<String> {
        let asked = endpoint.page_size.map(u64::from);
        let known = published.get(endpoint.pattern)?;
        let fits = match *known {
            // Okta gives up on the counts of larger pages.
            Some(_) if endpoint.pattern == "/api/v1/groups" => asked == Some(200),
            Some(most) => asked == Some(most),
            // Without a number in the description, whatever real orgs were seen to grant.
            None => asked.is_some() || WHOLE.contains(&endpoint.pattern),
        };
        (!fits).then(|| format!("{}: asks for {asked:?} of {known:?}", endpoint.pattern))
    };
    let wrong: Vec<_> = endpoints::all().iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
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
        tell(format_args!("{count:>5} × {status}: {taken_for}"));
    }
}
