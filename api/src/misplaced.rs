//! Secrets that were pasted into a field that is kept in clear, or shown again.

/// Okta's tokens have 42 characters; its ids, which begin alike, have 20.
const SHORTEST_TOKEN: usize = 40;
/// Okta's client secrets have 64 characters; older ones 40.
const SECRET_LENGTHS: [usize; 2] = [40, 64];

/// Whether a text holds something of the form of a secret of Okta's: an API token, a client secret, a private key, a signed token.
pub(crate) fn holds_secret(text: &str) -> bool {
    let outside = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let key = text.contains("-----BEGIN") || (text.contains("\"kty\"") && text.contains("\"d\""));
    key || text.split(outside).any(|word| is_token(word) || is_client_secret(word) || (word.len() > 10 && word.starts_with("eyJ")))
}

fn is_token(word: &str) -> bool {
    word.len() >= SHORTEST_TOKEN && word.starts_with("00")
}

/// Drawn at random, so that capitals, small letters and digits all occur, and no name is as long.
fn is_client_secret(word: &str) -> bool {
    SECRET_LENGTHS.contains(&word.len())
        && [char::is_ascii_uppercase, char::is_ascii_lowercase, char::is_ascii_digit].iter().all(|kind| word.chars().any(|c| kind(&c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_from_names_ids_and_addresses() {
        let token = "00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab";
        let secret = "S3CRETabcDEFghijklMNOpqrSTUvwxYZ0123456789-_S3CRETabcDEFghijklMN";
        for text in [
            token.to_owned(),
            format!("SSWS {token}"),
            format!("https://{token}@acme.okta.com"),
            format!("token={token}"),
            format!("secret: {secret}"),
            "-----BEGIN PRIVATE KEY-----".to_owned(),
            r#"{"kty":"EC","d":"x"}"#.to_owned(),
            "eyJraWQiOiJ4In0.eyJzY3AiOlsieCJdfQ.c2ln".to_owned(),
        ] {
            assert!(holds_secret(&text), "{text}");
        }
        for text in [
            "",
            "oktually",
            "00T1gtr35t8ZbfBfV1d7",
            "0oa1gjh63g214q0Hq0g4",
            "https://acme.okta.com",
            "our-read-only-token-for-the-yearly-review-of-everything",
        ] {
            assert!(!holds_secret(text), "{text}");
        }
    }
}
