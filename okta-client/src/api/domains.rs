//! Domains of sign-in pages and e-mail (Okta's API reference: Custom Domains, Email Domains, Email Servers).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A domain under which the org is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    /// The id, `OcD…`, or `default`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The domain.
    #[serde(default, deserialize_with = "lenient::text")]
    pub domain: Option<String>,
    /// `MANUAL` or `OKTA_MANAGED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub certificate_source_type: Option<String>,
    /// `NOT_STARTED`, `IN_PROGRESS`, `VERIFIED`, `COMPLETED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub validation_status: Option<String>,
    /// For `MANUAL`.
    #[serde(default, deserialize_with = "lenient::object")]
    pub public_certificate: Option<Certificate>,
    /// The brand shown there.
    #[serde(default, deserialize_with = "lenient::text")]
    pub brand_id: Option<String>,
}

/// A domain's certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// When it ends.
    #[serde(default, with = "when")]
    pub expiration: Option<OffsetDateTime>,
}

/// A domain from which the org's e-mail comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailDomain {
    /// The id, `OeD…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The domain.
    #[serde(default, deserialize_with = "lenient::text")]
    pub domain: Option<String>,
    /// `NOT_STARTED`, `POLLING`, `VERIFIED`, `ERROR`, `DELETED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub validation_status: Option<String>,
    /// The name in the sender's address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// The part of that address before the `@`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_name: Option<String>,
}

/// A server through which the org's e-mail goes, without its password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailServer {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub alias: Option<String>,
    /// Its host.
    #[serde(default, deserialize_with = "lenient::text")]
    pub host: Option<String>,
    /// Its port.
    #[serde(default, deserialize_with = "lenient::number")]
    pub port: Option<i64>,
    /// Whether it is used.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub enabled: Option<bool>,
    /// `BASIC`, `OAUTH2`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub auth_type: Option<String>,
}

/// The domains under which the org is reached.
pub fn list() -> List<Domain> {
    List::wrapped("/api/v1/domains", &[], "domains", scopes::DOMAINS)
}

/// The domains from which the org's e-mail comes.
pub fn email() -> List<EmailDomain> {
    List::array("/api/v1/email-domains", &[], scopes::EMAIL_DOMAINS)
}

/// The servers through which the org's e-mail goes.
pub fn email_servers() -> List<EmailServer> {
    List::wrapped("/api/v1/email-servers", &[], "email-servers", scopes::EMAIL_SERVERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_server_s_password_is_dropped() {
        let json = r#"{"id":"ems1","alias":"relay","host":"mail.example","port":587,"username":"x","password":"CANARY","enabled":true,"authType":"BASIC",
            "clientSecret":"CANARY"}"#;
        let server: EmailServer = kept(json);
        assert_eq!((server.port, server.enabled, server.auth_type.as_deref()), (Some(587), Some(true), Some("BASIC")));
        let json = r#"{"id":"OcD1","domain":"login.acme.example","certificateSourceType":"MANUAL","validationStatus":"COMPLETED",
            "publicCertificate":{"subject":"CN=x","fingerprint":"CANARY","expiration":"2021-05-21T15:26:35.000Z"},"dnsRecords":[{"values":["CANARY"]}]}"#;
        assert!(kept::<Domain>(json).public_certificate.unwrap().expiration.is_some());
        let domain: EmailDomain =
            kept(r#"{"id":"OeD1","domain":"acme.example","displayName":"Acme","userName":"no-reply","dnsValidationRecords":["CANARY"]}"#);
        assert_eq!(domain.user_name.as_deref(), Some("no-reply"));
    }

    #[test]
    fn each_kind_has_its_list() {
        assert_eq!(
            (list().path(), email().path(), email_servers().path()),
            ("/api/v1/domains", "/api/v1/email-domains", "/api/v1/email-servers")
        );
    }
}
