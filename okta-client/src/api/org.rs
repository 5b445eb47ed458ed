//! The org itself.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Link, scopes};
use crate::{
    Get, OrgUrl,
    decode::{lenient, time as when},
};

/// The org, as its administrators see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Org {
    /// The id, `00o…`: what an org *is*, whatever its names.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The label before Okta's domain.
    #[serde(default, deserialize_with = "lenient::text")]
    pub subdomain: Option<String>,
    /// The company's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub company_name: Option<String>,
    /// `ACTIVE`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// For trial orgs.
    #[serde(default, with = "when")]
    pub expires_at: Option<OffsetDateTime>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When its settings last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// What an org shows to everybody at `/.well-known/okta-organization`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WellKnown {
    /// The org's id, `00o…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `idx` for the Identity Engine, `v1` for Classic.
    #[serde(default, deserialize_with = "lenient::text")]
    pub pipeline: Option<String>,
    /// The cell it runs in.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cell: Option<String>,
    /// Its addresses.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// An org's addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its address on Okta's domain.
    #[serde(default, deserialize_with = "lenient::object")]
    pub organization: Option<Link>,
    /// Its custom domain.
    #[serde(default, deserialize_with = "lenient::object")]
    pub alternate: Option<Link>,
}

impl WellKnown {
    /// Whether the org runs on the Identity Engine; `None` if it does not say.
    pub fn is_identity_engine(&self) -> Option<bool> {
        match self.pipeline.as_deref()? {
            "idx" => Some(true),
            "v1" => Some(false),
            _ => None,
        }
    }

    /// Its address on Okta's domain, if that is one.
    pub fn organization(&self) -> Option<OrgUrl> {
        self.links.as_ref()?.organization.as_ref()?.href.as_deref()?.parse().ok()
    }
}

/// The org.
pub fn get() -> Get<Org> {
    Get::new("/api/v1/org", &[], scopes::ORGS)
}

/// What the org shows to everybody. The credential is not sent.
pub fn well_known() -> Get<WellKnown> {
    Get::open("/.well-known/okta-organization", &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_document_tells_id_engine_and_address() {
        let json = r#"{"id":"00o1","cell":"op3","_links":{"organization":{"href":"https://acme.okta.com"},"alternate":{"href":"https://login.acme.example"}},
            "pipeline":"idx","settings":{"analyticsCollectionEnabled":false,"itpEnabled":true}}"#;
        let org: WellKnown = serde_json::from_str(json).unwrap();
        assert_eq!((org.id.as_str(), org.is_identity_engine(), org.organization().unwrap().host()), ("00o1", Some(true), "acme.okta.com"));
        assert_eq!((well_known().scope(), get().scope()), (None, Some(scopes::ORGS)));
    }

    #[test]
    fn an_org_with_empty_fields_is_read() {
        let org: Org = serde_json::from_str(r#"{"id":"00o1","subdomain":"acme","companyName":"Acme","status":"ACTIVE","expiresAt":null,"website":"","created":"2021-06-14T14:45:46.000Z"}"#).unwrap();
        assert_eq!((org.subdomain.as_deref(), org.expires_at), (Some("acme"), None));
    }
}
