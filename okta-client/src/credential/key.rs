//! A private key to sign with.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    encoding::{AsBigEndian, AsDer, EcPrivateKeyBin},
    error::KeyRejected,
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeyPairComponents},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RsaPublicKeyComponents,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{
    Algorithm, KeyError, KeyId, jwk,
    paste::{is_api_token, is_jwt, trimmed},
    pem,
};

/// A private key, and how it signs. It shows itself nowhere; clones share it.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<Pair>,
    algorithm: Algorithm,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

/// A key that was read from a text.
#[derive(Debug, Clone)]
pub struct ReadKey {
    /// The key.
    pub key: SigningKey,
    /// Its id, where the text names one.
    pub key_id: Option<KeyId>,
    /// Whether the text had to be mended: blanks around it, quotes, line ends written as `\n`.
    pub mended: bool,
    /// Whether the text names the algorithm to sign with.
    names_algorithm: bool,
}

impl ReadKey {
    /// The key signing with the algorithm that was given apart from it; an error if that is for other keys, or the key itself names another.
    pub fn signing_with(self, given: Algorithm) -> Result<Self, KeyError> {
        if self.names_algorithm && given != self.key.algorithm() {
            return Err(KeyError::OtherAlgorithm);
        }
        Ok(Self { key: self.key.signing_with(given)?, ..self })
    }
}

impl SigningKey {
    /// Reads a key as a person hands it over: PEM (PKCS#8, PKCS#1, SEC1), a JWK, or a JWK set with one private key.
    ///
    /// Without an `alg` of its own, an RSA key signs with RS256, which every org takes; a key on a curve has but one algorithm.
    pub fn parse(text: &str) -> Result<ReadKey, KeyError> {
        let mut plain = Zeroizing::new(trimmed(text).to_owned());
        if plain.contains("-----BEGIN") && (plain.contains("\\n") || plain.starts_with('"')) {
            // As it stands in a JSON file or an environment variable.
            *plain = plain.trim_matches('"').replace("\\r", "").replace("\\n", "\n");
        }
        let mended = plain.as_str() != text.trim_end_matches(['\r', '\n']);
        if plain.contains("-----BEGIN") {
            return Ok(ReadKey { key: pem::read(&plain)?, key_id: None, mended, names_algorithm: false });
        }
        if plain.starts_with(['{', '[']) {
            let jwk::Found { key, key_id, names_algorithm } = jwk::read(&plain)?;
            return Ok(ReadKey { key, key_id, mended, names_algorithm });
        }
        Err(no_key(&plain))
    }

    /// The same key signing otherwise; an error if the algorithm is for other keys.
    pub fn signing_with(self, algorithm: Algorithm) -> Result<Self, KeyError> {
        let fits = match &*self.pair {
            Pair::Rsa(_) => algorithm.on_curve().is_none(),
            Pair::Ec(_) => algorithm == self.algorithm,
        };
        if fits { Ok(Self { algorithm, ..self }) } else { Err(KeyError::Algorithm) }
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key as PKCS#8 in PEM: one text for one key, in whatever form it was handed over. This is what is sealed.
    pub fn canonical(&self) -> SecretString {
        let der = match &*self.pair {
            Pair::Rsa(pair) => pair.as_der().map(|der| Zeroizing::new(der.as_ref().to_vec())),
            Pair::Ec(pair) => pair.to_pkcs8v1().map(|der| Zeroizing::new(der.as_ref().to_vec())),
        };
        let der = der.expect("a key that was read can be written");
        let letters = Zeroizing::new(BASE64_STANDARD.encode(&*der));
        let mut pem = String::with_capacity(letters.len() * 66 / 64 + 64);
        pem.push_str("-----BEGIN PRIVATE KEY-----\n");
        for line in letters.as_bytes().chunks(64) {
            pem.push_str(str::from_utf8(line).expect("base64 is ASCII"));
            pem.push('\n');
        }
        pem.push_str("-----END PRIVATE KEY-----\n");
        pem.into()
    }

    /// A new key on P-256.
    pub(crate) fn generate() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key can be made wherever TLS works");
        Self { pair: Arc::new(Pair::Ec(pair)), algorithm: Algorithm::Es256 }
    }

    /// The signature of `message`, as RFC 7518 section 3 has it.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signed = match &*self.pair {
            Pair::Rsa(pair) => {
                let padding = match self.algorithm {
                    Algorithm::Rs384 => &RSA_PKCS1_SHA384,
                    Algorithm::Rs512 => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &SystemRandom::new(), message, &mut signature).map(|()| signature)
            }
            Pair::Ec(pair) => pair.sign(&SystemRandom::new(), message).map(|signature| signature.as_ref().to_vec()),
        };
        signed.expect("a key that was read can sign")
    }

    /// The two coordinates of the public key, for keys on curves.
    pub(crate) fn point(&self) -> Option<(&[u8], &[u8])> {
        let Pair::Ec(pair) = &*self.pair else { return None };
        // An uncompressed point: 4, x, y (SEC1 section 2.3.3).
        let coordinates = pair.public_key().as_ref().get(1..)?;
        coordinates.split_at_checked(coordinates.len() / 2)
    }

    pub(super) fn rsa_from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        RsaKeyPair::from_pkcs8(der).map(Self::rsa).map_err(reason)
    }

    pub(super) fn rsa_from_pkcs1(der: &[u8]) -> Result<Self, KeyError> {
        RsaKeyPair::from_der(der).map(Self::rsa).map_err(reason)
    }

    /// From modulus, exponent, and d, p, q, dp, dq, qi.
    pub(super) fn rsa_from_parts(n: &[u8], e: &[u8], private: [Zeroizing<Vec<u8>>; 6]) -> Result<Self, KeyError> {
        let [d, p, q, dp, dq, qi] = &private;
        let public_key = RsaPublicKeyComponents { n, e };
        let parts = KeyPairComponents { public_key, d: d.as_slice(), p, q, dP: dp, dQ: dq, qInv: qi };
        RsaKeyPair::from_components(&parts).map(Self::rsa).map_err(reason)
    }

    /// From PKCS#8 or SEC1.
    pub(super) fn ec_from_der(der: &[u8]) -> Result<Self, KeyError> {
        let pair = |algorithm: Algorithm| {
            let (signer, _) = algorithm.on_curve()?;
            Some((algorithm, EcdsaKeyPair::from_private_key_der(signer, der).ok()?))
        };
        let (algorithm, pair) = Algorithm::ALL.into_iter().find_map(pair).ok_or(KeyError::Damaged)?;
        let private: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().map_err(|_| KeyError::Damaged)?;
        // Made anew of its parts: what is optional in the document is then the same for all.
        Self::ec(algorithm, private.as_ref(), pair.public_key().as_ref())
    }

    /// From the private number and the two coordinates of the public key, without leading zeros.
    pub(super) fn ec_from_parts(algorithm: Algorithm, d: &[u8], x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        let (_, length) = algorithm.on_curve().ok_or(KeyError::Curve)?;
        if [d, x, y].iter().any(|part| part.len() > length) {
            return Err(KeyError::Mismatch);
        }
        let padded = |part: &[u8]| [&vec![0; length - part.len()], part].concat();
        Self::ec(algorithm, &Zeroizing::new(padded(d)), &[vec![4], padded(x), padded(y)].concat())
    }

    fn ec(algorithm: Algorithm, private: &[u8], public: &[u8]) -> Result<Self, KeyError> {
        let (signer, _) = algorithm.on_curve().ok_or(KeyError::Curve)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(signer, private, public).map_err(|_| KeyError::Mismatch)?;
        Ok(Self { pair: Arc::new(Pair::Ec(pair)), algorithm })
    }

    fn rsa(pair: RsaKeyPair) -> Self {
        Self { pair: Arc::new(Pair::Rsa(pair)), algorithm: Algorithm::Rs256 }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.algorithm)
    }
}

/// Why the signer does not take a key whose kind and length are good.
fn reason(rejected: KeyRejected) -> KeyError {
    if rejected.description_() == "InconsistentComponents" { KeyError::Mismatch } else { KeyError::Damaged }
}

/// What a text is that is neither PEM nor JSON.
fn no_key(text: &str) -> KeyError {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match text {
        "" => KeyError::Empty,
        _ if text.contains("://") => KeyError::Address,
        _ if is_jwt(text) => KeyError::Jwt,
        _ if is_api_token(text) || text.starts_with("SSWS ") => KeyError::ApiToken,
        // How the base64 of every private key in DER begins.
        _ if text.starts_with("MI") && text.len() > 90 => KeyError::NoMarkers,
        _ if (40..=100).contains(&text.len()) && text.chars().all(plain) => KeyError::Secret,
        _ => KeyError::NotAKey,
    }
}

#[cfg(test)]
#[path = "key_samples.rs"]
pub(crate) mod samples;

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
