//! Key-encryption keys: which are in use, and moving to the current one.

use axum::extract::State;
use oktually_core::{
    secret::Keyring,
    store::{self, KeyUse},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    problem::{Kind, Problem},
};

/// The key-encryption keys.
#[derive(Serialize, ToSchema)]
pub(crate) struct Keys {
    /// Id of the key that seals.
    #[schema(example = "k2f9d01ab")]
    current: String,
    /// Each key that is held or in use.
    keys: Vec<KeyStatus>,
}

/// One key-encryption key. The key itself is never shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyStatus {
    /// Its id.
    #[schema(example = "k2f9d01ab")]
    id: String,
    /// Whether the keyring of this process has it.
    held: bool,
    /// Data keys that it wraps. One that wraps none may leave the keyring.
    #[schema(example = 12)]
    data_keys: i64,
}

impl Keys {
    fn new(keyring: &Keyring, used: &[KeyUse]) -> Self {
        let held: Vec<&str> = keyring.ids().collect();
        let count = |id: &str| used.iter().find(|row| row.key_id == id).map_or(0, |row| row.data_keys);
        let mine = held.iter().map(|id| KeyStatus { id: (*id).to_owned(), held: true, data_keys: count(id) });
        let others = used.iter().filter(|row| !held.contains(&row.key_id.as_str()));
        let others = others.map(|row| KeyStatus { id: row.key_id.clone(), held: false, data_keys: row.data_keys });
        Self { current: keyring.current().to_owned(), keys: mine.chain(others).collect() }
    }
}

/// Read which key-encryption keys are in use.
#[utoipa::path(
    get, path = "/operator/v1/keys", tag = "operator: keys",
    security(("operator" = [])),
    responses((status = 200, description = "The keys, without themselves.", body = Keys))
)]
pub(crate) async fn read_keys(State(app): State<App>, _operator: Operator) -> Result<Answer, Problem> {
    let used = app.store.operator().await?.key_use().await?;
    Ok(Answer::ok(&Keys::new(app.keyring_as_given(), &used)))
}

/// What a rotation has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct Rotation {
    /// Id of the key that seals from now on.
    #[schema(example = "k2f9d01ab")]
    current: String,
    /// Tenants whose data keys are being wrapped anew.
    #[schema(example = 12)]
    tenants: u64,
}

/// Move to the current key-encryption key.
///
/// Keys that sign tokens are sealed anew at once, each tenant's data keys in the background. Asking again goes on where it
/// was left.
#[utoipa::path(
    post, path = "/operator/v1/keys/rotate", tag = "operator: keys",
    security(("operator" = [])),
    responses((status = 202, description = "It has begun; the state of the keys tells how far it is.", body = Rotation))
)]
pub(crate) async fn rotate_keys(State(app): State<App>, operator: Operator) -> Result<Answer, Problem> {
    let keyring = app.keyring()?;
    match app.store.rotate_keys(keyring, &operator.actor()).await? {
        store::Rotation::Lacking(_) => {
            Err(Problem::new(Kind::Conflict).detail("the keyring lacks keys that are in use: put them back before rotating"))
        }
        store::Rotation::Begun { tenants } => {
            let begun = Rotation { current: keyring.current().to_owned(), tenants };
            Ok(Answer::accepted("/operator/v1/keys".to_owned(), &begun))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_in_use_and_not_held_is_told() {
        let used = vec![KeyUse { key_id: "old".to_owned(), data_keys: 3 }, KeyUse { key_id: "a".to_owned(), data_keys: 2 }];
        let key = |id: &str| format!("{id}:{}", "A".repeat(43) + "=");
        let keyring = Keyring::parse(&format!("{},{}", key("a"), key("b")).into()).unwrap();
        let keys = Keys::new(&keyring, &used).keys;
        let told: Vec<_> = keys.iter().map(|key| (key.id.as_str(), key.held, key.data_keys)).collect();
        assert_eq!(told, [("a", true, 2), ("b", true, 0), ("old", false, 3)]);
    }
}
