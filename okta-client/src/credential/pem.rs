//! Private keys in PEM (RFC 7468): PKCS#8, PKCS#1 and SEC1.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::{
    KeyError, SigningKey,
    der::{Inside, check_bits, check_sec1, inside_pkcs8},
};

const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The key in a PEM text. Other blocks beside it (certificates, parameters) and text around it do not matter.
pub(super) fn read(text: &str) -> Result<SigningKey, KeyError> {
    let blocks = blocks(text)?;
    let private: Vec<_> = blocks.iter().filter(|(label, _)| label.ends_with("PRIVATE KEY")).collect();
    match private[..] {
        [(label, body)] => key(label, body),
        [] => Err(blocks.first().map_or(KeyError::NotAKey, |(label, _)| not_private(label))),
        _ => Err(KeyError::Several),
    }
}

/// Label and body of each block.
fn blocks(text: &str) -> Result<Vec<(&str, &str)>, KeyError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        let (label, body) = begun.split_once("-----").ok_or(KeyError::Damaged)?;
        let (body, after) = body.split_once(&format!("-----END {label}-----")).ok_or(KeyError::Damaged)?;
        found.push((label, body));
        rest = after;
    }
    Ok(found)
}

fn key(label: &str, body: &str) -> Result<SigningKey, KeyError> {
    if label == "ENCRYPTED PRIVATE KEY" || (body.contains("Proc-Type:") && body.contains("ENCRYPTED")) {
        return Err(KeyError::Encrypted);
    }
    let der = || {
        let letters: Zeroizing<String> = body.chars().filter(|c| !c.is_whitespace()).collect::<String>().into();
        BASE64.decode(letters.as_bytes()).map(Zeroizing::new).map_err(|_| KeyError::Damaged)
    };
    match label {
        "PRIVATE KEY" => {
            let der = der()?;
            match inside_pkcs8(&der)? {
                Inside::Rsa => SigningKey::rsa_from_pkcs8(&der),
                Inside::Ec => SigningKey::ec_from_der(&der),
            }
        }
        "RSA PRIVATE KEY" => {
            let der = der()?;
            check_bits(&der)?;
            SigningKey::rsa_from_pkcs1(&der)
        }
        "EC PRIVATE KEY" => {
            let der = der()?;
            check_sec1(&der)?;
            SigningKey::ec_from_der(&der)
        }
        "OPENSSH PRIVATE KEY" => Err(KeyError::OpenSsh),
        _ => Err(KeyError::Kind),
    }
}

fn not_private(label: &str) -> KeyError {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => KeyError::Certificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => KeyError::Request,
        _ if label.ends_with("PUBLIC KEY") => KeyError::PublicOnly,
        _ => KeyError::NotAKey,
    }
}
