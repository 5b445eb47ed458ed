//! What cannot work says why, and what helps.

use super::*;

/// An installation whose `initdb` is a script.
fn fake_installation(folder: &TestFolder, initdb: &str) -> PostgresSettings {
    let bin = folder.0.join("bin");
    fs::create_dir(&bin).expect("made");
    fs::set_permissions(&bin, Permissions::from_mode(0o755)).expect("its mode");
    for (name, script) in [("initdb", initdb), ("postgres", "echo 'postgres (PostgreSQL) 15.1'")] {
        fs::write(bin.join(name), format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(bin.join(name), Permissions::from_mode(0o755)).expect("its mode");
    }
    PostgresSettings { bin_dir: Some(bin), ..PostgresSettings::throwaway() }
}

#[tokio::test]
async fn a_failing_initdb_is_quoted_and_leaves_nothing_behind() {
    let folder = TestFolder::new();
    let settings = fake_installation(
        &folder,
        "echo 'fixing permissions ... ok'; echo 'initdb: error: could not write file: No space left on device' >&2; exit 1",
    );
    let error = PrivatePostgres::start(&folder.data(), &settings).await.expect_err("full").to_string();
    assert!(error.contains("initdb could not make a cluster in") && error.ends_with("No space left on device"), "{error}");
    let left: Vec<_> = fs::read_dir(folder.data()).expect("listed").map(|entry| entry.expect("read").file_name()).collect();
    assert_eq!(left.len(), 2, "only the lock and the passwords: {left:?}");
    folder.start().await.stop().await.expect("works with room on the disk");
}

#[tokio::test]
async fn a_server_that_ends_while_starting_is_quoted() {
    let folder = TestFolder::new();
    folder.start().await.stop().await.expect("stops");
    fs::write(folder.cluster().join("postgresql.conf"), "no_such_setting = 1\n").expect("written");
    let error = folder.refusal().await;
    assert!(error.contains("did not start in") && error.contains("no_such_setting"), "{error}");
}

#[tokio::test]
async fn an_installation_without_initdb_is_refused_by_name() {
    let folder = TestFolder::new();
    let settings = PostgresSettings { bin_dir: Some(folder.0.clone()), ..PostgresSettings::throwaway() };
    let error = PrivatePostgres::start(&folder.data(), &settings).await.expect_err("none").to_string();
    assert!(error.ends_with("is not the folder of a PostgreSQL installation: it has no initdb"), "{error}");
}

#[tokio::test]
async fn data_of_another_major_version_is_refused_with_what_to_do() {
    let folder = TestFolder::new();
    folder.start().await.stop().await.expect("stops");
    fs::write(folder.cluster().join("PG_VERSION"), "12\n").expect("written");
    let error = folder.refusal().await;
    assert!(error.contains("was made by PostgreSQL 12") && error.contains("install PostgreSQL 12"), "{error}");
}

#[tokio::test]
async fn a_file_in_place_of_the_folder_and_a_folder_of_something_else_are_refused() {
    let folder = TestFolder::new();
    fs::write(folder.data(), "").expect("written");
    let error = folder.refusal().await;
    assert!(error.starts_with("could not make the data folder /tmp/oktually-test-"), "{error}");

    fs::remove_file(folder.data()).expect("removed");
    folder.start().await.stop().await.expect("stops");
    fs::remove_file(folder.cluster().join("PG_VERSION")).expect("removed");
    let error = folder.refusal().await;
    assert!(error.ends_with("is not a PostgreSQL data folder (it has no PG_VERSION): move it aside"), "{error}");
}

#[tokio::test]
async fn lost_damaged_and_wrong_passwords_are_told_apart_and_not_quoted() {
    let folder = TestFolder::new();
    folder.start().await.stop().await.expect("stops");
    let path = folder.data().join("access.json");
    let kept = fs::read_to_string(&path).expect("read");

    let wrong = kept.replacen("\"owner\":\"", "\"owner\":\"f00", 1);
    fs::write(&path, &wrong).expect("written");
    let error = folder.refusal().await;
    assert!(error.ends_with("access.json does not open its cluster"), "{error}");

    fs::write(&path, wrong.replace("\"api\":", "\"api\":1,")).expect("written");
    let error = folder.refusal().await;
    assert!(error.contains("is damaged") && !error.contains("f00"), "{error}");

    fs::remove_file(&path).expect("removed");
    let error = folder.refusal().await;
    assert!(error.contains("access.json is gone"), "{error}");

    fs::write(&path, kept).expect("written");
    folder.start().await.stop().await.expect("works again");
}

#[tokio::test]
async fn a_cluster_of_another_user_is_refused() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = TestFolder::new();
    folder.start().await.stop().await.expect("stops");
    std::os::unix::fs::chown(folder.cluster(), Some(0), Some(0)).expect("given to root");
    let error = folder.refusal().await;
    assert!(error.contains("belongs to root, and PostgreSQL does not run as root"), "{error}");
}

#[tokio::test]
async fn a_folder_that_another_user_made_first_is_refused_as_root_and_no_link_in_it_is_followed() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = TestFolder::new();
    let elsewhere = folder.0.join("of-root");
    fs::write(&elsewhere, "as it was").expect("written");
    fs::create_dir(folder.data()).expect("made");
    for name in ["access.new", "server.log"] {
        std::os::unix::fs::symlink(&elsewhere, folder.data().join(name)).expect("laid");
    }
    std::os::unix::fs::chown(folder.data(), Some(65_534), None).expect("given to nobody");
    let error = folder.refusal().await;
    assert!(error.ends_with("start as that user, or take another folder"), "{error}");
    std::os::unix::fs::chown(folder.data(), Some(0), None).expect("given back");
    folder.start().await.stop().await.expect("stops");
    assert_eq!(fs::read_to_string(&elsewhere).expect("read"), "as it was");

    fs::remove_file(folder.data().join("lock")).expect("removed");
    std::os::unix::fs::symlink(&elsewhere, folder.data().join("lock")).expect("laid");
    let error = folder.refusal().await;
    assert!(error.starts_with("could not write"), "{error}");
}

#[tokio::test]
async fn nothing_that_is_printed_holds_a_password() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    prepare(&postgres.options(Login::Owner), &postgres.login_passwords()).await.expect("prepared");
    let kept = fs::read_to_string(folder.data().join("access.json")).expect("read");
    let shown = format!("{postgres:?} {:?} {:?}", postgres.url(Login::Api), postgres.login_passwords());
    postgres.stop().await.expect("stops");
    let log = fs::read_to_string(folder.data().join("server.log")).expect("a log");
    for secret in kept.split('"').filter(|word| word.len() == 64) {
        assert!(!shown.contains(secret) && !log.contains(secret));
    }
}
