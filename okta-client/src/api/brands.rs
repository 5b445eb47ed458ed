//! Brands (Okta's API reference: Brands).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{List, decode::lenient};

/// What an org looks like to its users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Brand {
    /// The id, `bnd…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Whether it is the one used where no other is chosen.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// The domain its e-mail comes from.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email_domain_id: Option<String>,
    /// Whether the words "Powered by Okta" are left out.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub remove_powered_by_okta: Option<bool>,
}

/// All brands.
pub fn list() -> List<Brand> {
    List::paged("/api/v1/brands", &[], 200, scopes::BRANDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_brand_knows_its_email_domain() {
        let brand: Brand = kept(
            r#"{"id":"bnd1","name":"Acme","removePoweredByOkta":true,"isDefault":true,"emailDomainId":"OeD1","_links":{"x":"CANARY"}}"#,
        );
        assert_eq!((brand.is_default, brand.email_domain_id.as_deref()), (Some(true), Some("OeD1")));
        assert_eq!(list().call.target(), "/api/v1/brands?limit=200");
    }
}
