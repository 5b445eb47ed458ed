//! The keyring is the one that sealed what is stored, or nothing is claimed.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tracing::{error, info};

use super::Context;
use crate::store::Result;

/// How often the keyring is compared while it is right, and while it is wrong or could not be compared. Keys come and go with
/// a rotation elsewhere, or with a restored database.
const EVERY: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_secs(5);

/// Watches that the keyring holds the right keys for what is in use.
#[derive(Default)]
pub(super) struct KeyWatch {
    right: AtomicBool,
    /// What was said last: keys that were lacking.
    lacking: Mutex<Vec<String>>,
}

impl KeyWatch {
    /// Whether jobs may be claimed. Not before the first look.
    pub(super) fn may_work(&self) -> bool {
        self.right.load(Ordering::Relaxed)
    }

    /// Compares the keyring with what is stored, and remembers the value that proves each key of it, so that all others notice
    /// another key under the same name. Says what is lacking when that changes. Gives how long this holds.
    pub(super) async fn look(&self, context: &Context) -> Duration {
        let right = match lacking(context).await {
            Ok(lacking) => {
                let right = lacking.is_empty();
                self.say(lacking);
                right
            }
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "the keyring could not be compared with what is stored: {error}");
                // What was right is not wrong because the database is away: nothing can be claimed then anyway.
                self.may_work()
            }
        };
        self.right.store(right, Ordering::Relaxed);
        if right { EVERY } else { AGAIN }
    }

    fn say(&self, lacking: Vec<String>) {
        let mut said = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == lacking {
            return;
        }
        if lacking.is_empty() {
            info!("the keyring holds the right keys again; work begins");
        } else {
            error!(
                keys = ?lacking,
                "the keyring lacks the right keys for {}: no work is claimed. Start this worker with the keyring that the other \
                 processes have; `oktually keys status` shows which keys are in use",
                lacking.join(", ")
            );
        }
        *said = lacking;
    }
}

async fn lacking(context: &Context) -> Result<Vec<String>> {
    let mut scope = context.store.signer().await?;
    let lacking = scope.check_keyring(&context.keyring).await?;
    scope.commit().await?;
    Ok(lacking)
}
