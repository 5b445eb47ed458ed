//! Each call asks for the scope that Okta's published description of its management API names for it. `OKTUALLY_OKTA_SPEC` names the file.

use std::collections::HashMap;

use okta_client::api::{self, Scope};

/// Operations (path with `{}` for each parameter) and the scopes of their GETs, read line by line: paths stand at two blanks, methods at four,
/// the members of an operation at six.
fn published(text: &str) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let (mut path, mut method, mut member) = (String::new(), "", "");
    for line in text.lines() {
        match line.len() - line.trim_start().len() {
            2 => path = line.trim().trim_end_matches(':').to_owned(),
            4 => method = line.trim(),
            6 => member = line.trim(),
            _ => {}
        }
        if let ("get:", "security:", Some(scope)) = (method, member, line.trim().strip_prefix("- okta.")) {
            found.entry(bare(&path)).or_default().push(format!("okta.{scope}"));
        }
    }
    found
}

/// A path without the names of its parameters.
fn bare(path: &str) -> String {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect::<Vec<_>>().join("/")
}

fn calls() -> Vec<(&'static str, Option<Scope>)> {
    macro_rules! calls {
        ($($call:expr),+ $(,)?) => { vec![$(($call.pattern(), $call.scope())),+] };
    }
    let now = time::OffsetDateTime::UNIX_EPOCH;
    calls![
        api::api_tokens::list(),
        api::apps::list(),
        api::apps::get("x"),
        api::authenticators::list(),
        api::factors::of_user("x"),
        api::groups::list(),
        api::groups::get("x"),
        api::groups::members("x"),
        api::groups::roles("x"),
        api::iam::assignees(),
        api::iam::roles(),
        api::iam::permissions("x"),
        api::iam::resource_sets(),
        api::iam::resources("x"),
        api::iam::bindings("x"),
        api::iam::members("x", "y"),
        api::logs::poll(now),
        api::logs::between(now, now),
        api::org::get(),
        api::policies::list(api::policies::PolicyType::Password),
        api::policies::rules("x"),
        api::policies::mappings("x"),
        api::principal_rate_limits::list("OAUTH_CLIENT"),
        api::roles::of_user("x"),
        api::threat_insight::get(),
        api::users::list(),
        api::users::deprovisioned(),
        api::users::get("x"),
        api::zones::list(),
    ]
}

#[test]
fn every_call_names_the_scope_of_the_published_description() {
    let Some(file) = std::env::var_os("OKTUALLY_OKTA_SPEC") else {
        #[expect(clippy::print_stdout, reason = "a test that did not run says so")]
        {
            println!("SKIPPED: OKTUALLY_OKTA_SPEC is not set");
        }
        return;
    };
    let published = published(&std::fs::read_to_string(file).unwrap());
    assert!(published.len() > 200, "{} operations", published.len());
    for (pattern, scope) in calls() {
        let scopes = &published[&bare(pattern)];
        assert!(scopes.iter().any(|name| scope.is_some_and(|scope| scope.as_str() == name)), "{pattern}: {scopes:?}, not {scope:?}");
    }
    let missing: Vec<_> =
        api::scopes::ALL.iter().filter(|scope| !published.values().flatten().any(|name| name == scope.as_str())).collect();
    assert!(missing.is_empty(), "nothing published asks for {missing:?}");
}
