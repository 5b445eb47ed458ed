//! Addresses of other systems, which people at times write secrets into: `https://user:password@host/hook?code=…`.

use serde::{Deserializer, de};

use super::lenient;

/// An address without a user before its host and without what follows its path. Anything else that stands in its place is cut likewise.
pub(crate) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(lenient::text(deserializer)?.map(|text| bare(&text)))
}

/// A list of them.
pub(crate) fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list: Vec<String> = lenient::list(deserializer).map_err(de::Error::custom)?;
    Ok(list.iter().map(|text| bare(text)).collect())
}

/// An address without a user and without what follows its path.
pub(crate) fn bare(address: &str) -> String {
    let address = address.trim();
    let (scheme, rest) = address.split_once("//").map_or(("", address), |(scheme, rest)| (scheme, rest));
    let slashes = if rest.len() == address.len() { "" } else { "//" };
    // The user first: a password may hold what ends an address.
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let kept = format!("{scheme}{slashes}{host}{path}");
    kept.split(['?', '#']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_in_an_address_is_cut_off() {
        for (written, kept) in [
            ("https://hooks.example/in?code=S3CRET#x", "https://hooks.example/in"),
            ("https://user:S3CRET@hooks.example:8443/in", "https://hooks.example:8443/in"),
            ("//cdn.example/a.js", "//cdn.example/a.js"),
            ("com.example.app:/callback", "com.example.app:/callback"),
            ("acme", "acme"),
            ("user:S3CRET@host.example/in", "host.example/in"),
            ("https://user:S3?RET@host.example/in?x=1", "https://host.example/in"),
        ] {
            assert_eq!(bare(written), kept);
            assert_eq!(bare(kept), kept);
        }
    }
}
