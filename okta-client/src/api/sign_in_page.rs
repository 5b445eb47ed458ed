//! A brand's sign-in page (Okta's API reference: Custom Pages).

use serde::{Deserialize, Serialize};

pub use super::page_scripts::Script;
use super::{page_scripts, scopes};
use crate::{Get, decode::lenient};

/// A sign-in page. Of its content, only what programs it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Page")]
pub struct SignInPage {
    /// The version of Okta's sign-in widget, `^7`, or `*` for the newest.
    pub widget_version: Option<String>,
    /// What its browser may load.
    pub content_security_policy_setting: Option<ContentPolicy>,
    /// Switches of the widget.
    pub widget_customizations: Option<Widget>,
    /// The programs that it loads.
    pub scripts: Vec<Script>,
    /// The hosts named in the programs that it has in it.
    pub script_hosts: Vec<String>,
}

/// A sign-in page as Okta sends it, or as it is stored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default, deserialize_with = "lenient::text")]
    page_content: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    widget_version: Option<String>,
    #[serde(default, deserialize_with = "lenient::object")]
    content_security_policy_setting: Option<ContentPolicy>,
    #[serde(default, deserialize_with = "lenient::object")]
    widget_customizations: Option<Widget>,
    #[serde(default, deserialize_with = "lenient::list")]
    scripts: Vec<Script>,
    #[serde(default, deserialize_with = "lenient::list")]
    script_hosts: Vec<String>,
}

impl From<Page> for SignInPage {
    fn from(page: Page) -> Self {
        let (scripts, script_hosts) = page.page_content.as_deref().map_or((page.scripts, page.script_hosts), page_scripts::of);
        Self {
            widget_version: page.widget_version,
            content_security_policy_setting: page.content_security_policy_setting,
            widget_customizations: page.widget_customizations,
            scripts,
            script_hosts,
        }
    }
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
        let json = r#"{"pageContent":"<h1>CANARY</h1><script src='https://cdn.example/x.js'></script>","widgetVersion":"^7","contentSecurityPolicySetting":{"mode":"report_only","srcList":["https://cdn.example"]},
            "widgetCustomizations":{"signInLabel":"CANARY","showPasswordVisibilityToggle":true,"widgetGeneration":"G3"}}"#;
        let page: SignInPage = kept(json);
        assert_eq!(page.scripts[0].source.as_deref(), Some("https://cdn.example/x.js"));
        assert_eq!(page.content_security_policy_setting.unwrap().src_list, ["https://cdn.example"]);
        assert_eq!(customized("bnd1").path(), "/api/v1/brands/bnd1/pages/sign-in/customized");
        assert_eq!(default("bnd1").path(), "/api/v1/brands/bnd1/pages/sign-in/default");
    }
}
