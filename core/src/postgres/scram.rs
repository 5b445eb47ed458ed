//! What the server stores in place of a password, made here so that a password never stands in a statement or a log.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The server's own default (`scram_iterations`).
const ITERATIONS: u32 = 4096;

/// `SCRAM-SHA-256$iterations:salt$stored key:server key` as PostgreSQL takes it in place of a password
/// (RFC 5802, RFC 7677; form: PostgreSQL, `pg_authid.rolpassword`). The password must be printable ASCII.
pub(super) fn verifier(password: &str) -> String {
    verifier_with_salt(password, &rand::random::<[u8; 16]>())
}

fn verifier_with_salt(password: &str, salt: &[u8]) -> String {
    let salted = salted(password, salt);
    let stored_key = STANDARD.encode(Sha256::digest(keyed(&salted, &[b"Client Key"])));
    let server_key = STANDARD.encode(keyed(&salted, &[b"Server Key"]));
    format!("SCRAM-SHA-256${ITERATIONS}:{}${stored_key}:{server_key}", STANDARD.encode(salt))
}

/// PBKDF2 with HMAC-SHA-256 and one block.
fn salted(password: &str, salt: &[u8]) -> [u8; 32] {
    let mut round = keyed(password.as_bytes(), &[salt, &1_u32.to_be_bytes()]);
    let mut sum = round;
    for _ in 1..ITERATIONS {
        round = keyed(password.as_bytes(), &[&round]);
        for (byte, other) in sum.iter_mut().zip(round) {
            *byte ^= other;
        }
    }
    sum
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_those_of_the_published_example() {
        // RFC 7677, section 3: password "pencil"; its proof and server signature follow from these keys.
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").expect("base64");
        assert_eq!(
            verifier_with_salt("pencil", &salt),
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
        );
    }
}
