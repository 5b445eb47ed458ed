//! Gets a server going: the one that a killed service left behind, or a new one.

use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use sqlx::postgres::PgConnectOptions;

use super::access::Access;
use super::address::{PORT, options};
use super::error::PostgresError;
use super::find::Installation;
use super::place::Place;
use super::probe::{Answer, ask};
use super::process::{PidFile, alive, command, end_orphans, exists, tail, works_in};
use super::roles::Login;
use super::settings::PostgresSettings;
use super::stop::{Server, marked, unmark};

const POLL: Duration = Duration::from_millis(20);
/// A server that was found and gives no answer for so long is replaced.
const SILENCE: Duration = Duration::from_secs(10);

/// The server that runs in this cluster already, once it answers, and its socket's folder. One that does not is ended.
/// Leaves a cluster in which nothing runs when there is none.
pub(super) async fn adopt(place: &Place, settings: &PostgresSettings, access: &Access) -> Result<Option<(Server, PathBuf)>, PostgresError> {
    let cluster = place.cluster();
    let mut quiet_until = Instant::now() + SILENCE;
    let mut stopped_until = Instant::now() + settings.patience;
    while let Some(file) = PidFile::read(&cluster)?
        && alive(file.pid)
        && works_in(file.pid, &cluster)
    {
        if marked(file.pid, &cluster) {
            Server::adopted(file.pid, &cluster).end(Signal::SIGINT).await?;
            break;
        }
        let answer = match &file.socket_folder {
            Some(folder) => ask(&options(access, folder, Login::Owner), &cluster).await,
            None => Answer::Silent,
        };
        let now = Instant::now();
        match answer {
            Answer::Ready { durable } if durable || settings.throwaway => {
                return Ok(file.socket_folder.map(|socket| (Server::adopted(file.pid, &cluster), socket)));
            }
            Answer::Ready { .. } => {
                tracing::warn!("the server in {} runs without fsync and is started anew", cluster.display());
                Server::adopted(file.pid, &cluster).end(Signal::SIGINT).await?;
                break;
            }
            Answer::WrongPassword => return Err(PostgresError::Password { path: place.access() }),
            Answer::Starting => (quiet_until, stopped_until) = (now + SILENCE, now + settings.patience),
            Answer::Stopping => quiet_until = now + SILENCE,
            Answer::Silent => {}
        }
        if now > quiet_until || now > stopped_until {
            tracing::warn!(pid = file.pid.as_raw(), "PostgreSQL process {} does not answer and is replaced", file.pid);
            Server::adopted(file.pid, &cluster).end(Signal::SIGQUIT).await?;
            break;
        }
        tokio::time::sleep(POLL).await;
    }
    clear(place, access)?;
    Ok(None)
}

/// Tells the processes of this server from those of any other.
fn cluster_name(access: &Access) -> String {
    format!("oktually-{}", access.socket)
}

/// Removes what a server that is gone left behind. PostgreSQL does so itself, unless its note of itself is broken, the
/// number of its process was given to another since, or nobody has buried the process.
fn clear(place: &Place, access: &Access) -> Result<(), PostgresError> {
    let cluster = place.cluster();
    end_orphans(&cluster, &cluster_name(access));
    let path = PidFile::path(&cluster);
    if path.exists() && PidFile::read(&cluster)?.is_none_or(|file| exists(file.pid)) {
        tracing::warn!("{} names no living PostgreSQL process of its folder and is removed", path.display());
        fs::remove_file(&path).map_err(PostgresError::folder("remove", &path))?;
    }
    Ok(())
}

/// Starts a server in a cluster where none runs, and waits until it answers.
pub(super) async fn launch(
    place: &Place,
    installation: &Installation,
    settings: &PostgresSettings,
    access: &Access,
    socket: &Path,
) -> Result<Server, PostgresError> {
    for entry in fs::read_dir(socket).into_iter().flatten().filter_map(Result::ok) {
        // The lock of a socket names a process too, and is as stale as the other.
        fs::remove_file(entry.path()).map_err(PostgresError::folder("remove", &entry.path()))?;
    }
    unmark(&place.cluster());
    let mut server = spawn(place, installation, settings, access, socket)?;
    match wait(&mut server, place, settings, &options(access, socket, Login::Owner)).await {
        Ok(()) => Ok(server),
        Err(error) => {
            // Why it did not start says more than that it cannot be ended, which has been logged.
            let _logged = server.end(Signal::SIGQUIT).await;
            Err(error)
        }
    }
}

/// Whether a server did not start because another, or what is left of a killed one, is still there: in a moment that
/// can be adopted, or is gone.
pub(super) fn occupied(error: &PostgresError) -> bool {
    matches!(error, PostgresError::Start { log, .. } if log.contains("is still in use") || log.contains("already exists"))
}

/// In a process group of its own: a Ctrl-C at the terminal is for the service, which stops the server after itself.
fn spawn(
    place: &Place,
    installation: &Installation,
    settings: &PostgresSettings,
    access: &Access,
    socket: &Path,
) -> Result<Server, PostgresError> {
    let cluster = place.cluster();
    let path = place.log();
    let _none_at_first = fs::rename(&path, place.file("server.log.old"));
    let log = File::options().write(true).create_new(true).mode(0o600).open(&path);
    let log = log.map_err(PostgresError::folder("write", &path))?;
    let program = installation.program("postgres");
    let mut command = command(&program, place.runner.as_ref());
    command.arg("-D").arg(&cluster);
    for option in settings.server_options() {
        command.args(["-c", option]);
    }
    command.arg("-c").arg(format!("unix_socket_directories={}", socket.display()));
    command.arg("-c").arg(format!("port={PORT}")).arg("-c").arg(format!("cluster_name={}", cluster_name(access)));
    command.stdout(log.try_clone().map_err(PostgresError::folder("write", &path))?).stderr(log).process_group(0);
    let child = command.spawn().map_err(|source| PostgresError::Run { program, source })?;
    Ok(Server::started(child, &cluster))
}

async fn wait(server: &mut Server, place: &Place, settings: &PostgresSettings, options: &PgConnectOptions) -> Result<(), PostgresError> {
    let cluster = place.cluster();
    let log = || tail(&String::from_utf8_lossy(&fs::read(place.log()).unwrap_or_default()));
    let mut deadline = Instant::now() + settings.patience;
    loop {
        if server.ended() {
            return Err(PostgresError::Start { cluster, log: log() });
        }
        match ask(options, &cluster).await {
            Answer::Ready { .. } => return Ok(()),
            Answer::WrongPassword => return Err(PostgresError::Password { path: place.access() }),
            Answer::Starting => deadline = Instant::now() + settings.patience,
            Answer::Stopping | Answer::Silent => {}
        }
        if Instant::now() > deadline {
            return Err(PostgresError::NotReady { cluster, seconds: settings.patience.as_secs(), log: log() });
        }
        tokio::time::sleep(POLL).await;
    }
}
