//! The passwords of a private cluster, kept in one file that only the service's user may read.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::error::PostgresError;
use super::roles::{Login, LoginPasswords};

/// What opens a private cluster, and the random part of its socket folder's name.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) socket: String,
    owner: SecretString,
    api: SecretString,
    worker: SecretString,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    socket: String,
    owner: String,
    api: String,
    worker: String,
}

impl Access {
    pub(super) fn password(&self, login: Login) -> &SecretString {
        match login {
            Login::Owner => &self.owner,
            Login::Api => &self.api,
            Login::Worker => &self.worker,
        }
    }

    pub(super) fn login_passwords(&self) -> LoginPasswords {
        LoginPasswords { api: Some(self.api.clone()), worker: Some(self.worker.clone()) }
    }

    /// Reads the file; `None` when there is none yet.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, PostgresError> {
        let text = match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(PostgresError::folder("read the passwords in", path))?,
        };
        // The parser's own words could quote a password.
        let kept: Kept = serde_json::from_slice(&text)
            .map_err(|_| PostgresError::refused(path, "is damaged: restore it, or move its folder aside to begin anew"))?;
        Ok(Some(Self { socket: kept.socket, owner: kept.owner.into(), api: kept.api.into(), worker: kept.worker.into() }))
    }

    /// Makes new passwords and puts them safely on disk, before a cluster depends on them.
    pub(super) fn create(path: &Path) -> Result<Self, PostgresError> {
        let kept = Kept { socket: random_hex::<8>(), owner: random_hex::<32>(), api: random_hex::<32>(), worker: random_hex::<32>() };
        let text = serde_json::to_vec(&kept).expect("strings have a JSON form");
        let unfinished = path.with_extension("new");
        // What an interrupted start left goes first, so that the file is new: nobody has laid a link in its way.
        let _none_as_a_rule = fs::remove_file(&unfinished);
        let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written
            .and_then(|()| fs::rename(&unfinished, path))
            .and_then(|()| sync_folder_of(path))
            .map_err(PostgresError::folder("write the passwords to", path))?;
        Ok(Self { socket: kept.socket, owner: kept.owner.into(), api: kept.api.into(), worker: kept.worker.into() })
    }
}

/// Makes a rename in a folder last through a power cut.
pub(super) fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()
}

pub(super) fn random_hex<const BYTES: usize>() -> String {
    rand::random::<[u8; BYTES]>().iter().map(|byte| format!("{byte:02x}")).collect()
}
