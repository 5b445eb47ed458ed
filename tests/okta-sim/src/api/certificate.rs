//! Certificates (X.509 in DER) with the right names and dates and a signature that nobody could verify.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

use crate::id::draw;
use crate::org::World;
use crate::stamp::Stamp;

/// A certificate, in the forms in which keys carry it.
pub(super) struct Certificate {
    /// As `x5c` has it.
    pub(super) base64: String,
    /// As `x5t#S256` has it.
    pub(super) thumbprint: String,
    /// The key's `n`.
    pub(super) modulus: String,
    pub(super) made: Stamp,
    pub(super) until: Stamp,
}

/// The certificate of a number: valid for ten years, of which up to three are over.
pub(super) fn of(world: &World, stream: u64, number: u64, name: &str) -> Certificate {
    let seed = draw(world.seed, stream, number);
    let made = world.now.days_ago(30 + (seed % 1_000) as i64);
    let until = made.days_ahead(3_650);
    let modulus: Vec<u8> = (0..32).flat_map(|place| (draw(seed, 1, place) | 1 << 63).to_be_bytes()).collect();
    let signature: Vec<u8> = (0..32).flat_map(|place| draw(seed, 2, place).to_be_bytes()).collect();
    let algorithm = sequence(&[&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], &[5, 0]]);
    let common = sequence(&[&[6, 3, 0x55, 4, 3], &element(0x0c, name.as_bytes())]);
    let names = sequence(&[&element(0x31, &common)]);
    let validity = sequence(&[&time(made), &time(until)]);
    let key = sequence(&[&element(2, &[&[0], modulus.as_slice()].concat()), &[2, 3, 1, 0, 1]]);
    let of_key = sequence(&[&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1], &[5, 0]]);
    let public = sequence(&[&of_key, &bits(&key)]);
    let serial = element(2, &(seed >> 1).to_be_bytes());
    let signed = sequence(&[&[0xa0, 3, 2, 1, 2], &serial, &algorithm, &names, &validity, &names, &public]);
    let whole = sequence(&[&signed, &algorithm, &bits(&signature)]);
    Certificate {
        thumbprint: BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, &whole)),
        base64: BASE64_STANDARD.encode(whole),
        modulus: BASE64_URL_SAFE_NO_PAD.encode(modulus),
        made,
        until,
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut whole = match length {
        0..=127 => vec![tag, length as u8],
        128..=255 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    whole.extend_from_slice(content);
    whole
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

fn bits(content: &[u8]) -> Vec<u8> {
    element(3, &[&[0], content].concat())
}

/// A time with the year in four digits (GeneralizedTime).
fn time(stamp: Stamp) -> Vec<u8> {
    let digits: String = stamp.without_milliseconds().chars().filter(char::is_ascii_digit).collect();
    element(0x18, format!("{digits}Z").as_bytes())
}
