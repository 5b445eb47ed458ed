//! Which names the simulator answers for.

/// Okta's domains below which customers have their orgs.
const SUFFIXES: [&str; 7] =
    ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil", "okta-miltest.com", "trex-govcloud.com"];

/// The name of a service that tells its caller's address.
pub(crate) const ECHO: &str = "egress-check.okta-sim.test";

/// Whether a host lies below one of Okta's domains.
pub(crate) fn is_okta(host: &str) -> bool {
    SUFFIXES.iter().any(|suffix| host.strip_suffix(suffix).is_some_and(|label| label.ends_with('.') && label.len() > 1))
}

/// Whether the simulator answers for a host at all.
pub(crate) fn is_simulated(host: &str) -> bool {
    host == ECHO || is_okta(host)
}

/// The host of an org whose admin console this would be.
pub(crate) fn of_admin_console(host: &str) -> Option<String> {
    let (label, rest) = host.split_once('.')?;
    Some(format!("{}.{rest}", label.strip_suffix("-admin")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_below_oktas_domains_are_simulated() {
        assert!(is_simulated("acme.okta.com"));
        assert!(is_simulated("acme.oktapreview.com"));
        assert!(is_simulated(ECHO));
        for other in ["okta.com", ".okta.com", "evilokta.com", "okta.com.example.net", "example.com", "169.254.169.254"] {
            assert!(!is_simulated(other), "{other}");
        }
    }

    #[test]
    fn an_admin_console_belongs_to_its_org() {
        assert_eq!(of_admin_console("acme-admin.okta.com").as_deref(), Some("acme.okta.com"));
        assert_eq!(of_admin_console("acme.okta.com"), None);
    }
}
