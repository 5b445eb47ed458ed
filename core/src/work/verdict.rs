//! Which problems are Okta's own word about what was handed over; everything else may be our trouble.

use okta_client::Rejection;

/// Of the org behind the address, and of a credential that opens nothing.
const OTHERS: [&str; 5] = ["credential_refused", "not_an_org", "other_org", "org_taken", "host_taken"];

/// Whether Okta rejected the credential: no work is done with it any more. Clocks that differ are nobody's credential.
pub(super) fn is_rejection(problem: &str) -> bool {
    Rejection::CODES.contains(&problem) && problem != Rejection::ClockSkew.code()
}

/// Whether only another credential, or a change in the org, can help.
pub(super) fn is_verdict(problem: &str) -> bool {
    is_rejection(problem) || OTHERS.contains(&problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_is_about_the_credential_and_other_verdicts_are_not() {
        assert!(is_rejection("credential_rejected") && is_rejection("wrong_secret"));
        assert!(is_verdict("not_an_org") && !is_rejection("not_an_org"));
        assert!(!is_verdict("clock_skew") && !is_verdict("unavailable"));
    }
}
