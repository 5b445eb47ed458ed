//! Moving to the keyring's current key.

use super::{Actor, Result, Store};
use crate::{secret::Keyring, work::Job};

/// Tenants asked for at a time.
const AT_ONCE: i64 = 500;

/// What came of asking for a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// The service's own keys are sealed anew.
    Begun {
        /// Tenants whose data keys are being wrapped anew by the workers.
        tenants: u64,
    },
    /// Nothing was done: the keyring lacks keys that are in use.
    Lacking(Vec<String>),
}

impl Store {
    /// Seals the keys that sign tokens with the keyring's current key and queues the same for each tenant's data keys. Doing it
    /// again goes on where it was left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rotate_keys(&self, keyring: &Keyring, by: &Actor) -> Result<Rotation> {
        let mut signer = self.signer().await?;
        let lacking = signer.check_keyring(keyring).await?;
        if !lacking.is_empty() {
            return Ok(Rotation::Lacking(lacking));
        }
        signer.reseal_signing_keys(keyring).await?;
        signer.commit().await?;
        let mut operator = self.operator().await?;
        operator.record_of_service(by, "keys.rotated", Some(keyring.current()), serde_json::json!({})).await?;
        operator.commit().await?;
        Ok(Rotation::Begun { tenants: self.queue_rewraps(keyring.current()).await? })
    }

    /// Queues for each tenant that has data keys not wrapped by `current` that they be wrapped anew; gives how many those are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_rewraps(&self, current: &str) -> Result<u64> {
        let (mut tenants, mut after) = (0, None);
        loop {
            let some = self.operator().await?.tenants_to_rewrap(current, after, AT_ONCE).await?;
            let Some(last) = some.last() else { return Ok(tenants) };
            after = Some(*last);
            for tenant in some {
                let mut scope = self.tenant(tenant).await?;
                scope.enqueue(&Job::RewrapDataKeys {}).await?;
                // One may be queued for later, to drop the keys that a new data key replaced.
                scope.hurry(&Job::RewrapDataKeys {}).await?;
                scope.commit().await?;
                tenants += 1;
            }
        }
    }
}
