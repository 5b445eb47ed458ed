//! What a caller may choose about the private server.

use std::path::PathBuf;
use std::time::Duration;

/// Choices for the private server; the default suits a service.
#[derive(Debug, Clone)]
pub struct PostgresSettings {
    /// Folder with `initdb` and `postgres`; `None` looks for one on the machine.
    pub bin_dir: Option<PathBuf>,
    /// Nothing is flushed to disk: faster, and lost or damaged by a power cut. For tests and demonstrations only.
    pub throwaway: bool,
    /// How long to wait for a server that gives no sign of progress; crash recovery may take longer and is waited for.
    pub patience: Duration,
}

impl Default for PostgresSettings {
    fn default() -> Self {
        Self { bin_dir: None, throwaway: false, patience: Duration::from_secs(60) }
    }
}

impl PostgresSettings {
    /// For a folder that will be deleted: see [`PostgresSettings::throwaway`].
    pub fn throwaway() -> Self {
        Self { throwaway: true, ..Self::default() }
    }

    /// `name=value` of what the server is started with. They stand on its command line, so that a cluster made by an
    /// older release runs with the settings of this one.
    pub(super) fn server_options(&self) -> Vec<&'static str> {
        let mut options = vec![
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "password_encryption=scram-sha-256",
            "max_connections=200",
            "shared_buffers=128MB",
            "maintenance_work_mem=128MB",
            "max_wal_size=2GB",
            "wal_compression=on",
            "random_page_cost=1.1",
            // Short queries under row-level security: compiling one costs more than it gains.
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            // The text of a server that is not ready is read (`probe.rs`).
            "lc_messages=C",
            "log_line_prefix=%m [%p] ",
            "log_checkpoints=off",
            "logging_collector=off",
        ];
        if self.throwaway {
            options.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"]);
        }
        options
    }
}
