//! Reading the address of an Okta org as a person types it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::{Host, Url};

use super::OrgUrlError;

/// Domains under which Okta runs its customers' orgs, as accepted by Okta's own SDKs.
const DOMAINS: [&str; 7] =
    ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil", "okta-miltest.com", "trex-govcloud.com"];

/// Names below Okta's domains that are Okta's own.
const RESERVED: [&str; 20] = [
    "login",
    "www",
    "help",
    "support",
    "status",
    "developer",
    "sec",
    "admin",
    "api",
    "trust",
    "learning",
    "security",
    "community",
    "system",
    "mail",
    "pam",
    "workflows",
    "mtls",
    "kerberos",
    "at",
];

/// Names of guides' examples, left in place.
const PLACEHOLDERS: [&str; 9] =
    ["yourorg", "your-org", "yourdomain", "your-domain", "youroktadomain", "your-okta-domain", "yourcompany", "your-company", "subdomain"];

/// Endings of names that no public resolver answers (RFC 6761, RFC 6762, RFC 9476 and ICANN's `.internal`).
const INTERNAL: [&str; 8] = ["localhost", "local", "internal", "lan", "home", "corp", "intranet", "alt"];

/// The address of an Okta org, `https://acme.okta.com`: https, port 443, one label below one of Okta's domains.
///
/// Parsing accepts what people paste (a bare host, upper case, one trailing dot or slash, blanks around) and keeps one form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrgUrl(Url);

impl OrgUrl {
    /// The host, lower case, without trailing dot: `acme.okta.com`.
    pub fn host(&self) -> &str {
        self.0.host_str().expect("an org's address has a host")
    }

    /// The address as a base for paths: `https://acme.okta.com/`.
    pub fn base(&self) -> &Url {
        &self.0
    }
}

impl FromStr for OrgUrl {
    type Err = OrgUrlError;

    fn from_str(text: &str) -> Result<Self, OrgUrlError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || ('\u{200b}'..='\u{200d}').contains(&c) || c == '\u{feff}');
        if text.is_empty() {
            return Err(OrgUrlError::Empty);
        }
        if text.contains(['{', '}', '<', '>', '$']) {
            return Err(OrgUrlError::Placeholder);
        }
        // The URL standard drops line ends, decodes the host and reads backslashes as slashes: nothing an address needs.
        if text.len() > 1000 || text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(OrgUrlError::NotAnAddress);
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        if authority.contains('@') {
            return Err(OrgUrlError::HasUser);
        }
        if authority.is_empty() || authority.contains('%') {
            return Err(OrgUrlError::NotAnAddress);
        }
        let url = Url::parse(&format!("https://{authority}")).map_err(|_| OrgUrlError::NotAnAddress)?;
        let host = org_host(&url)?;
        let use_instead = format!("https://{host}");
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(OrgUrlError::NotHttps { use_instead });
        }
        if url.port().is_some() {
            return Err(OrgUrlError::HasPort { use_instead });
        }
        if !matches!(tail, "" | "/") {
            return Err(OrgUrlError::HasPath { use_instead });
        }
        Ok(Self(Url::parse(&use_instead).map_err(|_| OrgUrlError::NotAnAddress)?))
    }
}

/// The host, once it is known to be an org's.
fn org_host(url: &Url) -> Result<String, OrgUrlError> {
    let Some(Host::Domain(host)) = url.host() else {
        return Err(OrgUrlError::IpAddress);
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some((labels, domain)) = DOMAINS.into_iter().find_map(|domain| below(host, domain).map(|labels| (labels, domain))) else {
        let ending = host.rsplit('.').next().unwrap_or(host);
        return Err(match ending {
            _ if PLACEHOLDERS.iter().any(|word| host.split('.').any(|label| label == *word)) => OrgUrlError::Placeholder,
            _ if host.is_empty() || host.ends_with('.') || host.contains("..") => OrgUrlError::NotAnAddress,
            _ if !host.contains('.') || INTERNAL.contains(&ending) || host.ends_with("home.arpa") => OrgUrlError::InternalName,
            _ => OrgUrlError::OtherDomain,
        });
    };
    let (before, org) = labels.rsplit_once('.').map_or(("", labels), |(before, org)| (before, org));
    let fits = |label: &str| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (1..=63).contains(&label.len())
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.starts_with("xn--")
    };
    match org {
        "" if before.is_empty() => Err(OrgUrlError::MissingOrg { domain }),
        _ if !labels.split('.').all(fits) => Err(OrgUrlError::BadName),
        _ if PLACEHOLDERS.contains(&org) => Err(OrgUrlError::Placeholder),
        _ if !before.is_empty() && RESERVED.contains(&org) => {
            let org = before.rsplit('.').next().unwrap_or(before);
            Err(OrgUrlError::TooManyLabels { use_instead: format!("https://{org}.{domain}") })
        }
        _ if !before.is_empty() => {
            // `acme.pam.okta.com` and `www.acme.okta.com` are both seen: the label that is nobody's own is the org's.
            let org = labels.split('.').find(|label| !RESERVED.contains(label)).unwrap_or(org);
            Err(OrgUrlError::TooManyLabels { use_instead: format!("https://{org}.{domain}") })
        }
        _ if RESERVED.contains(&org) => Err(OrgUrlError::Reserved { host: host.to_owned() }),
        _ => match org.strip_suffix("-admin") {
            Some(org) => Err(OrgUrlError::AdminConsole { use_instead: format!("https://{org}.{domain}") }),
            None => Ok(host.to_owned()),
        },
    }
}

/// What stands before `domain` in `host`, matched on a dot; empty for the domain itself.
fn below<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    let labels = host.strip_suffix(domain)?;
    if labels.is_empty() { Some(labels) } else { labels.strip_suffix('.') }
}

impl fmt::Display for OrgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.host())
    }
}

impl fmt::Debug for OrgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrgUrl({})", self.host())
    }
}

impl Serialize for OrgUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OrgUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
