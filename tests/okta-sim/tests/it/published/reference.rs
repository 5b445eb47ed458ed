//! Where Okta's published facts lie on this machine, if they do.

use std::fs;
use std::io::Write;
use std::path::Path;

/// The file of Okta's description of its management API.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration but this")]
pub(super) fn description() -> Option<String> {
    let file = std::env::var("OKTUALLY_OKTA_SPEC").ok();
    if file.is_none() {
        tell("SKIPPED: OKTUALLY_OKTA_SPEC names no description of Okta's management API");
    }
    file
}

/// The rows of a table that lies beside the description.
pub(super) fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let file = Path::new(&description()?).with_file_name(name);
    let Ok(text) = fs::read_to_string(&file) else {
        tell(&format!("SKIPPED: there is no {name} beside the description of Okta's management API"));
        return None;
    };
    Some(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

/// Shows something to whoever runs the tests. What is written by `println!` is held back while they pass.
pub(super) fn tell(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).expect("standard error takes what is written");
}
