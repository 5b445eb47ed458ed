//! Signed tokens (RFC 7515, compact form) and the public keys that verify them (RFC 7517, 7518, 7638).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The ways of signing that Okta takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with SHA-256.
    Rs256,
    /// RSA with SHA-384.
    Rs384,
    /// RSA with SHA-512.
    Rs512,
    /// P-256 with SHA-256.
    Es256,
    /// P-384 with SHA-384.
    Es384,
    /// P-521 with SHA-512.
    Es512,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Algorithm; 6] =
        [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512, Algorithm::Es256, Algorithm::Es384, Algorithm::Es512];

    /// The name in a token's header, such as `ES256`.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Rs256 => "RS256",
            Algorithm::Rs384 => "RS384",
            Algorithm::Rs512 => "RS512",
            Algorithm::Es256 => "ES256",
            Algorithm::Es384 => "ES384",
            Algorithm::Es512 => "ES512",
        }
    }

    /// The curve's name and the length of a coordinate in bytes; nothing for RSA.
    pub(super) fn curve(self) -> Option<(&'static str, usize)> {
        match self {
            Algorithm::Es256 => Some(("P-256", 32)),
            Algorithm::Es384 => Some(("P-384", 48)),
            Algorithm::Es512 => Some(("P-521", 66)),
            _ => None,
        }
    }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, bytes))
}

/// A token taken apart, not yet believed.
pub(super) struct Jws {
    pub(super) header: Value,
    pub(super) claims: Value,
    signed: String,
    signature: Vec<u8>,
}

impl Jws {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let part = |text: &str| -> Option<Value> {
            let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
            value.is_object().then_some(value)
        };
        Some(Jws {
            header: part(header)?,
            claims: part(claims)?,
            signed: signed.to_owned(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// The algorithm of the header, if Okta takes it.
    pub(super) fn algorithm(&self) -> Option<Algorithm> {
        let name = self.header["alg"].as_str()?;
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Whether the key signed it with the algorithm that the header names.
    pub(super) fn is_signed_by(&self, key: &PublicKey) -> bool {
        let Some(algorithm) = self.algorithm().filter(|algorithm| key.fits(*algorithm)) else { return false };
        let message = self.signed.as_bytes();
        match key {
            PublicKey::Rsa { n, e } => {
                let parameters = match algorithm {
                    Algorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
                    Algorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
                    _ => &RSA_PKCS1_2048_8192_SHA256,
                };
                RsaPublicKeyComponents { n, e }.verify(parameters, message, &self.signature).is_ok()
            }
            PublicKey::Ec { point, .. } => {
                let scheme = match algorithm {
                    Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED,
                    Algorithm::Es512 => &ECDSA_P521_SHA512_FIXED,
                    _ => &ECDSA_P256_SHA256_FIXED,
                };
                UnparsedPublicKey::new(scheme, point).verify(message, &self.signature).is_ok()
            }
        }
    }
}

/// A public key as a JWK names it.
#[derive(Debug, Clone)]
pub(super) enum PublicKey {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ec { algorithm: Algorithm, point: Vec<u8> },
}

impl PublicKey {
    /// Reads a JWK; nothing for what is private or of a kind that Okta does not take.
    pub(super) fn of(jwk: &Value) -> Option<Self> {
        if !jwk["d"].is_null() {
            return None;
        }
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str()?).ok();
        match jwk["kty"].as_str()? {
            "RSA" => Some(PublicKey::Rsa { n: bytes("n")?, e: bytes("e")? }),
            "EC" => {
                let curve = jwk["crv"].as_str()?;
                let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.curve().is_some_and(|(name, _)| name == curve))?;
                let (_, length) = algorithm.curve()?;
                let (x, y) = (bytes("x")?, bytes("y")?);
                (x.len() == length && y.len() == length)
                    .then(|| PublicKey::Ec { algorithm, point: [&[4], x.as_slice(), y.as_slice()].concat() })
            }
            _ => None,
        }
    }

    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        match self {
            PublicKey::Rsa { .. } => algorithm.curve().is_none(),
            PublicKey::Ec { algorithm: own, .. } => *own == algorithm,
        }
    }

    /// The thumbprint of RFC 7638, by which tokens are bound to a key.
    pub(super) fn thumbprint(&self) -> String {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let canonical = match self {
            PublicKey::Rsa { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, text(e), text(n)),
            PublicKey::Ec { algorithm, point } => {
                let (curve, length) = algorithm.curve().unwrap_or_default();
                format!(r#"{{"crv":"{curve}","kty":"EC","x":"{}","y":"{}"}}"#, text(&point[1..=length]), text(&point[1 + length..]))
            }
        };
        sha256(canonical.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_the_standard_s_example() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = PublicKey::of(&json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})).unwrap();
        assert_eq!(key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn what_is_private_or_of_another_kind_is_no_public_key() {
        for jwk in [
            json!({"kty": "oct", "k": "AA"}),
            json!({"kty": "RSA", "n": "AQ", "e": "AQAB", "d": "AQ"}),
            json!({"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"}),
        ] {
            assert!(PublicKey::of(&jwk).is_none(), "{jwk}");
        }
        assert!(Jws::parse("a.b").is_none());
        assert!(Jws::parse("").is_none());
    }
}
