//! An org with one OAuth client: it verifies what is signed by itself, from RFC 7523 and RFC 9449.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::okta::{Asked, Gateway, Okta, Reply};
use crate::{ClientId, ClientKey, ClientSecret, ClientSettings, Credential, OktaClient, SigningKey, credential::samples};

pub(super) const CLIENT: &str = "0oaCLIENT";
pub(super) const SECRET: &str = "S3CRET-of-the-client-0123456789";
const ADDRESS: &str = "https://acme.okta.com";

/// What the org knows, and what it has seen.
#[derive(Default)]
pub(super) struct State {
    pub(super) granted: BTreeSet<String>,
    /// Key ids that are registered; with one, assertions need not name it.
    pub(super) kids: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) ignores_proofs: bool,
    /// What the nonce changes to with the next token.
    pub(super) next_nonce: Option<String>,
    /// Whether scopes that are not granted are left out, instead of refusing all.
    pub(super) narrows: bool,
    pub(super) lifetime: i64,
    /// How far its clock is ahead of this machine's, in seconds.
    pub(super) ahead: i64,
    /// Answers given before anything is looked at, in order.
    pub(super) first: Vec<Reply>,
    /// Every so many token calls, one is answered by an outage.
    pub(super) breaks_every: Option<usize>,
    /// A path that answers by an outage.
    pub(super) fails: Option<String>,
    /// Paths that take no OAuth token.
    pub(super) closed: HashSet<String>,
    /// Tokens that are good, with the key they are bound to.
    tokens: HashMap<String, (Option<Value>, BTreeSet<String>)>,
    pub(super) issued: usize,
    pub(super) token_calls: usize,
    pub(super) used: HashSet<String>,
}

pub(super) struct Service {
    pub(super) okta: Okta,
    state: Arc<Mutex<State>>,
}

impl Service {
    pub(super) async fn start() -> Self {
        let granted = ["okta.users.read", "okta.groups.read", "okta.orgs.read"].map(str::to_owned).into();
        let state = State { granted, kids: vec!["k1".into()], nonce: Some("n1".into()), lifetime: 3600, ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let known = state.clone();
        let okta = Okta::answering(Gateway::Connects, Arc::new(move |asked| known.lock().unwrap().answer(asked))).await;
        Self { okta, state }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Token calls, and tokens given.
    pub(super) fn calls(&self) -> (usize, usize) {
        let state = self.state();
        (state.token_calls, state.issued)
    }

    pub(super) fn revoke_tokens(&self) {
        self.state().tokens.clear();
    }

    /// A client with the registered key, asking for what this org grants.
    pub(super) fn client(&self) -> OktaClient {
        self.client_with(key(Some("k1")), |_| ())
    }

    pub(super) fn client_with(&self, credential: Credential, set: impl FnOnce(&mut ClientSettings)) -> OktaClient {
        use crate::api::scopes::{GROUPS, ORGS, USERS};
        let mut settings = ClientSettings { scopes: vec![USERS, GROUPS, ORGS], share_percent: 90, ..ClientSettings::default() };
        set(&mut settings);
        self.okta.client_with(credential, settings)
    }
}

/// The registered client with its key.
pub(super) fn key(kid: Option<&str>) -> Credential {
    let read = SigningKey::parse(&samples::ec_jwk(kid)).unwrap();
    Credential::PrivateKey(ClientKey::new(CLIENT.parse().unwrap(), read, None).unwrap())
}

pub(super) fn secret(secret: &str) -> Credential {
    Credential::ClientSecret(ClientSecret::parse(CLIENT.parse::<ClientId>().unwrap(), secret).unwrap().0)
}

/// A refusal in OAuth's form.
pub(super) fn refusal(status: u16, error: &str, description: &str) -> Reply {
    Reply::new(status, json!({"error": error, "error_description": description}).to_string())
}

impl State {
    fn now(&self) -> i64 {
        OffsetDateTime::now_utc().unix_timestamp() + self.ahead
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        let is_token_call = asked.target() == "/oauth2/v1/token";
        self.token_calls += usize::from(is_token_call);
        let reply = if !self.first.is_empty() {
            self.first.remove(0)
        } else if is_token_call && self.breaks_every.is_some_and(|every| self.token_calls.is_multiple_of(every)) {
            Reply::new(503, "")
        } else if is_token_call {
            self.token(asked).unwrap_or_else(|refused| refused)
        } else {
            self.resource(asked).unwrap_or_else(|refused| refused)
        };
        reply.limited(6000, 5000, 60 + self.ahead).ahead(self.ahead)
    }

    fn token(&mut self, asked: &Asked) -> Result<Reply, Reply> {
        let form: HashMap<String, String> = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
        assert_eq!((asked.method(), form["grant_type"].as_str()), ("POST", "client_credentials"));
        assert_eq!(asked.headers("content-type"), ["application/x-www-form-urlencoded"]);
        assert_eq!(asked.headers("content-length").len(), 1);
        let denied = |words: &str| refusal(401, "invalid_client", words);
        match (form.get("client_assertion"), asked.headers("authorization").first()) {
            (Some(assertion), None) => {
                let (header, claims, sound) = opened(assertion, &samples_public());
                let kid_is_known = header["kid"].as_str().map_or(self.kids.len() == 1, |kid| self.kids.iter().any(|known| known == kid));
                let at = |name: &str| claims[name].as_i64().unwrap();
                match () {
                    () if claims["iss"] != CLIENT => return Err(denied("The issuer claim for client_assertion is not a valid client_id.")),
                    () if self.kids.is_empty() => {
                        return Err(denied("The client does not have a JWKSet configured, but the client_assertion requires one."));
                    }
                    () if !kid_is_known => return Err(denied("The client_assertion JWT kid is invalid.")),
                    () if !sound => return Err(denied("The client_assertion signature is invalid.")),
                    () if claims["aud"] != format!("{ADDRESS}/oauth2/v1/token") => {
                        return Err(denied("The audience claim for client_assertion must be the endpoint invoked for the request."));
                    }
                    () if at("iat") > self.now() => {
                        return Err(denied("The client_assertion token must be issued before the current time."));
                    }
                    () if at("exp") < self.now() => return Err(denied("The client_assertion token is expired.")),
                    () if !self.used.insert(claims["jti"].to_string()) => {
                        return Err(denied("The client_assertion token has already been used."));
                    }
                    () => assert_eq!((&claims["sub"], &header["alg"]), (&CLIENT.into(), &"ES256".into())),
                }
            }
            (None, Some(basic)) if **basic == format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}"))) => {}
            (None, Some(_)) => return Err(denied("The client secret supplied for a confidential client is invalid.")),
            other => panic!("{other:?}"),
        }
        let mut scopes: BTreeSet<String> = form["scope"].split(' ').map(str::to_owned).collect();
        if self.narrows {
            scopes.retain(|scope| self.granted.contains(scope));
        }
        if !scopes.is_subset(&self.granted) {
            return Err(refusal(400, "invalid_scope", "One or more scopes are not configured for the authorization server resource."));
        }
        let key = if self.ignores_proofs { None } else { Some(self.proof(asked, None)?) };
        self.issued += 1;
        let (token, kind) = (format!("CANARY+token/{}", self.issued), if key.is_some() { "DPoP" } else { "Bearer" });
        let given = scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        self.tokens.insert(token.clone(), (key, scopes));
        let answer = json!({"token_type": kind, "expires_in": self.lifetime, "access_token": token, "scope": given});
        self.nonce = self.next_nonce.take().or(self.nonce.take());
        let nonce = self.nonce.clone().unwrap_or_default();
        Ok(Reply::new(200, answer.to_string()).with("dpop-nonce", nonce))
    }

    /// Verifies the proof of one request; gives the key that made it.
    fn proof(&mut self, asked: &Asked, token: Option<&str>) -> Result<Value, Reply> {
        let fault = |words: &str| refusal(400, "invalid_dpop_proof", words);
        let proofs = asked.headers("dpop");
        assert_eq!(proofs.len(), 1, "exactly one proof: {}", asked.head);
        let claimed: Value = part(proofs[0], 0);
        let (header, claims, sound) = opened(proofs[0], &point(&claimed["jwk"]));
        assert!(sound && header["typ"] == "dpop+jwt" && header["jwk"].get("d").is_none());
        assert_eq!(claims["htm"], asked.method());
        let path = asked.target().split('?').next().unwrap();
        assert_eq!(claims["htu"], format!("{ADDRESS}{path}"));
        assert!(self.used.insert(claims["jti"].to_string()), "a proof was sent twice");
        let issued = claims["iat"].as_i64().unwrap();
        if issued > self.now() {
            return Err(fault("The DPoP proof JWT is issued in the future."));
        }
        if issued < self.now() - 300 {
            return Err(fault("The DPoP proof JWT is issued more than five minutes in the past."));
        }
        match token {
            Some(token) => {
                assert_eq!(claims["ath"], BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes())));
                assert!(claims.get("nonce").is_none());
            }
            None if claims.get("nonce").and_then(Value::as_str) != self.nonce.as_deref() => {
                let words = "Authorization server requires nonce in DPoP proof.";
                return Err(refusal(400, "use_dpop_nonce", words).with("dpop-nonce", self.nonce.clone().unwrap()));
            }
            None => {}
        }
        Ok(header["jwk"].clone())
    }

    fn resource(&mut self, asked: &Asked) -> Result<Reply, Reply> {
        let path = asked.target().split('?').next().unwrap().to_owned();
        let (scheme, token) =
            asked.headers("authorization")[0].split_once(' ').map(|(scheme, token)| (scheme.to_owned(), token.to_owned())).unwrap();
        let invalid =
            || Reply::new(401, "").with("www-authenticate", format!(r#"{scheme} realm="http://acme.okta.com", error="invalid_token""#));
        if self.fails.as_ref() == Some(&path) {
            return Err(Reply::bare(502, ""));
        }
        if self.closed.contains(&path) {
            return Err(invalid());
        }
        let (key, scopes) = self.tokens.get(&token).cloned().ok_or_else(invalid)?;
        assert_eq!(scheme, if key.is_some() { "DPoP" } else { "Bearer" });
        if let Some(key) = key {
            assert_eq!(self.proof(asked, Some(&token))?, key, "bound to another key");
        } else {
            assert!(asked.headers("dpop").is_empty());
        }
        let (scope, body) = match path.as_str() {
            "/api/v1/org" => ("okta.orgs.read", r#"{"id":"00o1"}"#),
            "/api/v1/groups" => ("okta.groups.read", "[]"),
            _ => ("okta.users.read", r#"[{"id":"00u1"}]"#),
        };
        if !scopes.contains(scope) || !self.granted.contains(scope) {
            let challenge = format!(r#"{scheme} realm="http://acme.okta.com", scope="{scope}", error="insufficient_scope""#);
            return Err(Reply::new(403, "").with("www-authenticate", challenge));
        }
        let next = (path == "/api/v1/users" && !asked.target().contains("after"))
            .then(|| format!(r#"<{ADDRESS}/api/v1/users?after=00u1>; rel="next""#));
        let reply = Reply::new(200, body);
        Ok(match next {
            Some(next) => reply.with("link", next),
            None => reply,
        })
    }
}

/// The public half of the registered key.
fn samples_public() -> Vec<u8> {
    samples::public(&SigningKey::parse(&samples::ec_jwk(None)).unwrap().key)
}

fn point(jwk: &Value) -> Vec<u8> {
    let coordinate = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    [vec![4], coordinate("x"), coordinate("y")].concat()
}

fn part(jwt: &str, at: usize) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

/// Header, claims, and whether the signature is this key's.
fn opened(jwt: &str, public: &[u8]) -> (Value, Value, bool) {
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    let sound = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public).verify(signed.as_bytes(), &signature).is_ok();
    (part(jwt, 0), part(jwt, 1), sound)
}
