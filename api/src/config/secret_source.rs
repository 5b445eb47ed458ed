//! A secret setting: from a file or from the environment.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::ConfigError;

/// The secret, without white space around it. Both sources at once, an unreadable file or an empty secret are errors.
pub(super) fn from_file_or_environment(
    name: &'static str,
    value: Option<&SecretString>,
    file: Option<&Path>,
) -> Result<Option<SecretString>, ConfigError> {
    let secret = match (value, file) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(ConfigError::new(name, format!("is set, and so is {name}_FILE: set one of them"))),
        (Some(value), None) => trimmed(value),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| ConfigError::new(name, format!("cannot be read from {}: {error}", file.display())))?;
            trimmed(&Zeroizing::new(text).as_str().into())
        }
    };
    secret.map(Some).ok_or_else(|| ConfigError::new(name, "is set and empty"))
}

#[expect(clippy::disallowed_methods, reason = "white space around a secret comes from editors, and is not part of it")]
fn trimmed(secret: &SecretString) -> Option<SecretString> {
    let text = secret.expose_secret().trim();
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at what they made")]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_from_a_file_or_the_environment_and_never_from_both() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "hunter2\n").unwrap();
        let value = SecretString::from(" hunter3 ");

        let read = |value: Option<&SecretString>, file: Option<&Path>| from_file_or_environment("OKTUALLY_KEYRING", value, file);
        assert_eq!(read(None, Some(&file)).unwrap().unwrap().expose_secret(), "hunter2");
        assert_eq!(read(Some(&value), None).unwrap().unwrap().expose_secret(), "hunter3");
        assert!(read(None, None).unwrap().is_none());
        assert_eq!(
            read(Some(&value), Some(&file)).unwrap_err().to_string(),
            "OKTUALLY_KEYRING is set, and so is OKTUALLY_KEYRING_FILE: set one of them"
        );
        assert!(read(None, Some(&folder.path().join("absent"))).unwrap_err().to_string().contains("absent: No such file"));
        assert_eq!(read(Some(&"\n".into()), None).unwrap_err().to_string(), "OKTUALLY_KEYRING is set and empty");
    }
}
