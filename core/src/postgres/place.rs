//! Where a private cluster lies, and what belongs to it.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

use super::access::random_hex;
use super::error::PostgresError;
use super::folder::Folder;
use super::runner::Runner;

/// A place for one cluster.
#[derive(Debug)]
pub(super) struct Place {
    folder: Folder,
    /// The same folder, or one that the runner can enter.
    home: PathBuf,
    /// `None` when the server runs as we do.
    pub(super) runner: Option<Runner>,
}

impl Place {
    /// The place of a cluster that is there; `None` while it is not.
    pub(super) fn existing(folder: &Folder) -> Result<Option<Self>, PostgresError> {
        let home = folder.home()?;
        let cluster = home.join("cluster");
        let meta = match fs::metadata(&cluster) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            meta => meta.map_err(PostgresError::folder("enter", &cluster))?,
        };
        let runner = Runner::owner_of(&cluster, &meta)?;
        if let Some(runner) = &runner
            && let Some(at) = runner.blocked_at(&cluster)
        {
            let problem = format!("cannot be entered by user {}: allow it with chmod o+x {}", runner.name, at.display());
            return Err(PostgresError::refused(&cluster, problem));
        }
        Ok(Some(Self { folder: folder.clone(), home, runner }))
    }

    /// The place of a cluster: where it is, or where it shall be. Only for the process that has the lock.
    pub(super) fn choose(folder: &Folder) -> Result<Self, PostgresError> {
        if let Some(place) = Self::existing(folder)? {
            return Ok(place);
        }
        folder.is_ours()?;
        let mut home = folder.home()?;
        let runner = if geteuid().is_root() { Some(Runner::unprivileged()?) } else { None };
        if let Some(runner) = &runner
            && let Some(at) = runner.blocked_at(&home)
        {
            home = make_elsewhere(runner)?;
            folder.set_home(&home)?;
            let (name, at, data, home) = (&runner.name, at.display(), folder.path.display(), home.display());
            tracing::warn!("user {name} cannot enter {at}, so the data of {data} is kept in {home}");
        }
        Ok(Self { folder: folder.clone(), home, runner })
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.file("cluster")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.file("server.log")
    }

    pub(super) fn access(&self) -> PathBuf {
        self.file("access.json")
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// Makes a folder that belongs to whoever runs the server, and to nobody else.
    pub(super) fn make_private(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().mode(0o700).create(path)?;
        self.give(path)
    }

    /// Gives a file to whoever runs the server.
    pub(super) fn give(&self, path: &Path) -> io::Result<()> {
        self.runner.as_ref().map_or(Ok(()), |runner| chown(path, Some(runner.uid), Some(runner.gid)))
    }

    /// The folder of the server's socket, made if absent. A socket's whole path has 107 bytes at most (103 on macOS),
    /// so it lies near the root and not beside the data. Its name is random, so that nobody else can take it first.
    pub(super) fn socket_folder(&self, name: &str) -> Result<PathBuf, PostgresError> {
        let bases: &[&str] = if geteuid().is_root() { &["/run", "/tmp"] } else { &["/tmp"] };
        let mut last = None;
        for path in bases.iter().map(|base| Path::new(base).join(format!("oktually-{name}"))) {
            match self.make_private(&path) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    last = Some(PostgresError::folder("make the socket folder", &path)(error));
                }
                _made_or_there => return self.is_private(&path).map(|()| path),
            }
        }
        Err(last.expect("there is a base, and it failed"))
    }

    fn is_private(&self, path: &Path) -> Result<(), PostgresError> {
        let meta = fs::symlink_metadata(path).map_err(PostgresError::folder("enter the socket folder", path))?;
        let owner = self.runner.as_ref().map_or(geteuid().as_raw(), |runner| runner.uid);
        if !meta.is_dir() || meta.uid() != owner || meta.mode() & 0o077 != 0 {
            return Err(PostgresError::refused(path, "was made by somebody else: remove it"));
        }
        Ok(())
    }

    /// Deletes what this module made here, and nothing else.
    pub(super) fn remove(&self) -> io::Result<()> {
        fs::remove_dir_all(self.cluster())?;
        for folder in [&self.home, &self.folder.path] {
            for name in ["access.json", "server.log", "server.log.old", "stopping", "belongs-to", "elsewhere", "lock"] {
                match fs::remove_file(folder.join(name)) {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            // The caller may keep other things in it.
            let _kept_if_not_empty = fs::remove_dir(folder);
        }
        Ok(())
    }
}

/// A new folder of root's that the runner can enter.
fn make_elsewhere(runner: &Runner) -> Result<PathBuf, PostgresError> {
    let mut last = io::Error::from(ErrorKind::NotFound);
    for base in ["/var/lib/oktually", "/tmp"].map(Path::new) {
        let ours = || fs::symlink_metadata(base).is_ok_and(|meta| meta.is_dir() && meta.uid() == 0);
        match make_open(base, true) {
            Ok(()) if ours() && runner.blocked_at(base).is_none() => {
                let home = base.join(format!("oktually-{}", random_hex::<8>()));
                match make_open(&home, false) {
                    Ok(()) => return Ok(home),
                    Err(error) => last = error,
                }
            }
            Ok(()) => last = ErrorKind::PermissionDenied.into(),
            Err(error) => last = error,
        }
    }
    let doing = "make a folder that the unprivileged user can enter in";
    Err(PostgresError::folder(doing, Path::new("/var/lib/oktually"))(last))
}

/// A folder that others may pass through and not list, whatever the process's umask takes from its mode.
fn make_open(path: &Path, may_exist: bool) -> io::Result<()> {
    match DirBuilder::new().create(path) {
        Err(error) if may_exist && error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.and_then(|()| fs::set_permissions(path, PermissionsExt::from_mode(0o711))),
    }
}
