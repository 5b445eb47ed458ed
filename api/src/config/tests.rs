//! Settings as an operator gives them.

use std::ffi::OsString;

use clap::Parser;

use super::{Config, WayOut, parse_from, table};

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Subcommand>,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    Serve,
}

/// Options stand for variables, which tests that run side by side must not set.
fn read(arguments: &[&str], variables: &[&str]) -> Result<Config, String> {
    let arguments = ["oktually"].iter().chain(arguments).map(OsString::from);
    let variables = variables.iter().map(OsString::from);
    parse_from(arguments, variables, |program: &Program| &program.config).map(|program| program.config).map_err(|error| error.to_string())
}

fn refusal(arguments: &[&str]) -> String {
    let text = read(arguments, &[]).unwrap_err();
    text.lines().next().unwrap().to_owned()
}

#[test]
fn without_any_setting_it_is_a_service_on_this_machine_with_a_database_of_its_own() {
    let config = read(&[], &["PATH", "OKTUALLY_LISTEN"]).unwrap();
    assert_eq!(config.listen.public_url().as_str(), "http://localhost:8080");
    assert!(!config.is_production());
    assert!(config.way_out().unwrap().is_none());
}

#[test]
fn an_unknown_variable_is_an_error_that_suggests_the_right_one() {
    let error = read(&[], &["OKTUALLY_PUBLIC_URI"]).unwrap_err();
    assert!(
        error.contains("OKTUALLY_PUBLIC_URI is set in the environment and is no setting. Did you mean OKTUALLY_PUBLIC_URL?"),
        "{error}"
    );
}

#[test]
fn secrets_are_refused_on_the_command_line_without_being_repeated() {
    for arguments in [&["--database-url", "postgres://hunter2@h/d"][..], &["serve", "--keyring=a:hunter2"]] {
        let error = read(arguments, &[]).unwrap_err();
        assert!(error.contains("must not stand on the command line"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn the_public_url_must_be_https_unless_it_is_this_machine() {
    for (url, why) in [
        ("http://oktually.example.com", "it must begin with https://, because secrets"),
        ("ftp://localhost", "it must begin with https://"),
        ("https://user@oktually.example.com", "it must not hold a user"),
        ("https://oktually.example.com/api", "it must end after the host"),
        ("oktually.example.com", "it is no URL"),
    ] {
        let error = refusal(&["--public-url", url]);
        assert!(error.contains(why), "{url}: {error}");
    }
    for (url, read_as) in [
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://127.0.0.2", "http://127.0.0.2"),
        ("http://[::1]:9", "http://[::1]:9"),
    ] {
        assert_eq!(read(&["--public-url", url], &[]).unwrap().listen.public_url().as_str(), read_as);
    }
}

#[test]
fn https_needs_somebody_who_speaks_it() {
    let url = ["--public-url", "https://Oktually.Example.com:443"];
    assert!(refusal(&url).contains("nothing here speaks TLS"));
    let behind = read(&[&url[..], &["--trusted-proxies", "10.0.0.0/8,fd00::/8"]].concat(), &[]).unwrap();
    assert_eq!(behind.listen.public_url().as_str(), "https://oktually.example.com");
    assert_eq!(behind.listen.trusted_proxies.len(), 2);

    assert!(refusal(&["--tls-cert", "cert.pem"]).contains("OKTUALLY_TLS_KEY is needed with OKTUALLY_TLS_CERT"));
    let itself = read(&["--tls-cert", "cert.pem", "--tls-key", "key.pem"], &[]).unwrap();
    assert_eq!(itself.listen.public_url().as_str(), "https://localhost:8080");
}

#[test]
fn a_given_database_needs_a_keyring_and_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).to_str().unwrap().to_owned()
    };
    let (url, keys) = (file("url", "postgres://hunter2@h/d\n"), file("keys", "a:hunter2"));
    assert!(refusal(&["--database-url-file", &url]).contains("OKTUALLY_KEYRING_FILE is needed with a given database"));

    let given = ["--database-url-file", &url, "--keyring-file", &keys];
    let config = read(&given, &[]).unwrap();
    assert!(config.is_production());
    assert!(config.way_out().unwrap_err().to_string().contains("the worker does not start without a way out"));
    assert!(!format!("{config:?} {:?}", config.database.storage()).contains("hunter2"));

    let gateway = file("gateway", "http://us:hunter2@gateway:3128\n");
    let config = read(&[&given[..], &["--egress-proxy-file", &gateway]].concat(), &[]).unwrap();
    let Ok(Some(WayOut::Gateway(gateway))) = config.way_out() else { panic!("{:?}", config.way_out()) };
    assert_eq!(gateway.url().password(), Some("hunter2"));
    assert!(!format!("{config:?} {gateway:?}").contains("hunter2"));
}

#[test]
fn numbers_out_of_range_are_refused() {
    for arguments in [["--lease-seconds", "5"], ["--default-share-percent", "91"], ["--worker-slots", "0"], ["--intake-link-hours", "0"]] {
        assert!(read(&arguments, &[]).is_err(), "{arguments:?}");
    }
}

#[test]
fn the_table_names_every_setting_with_its_default() {
    let table = table();
    assert!(table.contains("| `OKTUALLY_LISTEN` | `--listen` | `127.0.0.1:8080` | Address and port for tenants"), "{table}");
    assert!(table.contains("| `OKTUALLY_DATABASE_URL` | – |  | URL of the PostgreSQL database"), "{table}");
    assert!(table.contains("| **Way out** | | | |"));
    assert!(table.lines().all(|line| line.starts_with('|') && !line.ends_with("|  |")), "a setting has no meaning:\n{table}");
}

#[test]
fn a_gateway_that_cannot_be_one_is_refused_without_repeating_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway");
    for (text, why) in [
        ("ftp://us:hunter2@gateway", "must begin with http://"),
        ("us:hunter2@gateway:3128", "must begin with http://"),
        ("http://us:hunter2@gate way", "is no URL"),
        ("http://us:hunter2@gateway:hunter2", "is no URL"),
        ("//us:hunter2@", "is no URL"),
        (" ", "is set and empty"),
    ] {
        std::fs::write(&file, text).unwrap();
        let error = read(&["--egress-proxy-file", file.to_str().unwrap()], &[]).unwrap_err();
        assert!(error.contains("OKTUALLY_EGRESS_PROXY ") && error.contains(why) && !error.contains("hunter2"), "{text}: {error}");
    }
    std::fs::write(&file, "http://g").unwrap();
    assert!(refusal(&["--egress-proxy-file", file.to_str().unwrap(), "--egress-source", "192.0.2.1"]).contains("there is one way out"));
    assert!(refusal(&["--egress-check-url", "https://us:pw@ip.example.com"]).contains("must not hold a user"));
    let error = read(&["--egress-proxy", "http://us:hunter2@g"], &[]).unwrap_err();
    assert!(error.contains("must not stand on the command line") && !error.contains("hunter2"), "{error}");
}

#[test]
fn a_listener_that_others_reach_needs_somebody_who_speaks_tls_and_an_address() {
    let (proxied, url) = (["--trusted-proxies", "10.0.0.0/8"], ["--public-url", "https://oktually.example.com"]);
    for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80"] {
        let listen = ["--listen", listen];
        for others in [&[][..], &["--public-url", "http://localhost:8080"]] {
            let error = refusal(&[&listen[..], others].concat());
            assert!(error.contains("OKTUALLY_LISTEN is reached from other machines"), "{others:?}: {error}");
        }
        for others in [&proxied[..], &["--tls-cert", "c", "--tls-key", "k"]] {
            let error = refusal(&[&listen[..], others].concat());
            assert!(error.contains("OKTUALLY_PUBLIC_URL is needed"), "{others:?}: {error}");
        }
        assert!(refusal(&[&listen[..], &url].concat()).contains("nothing here speaks TLS"));
        assert!(read(&[&listen[..], &url, &proxied].concat(), &[]).is_ok());
        assert!(read(&[&listen[..], &url, &["--tls-cert", "c", "--tls-key", "k"]].concat(), &[]).is_ok());
    }
    for listen in ["127.0.0.1:0", "[::1]:8080", "127.8.8.8:8080"] {
        assert!(read(&["--listen", listen], &[]).is_ok(), "{listen}");
    }
}

#[test]
fn too_few_connections_for_a_worker_are_refused_and_the_manual_says_so() {
    let error = refusal(&["--database-connections", "3"]);
    assert!(error.contains("OKTUALLY_DATABASE_CONNECTIONS must be at least 4: a worker"), "{error}");
    assert_eq!(read(&["--database-connections", "4"], &[]).unwrap().database.database_connections, 4);
    assert!(table().lines().any(|line| line.contains("OKTUALLY_DATABASE_CONNECTIONS") && line.contains("At least 4 |")));
}
