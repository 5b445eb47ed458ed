//! Makes a cluster: the data folder of a server.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Output;

use secrecy::ExposeSecret;

use super::access::{Access, random_hex, sync_folder_of};
use super::error::PostgresError;
use super::find::Installation;
use super::place::Place;
use super::process::{command, tail};
use super::roles::Login;
use super::scram::verifier;
use super::settings::PostgresSettings;

/// The major version that made a cluster; `None` when there is no cluster yet.
pub(super) fn made_by(cluster: &Path) -> Result<Option<u32>, PostgresError> {
    let path = cluster.join("PG_VERSION");
    match fs::read_to_string(&path) {
        Ok(text) => text
            .trim()
            .split('.')
            .next()
            .and_then(|major| major.parse().ok())
            .map(Some)
            .ok_or_else(|| PostgresError::refused(&path, "holds no version")),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(PostgresError::folder("read", &path)(error)),
        Err(_) if cluster.exists() => {
            Err(PostgresError::refused(cluster, "is not a PostgreSQL data folder (it has no PG_VERSION): move it aside"))
        }
        Err(_) => Ok(None),
    }
}

/// Makes the cluster under another name first, so that one with the right name is always whole.
pub(super) async fn make(
    place: &Place,
    access: &Access,
    installation: &Installation,
    settings: &PostgresSettings,
) -> Result<(), PostgresError> {
    let unfinished = place.file(&format!("{UNFINISHED}{}", random_hex::<4>()));
    let made = fill(&unfinished, place, access, installation, settings).await;
    let moved = made.and_then(|()| {
        fs::rename(&unfinished, place.cluster())
            .and_then(|()| sync_folder_of(&unfinished))
            .map_err(PostgresError::folder("finish the cluster in", &unfinished))
    });
    if moved.is_err() {
        remove_unfinished(place);
    }
    moved
}

const UNFINISHED: &str = "unfinished-";

/// What an `initdb` that was killed left behind.
pub(super) fn remove_unfinished(place: &Place) {
    let home = place.file("");
    for entry in fs::read_dir(&home).into_iter().flatten().filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!("could not remove {}: {error}", entry.path().display());
        }
    }
}

async fn fill(
    folder: &Path,
    place: &Place,
    access: &Access,
    installation: &Installation,
    settings: &PostgresSettings,
) -> Result<(), PostgresError> {
    place.make_private(folder).map_err(PostgresError::folder("make", folder))?;
    // `initdb` wants an empty folder, so the password waits in the socket's.
    let password = place.socket_folder(&access.socket)?.join(format!("initdb-{}", random_hex::<4>()));
    let written = write_password(&password, place, access);
    let output = match written {
        Ok(()) => initdb(folder, &password, place, installation, settings).await,
        Err(error) => Err(PostgresError::folder("write", &password)(error)),
    };
    let _may_be_absent = fs::remove_file(&password);
    let output = output?;
    if !output.status.success() {
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        return Err(PostgresError::Init { cluster: place.cluster(), log: tail(&said) });
    }
    let hba = folder.join("pg_hba.conf");
    fs::write(&hba, "# Only the socket, only with a password.\nlocal all all scram-sha-256\n").map_err(PostgresError::folder("write", &hba))
}

/// PostgreSQL takes the stored form of a password wherever it takes a password, so the password itself is not written.
fn write_password(path: &Path, place: &Place, access: &Access) -> std::io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the owner's password becomes what the server stores of it")]
    let stored = verifier(access.password(Login::Owner).expose_secret());
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(stored.as_bytes())?;
    place.give(path)
}

async fn initdb(
    folder: &Path,
    password: &Path,
    place: &Place,
    installation: &Installation,
    settings: &PostgresSettings,
) -> Result<Output, PostgresError> {
    let program = installation.program("initdb");
    let run = |locale: &'static str| {
        let mut command = command(&program, place.runner.as_ref());
        command.arg("--pgdata").arg(folder).arg("--pwfile").arg(password);
        command.args([
            "--username",
            Login::Owner.role(),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
            "--no-instructions",
        ]);
        command.arg(format!("--locale={locale}")).kill_on_drop(true);
        if settings.throwaway {
            command.arg("--no-sync");
        }
        command.output()
    };
    let failed = |source| PostgresError::Run { program: program.clone(), source };
    let output = run("C.UTF-8").await.map_err(failed)?;
    // Some systems do not know the first; both sort alike.
    let unknown_locale = !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("locale");
    if unknown_locale { run("C").await.map_err(failed) } else { Ok(output) }
}
