//! The data folder that a caller names: its lock, and its note of where the data really is.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, geteuid};

use super::access::sync_folder_of;
use super::error::PostgresError;
use super::runner::foreign;

/// Who has locked it owns the server.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
}

impl Folder {
    /// Makes it if absent: for nobody else, or, as root, for the server's user to pass through.
    pub(super) fn open(path: &Path) -> Result<Self, PostgresError> {
        let mode = if geteuid().is_root() { 0o711 } else { 0o700 };
        DirBuilder::new().recursive(true).mode(mode).create(path).map_err(PostgresError::folder("make the data folder", path))?;
        let path = path.canonicalize().map_err(PostgresError::folder("enter the data folder", path))?;
        Ok(Self { path })
    }

    /// The lock, if no other process has it. It is given up when the file is dropped or its process ends in any way. Who
    /// can open the file could take it, so only its user can.
    pub(super) fn try_own(&self) -> Result<Option<File>, PostgresError> {
        let path = self.path.join("lock");
        let file =
            match File::options().create(true).truncate(false).write(true).mode(0o600).custom_flags(nix::libc::O_NOFOLLOW).open(&path) {
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                    let owner = fs::metadata(&path).or_else(|_| fs::metadata(&self.path)).map(|meta| Uid::from_raw(meta.uid()));
                    return Err(match owner {
                        Ok(owner) if owner != geteuid() => foreign(&self.path, owner),
                        _ => PostgresError::folder("write", &path)(error),
                    });
                }
                opened => opened.map_err(PostgresError::folder("write", &path))?,
            };
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(PostgresError::folder("lock", &path)(error)),
        }
    }

    /// Refuses a folder that another user made, who could swap what is in it under root's hands. Only before anything of ours
    /// is there: data that belongs to a user is served by root as that user.
    pub(super) fn is_ours(&self) -> Result<(), PostgresError> {
        let meta = fs::metadata(&self.path).map_err(PostgresError::folder("enter the data folder", &self.path))?;
        let owner = Uid::from_raw(meta.uid());
        if owner == geteuid() { Ok(()) } else { Err(foreign(&self.path, owner)) }
    }

    /// Where the data is kept: here, or where [`Folder::set_home`] said.
    pub(super) fn home(&self) -> Result<PathBuf, PostgresError> {
        let note = self.note();
        match fs::read_to_string(&note) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(self.path.clone()),
            Err(error) => Err(PostgresError::folder("read", &note)(error)),
            Ok(text) => {
                let home = PathBuf::from(text.trim_end_matches('\n'));
                if !home.is_absolute() || !home.is_dir() {
                    let problem = format!("names {}, which is gone: restore it, or remove this note to begin anew", home.display());
                    return Err(PostgresError::refused(&note, problem));
                }
                Ok(home)
            }
        }
    }

    /// Both folders name each other, so that neither is a riddle to a person.
    pub(super) fn set_home(&self, home: &Path) -> Result<(), PostgresError> {
        let unfinished = self.path.join("elsewhere.new");
        fs::write(home.join("belongs-to"), format!("{}\n", self.path.display()))
            .and_then(|()| fs::write(&unfinished, format!("{}\n", home.display())))
            .and_then(|()| fs::rename(&unfinished, self.note()))
            .and_then(|()| sync_folder_of(&unfinished))
            .map_err(PostgresError::folder("write", &self.note()))
    }

    fn note(&self) -> PathBuf {
        self.path.join("elsewhere")
    }
}
