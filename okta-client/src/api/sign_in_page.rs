//! A brand's sign-in page (Okta's API reference: Custom Pages).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{Get, decode::lenient};

/// A sign-in page, without its content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInPage {
    /// The version of Okta's sign-in widget, `^7`, or `*` for the newest.
    #[serde(default, deserialize_with = "lenient::text")]
    pub widget_version: Option<String>,
    /// What its browser may load.
    #[serde(default, deserialize_with = "lenient::object")]
    pub content_security_policy_setting: Option<ContentPolicy>,
    /// Switches of the widget.
    #[serde(default, deserialize_with = "lenient::object")]
    pub widget_customizations: Option<Widget>,
}

/// What a page may load.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentPolicy {
    /// `enforced`, `report_only` or `disabled`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mode: Option<String>,
    /// Sources that are allowed.
    #[serde(default, deserialize_with = "lenient::list")]
    pub src_list: Vec<String>,
}

/// Switches of the sign-in widget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Widget {
    /// Whether a typed password can be shown.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub show_password_visibility_toggle: Option<bool>,
    /// Whether the user's name stays visible.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub show_user_identifier: Option<bool>,
    /// `G2` or `G3`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub widget_generation: Option<String>,
}

/// The page that an org has made for a brand; [`Error::NotFound`](crate::Error::NotFound) where it uses Okta's.
pub fn customized(brand: &str) -> Get<SignInPage> {
    Get::new("/api/v1/brands/{id}/pages/sign-in/customized", &[brand], scopes::BRANDS)
}

/// The page that Okta would use for a brand.
pub fn default(brand: &str) -> Get<SignInPage> {
    Get::new("/api/v1/brands/{id}/pages/sign-in/default", &[brand], scopes::BRANDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_page_is_kept_without_its_content() {
        let json = r#"{"pageContent":"<script>CANARY</script>","widgetVersion":"^7","contentSecurityPolicySetting":{"mode":"report_only","srcList":["https://cdn.example"]},
            "widgetCustomizations":{"signInLabel":"CANARY","showPasswordVisibilityToggle":true,"widgetGeneration":"G3"}}"#;
        let page: SignInPage = kept(json);
        assert_eq!(page.content_security_policy_setting.unwrap().src_list, ["https://cdn.example"]);
        assert_eq!(customized("bnd1").path(), "/api/v1/brands/bnd1/pages/sign-in/customized");
        assert_eq!(default("bnd1").path(), "/api/v1/brands/bnd1/pages/sign-in/default");
    }
}
