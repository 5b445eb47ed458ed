//! Tokens that were pasted into a field that is kept in clear, or shown again.

/// Okta's tokens have 42 characters; its ids, which begin alike, have 20.
const SHORTEST: usize = 40;

/// Whether a text holds something of the form of an Okta API token.
pub(crate) fn holds_token(text: &str) -> bool {
    let outside = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    text.split(outside).any(|word| word.len() >= SHORTEST && word.starts_with("00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_from_names_ids_and_addresses() {
        let token = "00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab";
        for text in [token.to_owned(), format!("SSWS {token}"), format!("https://{token}@acme.okta.com"), format!("token={token}")] {
            assert!(holds_token(&text), "{text}");
        }
        for text in
            ["", "oktually", "00T1gtr35t8ZbfBfV1d7", "https://acme.okta.com", "our-read-only-token-for-the-yearly-review-of-everything"]
        {
            assert!(!holds_token(text), "{text}");
        }
    }
}
