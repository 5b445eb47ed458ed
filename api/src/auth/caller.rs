//! A tenant's caller.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;
use oktually_core::{
    ids::{ApiKeyId, TenantId},
    store::{Actor, KnownKey, Role, TenantState},
};
use uuid::Uuid;

use super::{Needed, Viewer, bearer::bearer, word};
use crate::{
    app::App,
    http::QuotaSlot,
    jwt::Audience,
    keys::{Claimed, SecretHash},
    problem::{Kind, Problem},
};

/// Who asks, with a live key of an active tenant whose role is `R` or more.
///
/// The key's row and the tenant's state are read for each request, so that revoking and suspending take effect at once.
pub(crate) struct Caller<R = Viewer> {
    tenant: TenantId,
    key: ApiKeyId,
    role: Role,
    needed: PhantomData<R>,
}

impl<R> Caller<R> {
    /// For whom they speak.
    pub(crate) fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The same, for cursors, which are of use to one tenant only.
    pub(crate) fn tenant_uuid(&self) -> Option<Uuid> {
        Some(self.tenant.uuid())
    }

    /// With which key.
    pub(crate) fn key(&self) -> ApiKeyId {
        self.key
    }

    /// What they may do.
    pub(crate) fn role(&self) -> Role {
        self.role
    }

    /// As the audit log names them.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Key(self.key)
    }
}

impl<R: Needed> FromRequestParts<App> for Caller<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let (tenant, key, shown) = claimed(parts, app).await?;
        let role = known(app, tenant, key, shown).await?;
        let quota = app.limits.keys.take(key.uuid())?;
        QuotaSlot::from_request_parts(parts, app).await?.put(quota);
        if role > R::ROLE {
            return Err(Problem::new(Kind::Forbidden).detail(format!("this needs the role {}", word(R::ROLE))));
        }
        Ok(Self { tenant, key, role, needed: PhantomData })
    }
}

/// Which key the request claims to have: by showing it, or by a token that we issued for it.
async fn claimed(parts: &Parts, app: &App) -> Result<(TenantId, ApiKeyId, Option<SecretHash>), Problem> {
    let token = bearer(&parts.headers)?;
    match Claimed::parse(&token) {
        Some(Ok(Claimed::Api(key))) => Ok((key.tenant.into(), key.key.into(), Some(key.hash()))),
        Some(Ok(Claimed::Operator(_))) => Err(Problem::unauthenticated("an operator's key is of no use here")),
        Some(Err(mistyped)) => Err(Problem::unauthenticated(mistyped.to_string())),
        None => {
            let claims = app.verify(Audience::Tenant, &token).await?;
            let tenant = claims.ten.ok_or_else(refused)?;
            Ok((tenant.into(), claims.sub.into(), None))
        }
    }
}

/// The role of a live key. A tenant that does not exist and a wrong secret take the same path to the same answer.
async fn known(app: &App, tenant: TenantId, key: ApiKeyId, shown: Option<SecretHash>) -> Result<Role, Problem> {
    let mut scope = app.store.tenant(tenant).await?;
    let row = scope.known_key(key).await?;
    let proven = shown.is_none_or(|shown| shown == stored(row.as_ref()));
    let row = row.filter(|row| proven && row.live).ok_or_else(refused)?;
    match row.tenant {
        TenantState::Active => {}
        TenantState::Suspended => return Err(Problem::new(Kind::TenantSuspended)),
        TenantState::Deleting | TenantState::Deleted => return Err(refused()),
    }
    scope.touch_key(key).await?;
    scope.commit().await?;
    Ok(row.role)
}

/// The hash to compare with; one that nothing has where there is no row, so that the comparison takes place all the same.
fn stored(row: Option<&KnownKey>) -> SecretHash {
    SecretHash::stored(row.and_then(|row| row.hash.as_slice().try_into().ok()).unwrap_or([0; 32]))
}

fn refused() -> Problem {
    Problem::unauthenticated("the key is unknown, expired or revoked")
}

/// Whether a key that was let in before still is, for streams that last.
pub(crate) async fn still_known(app: &App, tenant: TenantId, key: ApiKeyId) -> Result<bool, Problem> {
    let row = app.store.tenant(tenant).await?.known_key(key).await?;
    Ok(row.is_some_and(|row| row.live && row.tenant == TenantState::Active))
}
