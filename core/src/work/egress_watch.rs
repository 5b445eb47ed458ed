//! Traffic leaves from an advertised address, or nothing is claimed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tracing::{error, info};
use url::Url;

use super::Context;
use crate::store::StoreError;

/// How often the address is looked at while it is right, and while it is wrong or unknown.
const EVERY: Duration = Duration::from_secs(600);
const AGAIN: Duration = Duration::from_secs(10);

/// Watches the address that our traffic leaves from, if there is a place to ask.
pub struct EgressWatch {
    check_url: Option<Url>,
    right: AtomicBool,
}

impl EgressWatch {
    /// Asks `check_url`, which answers with the address it sees; without one, the address is taken on trust.
    pub fn new(check_url: Option<Url>) -> Self {
        Self { right: AtomicBool::new(check_url.is_none()), check_url }
    }

    /// Whether jobs may be claimed.
    pub fn may_work(&self) -> bool {
        self.right.load(Ordering::Relaxed)
    }

    /// Looks at once, then now and then, for ever; `changed` is called when work may begin.
    pub(super) async fn watch(&self, context: &Context, worker: &str, changed: impl Fn()) {
        let Some(url) = &self.check_url else { return std::future::pending().await };
        let mut before = None;
        loop {
            let (seen, detail) = match context.egress.seen_as(url).await {
                Ok(address) => (Some(address), None),
                Err(error) => (None, Some(error.to_string())),
            };
            let right = seen.is_some_and(|address| context.advertised.contains(&address));
            self.right.store(right, Ordering::Relaxed);
            if before.replace(right) != Some(right) {
                if right {
                    info!("traffic leaves from an advertised address; work begins");
                    changed();
                } else {
                    let why = match (seen, &detail) {
                        (Some(address), _) => format!("it is seen as {address}"),
                        (None, detail) => format!("how it is seen could not be asked: {}", detail.as_deref().unwrap_or_default()),
                    };
                    error!("no work is claimed, because traffic does not leave from an advertised address: {why}");
                }
            }
            let seen = seen.map(|address| address.to_string());
            let kept = async {
                let mut scope = context.store.queue().await?;
                scope.keep_egress_check(worker, seen.as_deref(), right, detail.as_deref()).await?;
                scope.commit().await?;
                Ok::<_, StoreError>(())
            };
            if let Err(error) = kept.await {
                error!(error = &error as &dyn std::error::Error, "what the egress check saw could not be kept");
            }
            tokio::time::sleep(if right { EVERY } else { AGAIN }).await;
        }
    }
}
