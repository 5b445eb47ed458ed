//! Why an address is not that of an org, in words that say what to do.

/// Why a text is not the address of an Okta org.
///
/// Each message is for the person who typed the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrgUrlError {
    /// Nothing was given.
    #[error("enter the address of your Okta org, such as https://acme.okta.com")]
    Empty,
    /// It cannot be read as an address at all.
    #[error("this is not a web address; enter one such as https://acme.okta.com")]
    NotAnAddress,
    /// A template was pasted with its placeholder still in it.
    #[error("this is a placeholder from a guide; replace it by your own org's address, such as https://acme.okta.com")]
    Placeholder,
    /// Another scheme than https.
    #[error("the address must begin with https://; use {use_instead}")]
    NotHttps {
        /// The same address with the right scheme.
        use_instead: String,
    },
    /// A user name or password stands in the address.
    #[error("leave out the user name before the @ sign; enter only the org's address, such as https://acme.okta.com")]
    HasUser,
    /// A port other than 443.
    #[error("leave out the port; use {use_instead}")]
    HasPort {
        /// The same address without the port.
        use_instead: String,
    },
    /// Something follows the host.
    #[error("leave out what follows the host name; use {use_instead}")]
    HasPath {
        /// The same address without it.
        use_instead: String,
    },
    /// A number where a name belongs.
    #[error("this is an IP address; enter the org's name, such as https://acme.okta.com")]
    IpAddress,
    /// A name that means something only inside a network.
    #[error("this is an internal name; enter the org's public address, such as https://acme.okta.com")]
    InternalName,
    /// One of Okta's domains, without an org.
    #[error("the org's name is missing before {domain}; enter an address such as https://acme.{domain}")]
    MissingOrg {
        /// Okta's domain.
        domain: &'static str,
    },
    /// Not one of Okta's domains.
    #[error(
        "this address is not on one of Okta's domains; if it is your custom domain, use the org's okta.com address instead \
         (in the Admin Console, the menu under your name shows it)"
    )]
    OtherDomain,
    /// The admin console's address.
    #[error("this is the admin console's address; use {use_instead}")]
    AdminConsole {
        /// The org's own address.
        use_instead: String,
    },
    /// One of Okta's own pages.
    #[error("{host} is a page of Okta itself, not an org; enter your org's address, such as https://acme.okta.com")]
    Reserved {
        /// The host that was given.
        host: String,
    },
    /// More than one label before Okta's domain.
    #[error("this is not the org's main address; use {use_instead}")]
    TooManyLabels {
        /// The address that its parts suggest.
        use_instead: String,
    },
    /// Characters that no org's name has.
    #[error("an org's name has only letters, digits and hyphens; check the address for typing errors")]
    BadName,
}
