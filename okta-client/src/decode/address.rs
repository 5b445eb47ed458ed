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
    let address = address.trim().split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("//") else { return address.to_owned() };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}//{host}{path}")
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
        ] {
            assert_eq!(bare(written), kept);
            assert_eq!(bare(kept), kept);
        }
    }
}
