//! Okta's own SDKs on the same work.

use std::path::{Path, PathBuf};

use okta_sim::Org;
use tokio::process::Command;

use crate::measured::{Measured, Work};

/// Python's first, then Node.js's; those that cannot be had are left out, and the script that looks for them says so.
pub(crate) async fn measure(acme: &Org, url: &str, work: Work) -> Vec<Measured> {
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/readers");
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = given().unwrap_or_else(|| temporary.path().to_owned());
    let installed = Command::new(readers.join("install.sh")).arg(&folder).status().await.expect("a script");
    assert!(installed.success(), "tests/readers/install.sh ended with {installed}");

    let mut python = Command::new(folder.join("python/bin/python"));
    python.arg(readers.join("read.py"));
    let mut node = Command::new("node");
    node.env("NODE_PATH", folder.join("node/node_modules")).arg(readers.join("read.cjs"));
    let mut measured = Vec::new();
    for (name, language, mut reader) in [("SDK for Python", "python", python), ("SDK for Node.js", "node", node)] {
        if !folder.join(language).join("ready").exists() {
            continue;
        }
        acme.reset();
        let numbers = [work.looked_into, work.events].map(|number| number.to_string());
        let process = reader.args([url, &acme.token(), "speed"]).args(numbers).output().await.expect("a process");
        assert!(process.status.success(), "{name} ended with {}: {}", process.status, String::from_utf8_lossy(&process.stderr));
        let told = String::from_utf8_lossy(&process.stdout);
        measured.push(Measured::of(name, told.trim(), acme.journal_len(), acme.connections()));
    }
    measured
}

fn given() -> Option<PathBuf> {
    std::env::var_os("OKTA_SDKS").map(PathBuf::from)
}
