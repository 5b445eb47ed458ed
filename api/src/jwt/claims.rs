//! What a token says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// For which listener a token is. Each accepts only its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Tenants: `/v1`.
    Tenant,
    /// Operators: `/operator/v1`.
    Operator,
}

impl Audience {
    /// As written in the token's `aud`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "oktually:tenant",
            Self::Operator => "oktually:operator",
        }
    }
}

/// The claims of a token (RFC 7519 §4). Times are in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The address of the service that issued it.
    pub iss: String,
    /// For which listener.
    pub aud: String,
    /// The key it was issued for. It lives no longer than that key, whose row is read at each request.
    pub sub: Uuid,
    /// The tenant. Absent in an operator's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ten: Option<Uuid>,
    /// The key's role when the token was issued.
    pub role: String,
    /// Issued at.
    pub iat: u64,
    /// Not to be used before.
    pub nbf: u64,
    /// Not to be used from then on.
    pub exp: u64,
    /// The token's own id.
    pub jti: Uuid,
}
