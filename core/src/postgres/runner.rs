//! As whom the server runs: PostgreSQL refuses to run as root.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User, geteuid};

use super::error::PostgresError;

/// The unprivileged user that a service of root runs its server as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Runner {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Runner {
    /// `postgres` if the machine has that user, else `nobody`.
    pub(super) fn unprivileged() -> Result<Self, PostgresError> {
        let known = |name| User::from_name(name).ok().flatten().filter(|user| !user.uid.is_root());
        let user = known("postgres").or_else(|| known("nobody")).ok_or(PostgresError::NoUser)?;
        Ok(Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
    }

    /// The user whose cluster this is, if we may run its server; `None` when that is ourselves.
    pub(super) fn owner_of(cluster: &Path, meta: &Metadata) -> Result<Option<Self>, PostgresError> {
        let (owner, us) = (Uid::from_raw(meta.uid()), geteuid());
        if owner.is_root() {
            let problem = "belongs to root, and PostgreSQL does not run as root: give it to another user with chown -R";
            return Err(PostgresError::refused(cluster, problem));
        }
        if owner == us {
            return Ok(None);
        }
        if !us.is_root() {
            return Err(foreign(cluster, owner));
        }
        Ok(Some(Self { name: name_of(owner), uid: meta.uid(), gid: meta.gid() }))
    }

    /// The first folder on the way that it may not enter, judged by its mode.
    pub(super) fn blocked_at(&self, path: &Path) -> Option<PathBuf> {
        let closed = |folder: &&Path| fs::metadata(folder).map_or(true, |meta| !self.may_enter(&meta));
        let mut way: Vec<&Path> = path.ancestors().collect();
        way.reverse();
        way.into_iter().find(closed).map(Path::to_owned)
    }

    fn may_enter(&self, folder: &Metadata) -> bool {
        let bit = match (folder.uid() == self.uid, folder.gid() == self.gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        folder.mode() & bit != 0
    }
}

/// The refusal to use what another user made.
pub(super) fn foreign(path: &Path, owner: Uid) -> PostgresError {
    PostgresError::refused(
        path,
        format!(
            "belongs to user {}: {}",
            name_of(owner),
            if geteuid().is_root() { "start as that user, or take another folder" } else { "start as that user or as root" }
        ),
    )
}

fn name_of(uid: Uid) -> String {
    User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}
