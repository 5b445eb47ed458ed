//! What the logins may do, and that everybody may prepare a cluster at once.

use secrecy::SecretString;

use super::*;

#[tokio::test]
async fn a_login_may_nothing_until_it_puts_on_a_role_of_its_own() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let owner = postgres.options(Login::Owner);
    prepare(&owner, &postgres.login_passwords()).await.expect("prepared");
    run(
        &owner,
        "create table things (word text); insert into things values ('a');
         alter table things enable row level security; alter table things force row level security;
         create policy nobody on things using (false);
         create table sealed (word text); insert into sealed values ('s');
         grant select on things to oktually_tenant; grant select on sealed to oktually_opener",
    )
    .await
    .expect("made");

    for login in [Login::Api, Login::Worker] {
        let options = postgres.options(login);
        assert_eq!(refused(&options, "select word from things").await, "42501", "{login:?} reads nothing itself");
        assert_eq!(refused(&options, "create table mine (word text)").await, "42501");
        assert_eq!(refused(&options, "create role more").await, "42501");
        assert_eq!(refused(&options, "set row_security = off; set role oktually_tenant; select word from things").await, "42501");
        assert_eq!(refused(&options, "set role oktually").await, "42501");
        run(&options, "set role oktually_tenant; select word from things").await.expect("as the tenant, and sees no row");
        let mut connection = connect(&options).await.expect("a connection");
        assert_eq!(unfit(&mut connection, login).await.expect("an answer"), None);
    }
    assert_eq!(refused(&postgres.options(Login::Api), "set role oktually_opener").await, "42501");
    assert_eq!(refused(&postgres.options(Login::Api), "set role oktually_queue").await, "42501");
    run(&postgres.options(Login::Worker), "set role oktually_opener; select word from sealed").await.expect("the worker opens");
    postgres.stop().await.expect("stops");
}

async fn refused(options: &PgConnectOptions, sql: &str) -> String {
    let error = run(options, sql).await.expect_err(sql);
    error.as_database_error().and_then(|error| error.code()).expect("the server's code").into_owned()
}

#[tokio::test]
async fn many_prepare_at_once_in_two_databases_and_repeat_it() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let owner = postgres.options(Login::Owner);
    run(&owner, "create database other").await.expect("made");
    for _ in 0..3 {
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let owner = if number % 2 == 0 { owner.clone() } else { owner.clone().database("other") };
                let logins = postgres.login_passwords();
                tokio::spawn(async move { prepare(&owner, &logins).await })
            })
            .collect();
        for task in tasks {
            task.await.expect("joined").expect("prepared");
        }
    }
    let count = "select count(*)::text from pg_roles where rolname like 'oktually\\_%'";
    assert_eq!(text(&owner, count).await.expect("counted"), "7");
    assert!(connect(&postgres.options(Login::Worker)).await.is_ok());
    postgres.stop().await.expect("stops");
}

#[tokio::test]
async fn prepare_takes_away_what_a_role_should_not_have_and_keeps_passwords_it_was_not_given() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let owner = postgres.options(Login::Owner);
    prepare(&owner, &postgres.login_passwords()).await.expect("prepared");
    run(
        &owner,
        "alter role oktually_api superuser createrole inherit; grant oktually_opener to oktually_api; alter role oktually_tenant login",
    )
    .await
    .expect("spoilt");
    prepare(&owner, &LoginPasswords::default()).await.expect("prepared again");
    let api = postgres.options(Login::Api);
    assert_eq!(why(&api, Login::Api).await, None, "with the same password");
    assert_eq!(refused(&api, "set role oktually_opener").await, "42501");
    assert_eq!(text(&owner, "select rolcanlogin::text from pg_roles where rolname = 'oktually_tenant'").await.expect("read"), "false");

    let chosen = LoginPasswords { api: Some("a b'c\\\"$".into()), worker: None };
    prepare(&owner, &chosen).await.expect("prepared");
    assert!(connect(&api.clone().password("a b'c\\\"$")).await.is_ok());
    assert!(connect(&api).await.is_err());
    for bad in ["", "pässwort", "a\nb"] {
        let logins = LoginPasswords { api: Some(SecretString::from(bad)), worker: None };
        assert!(matches!(prepare(&owner, &logins).await, Err(PostgresError::PasswordText { .. })));
    }
    postgres.stop().await.expect("stops");
}

#[tokio::test]
async fn an_owner_who_is_no_superuser_can_prepare() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let owner = postgres.options(Login::Owner);
    run(&owner, "create role manager login createrole password 'm'").await.expect("made");
    run(&owner, "create database managed owner manager").await.expect("made");
    let manager = owner.clone().username("manager").password("m").database("managed");
    for _ in 0..2 {
        prepare(&manager, &postgres.login_passwords()).await.expect("prepared");
    }
    assert!(connect(&postgres.options(Login::Api).database("managed")).await.is_ok());
    postgres.stop().await.expect("stops");
}

#[tokio::test]
async fn too_much_power_is_named() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let owner = postgres.options(Login::Owner);
    run(&owner, "create role l login password 'l'; create role boss bypassrls; create schema s; create table s.t (x int)")
        .await
        .expect("made");
    prepare(&owner, &postgres.login_passwords()).await.expect("prepared");
    run(&owner, "grant oktually_tenant, oktually_operator, oktually_signer to l").await.expect("as the API's login");
    let login = owner.clone().username("l").password("l");
    let cases = [
        ("grant boss to l", "revoke boss from l", "the login l may become boss, which may bypass row-level security"),
        ("alter role l createrole", "alter role l nocreaterole", "the login l may create roles"),
        ("alter role l replication", "alter role l noreplication", "the login l may copy the whole cluster"),
        ("alter database oktually owner to l", "alter database oktually owner to oktually", "the login l owns the database"),
        ("alter schema s owner to l", "alter schema s owner to oktually", "the login l owns a schema"),
        ("alter table s.t owner to l", "alter table s.t owner to oktually", "the login l owns a table or view"),
        (
            "grant pg_read_all_data to l",
            "revoke pg_read_all_data from l",
            "the login l may become pg_read_all_data, which reads or writes past all grants",
        ),
    ];
    for (spoil, mend, reason) in cases {
        run(&owner, spoil).await.expect(spoil);
        assert_eq!(why(&login, Login::Api).await.as_deref(), Some(reason));
        run(&owner, mend).await.expect(mend);
        assert_eq!(why(&login, Login::Api).await, None, "{mend}");
    }
    assert_eq!(why(&owner, Login::Api).await.as_deref(), Some("the login oktually is a superuser"));
    postgres.stop().await.expect("stops");
}

#[tokio::test]
async fn a_login_in_the_place_of_another_is_named() {
    let folder = TestFolder::new();
    let postgres = folder.start().await;
    let owner = postgres.options(Login::Owner);
    let (api, worker) = (postgres.options(Login::Api), postgres.options(Login::Worker));
    run(&owner, "create role stranger login password 's'").await.expect("made");
    let stranger = owner.clone().username("stranger").password("s");
    let all = "oktually_tenant and oktually_operator and oktually_signer";
    let nothing = format!("the login stranger may not become {all}, which the API must");
    assert_eq!(why(&stranger, Login::Api).await.as_deref(), Some(&*nothing), "in a cluster that was not prepared");
    prepare(&owner, &postgres.login_passwords()).await.expect("prepared");
    assert_eq!(why(&stranger, Login::Api).await.as_deref(), Some(&*nothing));
    assert_eq!(
        why(&worker, Login::Api).await.as_deref(),
        Some("the login oktually_worker may become oktually_opener and oktually_queue, which the API must not")
    );
    assert_eq!(
        why(&api, Login::Worker).await.as_deref(),
        Some("the login oktually_api may not become oktually_opener and oktually_queue, which a worker must")
    );
    assert_eq!((why(&api, Login::Api).await, why(&worker, Login::Worker).await), (None, None));
    postgres.stop().await.expect("stops");
}

async fn why(options: &PgConnectOptions, login: Login) -> Option<String> {
    unfit(&mut connect(options).await.expect("a connection"), login).await.expect("an answer")
}
