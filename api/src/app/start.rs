//! The application: made once, cloned into every handler.

use std::sync::Arc;

use oktually_core::{
    secret::Keyring,
    store::{Store, StoreError},
};
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::{Limits, Settings, Signing, Streams};
use crate::{
    jwt::{Audience, Claims, NotValid, SigningKeyError},
    problem::{Kind, Problem},
};

/// What every handler works with. A clone is the same application.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Store,
    keyring: Arc<Keyring>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) signing: Signing,
    pub(crate) streams: Streams,
    pub(crate) stopping: CancellationToken,
}

/// Why the application cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("the database cannot be used")]
    Store(#[from] StoreError),
    /// A signing key cannot be used.
    #[error(transparent)]
    SigningKey(#[from] SigningKeyError),
}

impl App {
    /// Looks at the keyring, and reads the keys that sign tokens (or makes the first).
    ///
    /// With a keyring that lacks a key, or holds another under its name, the application starts and is not ready: nothing
    /// is sealed under a wrong key, and nothing that does not open is taken for rejected. Streams end when `stopping` is cancelled.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn start(store: Store, keyring: Arc<Keyring>, settings: Settings, stopping: CancellationToken) -> Result<Self, StartError> {
        let limits = Arc::new(Limits::new(settings.requests_per_key));
        let (signing, streams) = (Signing::default(), Streams::default());
        let app = Self { store, keyring, settings: Arc::new(settings), limits, signing, streams, stopping };
        let missing = app.missing_keys().await?;
        if missing.is_empty() {
            app.load_signing_keys().await?;
        } else {
            error!(keys = ?missing, "the keyring lacks the right keys for {missing:?}: this process is not ready");
        }
        Ok(app)
    }

    /// The keyring, once it was seen to be the right one. `unavailable` until then: nothing is sealed under a wrong key.
    pub(crate) fn keyring(&self) -> Result<&Keyring, Problem> {
        // The keys that sign are read only after the keyring was found to be right.
        self.signing.issuer()?;
        Ok(&self.keyring)
    }

    /// The keyring as it was given, to be looked at.
    pub(crate) fn keyring_as_given(&self) -> &Keyring {
        &self.keyring
    }

    /// Whether requests can be served: the database writes, the keyring is the right one, and there is a key to sign with.
    pub(crate) async fn ready(&self) -> Result<(), Problem> {
        let unready = |why: &str| Problem::new(Kind::Unavailable).detail(why).retry_after(std::time::Duration::from_secs(5));
        self.store.ping().await.map_err(|error| unready("the database does not write").because(error))?;
        let missing = self.missing_keys().await.map_err(|error| unready("the keyring cannot be compared").because(error))?;
        if !missing.is_empty() {
            return Err(unready(&format!("the keyring lacks the right keys for {}", missing.join(", "))));
        }
        if self.signing.issuer().is_err() {
            self.load_signing_keys().await.map_err(|error| unready("there is no key to sign with").because(error))?;
        }
        Ok(())
    }

    /// Ids of keys that sealed something and are not in the keyring, or differ from those that are.
    async fn missing_keys(&self) -> Result<Vec<String>, StoreError> {
        let mut scope = self.store.signer().await?;
        let missing = scope.check_keyring(&self.keyring).await?;
        scope.commit().await?;
        Ok(missing)
    }

    async fn load_signing_keys(&self) -> Result<(), StartError> {
        self.signing.load(&self.store, &self.keyring, self.settings.public_url.as_str()).await
    }

    /// The claims of a token. One signed by a key that we do not know makes us look once whether another process made it.
    pub(crate) async fn verify(&self, audience: Audience, token: &secrecy::SecretString) -> Result<Claims, Problem> {
        let refused = |why: NotValid| Problem::unauthenticated(why.to_string());
        match self.signing.issuer()?.verify(audience, token) {
            Err(NotValid::Signature) if self.signing.may_look_again() => {
                self.load_signing_keys().await.map_err(Problem::internal)?;
                self.signing.issuer()?.verify(audience, token).map_err(refused)
            }
            verified => verified.map_err(refused),
        }
    }
}
