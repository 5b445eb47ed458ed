//! Private keys as JSON Web Keys (RFC 7517, RFC 7518 section 6): one, or a set with one.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, KeyId, SigningKey, der::check_modulus};

/// The members that matter here. Others are passed over.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Jwk {
    kty: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<SecretString>,
    p: Option<SecretString>,
    q: Option<SecretString>,
    dp: Option<SecretString>,
    dq: Option<SecretString>,
    qi: Option<SecretString>,
}

/// The ways in which keys are wrapped.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pasted {
    Set { keys: Vec<Jwk> },
    List(Vec<Jwk>),
    One(Box<Jwk>),
}

/// A key, its id if it names one, and whether it names its algorithm.
pub(super) struct Found {
    pub(super) key: SigningKey,
    pub(super) key_id: Option<KeyId>,
    pub(super) names_algorithm: bool,
}

/// The key in a JSON text.
pub(super) fn read(text: &str) -> Result<Found, KeyError> {
    // The reason would repeat values.
    let pasted = serde_json::from_str(text).map_err(|error| if error.is_eof() { KeyError::Damaged } else { KeyError::NotAJwk })?;
    let keys = match pasted {
        Pasted::One(key) => return key.read(),
        Pasted::Set { keys } | Pasted::List(keys) => keys,
    };
    let (private, others): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.d.is_some());
    match (&private[..], others.first()) {
        ([key], _) => key.read(),
        ([], Some(key)) => key.read(),
        ([], None) => Err(KeyError::NotAJwk),
        _ => Err(KeyError::Several),
    }
}

impl Jwk {
    fn read(&self) -> Result<Found, KeyError> {
        let kind = self.kty.as_deref().ok_or(KeyError::NotAJwk)?;
        let kind = match kind {
            "RSA" | "EC" if self.d.is_none() => return Err(KeyError::PublicOnly),
            "RSA" | "EC" => kind,
            "oct" => return Err(KeyError::Symmetric),
            _ => return Err(KeyError::Kind),
        };
        let signs = |operations: &Vec<String>| operations.iter().any(|operation| operation == "sign");
        if self.purpose.as_deref().is_some_and(|purpose| purpose != "sig") || self.key_ops.as_ref().is_some_and(|all| !signs(all)) {
            return Err(KeyError::NotForSigning);
        }
        let mut key = if kind == "RSA" { self.rsa()? } else { self.ec()? };
        if let Some(name) = &self.alg {
            key = key.signing_with(Algorithm::find(name).ok_or(KeyError::Algorithm)?)?;
        }
        let key_id = self.kid.as_deref().map(str::parse).transpose().map_err(|_| KeyError::KeyId)?;
        Ok(Found { key, key_id, names_algorithm: self.alg.is_some() })
    }

    fn rsa(&self) -> Result<SigningKey, KeyError> {
        let modulus = public(&self.n)?;
        check_modulus(&modulus)?;
        let crt = [&self.p, &self.q, &self.dp, &self.dq, &self.qi];
        if crt.iter().any(|part| part.is_none()) {
            return Err(KeyError::NoPrimes);
        }
        let [p, q, dp, dq, qi] = crt.map(private);
        SigningKey::rsa_from_parts(&modulus, &public(&self.e)?, [private(&self.d)?, p?, q?, dp?, dq?, qi?])
    }

    fn ec(&self) -> Result<SigningKey, KeyError> {
        let algorithm = Algorithm::of_curve(self.crv.as_deref().ok_or(KeyError::Damaged)?).ok_or(KeyError::Curve)?;
        SigningKey::ec_from_parts(algorithm, &private(&self.d)?, &public(&self.x)?, &public(&self.y)?)
    }
}

fn public(part: &Option<String>) -> Result<Vec<u8>, KeyError> {
    decode(part.as_deref().unwrap_or_default())
}

fn private(part: &Option<SecretString>) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let part = part.as_ref().ok_or(KeyError::Damaged)?;
    #[expect(clippy::disallowed_methods, reason = "the key goes from its text into the signer")]
    let text = part.expose_secret();
    decode(text).map(Zeroizing::new)
}

/// Base64url; some tools pad it. Leading zeros are taken off, which some tools add and others forget.
fn decode(text: &str) -> Result<Vec<u8>, KeyError> {
    let mut bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| KeyError::Damaged)?);
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    if bytes.is_empty() { Err(KeyError::Damaged) } else { Ok(std::mem::take(&mut bytes)) }
}
