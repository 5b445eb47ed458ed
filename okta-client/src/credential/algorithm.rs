//! The algorithms that Okta takes from its clients.

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaSigningAlgorithm,
};

/// How a signature is made (RFC 7518 section 3), as far as Okta takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of RFC 7518")]
pub enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Es256,
    Es384,
    Es512,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Rs256, Self::Rs384, Self::Rs512, Self::Es256, Self::Es384, Self::Es512];

    /// Its name in a JWT's header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// The one with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    pub(super) fn of_curve(curve: &str) -> Option<Self> {
        match curve {
            "P-256" => Some(Self::Es256),
            "P-384" => Some(Self::Es384),
            "P-521" => Some(Self::Es512),
            _ => None,
        }
    }

    /// The signer and the length of a coordinate, for those on curves.
    pub(super) fn on_curve(self) -> Option<(&'static EcdsaSigningAlgorithm, usize)> {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 => None,
            Self::Es256 => Some((&ECDSA_P256_SHA256_FIXED_SIGNING, 32)),
            Self::Es384 => Some((&ECDSA_P384_SHA384_FIXED_SIGNING, 48)),
            Self::Es512 => Some((&ECDSA_P521_SHA512_FIXED_SIGNING, 66)),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
