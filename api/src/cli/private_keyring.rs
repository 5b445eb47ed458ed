//! The keyring of the private server, made once and kept beside its data.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use anyhow::Context;
use oktually_core::secret::generate_keyring;
use secrecy::{ExposeSecret, SecretString};
use tracing::{info, warn};

/// Reads the keyring, or makes it. Processes that start together end with one keyring between them, and a crash leaves either a
/// whole one or none.
pub(super) fn private_keyring(path: &Path) -> anyhow::Result<SecretString> {
    match fs::read_to_string(path) {
        Ok(text) => return Ok(text.into()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("the keyring {} cannot be read", path.display())),
    }
    let text = generate_keyring();
    if keep(path, &text).with_context(|| format!("the keyring {} cannot be written", path.display()))? {
        warn!(
            "a keyring was made in {}: without it nothing sealed can be opened again, so keep a copy apart from the data",
            path.display()
        );
        return Ok(text);
    }
    info!("the keyring was made by another process just now");
    let text = fs::read_to_string(path).with_context(|| format!("the keyring {} cannot be read", path.display()))?;
    Ok(text.into())
}

/// Whether it was written: not when there is one by now. It gets its name when it is whole and on disk.
#[expect(clippy::disallowed_methods, reason = "a generated keyring is written to its file")]
fn keep(path: &Path, text: &SecretString) -> std::io::Result<bool> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Others may pass through: as root, the server's user has to.
    fs::DirBuilder::new().recursive(true).mode(0o711).create(folder)?;
    // Its name is new, its mode 0600, and it goes away by itself.
    let mut file = tempfile::Builder::new().prefix(".keyring-").tempfile_in(folder)?;
    writeln!(file, "{}", text.expose_secret())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            fs::File::open(folder)?.sync_all()?;
            Ok(true)
        }
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests compare keyrings of their own making")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn many_who_need_a_keyring_at_once_get_the_same_whole_one_which_others_cannot_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/keyring");
        let texts: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(|| private_keyring(&path).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().expose_secret().trim().to_owned()).collect()
        });
        assert!(texts[0].len() > 40 && texts.iter().all(|text| *text == texts[0]));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left there");
    }

    #[test]
    fn what_a_crash_left_of_a_keyring_stands_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".keyring-AbCdEf"), "").unwrap();
        let made = private_keyring(&folder.path().join("keyring")).unwrap();
        assert!(oktually_core::secret::Keyring::parse(&made).is_ok());
    }
}
