//! How an OAuth client proves itself at the token endpoint.

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::{Url, form_urlencoded::byte_serialize};
use zeroize::Zeroizing;

use super::jws;
use crate::credential::{ClientId, ClientKey, ClientSecret};

/// How long an assertion is good, in seconds; Okta allows an hour.
const LIFETIME: i64 = 300;
/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client with what proves it.
#[derive(Debug)]
pub(super) enum OAuthClient {
    Key(ClientKey),
    Secret(ClientSecret),
}

/// What goes with one token call. Never both: Okta refuses "multiple client credentials".
#[derive(Debug, Default)]
pub(super) struct ClientProof {
    /// Fields of the form.
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) authorization: Option<HeaderValue>,
}

impl OAuthClient {
    pub(super) fn id(&self) -> &ClientId {
        match self {
            Self::Key(client) => client.client_id(),
            Self::Secret(client) => client.client_id(),
        }
    }

    /// What proves the client at `audience`, for one call: an assertion is good for one use. `now` by Okta's clock, in Unix seconds.
    pub(super) fn prove(&self, audience: &Url, now: i64) -> ClientProof {
        match self {
            Self::Key(client) => {
                let fields =
                    vec![("client_assertion_type", ASSERTION_TYPE.to_owned()), ("client_assertion", assertion(client, audience, now))];
                ClientProof { fields, authorization: None }
            }
            Self::Secret(_) => {
                let basic = self.basic().and_then(|basic| {
                    #[expect(clippy::disallowed_methods, reason = "the one place where the secret is written into a request")]
                    let mut value = HeaderValue::from_str(&format!("Basic {}", basic.expose_secret())).ok()?;
                    value.set_sensitive(true);
                    Some(value)
                });
                ClientProof { authorization: basic, ..ClientProof::default() }
            }
        }
    }

    /// Client id and secret as HTTP Basic has them (RFC 6749 section 2.3.1).
    pub(super) fn basic(&self) -> Option<SecretString> {
        let Self::Secret(client) = self else { return None };
        #[expect(clippy::disallowed_methods, reason = "to put it into the form in which it is sent")]
        let secret = client.secret().expose_secret();
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = Zeroizing::new(format!("{}:{}", encoded(client.client_id().as_str()), encoded(secret)));
        Some(BASE64_STANDARD.encode(pair.as_bytes()).into())
    }

    /// The secret, where there is one that is sent.
    pub(super) fn secret(&self) -> Option<&SecretString> {
        if let Self::Secret(client) = self { Some(client.secret()) } else { None }
    }

    /// Whether assertions name the key that signs them.
    pub(super) fn names_key(&self) -> bool {
        matches!(self, Self::Key(client) if client.key_id().is_some())
    }
}

/// The client's word for itself (RFC 7523; Okta's "Implement OAuth for Okta with a service app"): from the client, about the client, for the
/// address that is called.
fn assertion(client: &ClientKey, audience: &Url, now: i64) -> String {
    let mut header = json!({"alg": client.key().algorithm().as_str(), "typ": "JWT"});
    if let Some(id) = client.key_id() {
        header["kid"] = id.as_str().into();
    }
    let id = client.client_id().as_str();
    let claims = json!({"iss": id, "sub": id, "aud": audience.as_str(), "iat": now, "exp": now + LIFETIME, "jti": jws::unique()});
    jws::compact(&header, &claims, client.key())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use serde_json::Value;

    use super::*;
    use crate::{KeyId, SigningKey, credential::samples};

    const AUDIENCE: &str = "https://acme.okta.com/oauth2/v1/token";

    fn client(key_id: Option<&str>) -> OAuthClient {
        let read = SigningKey::parse(&samples::ec_jwk(None)).unwrap();
        let key_id = key_id.map(|id| id.parse::<KeyId>().unwrap());
        OAuthClient::Key(ClientKey::new("0oa1".parse().unwrap(), read, key_id).unwrap())
    }

    fn part(jwt: &str, at: usize) -> Value {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').nth(at).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn an_assertion_names_client_audience_and_a_new_id_each_time() {
        let mut seen = HashSet::new();
        for _ in 0..20 {
            let proof = client(Some("k1")).prove(&AUDIENCE.parse().unwrap(), 1_700_000_000);
            assert!(proof.authorization.is_none());
            let jwt = &proof.fields[1].1;
            assert_eq!(part(jwt, 0), json!({"alg": "ES256", "typ": "JWT", "kid": "k1"}));
            let mut claims = part(jwt, 1);
            assert!(seen.insert(claims["jti"].take().to_string()));
            let expected = json!({"iss": "0oa1", "sub": "0oa1", "aud": AUDIENCE, "iat": 1_700_000_000, "exp": 1_700_000_300, "jti": null});
            assert_eq!(claims, expected);
        }
        let proof = client(None).prove(&AUDIENCE.parse().unwrap(), 0);
        assert!(part(&proof.fields[1].1, 0).get("kid").is_none());
    }

    #[test]
    fn a_client_with_a_secret_sends_it_in_the_header_alone() {
        let (secret, _) = ClientSecret::parse("0oa1".parse().unwrap(), "S3CRET-abc_defghijk+").unwrap();
        let proof = OAuthClient::Secret(secret).prove(&AUDIENCE.parse().unwrap(), 0);
        assert!(proof.fields.is_empty() && !format!("{proof:?}").contains("UzNDUkVU"));
        assert_eq!(proof.authorization.unwrap(), format!("Basic {}", BASE64_STANDARD.encode("0oa1:S3CRET-abc_defghijk%2B")));
    }
}
