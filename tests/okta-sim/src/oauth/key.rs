//! Key pairs of clients: handed to tests in every form that a customer may hand one over in.

use std::fmt;

use aws_lc_rs::encoding::{AsBigEndian, AsDer};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::der::rsa_numbers;
use super::jws::Algorithm;

/// A private key and what it signs with.
pub struct SigningKey {
    algorithm: Algorithm,
    pair: Pair,
}

enum Pair {
    Rsa(rsa::KeyPair),
    Ec(EcdsaKeyPair),
}

const KEYS: &str = "the system makes keys";

impl SigningKey {
    /// A new key for an algorithm; RSA keys have 2048 bits.
    pub fn new(algorithm: Algorithm) -> Self {
        let ec = |scheme| Pair::Ec(EcdsaKeyPair::generate(scheme).expect(KEYS));
        let pair = match algorithm {
            Algorithm::Es256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Es512 => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
            _ => Pair::Rsa(rsa::KeyPair::generate(KeySize::Rsa2048).expect(KEYS)),
        };
        SigningKey { algorithm, pair }
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn pkcs8(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => pair.as_der().expect("an RSA key can be written").as_ref().to_vec(),
            Pair::Ec(pair) => pair.to_pkcs8v1().expect("a key on a curve can be written").as_ref().to_vec(),
        }
    }

    /// The private key as PEM (`PRIVATE KEY`, PKCS#8).
    pub fn private_pem(&self) -> String {
        let text = STANDARD.encode(self.pkcs8());
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("base64 is ASCII")).collect();
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
    }

    /// The private key as a JWK, with an id if one is given.
    pub fn private_jwk(&self, key_id: Option<&str>) -> Value {
        let mut jwk = self.public_jwk();
        match &self.pair {
            Pair::Rsa(_) => {
                let [_, _, d, p, q, dp, dq, qi] = rsa_numbers(&self.pkcs8()).expect("our own key is well-formed");
                for (name, number) in [("d", d), ("p", p), ("q", q), ("dp", dp), ("dq", dq), ("qi", qi)] {
                    jwk[name] = json!(URL_SAFE_NO_PAD.encode(number));
                }
            }
            Pair::Ec(pair) => {
                let number = pair.private_key().as_be_bytes().expect("a private number can be written");
                jwk["d"] = json!(URL_SAFE_NO_PAD.encode(number.as_ref()));
            }
        }
        if let Some(id) = key_id {
            jwk["kid"] = json!(id);
        }
        jwk
    }

    /// The public key as a JWK.
    pub fn public_jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.pair {
            Pair::Rsa(_) => {
                let [n, e, ..] = rsa_numbers(&self.pkcs8()).expect("our own key is well-formed");
                json!({"kty": "RSA", "alg": self.algorithm.name(), "use": "sig", "n": text(&n), "e": text(&e)})
            }
            Pair::Ec(pair) => {
                let (curve, length) = self.algorithm.curve().expect("this key lies on a curve");
                let point = pair.public_key().as_ref();
                json!({
                    "kty": "EC", "alg": self.algorithm.name(), "use": "sig", "crv": curve, "x": text(&point[1..=length]), "y": text(&point[1 + length..]),
                })
            }
        }
    }

    /// A signed token (RFC 7515, compact form) with this header and these claims; `alg` is set unless the header has it.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let mut header = header.clone();
        if header["alg"].is_null() {
            header["alg"] = json!(self.algorithm.name());
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let (random, message) = (SystemRandom::new(), signed.as_bytes());
        let signature = match &self.pair {
            Pair::Ec(pair) => pair.sign(&random, message).expect("a key on a curve signs").as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding = match self.algorithm {
                    Algorithm::Rs384 => &RSA_PKCS1_SHA384,
                    Algorithm::Rs512 => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                pair.sign(padding, &random, message, &mut signature).expect("an RSA key signs");
                signature
            }
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.algorithm.name())
    }
}

#[cfg(test)]
mod tests {
    use super::super::jws::{Jws, PublicKey};
    use super::*;

    #[test]
    fn every_algorithm_signs_what_its_public_key_verifies_and_no_other() {
        let other = PublicKey::of(&SigningKey::new(Algorithm::Es256).public_jwk()).unwrap();
        for algorithm in Algorithm::ALL {
            let key = SigningKey::new(algorithm);
            let public = PublicKey::of(&key.public_jwk()).unwrap();
            let text = key.sign(&json!({"typ": "JWT"}), &json!({"iss": "me"}));
            let token = Jws::parse(&text).unwrap();
            assert!(token.is_signed_by(&public), "{algorithm:?}");
            assert!(!token.is_signed_by(&other), "{algorithm:?}");
            let spoilt = Jws::parse(&text.replacen('.', ".e30", 1));
            assert!(spoilt.is_none_or(|token| !token.is_signed_by(&public)), "{algorithm:?}");
            assert!(PublicKey::of(&key.private_jwk(None)).is_none(), "a private key is no public one");
            assert!(key.private_pem().starts_with("-----BEGIN PRIVATE KEY-----\nM"));
        }
    }
}
