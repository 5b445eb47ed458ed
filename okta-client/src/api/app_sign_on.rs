//! How an application is signed in to: SAML, passwords kept for it, and the addresses that its integration is set to.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::decode::{
    address::{address, bare},
    lenient,
};

/// How an application is signed in to. Integrations of Okta's catalogue set a few of these fields, own SAML applications all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignOn {
    /// Where assertions are sent.
    #[serde(default, deserialize_with = "address")]
    pub sso_acs_url: Option<String>,
    /// What replaces that of the catalogue.
    #[serde(default, deserialize_with = "address")]
    pub sso_acs_url_override: Option<String>,
    /// Whom they name as their recipient.
    #[serde(default, deserialize_with = "address")]
    pub recipient: Option<String>,
    /// What replaces that of the catalogue.
    #[serde(default, deserialize_with = "address")]
    pub recipient_override: Option<String>,
    /// Where they say that they are sent.
    #[serde(default, deserialize_with = "address")]
    pub destination: Option<String>,
    /// What replaces that of the catalogue.
    #[serde(default, deserialize_with = "address")]
    pub destination_override: Option<String>,
    /// For whom they are meant.
    #[serde(default, deserialize_with = "address")]
    pub audience: Option<String>,
    /// What replaces that of the catalogue.
    #[serde(default, deserialize_with = "address")]
    pub audience_override: Option<String>,
    /// Whether there are several places to send them to.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub allow_multiple_acs_endpoints: Option<bool>,
    /// These places.
    #[serde(default, deserialize_with = "lenient::list")]
    pub acs_endpoints: Vec<AcsEndpoint>,
    /// Whether the assertion is signed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub assertion_signed: Option<bool>,
    /// Whether the answer around it is signed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub response_signed: Option<bool>,
    /// `RSA_SHA1` or `RSA_SHA256`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub signature_algorithm: Option<String>,
    /// `SHA1` or `SHA256`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub digest_algorithm: Option<String>,
    /// For how long an assertion can be used.
    #[serde(default, deserialize_with = "lenient::number")]
    pub saml_assertion_lifetime_seconds: Option<i64>,
    /// Whether the application may ask for signing in anew.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub honor_force_authn: Option<bool>,
    /// For kept passwords, the page that asks for them.
    #[serde(default, deserialize_with = "address")]
    pub login_url: Option<String>,
    /// For kept passwords, where the user comes then.
    #[serde(default, deserialize_with = "address")]
    pub redirect_url: Option<String>,
}

/// A place that assertions are sent to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcsEndpoint {
    /// Its address.
    #[serde(default, deserialize_with = "address")]
    pub url: Option<String>,
}

/// The addresses among an integration's own settings, which are a free map with passwords and keys in it: nothing else of it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addresses {
    /// Where users are sent.
    #[serde(default, deserialize_with = "loose")]
    pub url: Option<String>,
    /// What checks the password.
    #[serde(default, rename = "authURL", deserialize_with = "loose")]
    pub auth_url: Option<String>,
    /// The page that asks for the password.
    #[serde(default, deserialize_with = "loose")]
    pub login_url: Option<String>,
    /// The same, as older integrations write it.
    #[serde(default, rename = "loginURL", deserialize_with = "loose")]
    pub old_login_url: Option<String>,
    /// Where kept passwords may be filled in.
    #[serde(default, rename = "targetURL", deserialize_with = "loose")]
    pub target_url: Option<String>,
    /// For WS-Federation, the site.
    #[serde(default, rename = "siteURL", deserialize_with = "loose")]
    pub site_url: Option<String>,
    /// The system behind; for `okta_org2org`, the other org.
    #[serde(default, deserialize_with = "loose")]
    pub base_url: Option<String>,
    /// For `okta_org2org`, where assertions are sent.
    #[serde(default, deserialize_with = "loose")]
    pub acs_url: Option<String>,
    /// The customer's domain there.
    #[serde(default, deserialize_with = "loose")]
    pub domain: Option<String>,
    /// The customer's name in the other's domain.
    #[serde(default, deserialize_with = "loose")]
    pub subdomain: Option<String>,
    /// The same, as other integrations write it.
    #[serde(default, rename = "subDomain", deserialize_with = "loose")]
    pub sub_domain: Option<String>,
}

/// An address; what else an integration keeps under its name is none of ours.
fn loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().filter(|text| !text.is_empty()).map(bare))
}

/// Where users of an application may be sent instead, and whether they may take it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accessibility {
    /// Whether users may add it themselves.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub self_service: Option<bool>,
    /// Where they come who may not use it.
    #[serde(default, deserialize_with = "address")]
    pub error_redirect_url: Option<String>,
    /// Where they come who are not signed in.
    #[serde(default, deserialize_with = "address")]
    pub login_redirect_url: Option<String>,
}
