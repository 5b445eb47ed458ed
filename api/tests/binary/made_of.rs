//! What the binary and its tests are built of: what `deny.toml` forbids is not among it, also where cargo-deny is not installed.

use std::{collections::BTreeSet, path::Path, process::Command};

/// The crates of the whole workspace as they are built on this machine, tests included.
fn crates(root: &Path) -> BTreeSet<String> {
    let arguments = ["tree", "--workspace", "--locked", "--offline", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn there_is_one_tls_over_one_crypto_provider() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let rules = std::fs::read_to_string(root.join("deny.toml")).unwrap();
    let forbidden: Vec<_> = rules.lines().filter_map(|line| line.trim().strip_prefix("{ crate = \"")?.split('"').next()).collect();
    assert!(["native-tls", "openssl", "openssl-sys", "ring"].iter().all(|name| forbidden.contains(name)), "{forbidden:?}");
    let crates = crates(root);
    assert!(crates.contains("rustls") && crates.contains("aws-lc-rs"), "{crates:?}");
    let there: Vec<_> = forbidden.into_iter().filter(|name| crates.contains(*name)).collect();
    assert!(there.is_empty(), "{there:?} came with a dependency: `cargo tree -i {}` says with which", there.join(" -i "));
}
