//! The private PostgreSQL as a service sees it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tracing::info;

use super::access::Access;
use super::address::{DATABASE, options};
use super::cluster;
use super::error::PostgresError;
use super::find;
use super::folder::Folder;
use super::launch::{adopt, launch, occupied};
use super::place::Place;
use super::probe::{Answer, ask, make_database};
use super::process::PidFile;
use super::roles::Login;
use super::settings::PostgresSettings;
use super::stop::{Server, marked};

/// A private PostgreSQL: its owner stops it, everybody else is a guest. Dropping the owner's handle asks the server to
/// stop and does not wait; [`PrivatePostgres::stop`] waits.
pub struct PrivatePostgres {
    pub(super) access: Access,
    pub(super) socket: PathBuf,
    owned: Option<Owned>,
    /// A guest's, by which the owner sees that somebody is there.
    _presence: Option<PgConnection>,
}

/// The server goes before the lock, so that who takes the lock next finds it stopping at least.
struct Owned {
    server: Server,
    place: Place,
    _lock: File,
}

impl PrivatePostgres {
    /// Gives the server of a data folder: makes the cluster if there is none, and starts it, adopts the one that a
    /// killed process left behind, or attaches to the one that another process owns. Roles are made by
    /// [`prepare`](super::prepare), the database `oktually` is there, empty.
    ///
    /// The folder is made if absent, closed to others. As root the server runs as `postgres` or `nobody`, and if that
    /// user cannot enter the folder, the data lies in `/var/lib/oktually/…`, which the folder's file `elsewhere` names.
    pub async fn start(data_folder: &Path, settings: &PostgresSettings) -> Result<Self, PostgresError> {
        let folder = Folder::open(data_folder)?;
        let deadline = Instant::now() + settings.patience;
        loop {
            if let Some(lock) = folder.try_own()? {
                return Box::pin(Self::own(&folder, lock, settings)).await;
            }
            if let Some(guest) = Box::pin(Self::attach(&folder)).await? {
                return Ok(guest);
            }
            if Instant::now() > deadline {
                let log = "another process owns it and is still making or starting it".to_owned();
                return Err(PostgresError::NotReady { cluster: data_folder.to_owned(), seconds: settings.patience.as_secs(), log });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The server of a data folder, if no other process owns it any more: a guest who stays becomes its owner. Its address and
    /// passwords are the same as before.
    pub async fn take_over(data_folder: &Path, settings: &PostgresSettings) -> Result<Option<Self>, PostgresError> {
        let folder = Folder::open(data_folder)?;
        let Some(lock) = folder.try_own()? else { return Ok(None) };
        Ok(Some(Box::pin(Self::own(&folder, lock, settings)).await?))
    }

    /// How many connections there are: one or more of each guest, and one's own.
    pub async fn connections(&self) -> Result<i64, PostgresError> {
        let failed = || PostgresError::database("count the private server's connections");
        let mut connection = options(&self.access, &self.socket, Login::Owner).connect().await.map_err(failed())?;
        let count = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
        let count = sqlx::query_scalar(count).fetch_one(&mut connection).await.map_err(failed())?;
        connection.close().await.map_err(failed())?;
        Ok(count)
    }

    async fn own(folder: &Folder, lock: File, settings: &PostgresSettings) -> Result<Self, PostgresError> {
        let place = Place::choose(folder)?;
        cluster::remove_unfinished(&place);
        let cluster = place.cluster();
        let access = match Access::read(&place.access())? {
            Some(access) => access,
            None if cluster::made_by(&cluster)?.is_none() => Access::create(&place.access())?,
            None => {
                return Err(PostgresError::refused(
                    &place.access(),
                    format!("is gone, and {} cannot be opened without it", cluster.display()),
                ));
            }
        };
        let deadline = Instant::now() + settings.patience;
        let (server, socket) = loop {
            match Self::serve(&place, &access, settings).await {
                Err(error) if occupied(&error) && Instant::now() < deadline => tokio::time::sleep(Duration::from_secs(1)).await,
                done => break done?,
            }
        };
        make_database(&options(&access, &socket, Login::Owner), DATABASE).await?;
        Ok(Self { access, socket, owned: Some(Owned { server, place, _lock: lock }), _presence: None })
    }

    /// The server that runs already, or a new one; and its socket's folder.
    async fn serve(place: &Place, access: &Access, settings: &PostgresSettings) -> Result<(Server, PathBuf), PostgresError> {
        let cluster = place.cluster();
        let made_by = cluster::made_by(&cluster)?;
        if made_by.is_some()
            && let Some((server, socket)) = adopt(place, settings, access).await?
        {
            info!(pid = server.pid().as_raw(), "adopted the private PostgreSQL in {}, process {}", cluster.display(), server.pid());
            return Ok((server, socket));
        }
        let installation = find::installation(settings.bin_dir.as_deref(), &cluster, made_by)?;
        let socket = place.socket_folder(&access.socket)?;
        let launched = async {
            if made_by.is_none() {
                cluster::make(place, access, &installation, settings).await?;
            }
            launch(place, &installation, settings, access, &socket).await
        };
        let server = launched.await.inspect_err(|_| drop(fs::remove_dir(&socket)))?;
        info!(
            pid = server.pid().as_raw(),
            "started a private PostgreSQL {} in {}, process {}",
            installation.major,
            cluster.display(),
            server.pid()
        );
        Ok((server, socket))
    }

    /// `None` while the owner is not done yet.
    async fn attach(folder: &Folder) -> Result<Option<Self>, PostgresError> {
        let Some(place) = Place::existing(folder)? else { return Ok(None) };
        let Some(access) = Access::read(&place.access())? else { return Ok(None) };
        let cluster = place.cluster();
        let file = PidFile::read(&cluster)?.filter(|file| !marked(file.pid, &cluster));
        let Some(socket) = file.and_then(|file| file.socket_folder) else { return Ok(None) };
        let owner = options(&access, &socket, Login::Owner);
        if !matches!(ask(&owner, &cluster).await, Answer::Ready { .. }) {
            return Ok(None);
        }
        make_database(&owner, DATABASE).await?;
        // The owner may be about to stop it.
        let Ok(presence) = owner.connect().await else { return Ok(None) };
        Ok(Some(Self { access, socket, owned: None, _presence: Some(presence) }))
    }

    /// Whether this handle's end is the server's end.
    pub fn is_owner(&self) -> bool {
        self.owned.is_some()
    }

    /// Stops the server if this handle owns it (open transactions are rolled back, up to a minute), and gives up the
    /// folder. A guest only leaves.
    pub async fn stop(self) -> Result<(), PostgresError> {
        self.end(false).await
    }

    /// Stops the server like [`PrivatePostgres::stop`] and deletes its data and passwords, wherever they lie. A guest
    /// deletes nothing.
    pub async fn stop_and_delete(self) -> Result<(), PostgresError> {
        self.end(true).await
    }

    async fn end(self, delete: bool) -> Result<(), PostgresError> {
        let Some(Owned { server, place, _lock: lock }) = self.owned else { return Ok(()) };
        let pid = server.pid();
        server.end(Signal::SIGINT).await?;
        let _other_files_in_it = fs::remove_dir(&self.socket);
        info!(pid = pid.as_raw(), "stopped the private PostgreSQL in {}", place.cluster().display());
        if delete {
            let cluster = place.cluster();
            let removed = tokio::task::spawn_blocking(move || place.remove()).await.map_err(std::io::Error::other);
            removed.flatten().map_err(PostgresError::folder("delete", &cluster))?;
        }
        drop(lock);
        Ok(())
    }
}

impl std::fmt::Debug for PrivatePostgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrivatePostgres").field("socket", &self.socket).field("is_owner", &self.is_owner()).finish_non_exhaustive()
    }
}
