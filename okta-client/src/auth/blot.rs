//! Taking secrets out of what the other side says, should it have echoed one.

use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::byte_serialize;

/// Stands where a secret was.
const REMOVED: &str = "[removed]";

/// `text` without these secrets, as they are and as they stand in a form, and without signed tokens of any kind.
pub(super) fn blot(text: &str, secrets: &[&SecretString]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets {
        #[expect(clippy::disallowed_methods, reason = "to look for the secret where it must not be")]
        let secret = secret.expose_secret();
        let encoded: String = byte_serialize(secret.as_bytes()).collect();
        for form in [secret, &encoded] {
            if !form.is_empty() {
                clean = clean.replace(form, REMOVED);
            }
        }
    }
    without_jwts(clean)
}

/// Without what has the form of a signed token: three parts of base64url, of which the first begins as `{"` does.
fn without_jwts(text: String) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut clean = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("eyJ") {
        let (before, token) = rest.split_at(at);
        let (token, after) = token.split_at(token.find(|c| !is_part(c)).unwrap_or(token.len()));
        clean.push_str(before);
        clean.push_str(if token.contains('.') { REMOVED } else { token });
        rest = after;
    }
    if clean.is_empty() { text } else { clean + rest }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_taken_out_however_they_are_written() {
        let secret: SecretString = "S3CRET+/=".into();
        let clean = |text: &str| blot(text, &[&secret]);
        assert_eq!(clean("bad token S3CRET+/=!"), "bad token [removed]!");
        assert_eq!(clean("secret=S3CRET%2B%2F%3D&x"), "secret=[removed]&x");
        assert_eq!(clean("assertion eyJhbGciOiJ9.eyJpc3MiOiJ9.c2ln is bad, eyJx too"), "assertion [removed] is bad, eyJx too");
        assert_eq!(clean("nothing"), "nothing");
    }

    proptest! {
        #[test]
        fn what_holds_no_secret_stays(text in "\\PC{0,60}") {
            prop_assume!(!text.contains("eyJ"));
            prop_assert_eq!(blot(&text, &[]), text);
        }
    }
}
