//! Starting, attaching, surviving and stopping.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpgid};
use secrecy::ExposeSecret;

use super::super::folder::Folder;
use super::super::place::Place;
use super::super::process::alive;
use super::*;

#[tokio::test]
async fn a_server_starts_answers_in_every_way_it_offers_and_stops() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    assert!(postgres.is_owner());
    assert_eq!(text(&postgres.options(Login::Owner), "select current_database()::text").await.expect("an answer"), "oktually");

    #[expect(clippy::disallowed_methods, reason = "the test reads the address as another program would")]
    let url = postgres.url(Login::Owner).expose_secret().to_owned();
    let parsed: PgConnectOptions = url.parse().expect("an address");
    assert_eq!(text(&parsed, "select current_user::text").await.expect("an answer"), "oktually");

    let version = text(&parsed, "show server_version").await.expect("a version");
    let bin = find::installation(None, &folder.cluster(), None).expect("installed").bin;
    // Some packages of the server come without it.
    if bin.join("psql").exists() {
        let mut psql = Command::new(bin.join("psql"));
        psql.args(["-Atc", "show server_version"]).envs(postgres.environment(Login::Owner));
        let output = psql.output().expect("psql");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), version, "{output:?}");
    }

    let pid = folder.pid();
    let options = postgres.options(Login::Owner);
    let socket = options.get_socket().expect("a socket").clone();
    assert!(socket.join(".s.PGSQL.5432").as_os_str().len() < 100);
    assert_eq!(fs::metadata(&socket).expect("its folder").permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(folder.data().join("access.json")).expect("the file").permissions().mode() & 0o777, 0o600);
    postgres.stop().await.expect("stops");
    assert!(!alive(pid) && !socket.exists());

    let again = folder.start().await;
    assert_eq!(text(&again.options(Login::Owner), "select current_user::text").await.expect("an answer"), "oktually");
    again.stop_and_delete().await.expect("deletes");
    assert!(!folder.data().exists());
}

#[tokio::test]
async fn a_wrong_password_and_none_are_refused() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let options = postgres.options(Login::Owner);
    for wrong in ["", "oktually"] {
        assert!(connect(&options.clone().password(wrong)).await.is_err());
    }
    assert_eq!(text(&options, "show listen_addresses").await.expect("an answer"), "");
    postgres.stop().await.expect("stops");
}

#[tokio::test]
async fn a_second_start_attaches_and_its_end_stops_nothing() {
    let folder = TestFolder::new();
    let (one, two) = tokio::join!(folder.start(), folder.start());
    let (owner, guest) = if one.is_owner() { (one, two) } else { (two, one) };
    assert!(owner.is_owner() && !guest.is_owner());
    assert!(text(&guest.options(Login::Owner), "select 'x'").await.is_ok());
    guest.stop_and_delete().await.expect("leaves");
    drop(folder.start().await);
    assert!(text(&owner.options(Login::Owner), "select 'x'").await.is_ok());
    owner.stop().await.expect("stops");
}

#[tokio::test]
async fn a_guest_who_stays_takes_the_server_over_when_its_owner_has_gone() {
    let folder = TestFolder::new();
    let (owner, guest) = (folder.start().await, folder.start().await);
    let settings = PostgresSettings::throwaway();
    assert!(PrivatePostgres::take_over(&folder.data(), &settings).await.expect("an answer").is_none(), "it has an owner");
    let options = guest.options(Login::Api);
    run(&owner.options(Login::Owner), "create table kept (word text)").await.expect("written");
    assert_eq!(owner.connections().await.expect("counted"), 1, "the guest is seen");
    owner.stop().await.expect("stops");

    let taken = PrivatePostgres::take_over(&folder.data(), &settings).await.expect("an answer").expect("nobody has it");
    assert!(taken.is_owner());
    assert_eq!(taken.options(Login::Api).get_socket(), options.get_socket(), "who was connected finds it again");
    assert!(text(&taken.options(Login::Owner), "select 'kept'::regclass::text").await.is_ok());
    guest.stop().await.expect("leaves");
    taken.stop().await.expect("stops");
}

async fn until_gone(pid: Pid) {
    let until = Instant::now() + Duration::from_secs(20);
    while alive(pid) {
        assert!(Instant::now() < until, "still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_dropped_owner_leaves_a_server_that_stops_by_itself() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let pid = folder.pid();
    assert_ne!(getpgid(Some(pid)), getpgid(None), "a Ctrl-C is not for the server");
    drop(postgres);
    until_gone(pid).await;
    folder.start().await.stop().await.expect("stops");
}

#[tokio::test]
async fn a_start_right_after_a_drop_finds_a_server() {
    let folder = TestFolder::new();
    for _ in 0..3 {
        let postgres = folder.start().await;
        assert!(postgres.is_owner());
        assert!(text(&postgres.options(Login::Owner), "select 'x'").await.is_ok());
        drop(postgres);
    }
    folder.start().await.stop().await.expect("stops");
}

#[tokio::test]
async fn a_killed_server_is_started_again_with_what_was_committed() {
    let folder = TestFolder::new();
    // A throwaway server may lose its last commits, a real one may not.
    let start = async || PrivatePostgres::start(&folder.data(), &PostgresSettings::default()).await.expect("a server");
    let postgres = start().await;
    let options = postgres.options(Login::Owner);
    run(&options, "create table kept (word text); insert into kept values ('here')").await.expect("written");
    let pid = folder.pid();
    // A busy process of the server outlives it.
    let busy = tokio::spawn(async move { run(&options, "select count(*) from generate_series(1, 2000000000)").await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    kill(pid, Signal::SIGKILL).expect("killed");
    drop(postgres);

    let again = start().await;
    assert!(again.is_owner());
    assert_ne!(folder.pid(), pid);
    assert_eq!(text(&again.options(Login::Owner), "select word from kept").await.expect("kept"), "here");
    assert!(busy.await.expect("joined").is_err());
    again.stop().await.expect("stops");
}

const CHILD: &str = "OKTUALLY_TEST_POSTGRES_CHILD";

/// The owner that [`a_server_whose_owner_was_killed_is_adopted`] kills; alone it does nothing.
#[tokio::test]
async fn child_that_owns_a_server() {
    let Some(data) = std::env::var_os(CHILD) else { return };
    let postgres = PrivatePostgres::start(Path::new(&data), &PostgresSettings::throwaway()).await.expect("a server");
    fs::write(Path::new(&data).join("child-is-ready"), "").expect("a sign");
    tokio::time::sleep(Duration::from_secs(120)).await;
    drop(postgres);
}

#[tokio::test]
async fn a_server_whose_owner_was_killed_is_adopted() {
    let folder = TestFolder::new();
    let name = format!("{}::child_that_owns_a_server", module_path!().split_once("::").expect("a crate").1);
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &name])
        .env(CHILD, folder.data())
        .stdout(Stdio::null())
        .spawn()
        .expect("a child");
    let until = Instant::now() + Duration::from_secs(60);
    while !folder.data().join("child-is-ready").exists() {
        assert!(Instant::now() < until && child.try_wait().expect("its state").is_none(), "the child did not start");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let guest = folder.start().await;
    assert!(!guest.is_owner());
    let pid = folder.pid();
    child.kill().expect("killed");
    child.wait().expect("buried");
    assert!(text(&guest.options(Login::Owner), "select 'x'").await.is_ok(), "the server outlives its owner");

    let heir = folder.start().await;
    assert!(heir.is_owner());
    assert_eq!(folder.pid(), pid);
    assert!(text(&heir.options(Login::Owner), "select 'x'").await.is_ok());
    heir.stop().await.expect("stops");
    until_gone(pid).await;
}

#[tokio::test]
async fn a_server_that_hangs_is_replaced() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let pid = folder.pid();
    kill(pid, Signal::SIGSTOP).expect("stopped");
    folder.forget(postgres);
    let again = folder.start().await;
    assert_ne!(folder.pid(), pid);
    until_gone(pid).await;
    again.stop().await.expect("stops");
}

#[tokio::test]
async fn a_server_that_was_started_as_throwaway_is_not_adopted_for_data_that_counts() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let pid = folder.pid();
    folder.forget(postgres);
    let real = PrivatePostgres::start(&folder.data(), &PostgresSettings::default()).await.expect("a server");
    assert!(real.is_owner());
    assert_ne!(folder.pid(), pid);
    assert_eq!(text(&real.options(Login::Owner), "show fsync").await.expect("an answer"), "on");
    real.stop().await.expect("stops");
}

#[tokio::test]
async fn a_pid_file_that_names_a_foreign_process_is_not_trusted() {
    let folder = TestFolder::new();
    folder.start().await.stop().await.expect("stops");
    // As another program of the server's own user, which PostgreSQL would take for a server.
    let mut command = process::command(
        Path::new("/bin/sleep"),
        Place::choose(&Folder::open(&folder.data()).expect("opens")).expect("a place").runner.as_ref(),
    );
    let mut foreign = command.arg("100").spawn().expect("a process");
    let pid = foreign.id().expect("a number");
    let text = format!("{pid}\n{}\n1700000000\n5432\n/tmp/oktually-nowhere\n\n 1 1\nready   \n", folder.cluster().display());
    fs::write(folder.cluster().join("postmaster.pid"), text).expect("written");

    let postgres = folder.start().await;
    assert!(postgres.is_owner());
    assert!(super::text(&postgres.options(Login::Owner), "select 'x'").await.is_ok());
    postgres.stop().await.expect("stops");
    assert!(alive(Pid::from_raw(pid.cast_signed())), "the foreign process is left alone");
    foreign.kill().await.expect("ends");
}

#[tokio::test]
async fn broken_pid_files_and_sockets_after_a_power_cut_do_not_matter() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let options = postgres.options(Login::Owner);
    let socket = options.get_socket().expect("a socket").clone();
    postgres.stop().await.expect("stops");
    for broken in ["", "999999999\n", "not a number\n"] {
        fs::write(folder.cluster().join("postmaster.pid"), broken).expect("written");
        if !socket.exists() {
            Place::choose(&Folder::open(&folder.data()).expect("opens")).expect("a place").make_private(&socket).expect("made");
        }
        fs::write(socket.join(".s.PGSQL.5432"), "").expect("written");
        fs::write(socket.join(".s.PGSQL.5432.lock"), "1\n").expect("written");
        folder.start().await.stop().await.expect("stops");
    }
}
