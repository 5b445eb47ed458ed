//! One of us.

use axum::extract::FromRequestParts;
use http::request::Parts;
use oktually_core::{
    ids::OperatorId,
    store::{Actor, StoreError},
};

use super::bearer::bearer;
use crate::{
    app::App,
    http::QuotaSlot,
    jwt::Audience,
    keys::{Claimed, SecretHash},
    problem::Problem,
};

/// An operator with a key that is not revoked.
pub(crate) struct Operator {
    id: OperatorId,
    name: String,
}

impl Operator {
    /// Who.
    pub(crate) fn id(&self) -> OperatorId {
        self.id
    }

    /// As audit logs name them.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Operator(self.name.clone())
    }
}

impl FromRequestParts<App> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let (id, shown) = claimed(parts, app).await?;
        let operator = known(app, id, shown).await?;
        let quota = app.limits.keys.take(id.uuid())?;
        QuotaSlot::from_request_parts(parts, app).await?.put(quota);
        Ok(operator)
    }
}

async fn claimed(parts: &Parts, app: &App) -> Result<(OperatorId, Option<SecretHash>), Problem> {
    let token = bearer(&parts.headers)?;
    match Claimed::parse(&token) {
        Some(Ok(Claimed::Operator(key))) => Ok((key.operator.into(), Some(key.hash()))),
        Some(Ok(Claimed::Api(_))) => Err(Problem::unauthenticated("a tenant's key is of no use here")),
        Some(Err(mistyped)) => Err(Problem::unauthenticated(mistyped.to_string())),
        None => Ok((app.verify(Audience::Operator, &token).await?.sub.into(), None)),
    }
}

async fn known(app: &App, id: OperatorId, shown: Option<SecretHash>) -> Result<Operator, Problem> {
    let mut scope = app.store.operator().await?;
    let row = match scope.read_operator(id).await {
        Err(StoreError::NotFound(_)) => None,
        row => Some(row?),
    };
    let stored = row.as_ref().and_then(|row| row.hash.as_slice().try_into().ok()).unwrap_or([0; 32]);
    let proven = shown.is_none_or(|shown| shown == SecretHash::stored(stored));
    let row =
        row.filter(|row| proven && row.revoked_at.is_none()).ok_or_else(|| Problem::unauthenticated("the key is unknown or revoked"))?;
    scope.touch_operator(id).await?;
    scope.commit().await?;
    Ok(Operator { id, name: row.name })
}
