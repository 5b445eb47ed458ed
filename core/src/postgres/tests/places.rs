//! Folders that are long, closed to the server's user, or half made.

use nix::unistd::geteuid;

use super::*;

#[tokio::test]
async fn a_path_longer_than_a_sockets_may_be_works() {
    let folder = TestFolder::new();
    let data = folder.0.join("a long way down".repeat(5)).join("and % further: ä".repeat(5)).join("postgres");
    assert!(data.as_os_str().len() > 107);
    let postgres = PrivatePostgres::start(&data, &PostgresSettings::throwaway()).await.expect("a server");
    assert!(text(&postgres.options(Login::Owner), "select 'x'").await.is_ok());
    postgres.stop_and_delete().await.expect("deletes");
}

#[tokio::test]
async fn data_that_the_servers_user_cannot_reach_is_kept_elsewhere_and_found_again() {
    let folder = TestFolder::new();
    fs::set_permissions(&folder.0, Permissions::from_mode(0o700)).expect("closed");
    let postgres = folder.start().await;
    let note = folder.data().join("elsewhere");
    assert_eq!(note.exists(), geteuid().is_root(), "only root needs another place");
    run(&postgres.options(Login::Owner), "create table kept (word text)").await.expect("written");
    let guest = folder.start().await;
    assert!(!guest.is_owner());
    postgres.stop().await.expect("stops");

    let again = folder.start().await;
    assert!(text(&again.options(Login::Owner), "select 'kept'::regclass::text").await.is_ok());
    let elsewhere = fs::read_to_string(&note).ok();
    again.stop_and_delete().await.expect("deletes");
    assert!(!folder.data().exists());
    if let Some(elsewhere) = elsewhere {
        assert!(!Path::new(elsewhere.trim()).exists());
    }
}

#[tokio::test]
async fn what_a_killed_initdb_left_is_removed() {
    let folder = TestFolder::new();
    let left = folder.data().join("unfinished-1");
    fs::create_dir_all(left.join("base")).expect("made");
    fs::set_permissions(folder.data(), Permissions::from_mode(0o711)).expect("its mode");
    folder.start().await.stop().await.expect("stops");
    assert!(!left.exists());
    fs::create_dir(&left).expect("made again, by one that outlived its parent");
    folder.start().await.stop().await.expect("stops");
    assert!(!left.exists());
}
