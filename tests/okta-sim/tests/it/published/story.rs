use std::collections::{BTreeMap, BTreeSet};

use okta_sim::{ClientSpec, Engine, OrgSpec, known_paths};

use super::reference::{description, tell};
use super::schema::Description;
use super::walk::walk;
use crate::client::sim;

/// What the wire says otherwise than the description: a part of the path, the end of the place, the problem, why the wire wins. It may only shrink.
const TOLERATED: &str = include_str!("../tolerated.txt");

/// An org that has everything, read by a super administrator.
fn generous(engine: Engine) -> OrgSpec {
    OrgSpec::new("acme")
        .seed(7)
        .users(2_500)
        .engine(engine)
        .threat_protection(true)
        .without_limits()
        .setup_gap("setup.super-admin")
        .flaw("admin.role-via-large-group")
        .flaw("admin.custom-role-tier0")
        .client(ClientSpec::service_app("reader").roles(["APP_ADMIN"]))
        .integration("scanner")
}

#[tokio::test]
async fn every_answer_is_as_okta_describes_it_but_for_what_is_written_down() {
    let Some(description) = description().as_deref().map(Description::read) else { return };
    let mut tolerated: BTreeMap<(&str, &str, &str), bool> = BTreeMap::new();
    for line in TOLERATED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        assert_eq!(parts.len(), 4, "{line}");
        tolerated.insert((parts[0], parts[1], parts[2]), false);
    }
    assert_eq!(tolerated.len(), 77, "the list may only shrink, and its length here with it");
    let (mut failures, mut bodies, mut compared, mut undescribed) = (BTreeSet::new(), 0, BTreeSet::new(), BTreeSet::new());
    for engine in [Engine::Identity, Engine::Classic] {
        let sim = sim([generous(engine)]).await;
        for answers in walk(&sim, &sim.org("acme")).await {
            let pattern = answers.path.pattern;
            let Some(operation) = description.operation(pattern) else {
                undescribed.insert(pattern);
                continue;
            };
            for (_, _, body) in answers.answers.iter().filter(|(_, status, _)| *status == 200) {
                bodies += 1;
                compared.insert(pattern);
                for (place, what) in description.problems(operation, body) {
                    let fits =
                        |(path, end, problem): &(&str, &str, &str)| pattern.contains(path) && place.ends_with(end) && what == *problem;
                    match tolerated.iter_mut().find(|(known, _)| fits(known)) {
                        Some((_, met)) => *met = true,
                        None => {
                            failures.insert(format!("{pattern}\t{place}\t{what}"));
                        }
                    }
                }
            }
        }
    }
    tell(&format!(
        "{bodies} answers of {} paths compared, {} tolerated deviations; not described: {undescribed:?}",
        compared.len(),
        tolerated.len()
    ));
    assert!(failures.is_empty(), "{} deviations:\n{}", failures.len(), failures.into_iter().collect::<Vec<_>>().join("\n"));
    let over: Vec<_> = tolerated.iter().filter(|(_, met)| !**met).map(|(problem, _)| problem).collect();
    assert!(over.is_empty(), "tolerated, but no longer met: {over:?}");
}

#[tokio::test]
async fn every_path_answers_somewhere_in_a_generous_org() {
    let sim = sim([generous(Engine::Identity)]).await;
    let silent: Vec<String> = walk(&sim, &sim.org("acme"))
        .await
        .into_iter()
        .filter(|answers| !answers.answers.iter().any(|(_, status, _)| *status == 200))
        .map(|answers| format!("{} {:?}", answers.path.pattern, answers.answers.first().map(|(asked, status, _)| (asked.clone(), *status))))
        .collect();
    // Nobody here has consented to Okta Aerial.
    assert_eq!(
        silent.iter().map(|path| path.split(' ').next().unwrap()).collect::<Vec<_>>(),
        ["/api/v1/org/privacy/aerial"],
        "{silent:#?}"
    );
}

#[test]
fn every_path_asks_for_a_scope_that_okta_describes() {
    let Some(description) = description().as_deref().map(Description::read) else { return };
    let wrong: Vec<String> = known_paths()
        .into_iter()
        .filter(|path| path.pattern != "/api/v1/users/me")
        .filter_map(|path| {
            let operation = description.operation(path.pattern)?;
            let scopes = Description::scopes(operation);
            let fits = path.scope.map_or(scopes.is_empty(), |scope| scopes.contains(&scope));
            (!fits).then(|| format!("{}: {:?}, described {scopes:?}", path.pattern, path.scope))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
