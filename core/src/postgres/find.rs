//! Finds a PostgreSQL installation on the machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::unistd::geteuid;

use super::error::PostgresError;

const OLDEST_MAJOR: u32 = 15;

/// Where distributions put the programs: Debian, PGDG on Red Hat, a build from source, Alpine, Homebrew, Postgres.app.
const USUAL_FOLDERS: [(&str, &str); 7] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr", "bin"),
    ("/usr/local", "bin"),
    ("/usr/libexec", ""),
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
];

/// A folder of programs and the major version they are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installation {
    pub(super) bin: PathBuf,
    pub(super) major: u32,
}

impl Installation {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Asks the programs in a folder for their version.
    fn at(bin: &Path) -> Result<Self, String> {
        for name in ["initdb", "postgres"] {
            if !bin.join(name).is_file() {
                return Err(format!("it has no {name}"));
            }
        }
        let program = bin.join("postgres");
        let output =
            Command::new(&program).arg("--version").env_clear().output().map_err(|error| format!("{}: {error}", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let major = major_of(&text).ok_or_else(|| format!("{} --version says {text:?}", program.display()))?;
        Ok(Self { bin: bin.to_owned(), major })
    }
}

/// The installation for a cluster: the one named, else the first of `PATH` and then the newest elsewhere, 15 or newer.
/// A cluster that exists is opened by its own major version only.
pub(super) fn installation(named: Option<&Path>, cluster: &Path, made_by: Option<u32>) -> Result<Installation, PostgresError> {
    let candidates = match named {
        Some(bin) => {
            vec![Installation::at(bin).map_err(|reason| PostgresError::Unusable { bin: bin.to_owned(), reason })?]
        }
        None => candidates(),
    };
    choose(candidates, cluster, made_by)
}

fn choose(candidates: Vec<Installation>, cluster: &Path, made_by: Option<u32>) -> Result<Installation, PostgresError> {
    let Some(newest) = candidates.iter().max_by_key(|found| found.major).cloned() else {
        return Err(PostgresError::NotInstalled { install: install_line() });
    };
    if let Some(made_by) = made_by {
        let other = PostgresError::OtherVersion { cluster: cluster.to_owned(), made_by, have: Some(newest.major) };
        return candidates.into_iter().find(|found| found.major == made_by).ok_or(other);
    }
    let too_old = PostgresError::TooOld { bin: newest.bin, found: newest.major, install: install_line() };
    candidates.into_iter().find(|found| found.major >= OLDEST_MAJOR).ok_or(too_old)
}

/// Every working installation: those of `PATH` in its order, then the others, newest first.
fn candidates() -> Vec<Installation> {
    let mut found: Vec<Installation> = Vec::new();
    for bin in path_folders() {
        add(&mut found, &bin);
    }
    let mut others = Vec::new();
    for (above, below) in USUAL_FOLDERS {
        for version in folders_in(Path::new(above)) {
            add(&mut others, &version.join(below));
        }
    }
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        add(&mut others, Path::new(String::from_utf8_lossy(&output.stdout).trim()));
    }
    others.sort_by_key(|installation| std::cmp::Reverse(installation.major));
    others.retain(|other| !found.contains(other));
    found.extend(others);
    found
}

fn add(found: &mut Vec<Installation>, bin: &Path) {
    // Alpine and Homebrew link the programs into PATH: the real folder also holds what they load from beside them.
    let Ok(initdb) = bin.join("initdb").canonicalize() else { return };
    let Some(bin) = initdb.parent() else { return };
    if found.iter().all(|known| known.bin != bin)
        && let Ok(installation) = Installation::at(bin)
    {
        found.push(installation);
    }
}

fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// Folders whose name begins with `postgres`, `pgsql` or a version.
fn folders_in(above: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(above) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("postgres") || name.starts_with("pgsql") || name.starts_with(|first: char| first.is_ascii_digit())
        })
        .map(|entry| entry.path())
        .collect()
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15; `17beta1` is 17.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("PostgreSQL) ")?.1;
    let digits = number.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

/// The one command that installs PostgreSQL with the package manager that is here.
fn install_line() -> String {
    const MANAGERS: [(&str, &str); 4] = [
        ("apt-get", "apt-get install -y postgresql"),
        ("dnf", "dnf install -y postgresql-server"),
        ("brew", "brew install postgresql@17"),
        ("apk", "apk add postgresql"),
    ];
    let here = |manager: &str| path_folders().iter().any(|folder| folder.join(manager).is_file());
    match MANAGERS.iter().find(|(manager, _)| here(manager)) {
        Some((manager, line)) if *manager != "brew" && !geteuid().is_root() => format!("sudo {line}"),
        Some((_, line)) => (*line).to_owned(),
        None => MANAGERS.map(|(_, line)| line).join(", or "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(major: u32) -> Installation {
        Installation { bin: PathBuf::from(format!("/pg/{major}/bin")), major }
    }

    #[test]
    fn versions_are_read_from_releases_and_betas() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 9.6.24\n"), Some(9));
        assert_eq!(major_of("mysqld 8.0"), None);
    }

    #[test]
    fn a_cluster_is_opened_by_its_own_major_version_only() {
        let cluster = Path::new("/data");
        assert_eq!(choose(vec![of(16), of(15)], cluster, Some(15)).expect("there"), of(15));
        let error = choose(vec![of(16), of(17)], cluster, Some(15)).expect_err("absent").to_string();
        assert!(error.contains("made by PostgreSQL 15") && error.contains("has PostgreSQL 17"), "{error}");
    }

    #[test]
    fn the_first_that_is_new_enough_is_taken_and_old_ones_are_named() {
        assert_eq!(choose(vec![of(14), of(16), of(17)], Path::new("/d"), None).expect("there"), of(16));
        let error = choose(vec![of(13), of(14)], Path::new("/d"), None).expect_err("old").to_string();
        assert!(error.contains("PostgreSQL 14 in /pg/14/bin is too old") && error.contains("install"), "{error}");
    }

    #[test]
    fn a_machine_without_postgresql_is_told_how_to_install_it() {
        let error = choose(Vec::new(), Path::new("/d"), None).expect_err("none").to_string();
        assert!(error.contains("initdb is missing") && error.contains("postgresql"), "{error}");
    }

    #[test]
    fn a_named_folder_without_initdb_is_refused_by_name() {
        let error = installation(Some(Path::new("/usr/share")), Path::new("/d"), None).expect_err("empty").to_string();
        assert_eq!(error, "/usr/share is not the folder of a PostgreSQL installation: it has no initdb");
    }
}
