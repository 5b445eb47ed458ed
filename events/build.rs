//! Puts the built-in rules into the program: every `.yml` under `rules`.

#![expect(clippy::disallowed_methods, reason = "cargo tells a build script where it is in its environment")]

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let rules = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder")).join("rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    let mut files = Vec::new();
    collect(&rules, &mut files)?;
    files.sort();
    let entries = files.iter().map(|file| {
        let name = file.strip_prefix(&rules).unwrap_or(file).display().to_string().replace('\\', "/");
        format!("({name:?}, include_str!({:?})),\n", file.display().to_string())
    });
    let list = format!("&[{}]", entries.collect::<String>());
    fs::write(Path::new(&env::var("OUT_DIR").expect("cargo names a folder for what is made")).join("rules.rs"), list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| kind == "yml") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
