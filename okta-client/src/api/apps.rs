//! Applications.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Link, scopes};
pub use super::{
    app_sign_on::{Accessibility, AcsEndpoint, Addresses, SignOn},
    oauth_settings::{OauthSettings, RefreshToken},
};
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// An application. Its secrets are dropped, and so are its notes, in which secrets are found at times.
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
    /// By whom it may be used, and where others are sent.
    #[serde(default, deserialize_with = "lenient::object")]
    pub accessibility: Option<Accessibility>,
    /// How its users, and for OAuth clients itself, are known.
    #[serde(default, deserialize_with = "lenient::object")]
    pub credentials: Option<Credentials>,
    /// How it is signed in to; for OAuth clients, what they may do.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<Settings>,
    /// Whether its sessions end with Okta's.
    #[serde(default, deserialize_with = "lenient::object")]
    pub universal_logout: Option<UniversalLogout>,
    /// Its policies.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// An application's credentials, without any secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// Whose passwords are kept: `SHARED_USERNAME_AND_PASSWORD`, `EDIT_USERNAME_AND_PASSWORD`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub scheme: Option<String>,
    /// Whether users may look at a kept password.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub reveal_password: Option<bool>,
    /// How users are called there.
    #[serde(default, deserialize_with = "lenient::object")]
    pub user_name_template: Option<UserNameTemplate>,
    /// What Okta signs with.
    #[serde(default, deserialize_with = "lenient::object")]
    pub signing: Option<Signing>,
    /// For OAuth clients.
    #[serde(default, deserialize_with = "lenient::object")]
    pub oauth_client: Option<OauthCredentials>,
}

/// How users are called in an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserNameTemplate {
    /// An expression over the user's attributes.
    #[serde(default, deserialize_with = "lenient::text")]
    pub template: Option<String>,
    /// `BUILT_IN`, `CUSTOM` or `NONE`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// What is put behind it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_suffix: Option<String>,
}

/// What Okta signs with for an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    /// The key's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub kid: Option<String>,
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
    /// Whether it must prove that the answer to its request is for it (RFC 7636).
    #[serde(default, deserialize_with = "lenient::flag")]
    pub pkce_required: Option<bool>,
}

/// An application's settings, as far as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Whether everybody may use it unassigned.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub implicit_assignment: Option<bool>,
    /// How it is signed in to.
    #[serde(default, deserialize_with = "lenient::object")]
    pub sign_on: Option<SignOn>,
    /// Where it is.
    #[serde(default, deserialize_with = "lenient::object")]
    pub app: Option<Addresses>,
    /// For OAuth clients.
    #[serde(default, deserialize_with = "lenient::object")]
    pub oauth_client: Option<OauthSettings>,
}

/// Whether an application's sessions end with Okta's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UniversalLogout {
    /// `ENABLED`, `DISABLED` or `UNSUPPORTED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `FULL` or `PARTIAL`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub support_type: Option<String>,
    /// `PROPRIETARY` or `GLOBAL_TOKEN_REVOCATION`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub protocol: Option<String>,
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
    use crate::api::kept::kept;

    #[test]
    fn secrets_are_dropped_while_decoding() {
        let json = r#"[{"id":"0oa1","name":"saasure","label":"Okta Admin Console","status":"ACTIVE","signOnMode":"OPENID_CONNECT","features":null,
              "credentials":{"userNameTemplate":{"template":"${source.login}","type":"BUILT_IN"},"signing":{"kid":"k1"},"password":{"value":"CANARY"},
                "oauthClient":{"client_id":"c1","client_secret":"CANARY","token_endpoint_auth_method":"client_secret_basic","pkce_required":false}},
              "settings":{"app":{"secretKey":"CANARY","password":"CANARY","url":"https://u:CANARY@app.example/a?key=CANARY"},"notes":{"admin":"CANARY"},
                "oauthClient":{"application_type":"service","grant_types":["client_credentials"],"client_secret":"CANARY","network":{"connection":"ANYWHERE"},
                  "redirect_uris":["https://*.example/cb?x=CANARY"],"jwks":{"keys":[{"k":"CANARY"}]},"refresh_token":{"rotation_type":"STATIC","leeway":0}}},
              "_links":{"accessPolicy":{"href":"https://acme.okta.com/api/v1/policies/rst1"},"logo":[{"href":"x"}],"appLinks":[]}},
            {"id":"0oa2","name":"active_directory","signOnMode":null,"settings":{"app":{}},"credentials":{},"_links":{}}]"#;
        let apps: Vec<App> = kept(json);
        assert_eq!((apps[0].access_policy(), apps[0].is_service()), (Some("rst1"), true));
        assert_eq!((apps[1].access_policy(), apps[1].is_service()), (None, false));
        let settings = apps[0].settings.as_ref().unwrap();
        assert_eq!(settings.app.as_ref().unwrap().url.as_deref(), Some("https://app.example/a"));
        let client = settings.oauth_client.as_ref().unwrap();
        assert_eq!(client.redirect_uris, ["https://*.example/cb"]);
        assert_eq!(client.refresh_token.as_ref().unwrap().rotation_type.as_deref(), Some("STATIC"));
        let credentials = apps[0].credentials.as_ref().unwrap();
        assert_eq!(credentials.signing.as_ref().unwrap().kid.as_deref(), Some("k1"));
        assert_eq!(credentials.oauth_client.as_ref().unwrap().pkce_required, Some(false));
    }

    #[test]
    fn an_application_says_how_it_is_signed_in_to() {
        let json = r#"{"id":"0oa3","accessibility":{"selfService":true,"errorRedirectUrl":"http://x.example"},
            "credentials":{"scheme":"SHARED_USERNAME_AND_PASSWORD","revealPassword":true,"userName":"CANARY"},
            "settings":{"implicitAssignment":true,"app":{"subDomain":"acme","loginUrl":{"not":"CANARY"},"targetURL":"http://old.example"},
              "signOn":{"ssoAcsUrl":"http://x.example/acs","assertionSigned":false,"digestAlgorithm":"SHA1","samlAssertionLifetimeSeconds":900,
                "acsEndpoints":[{"url":"https://y.example/acs","index":0}],"attributeStatements":[{"values":["CANARY"]}]}},
            "universalLogout":{"status":"DISABLED","supportType":"FULL"}}"#;
        let app: App = kept(json);
        let (settings, credentials) = (app.settings.unwrap(), app.credentials.unwrap());
        let sign_on = settings.sign_on.unwrap();
        assert_eq!((settings.implicit_assignment, credentials.reveal_password), (Some(true), Some(true)));
        assert_eq!((sign_on.assertion_signed, sign_on.saml_assertion_lifetime_seconds), (Some(false), Some(900)));
        assert_eq!(sign_on.acs_endpoints[0].url.as_deref(), Some("https://y.example/acs"));
        let addresses = settings.app.unwrap();
        assert_eq!((addresses.sub_domain.as_deref(), addresses.target_url.as_deref()), (Some("acme"), Some("http://old.example")));
        assert_eq!(app.universal_logout.unwrap().support_type.as_deref(), Some("FULL"));
        assert_eq!(app.accessibility.unwrap().self_service, Some(true));
        assert_eq!((list().call.target().as_str(), get("0oa1").path()), ("/api/v1/apps?limit=200", "/api/v1/apps/0oa1"));
    }
}
