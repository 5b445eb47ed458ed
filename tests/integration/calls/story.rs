//! Every call of the client against an org that has everything.

use std::{collections::BTreeSet, fs, path::Path};

use okta_sim::{ClientSpec, Flaw, Oddity, Org, OrgSpec, known_paths};

use super::{
    every::{TEXT, every_call},
    reader::Reader,
};

/// An org that has everything, with all that may be wrong with it.
fn generous() -> OrgSpec {
    let spec = OrgSpec::new("acme")
        .seed(7)
        .users(600)
        .oddity(Oddity::SecretsInApps)
        .threat_protection(true)
        .limit_multiplier(1_000.0)
        .setup_gap("setup.super-admin")
        .client(ClientSpec::service_app("reader").roles(["APP_ADMIN"]))
        .integration("scanner");
    Flaw::ALL.iter().fold(spec, |spec, flaw| spec.flaw(flaw.id))
}

/// The calls of the client's modules, `users::list`, as their source says.
fn calls() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../okta-client/src/api");
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let (module, text) = (file.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&file).unwrap());
        let functions = text.lines().filter(|line| line.starts_with("pub fn ") && (line.contains("-> List<") || line.contains("-> Get<")));
        found.extend(functions.filter_map(|line| Some(format!("{module}::{}", line.strip_prefix("pub fn ")?.split('(').next()?))));
    }
    found
}

#[test]
fn no_call_of_the_client_is_forgotten_here() {
    let calls = calls();
    assert!(calls.len() > 110, "only {calls:?}");
    let forgotten: Vec<_> = calls.iter().filter(|call| !TEXT.contains(&format!("({call}("))).collect();
    assert!(forgotten.is_empty(), "never made: {forgotten:?}");
}

#[tokio::test]
async fn every_call_is_answered_and_understood_asks_for_full_pages_and_keeps_no_secret() {
    let mut reader = Reader::of(generous()).await;
    every_call(&mut reader).await;
    let org = reader.org();
    assert_eq!(org.violation_count(), 0, "{:#?}", org.violations());
    answered_and_understood(&reader);
    in_full_pages(&org);
    without_secrets(&reader);
}

/// Answers that are empty whoever asks: nobody here has a role that is confined in that way.
const EMPTY: [&str; 5] = [
    "/api/v1/groups/{id}/roles/{id}/targets/catalog/apps",
    "/api/v1/groups/{id}/roles/{id}/targets/groups",
    "/api/v1/users/{id}/roles/{id}/targets/catalog/apps",
    "/oauth2/v1/clients/{id}/roles/{id}/targets/catalog/apps",
    "/oauth2/v1/clients/{id}/roles/{id}/targets/groups",
];

fn answered_and_understood(reader: &Reader) {
    let (mut silent, mut unreadable, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    for (pattern, met) in &reader.met {
        if met.answered == 0 {
            silent.push(format!("{pattern}: {:?}", met.refused.first()));
        }
        if met.elements == 0 && !EMPTY.contains(pattern) {
            empty.push(*pattern);
        }
        unreadable.extend(met.unreadable.iter().map(|reason| format!("{pattern}: {reason}")));
    }
    assert!(silent.is_empty(), "never answered: {silent:#?}");
    assert!(unreadable.is_empty(), "{unreadable:#?}");
    assert!(empty.is_empty(), "nothing came: {empty:#?}");
}

fn in_full_pages(org: &Org) {
    let known = known_paths();
    let mut asked: BTreeSet<(&str, usize, String)> = BTreeSet::new();
    for entry in org.journal() {
        let fitting = known.iter().filter(|known| fits(known.pattern, &entry.path));
        let path = fitting.min_by_key(|known| known.pattern.matches('{').count()).expect("what was answered is known");
        let limit = entry.query.split('&').find_map(|pair| pair.strip_prefix("limit=")).unwrap_or("nothing").to_owned();
        asked.extend(path.sizes.map(|(_, most)| (path.pattern, most, limit)));
    }
    assert!(asked.len() > 30, "{asked:?}");
    // Okta gives up on the counts of larger pages of groups.
    let full = |pattern: &str, most: usize| if pattern == "/api/v1/groups" { 200 } else { most };
    let wrong: Vec<_> = asked.iter().filter(|(pattern, most, limit)| *limit != full(pattern, *most).to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a path is one of those that a pattern means.
fn fits(pattern: &str, path: &str) -> bool {
    pattern.split('/').count() == path.split('/').count()
        && pattern.split('/').zip(path.split('/')).all(|(wanted, found)| wanted.starts_with('{') || wanted == found)
}

fn without_secrets(reader: &Reader) {
    assert!(reader.kept.contains(&reader.org().org_id()), "the search sees what is kept");
    let mark = reader.org().canary_mark();
    let before = reader.kept.find(&mark).map(|at| reader.kept[at.saturating_sub(200)..at].to_owned());
    assert_eq!(before, None, "a secret was kept");
}
