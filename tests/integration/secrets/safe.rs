//! Tenants with secrets, and a worker's way to open them.

use std::sync::Arc;

use oktually_core::{
    ids::{ConnectionId, TenantId},
    secret::{Keyring, generate_keyring},
    store::{JobEnd, Result},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
};

use crate::store::Ground;
use crate::store::ground::{finish, somewhere};

/// A tenant with one handed-over secret.
pub(super) async fn tenant_with(ground: &Ground, secret: &str) -> (TenantId, ConnectionId, i32) {
    let tenant = ground.tenant("acme").await;
    let connection = ground.connection(tenant, "org").await;
    let version = ground.credential(tenant, connection, secret).await.version;
    (tenant, connection, version)
}

/// Opens a credential as a job does: in a scope that shows a lease.
pub(super) async fn open(ground: &Ground, keyring: &Keyring, tenant: TenantId, connection: ConnectionId, version: i32) -> Result<String> {
    ground.enqueue(tenant, &somewhere()).await;
    let claim = ground.claim().await.expect("a job to open it with");
    assert_eq!((claim.lease.tenant, claim.kind.as_str()), (tenant, "collect_org"), "nothing else is queued");
    let mut scope = ground.db.worker.tenant_for(&claim.lease).await?;
    let opened = scope.open_credential(keyring, connection, version).await;
    drop(scope);
    finish(&ground.db.worker, &claim, &JobEnd::Done).await?;
    #[expect(clippy::disallowed_methods, reason = "the test compares what was sealed")]
    opened.map(|opened| opened.secret.expose_secret().to_owned())
}

/// Key lines by themselves, to be put together to keyrings.
#[expect(clippy::disallowed_methods, reason = "tests put keyrings together")]
pub(super) fn key_line() -> String {
    generate_keyring().expose_secret().to_owned()
}

pub(super) fn keyring(lines: &[&str]) -> Arc<Keyring> {
    Arc::new(Keyring::parse(&SecretString::from(lines.join(","))).expect("lines of key_line"))
}

/// A worker in a process of its own, with this keyring.
pub(super) async fn worker_process(ground: &Ground, lines: &[&str]) -> Child {
    let (_, url) = ground.db.urls();
    let mut child = Command::new(env!("CARGO_BIN_EXE_queue-hand"))
        .args(["jobs", &url])
        .stdin(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("a process");
    let line = format!("{}\n", lines.join(","));
    child.stdin.as_mut().expect("piped").write_all(line.as_bytes()).await.expect("it reads");
    child
}
