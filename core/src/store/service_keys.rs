//! Keys of the service itself: checks of the keyring, and keys that sign access tokens.

use time::OffsetDateTime;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Result, SignerScope, StoreError};
use crate::secret::{Keyring, Place};

/// A key pair that signs access tokens.
pub struct StoredSigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// The public part, as the JWK's `x` decoded (RFC 8037).
    pub public: Vec<u8>,
    /// The private part as PKCS #8, wiped when dropped.
    pub private: Zeroizing<Vec<u8>>,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// The private part's place; the row is derived from the key's name.
fn place(kid: &str) -> Result<Place> {
    let row = Uuid::try_parse(kid).map_err(|_| StoreError::Unreadable("signing key's name"))?;
    Ok(Place { table: "signing_keys", tenant: Uuid::nil(), row, column: "sealed", version: 1 })
}

impl SignerScope {
    /// Compares the keyring with what is stored: remembers keys that are new, and gives the ids of keys that wrap or seal something
    /// and are missing from it, or are not the ones that sealed. A key that nothing needs any more may be missing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_keyring(&mut self, keyring: &Keyring) -> Result<Vec<String>> {
        for id in keyring.ids() {
            let check = keyring.check_value(id)?;
            sqlx::query!("-- remember_key\ninsert into key_checks (key_id, sealed) values ($1, $2) on conflict do nothing", id, check)
                .execute(&mut *self.tx)
                .await?;
        }
        let rows = sqlx::query!(
            r#"-- keys_in_use
            select key_id, sealed
            from key_checks
            where exists (select from data_keys where data_keys.key_id = key_checks.key_id)
              or exists (select from signing_keys where signing_keys.key_id = key_checks.key_id)
              or key_id = any($1)
            order by key_id"#,
            &keyring.ids().map(str::to_owned).collect::<Vec<_>>(),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().filter(|row| !keyring.holds(&row.key_id, &row.sealed)).map(|row| row.key_id).collect())
    }

    /// The keys that sign access tokens, newest first.
    ///
    /// # Errors
    /// When one does not open.
    pub async fn signing_keys(&mut self, keyring: &Keyring) -> Result<Vec<StoredSigningKey>> {
        let rows = sqlx::query!(
            "-- signing_keys\nselect kid, public_key, key_id, sealed, created_at from signing_keys order by created_at desc, kid"
        )
        .fetch_all(&mut *self.tx)
        .await?;
        rows.into_iter()
            .map(|row| {
                let private = keyring.open(&place(&row.kid)?, &row.key_id, &row.sealed)?;
                Ok(StoredSigningKey { kid: row.kid, public: row.public_key, private, created_at: row.created_at })
            })
            .collect()
    }

    /// Keeps a new key pair; `kid` must be a UUID.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_signing_key(&mut self, keyring: &Keyring, kid: &str, public: &[u8], private: &[u8]) -> Result<()> {
        // Processes that start together must end with one key between them.
        sqlx::query!("-- one_at_a_time\nlock table signing_keys in share row exclusive mode").execute(&mut *self.tx).await?;
        let recent = sqlx::query_scalar!(
            r#"-- recent_signing_key
            select exists (select from signing_keys where created_at > now() - interval '1 minute') as "recent!""#
        )
        .fetch_one(&mut *self.tx)
        .await?;
        if recent {
            return Ok(());
        }
        let (key_id, sealed) = keyring.seal(&place(kid)?, private);
        sqlx::query!(
            "-- add_signing_key\ninsert into signing_keys (kid, public_key, key_id, sealed) values ($1, $2, $3, $4)",
            kid,
            public,
            key_id,
            sealed,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Seals every signing key with the keyring's current key.
    ///
    /// # Errors
    /// When one does not open.
    pub async fn reseal_signing_keys(&mut self, keyring: &Keyring) -> Result<()> {
        for key in self.signing_keys(keyring).await? {
            let (key_id, sealed) = keyring.seal(&place(&key.kid)?, &key.private);
            sqlx::query!("-- reseal_signing_key\nupdate signing_keys set key_id = $2, sealed = $3 where kid = $1", key.kid, key_id, sealed)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }
}
