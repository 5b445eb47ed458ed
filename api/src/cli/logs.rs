//! The log, on standard error.

use anyhow::Context;
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogFormat, Logs};

pub(super) fn start(logs: &Logs) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&logs.log).with_context(|| format!("OKTUALLY_LOG is not a filter: {}", logs.log))?;
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match logs.log_format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}
