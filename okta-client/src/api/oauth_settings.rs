//! What OAuth clients may do, as the settings of their applications say.

use serde::{Deserialize, Serialize};

use super::api_tokens::Network;
use crate::decode::{
    address::{address, addresses},
    lenient,
};

/// What an OAuth client may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthSettings {
    /// `web`, `native`, `browser`, `service`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub application_type: Option<String>,
    /// How it may get tokens.
    #[serde(default, deserialize_with = "lenient::list")]
    pub grant_types: Vec<String>,
    /// What it may be answered: `code`, `token`, `id_token`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub response_types: Vec<String>,
    /// Where users may be sent with an answer; at times with a `*` in the host.
    #[serde(default, deserialize_with = "addresses")]
    pub redirect_uris: Vec<String>,
    /// Where they may be sent once they have signed out.
    #[serde(default, deserialize_with = "addresses")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it lets users sign in.
    #[serde(default, deserialize_with = "address")]
    pub initiate_login_uri: Option<String>,
    /// `DISABLED`, or `SUBDOMAIN` for a `*` in the host of a redirect.
    #[serde(default, deserialize_with = "lenient::text")]
    pub wildcard_redirect: Option<String>,
    /// Where its public keys are, if Okta does not have them.
    #[serde(default, deserialize_with = "address")]
    pub jwks_uri: Option<String>,
    /// Its home page.
    #[serde(default, deserialize_with = "address")]
    pub client_uri: Option<String>,
    /// `REQUIRED`, or `TRUSTED` for a client whose users are not asked.
    #[serde(default, deserialize_with = "lenient::text")]
    pub consent_method: Option<String>,
    /// Whether its tokens are bound to a key (RFC 9449).
    #[serde(default, deserialize_with = "lenient::flag")]
    pub dpop_bound_access_tokens: Option<bool>,
    /// How its refresh tokens are renewed.
    #[serde(default, deserialize_with = "lenient::object")]
    pub refresh_token: Option<RefreshToken>,
    /// From where it may be used.
    #[serde(default, deserialize_with = "lenient::object")]
    pub network: Option<Network>,
}

/// How refresh tokens are renewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshToken {
    /// `ROTATE`, or `STATIC` for one that stays the same.
    #[serde(default, deserialize_with = "lenient::text")]
    pub rotation_type: Option<String>,
    /// For how many seconds a rotated one still works.
    #[serde(default, deserialize_with = "lenient::number")]
    pub leeway: Option<i64>,
}
