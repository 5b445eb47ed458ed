//! Which problems are Okta's own word about what was handed over; everything else may be our trouble.

/// Of the org behind the address, and of a credential that opens nothing.
const OTHERS: [&str; 5] = ["credential_refused", "not_an_org", "other_org", "org_taken", "host_taken"];
/// Of the credential: the codes of [`okta_client::Rejection`]. Clocks that differ are nobody's credential.
const REJECTIONS: [&str; 14] = [
    "credential_rejected",
    "unknown_client",
    "wrong_secret",
    "key_demanded",
    "unknown_kid",
    "no_key_registered",
    "bad_signature",
    "wrong_audience",
    "not_a_service_app",
    "outside_zone",
    "scope_missing",
    "dpop_demanded",
    "token_invalid",
    "client_rejected",
];

/// Whether Okta rejected the credential: no work is done with it any more.
pub(super) fn is_rejection(problem: &str) -> bool {
    REJECTIONS.contains(&problem)
}

/// Whether only another credential, or a change in the org, can help.
pub(super) fn is_verdict(problem: &str) -> bool {
    is_rejection(problem) || OTHERS.contains(&problem)
}

#[cfg(test)]
mod tests {
    use okta_client::Rejection::{self, *};

    use super::*;

    #[test]
    fn every_rejection_but_for_the_time_is_one() {
        let all: [Rejection; 15] = [
            Token,
            UnknownClient,
            WrongSecret,
            KeyDemanded,
            UnknownKey { given: true },
            UnknownKey { given: false },
            NoKeyRegistered,
            BadSignature,
            WrongAudience,
            NotAServiceApp,
            OutsideZone,
            NoScopeGranted,
            ProofRefused,
            TokenInvalid,
            Other,
        ];
        for why in &all {
            assert!(is_rejection(why.code()), "{why:?}");
        }
        assert!(!is_verdict(ClockSkew.code()));
        assert!(is_verdict("not_an_org") && !is_rejection("not_an_org"));
    }
}
