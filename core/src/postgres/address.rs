//! How to connect to the private server, in every form that somebody wants.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::access::Access;
use super::roles::{Login, LoginPasswords};
use super::server::PrivatePostgres;

/// The service's database in the private cluster.
pub(super) const DATABASE: &str = "oktually";
/// It names the socket's file; nothing listens on a network.
pub(super) const PORT: u16 = 5432;

impl PrivatePostgres {
    /// How to connect as a login. [`Login::Owner`] is the cluster's superuser.
    pub fn options(&self, login: Login) -> PgConnectOptions {
        options(&self.access, &self.socket, login)
    }

    /// The same as text, for other programs: `postgres://…@localhost:5432/oktually?host=/…`, percent-encoded; the host of
    /// the query is the socket's folder and wins.
    pub fn url(&self, login: Login) -> SecretString {
        #[expect(clippy::disallowed_methods, reason = "an address for another program carries the password")]
        let password = self.access.password(login).expose_secret();
        let host = percent_encoded(&self.socket.to_string_lossy());
        format!("postgres://{}:{}@localhost:{PORT}/{DATABASE}?host={host}", login.role(), percent_encoded(password)).into()
    }

    /// Passwords of the two logins, for [`prepare`](super::prepare).
    pub fn login_passwords(&self) -> LoginPasswords {
        self.access.login_passwords()
    }

    /// Environment for a child process: `DATABASE_URL`, and what `psql` and its like read. It holds a password.
    pub fn environment(&self, login: Login) -> Vec<(String, String)> {
        #[expect(clippy::disallowed_methods, reason = "a child process gets the password in its environment")]
        let (url, password) = (self.url(login).expose_secret().to_owned(), self.access.password(login).expose_secret().to_owned());
        let pairs = [
            ("DATABASE_URL", url),
            ("PGHOST", self.socket.to_string_lossy().into_owned()),
            ("PGPORT", PORT.to_string()),
            ("PGDATABASE", DATABASE.to_owned()),
            ("PGUSER", login.role().to_owned()),
            ("PGPASSWORD", password),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value)).into()
    }
}

pub(super) fn options(access: &Access, socket: &Path, login: Login) -> PgConnectOptions {
    #[expect(clippy::disallowed_methods, reason = "the driver takes the password as text")]
    let password = access.password(login).expose_secret();
    PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(PORT)
        .username(login.role())
        .password(password)
        .database(DATABASE)
        .ssl_mode(PgSslMode::Disable)
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
