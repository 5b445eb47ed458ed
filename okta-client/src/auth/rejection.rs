//! Why Okta turned a credential away.

use std::fmt;

/// Why a credential was rejected, told apart by what has to be put right and where.
///
/// For an OAuth client, Okta's token endpoint says it in words; where the words are new, [`Rejection::Other`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// An API token. Okta does not say for which of the reasons.
    Token,
    /// No active client has this client id.
    UnknownClient,
    /// The client secret is wrong.
    WrongSecret,
    /// The client may not use a secret: it has to sign with a private key.
    KeyDemanded,
    /// No active public key with this key id is registered at the client.
    UnknownKey {
        /// Whether a key id was sent. Without one, Okta takes the only key that is registered.
        given: bool,
    },
    /// No public key at all is registered at the client.
    NoKeyRegistered,
    /// The registered public key is not that of the private key.
    BadSignature,
    /// The registered public key is for another way of signing.
    WrongAlgorithm,
    /// The registered public keys are not in order: unreadable, not for signing, or not to be had where the client says that they are.
    BadKeySet,
    /// The client is set up for the other kind of credential, a secret instead of a key or a key instead of a secret; Okta does not always
    /// tell this from a wrong one.
    WrongMethod,
    /// The address that was signed for is not the one that was called: a name other than the org's own.
    WrongAudience,
    /// Our clock and Okta's differ too much, even after Okta's was taken for ours.
    ClockSkew,
    /// The client is not of a type that may act on its own.
    NotAServiceApp,
    /// The call came from an address outside the client's network zones.
    OutsideZone,
    /// None of the scopes that were asked for is granted to the client.
    NoScopeGranted,
    /// The client must prove possession (DPoP), and Okta has seen no proof, although one was sent.
    ProofDemanded,
    /// The proof of possession (DPoP) was refused.
    ProofRefused,
    /// Tokens that Okta has just issued are refused.
    TokenInvalid,
    /// Something else; Okta's words are with the error.
    Other,
}

impl Rejection {
    /// Every word that [`Rejection::code`] may give.
    pub const CODES: [&str; 19] = [
        "credential_rejected",
        "unknown_client",
        "wrong_secret",
        "key_demanded",
        "unknown_kid",
        "no_key_registered",
        "bad_signature",
        "wrong_algorithm",
        "bad_key_set",
        "wrong_method",
        "wrong_audience",
        "clock_skew",
        "not_a_service_app",
        "outside_zone",
        "scope_missing",
        "dpop_demanded",
        "dpop_refused",
        "token_invalid",
        "client_rejected",
    ];

    /// A word for machines that never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Token => "credential_rejected",
            Self::UnknownClient => "unknown_client",
            Self::WrongSecret => "wrong_secret",
            Self::KeyDemanded => "key_demanded",
            Self::UnknownKey { .. } => "unknown_kid",
            Self::NoKeyRegistered => "no_key_registered",
            Self::BadSignature => "bad_signature",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::BadKeySet => "bad_key_set",
            Self::WrongMethod => "wrong_method",
            Self::WrongAudience => "wrong_audience",
            Self::ClockSkew => "clock_skew",
            Self::NotAServiceApp => "not_a_service_app",
            Self::OutsideZone => "outside_zone",
            Self::NoScopeGranted => "scope_missing",
            Self::ProofDemanded => "dpop_demanded",
            Self::ProofRefused => "dpop_refused",
            Self::TokenInvalid => "token_invalid",
            Self::Other => "client_rejected",
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => {
                "Okta rejected the API token: it was revoked, has expired, its owner was deactivated, or it was used from an address outside its network zone"
            }
            Self::UnknownClient => "no active app of this org has this client ID",
            Self::WrongSecret => "the client secret is wrong",
            Self::KeyDemanded => "this app must sign with a private key; a client secret is not accepted",
            Self::UnknownKey { given: true } => "no active public key with this key ID is registered at the app",
            Self::UnknownKey { given: false } => "the app has several public keys: give the key's ID (kid)",
            Self::NoKeyRegistered => "no public key is registered at the app",
            Self::BadSignature => "the public key registered at the app does not belong to this private key",
            Self::WrongAlgorithm => "the public key registered at the app is for another signature algorithm than the one used",
            Self::BadKeySet => {
                "the public keys registered at the app are not in order: not for signing, unreadable, or not to be had where the app says that they are"
            }
            Self::WrongMethod => {
                "the app does not take this kind of credential with this client ID: it is set up for the other kind (private key or client secret), or one of the two is wrong"
            }
            Self::WrongAudience => "Okta was called by another address than its own for this org",
            Self::ClockSkew => "our clock and Okta's differ too much",
            Self::NotAServiceApp => "the app is not of the type \"API Services\"",
            Self::OutsideZone => "the call came from an address outside the app's network zones",
            Self::NoScopeGranted => "none of the scopes needed is granted to the app",
            Self::ProofDemanded => {
                "the app demands a proof of possession (DPoP), and ours did not arrive: a gateway on the way takes the DPoP header off"
            }
            Self::ProofRefused => "Okta refused the proof of possession (DPoP) of the app's token",
            Self::TokenInvalid => "Okta refuses the access tokens that it issued",
            Self::Other => "Okta rejected the app's credential",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_reason_has_a_code_of_its_own() {
        use Rejection::*;
        let all = [
            Token,
            UnknownClient,
            WrongSecret,
            KeyDemanded,
            UnknownKey { given: true },
            NoKeyRegistered,
            BadSignature,
            WrongAlgorithm,
            BadKeySet,
            WrongMethod,
            WrongAudience,
            ClockSkew,
            NotAServiceApp,
            OutsideZone,
            NoScopeGranted,
            ProofDemanded,
            ProofRefused,
            TokenInvalid,
            Other,
        ];
        let codes: BTreeSet<_> = all.iter().map(Rejection::code).collect();
        assert_eq!(codes, Rejection::CODES.into_iter().collect());
    }

    #[test]
    fn an_api_token_s_rejection_names_every_reason_it_may_have() {
        let text = Rejection::Token.to_string();
        assert!(["revoked", "expired", "deactivated", "outside its network zone"].iter().all(|word| text.contains(word)), "{text}");
    }
}
