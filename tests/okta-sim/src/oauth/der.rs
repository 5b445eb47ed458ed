//! The little of DER (X.690) that takes an RSA key apart.

/// The content of the first element and what follows it; nothing if the bytes are no DER.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=127 => (usize::from(first), rest),
        0x81 | 0x82 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// The numbers of an RSA key in PKCS#8: n, e, d, p, q, dp, dq, qi, without leading zeros.
pub(super) fn rsa_numbers(pkcs8: &[u8]) -> Option<[Vec<u8>; 8]> {
    let (info, _) = element(pkcs8)?;
    let (_, rest) = element(info)?;
    let (_, rest) = element(rest)?;
    let (key, _) = element(rest)?;
    let (numbers, _) = element(key)?;
    let (_, mut rest) = element(numbers)?;
    let mut found: [Vec<u8>; 8] = Default::default();
    for number in &mut found {
        let (content, following) = element(rest)?;
        *number = content.iter().copied().skip_while(|byte| *byte == 0).collect();
        rest = following;
    }
    Some(found)
}
