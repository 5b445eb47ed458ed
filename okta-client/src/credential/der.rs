//! As much of DER (ITU-T X.690) as tells what kind of key a text holds, so that its refusal can name the reason.

use super::KeyError;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT_ID: u8 = 0x06;

/// rsaEncryption (RFC 8017).
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-ecPublicKey (RFC 5480).
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// secp256r1, secp384r1, secp521r1 (RFC 5480).
const CURVES: [&[u8]; 3] =
    [&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], &[0x2b, 0x81, 0x04, 0x00, 0x22], &[0x2b, 0x81, 0x04, 0x00, 0x23]];

/// What a PKCS#8 document (RFC 5958) holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// An RSA key.
    Rsa,
    /// A key on one of Okta's curves.
    Ec,
}

/// Looks into a PKCS#8 document; an error if it is damaged or its key is of a kind that Okta does not take.
pub(super) fn inside_pkcs8(der: &[u8]) -> Result<Inside, KeyError> {
    let document = open(SEQUENCE, der)?.0;
    let (_, rest) = open(INTEGER, document)?;
    let (algorithm, rest) = open(SEQUENCE, rest)?;
    let (kind, parameters) = open(OBJECT_ID, algorithm)?;
    let (key, _) = open(OCTETS, rest)?;
    if kind == RSA {
        check_bits(key)?;
        return Ok(Inside::Rsa);
    }
    if kind != EC {
        return Err(KeyError::Kind);
    }
    check_curve(parameters)?;
    Ok(Inside::Ec)
}

/// Checks the curve that a SEC1 document (RFC 5915) names, if it names one.
pub(super) fn check_sec1(der: &[u8]) -> Result<(), KeyError> {
    let document = open(SEQUENCE, der)?.0;
    let (_, rest) = open(INTEGER, document)?;
    let (_, rest) = open(OCTETS, rest)?;
    match open(0xa0, rest) {
        Ok((parameters, _)) => check_curve(parameters),
        Err(_) => Ok(()),
    }
}

/// Checks the length of the modulus in a PKCS#1 document (RFC 8017).
pub(super) fn check_bits(der: &[u8]) -> Result<(), KeyError> {
    let document = open(SEQUENCE, der)?.0;
    let (_, rest) = open(INTEGER, document)?;
    check_modulus(open(INTEGER, rest)?.0)
}

/// Checks the length of a modulus, written with or without leading zeros.
pub(super) fn check_modulus(modulus: &[u8]) -> Result<(), KeyError> {
    let used: &[u8] = modulus.iter().position(|byte| *byte != 0).map_or(&[], |first| &modulus[first..]);
    let bits = used.first().map_or(0, |first| used.len() * 8 - first.leading_zeros() as usize);
    match bits {
        0..2048 => Err(KeyError::TooSmall(bits)),
        2048..=8192 => Ok(()),
        _ => Err(KeyError::TooLarge(bits)),
    }
}

fn check_curve(parameters: &[u8]) -> Result<(), KeyError> {
    // Parameters written out instead of named are as foreign as another curve.
    let (curve, _) = open(OBJECT_ID, parameters).map_err(|_| KeyError::Curve)?;
    if CURVES.contains(&curve) { Ok(()) } else { Err(KeyError::Curve) }
}

/// The content of the element with this tag that `der` begins with, and what follows it.
fn open(tag: u8, der: &[u8]) -> Result<(&[u8], &[u8]), KeyError> {
    let whole = || {
        let (first, rest) = der.split_first()?;
        let (length, rest) = rest.split_first()?;
        let (length, rest) = match *length {
            short @ 0..=0x7f => (usize::from(short), rest),
            long @ 0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
                (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        (*first == tag).then(|| rest.split_at_checked(length)).flatten()
    };
    whole().ok_or(KeyError::Damaged)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_panic(der in proptest::collection::vec(prop_oneof![Just(0x30u8), Just(2), Just(4), Just(6), Just(0x82), any::<u8>()], 0..60)) {
            let _ = (inside_pkcs8(&der), check_sec1(&der), check_bits(&der));
        }
    }
}
