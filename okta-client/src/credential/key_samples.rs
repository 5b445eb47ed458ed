//! Keys for tests, made anew each time, in every form.

use std::sync::OnceLock;

use aws_lc_rs::{
    encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, EcPrivateKeyRfc5915Der},
    rsa::KeySize,
};
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;

/// The form that `openssl` and Okta's console write.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let letters = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = letters.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn rsa() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
}

fn ec(algorithm: Algorithm) -> &'static EcdsaKeyPair {
    static KEYS: OnceLock<Vec<EcdsaKeyPair>> = OnceLock::new();
    let all = [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512];
    let keys = KEYS.get_or_init(|| all.iter().map(|algorithm| EcdsaKeyPair::generate(algorithm.on_curve().unwrap().0).unwrap()).collect());
    &keys[all.iter().position(|one| *one == algorithm).unwrap()]
}

/// `pkcs8` or `pkcs1`.
pub(crate) fn rsa_pem(form: &str) -> String {
    let pkcs8 = rsa().as_der().unwrap();
    match form {
        "pkcs8" => pem("PRIVATE KEY", pkcs8.as_ref()),
        _ => pem("RSA PRIVATE KEY", pkcs1(pkcs8.as_ref())),
    }
}

/// What the octet string in a PKCS#8 document with an RSA key holds: 26 bytes of it come before.
fn pkcs1(pkcs8: &[u8]) -> &[u8] {
    &pkcs8[26..]
}

pub(crate) fn rsa_jwk() -> Value {
    let pkcs8 = rsa().as_der().unwrap();
    let names = ["version", "n", "e", "d", "p", "q", "dp", "dq", "qi"];
    let mut jwk = json!({"kty": "RSA", "kid": "rsa1", "use": "sig"});
    let mut rest = &pkcs1(pkcs8.as_ref())[4..];
    for name in names {
        let (long, length) = (rest[1] & 0x80 != 0, usize::from(rest[1] & 0x7f));
        let start = if long { 2 + length } else { 2 };
        let size = if long { rest[2..start].iter().fold(0, |size, byte| size << 8 | usize::from(*byte)) } else { length };
        let number = &rest[start..start + size];
        let number = if number[0] == 0 { &number[1..] } else { number };
        if name != "version" {
            jwk[name] = BASE64_URL_SAFE_NO_PAD.encode(number).into();
        }
        rest = &rest[start + size..];
    }
    jwk
}

/// `pkcs8` or `sec1`.
pub(crate) fn ec_pem(form: &str, algorithm: Algorithm) -> String {
    match form {
        "pkcs8" => pem("PRIVATE KEY", ec(algorithm).to_pkcs8v1().unwrap().as_ref()),
        _ => {
            let der: EcPrivateKeyRfc5915Der<'_> = ec(algorithm).private_key().as_der().unwrap();
            pem("EC PRIVATE KEY", der.as_ref())
        }
    }
}

pub(crate) fn ec_value(algorithm: Algorithm) -> Value {
    let curve = ["P-256", "P-384", "P-521"].into_iter().find(|curve| Algorithm::of_curve(curve) == Some(algorithm)).unwrap();
    let private: EcPrivateKeyBin<'_> = ec(algorithm).private_key().as_be_bytes().unwrap();
    let public = &ec(algorithm).public_key().as_ref()[1..];
    let (x, y) = public.split_at(public.len() / 2);
    let written = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    json!({"kty": "EC", "crv": curve, "x": written(x), "y": written(y), "d": written(private.as_ref())})
}

/// A key on P-256.
pub(crate) fn ec_jwk(key_id: Option<&str>) -> String {
    let mut jwk = ec_value(Algorithm::Es256);
    if let Some(key_id) = key_id {
        jwk["kid"] = key_id.into();
    }
    jwk.to_string()
}

/// The public half, as `aws-lc-rs` verifies with it.
pub(crate) fn public(key: &SigningKey) -> Vec<u8> {
    match &*key.pair {
        Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        Pair::Ec(pair) => pair.public_key().as_ref().to_vec(),
    }
}
