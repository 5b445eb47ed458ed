//! Applications.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use super::{Link, api_tokens::Network};
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// An application. Its integration's own settings (`settings.app`) and its secrets are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// The id, `0oa…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The catalogue's key: `saasure` is the Admin Console, `okta_enduser` the dashboard.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The name shown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// `ACTIVE`, `INACTIVE`, `DELETED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// How it is signed in to; `None` for directories and some integrations.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sign_on_mode: Option<String>,
    /// Provisioning features switched on.
    #[serde(default, deserialize_with = "lenient::list")]
    pub features: Vec<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed; assignments do not count.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// For OAuth clients, how they authenticate.
    #[serde(default, deserialize_with = "lenient::object")]
    pub credentials: Option<Credentials>,
    /// For OAuth clients, what they may do.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<Settings>,
    /// Its policies.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// An application's credentials, without any secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// For OAuth clients.
    #[serde(default, deserialize_with = "lenient::object")]
    pub oauth_client: Option<OauthCredentials>,
}

/// How an OAuth client authenticates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthCredentials {
    /// The client id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_id: Option<String>,
    /// `private_key_jwt`, `client_secret_basic`, `none`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub token_endpoint_auth_method: Option<String>,
}

/// An application's settings, as far as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// For OAuth clients.
    #[serde(default, deserialize_with = "lenient::object")]
    pub oauth_client: Option<OauthSettings>,
}

/// What an OAuth client may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthSettings {
    /// `web`, `native`, `browser`, `service`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub application_type: Option<String>,
    /// How it may get tokens.
    #[serde(default, deserialize_with = "lenient::list")]
    pub grant_types: Vec<String>,
    /// Whether its tokens are bound to a key (RFC 9449).
    #[serde(default, deserialize_with = "lenient::flag")]
    pub dpop_bound_access_tokens: Option<bool>,
    /// From where it may be used.
    #[serde(default, deserialize_with = "lenient::object")]
    pub network: Option<Network>,
}

/// An application's policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Links {
    /// Its sign-in policy; absent on the Classic engine.
    #[serde(default, deserialize_with = "lenient::object")]
    pub access_policy: Option<Link>,
}

impl App {
    /// The id of its sign-in policy, `rst…`.
    pub fn access_policy(&self) -> Option<&str> {
        self.links.as_ref()?.access_policy.as_ref()?.id()
    }

    /// Whether it is a service app, a client that acts for itself.
    pub fn is_service(&self) -> bool {
        let kind = self.settings.as_ref().and_then(|settings| settings.oauth_client.as_ref()?.application_type.as_deref());
        kind == Some("service")
    }
}

/// All applications that the credential may see.
pub fn list() -> List<App> {
    List::paged("/api/v1/apps", &[], 200, scopes::APPS)
}

/// One application.
pub fn get(id: &str) -> Get<App> {
    Get::new("/api/v1/apps/{id}", &[id], scopes::APPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_dropped_while_decoding() {
        let json = r#"[{"id":"0oa1","name":"saasure","label":"Okta Admin Console","status":"ACTIVE","signOnMode":"OPENID_CONNECT","features":null,
              "credentials":{"userNameTemplate":{"template":"x"},"oauthClient":{"client_id":"c1","client_secret":"CANARY1","token_endpoint_auth_method":"client_secret_basic"}},
              "settings":{"app":{"secretKey":"CANARY2","password":"CANARY3"},"oauthClient":{"application_type":"service","grant_types":["client_credentials"],
                "client_secret":"CANARY4","network":{"connection":"ANYWHERE"}}},
              "_links":{"accessPolicy":{"href":"https://acme.okta.com/api/v1/policies/rst1"},"logo":[{"href":"x"}],"appLinks":[]}},
            {"id":"0oa2","name":"active_directory","signOnMode":null,"settings":{"app":{}},"credentials":{},"_links":{}}]"#;
        let apps: Vec<App> = serde_json::from_str(json).unwrap();
        assert_eq!((apps[0].access_policy(), apps[0].is_service()), (Some("rst1"), true));
        assert_eq!((apps[1].access_policy(), apps[1].is_service()), (None, false));
        let kept = serde_json::to_string(&apps).unwrap();
        assert!(!kept.contains("CANARY"), "{kept}");
        assert_eq!(serde_json::from_str::<Vec<App>>(&kept).unwrap(), apps);
        assert_eq!(list().call.target(), "/api/v1/apps?limit=200");
    }
}
