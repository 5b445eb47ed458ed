//! Enrolled factors: everyone has some, administrators have strong ones.

use std::iter::repeat;

use super::people::{CAST, OWN};
use crate::id::{Id, Ids, Kind, draw};
use crate::stamp::{DAY, Stamp};

/// One enrolled factor.
pub(crate) struct Factor {
    pub(crate) id: Id,
    /// `webauthn`, `push`, `signed_nonce`, …
    pub(crate) kind: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) status: &'static str,
    pub(crate) created: Stamp,
    pub(crate) last_verified: Option<Stamp>,
}

/// The factors of one user, in the order of enrolment.
pub(crate) fn of_user(ids: &Ids, seed: u64, now: Stamp, number: u64) -> Vec<Factor> {
    let value = draw(seed, 31, number);
    let kinds = kinds(seed, number);
    let created = |place: u64| now.days_ago(45).seconds_ago((value >> (8 + place)) as i64 % (400 * DAY));
    // Every fourth ordinary user has begun to enrol a program for one-time codes, and left it at that.
    let begun: &[&'static str] = if number < CAST && (value >> 48).is_multiple_of(4) { &["token:software:totp"] } else { &[] };
    let states = kinds.iter().zip(repeat("ACTIVE")).chain(begun.iter().zip(repeat("PENDING_ACTIVATION")));
    states
        .zip(0_u64..)
        .map(|((kind, status), place)| Factor {
            // Three bits for the place leave room for eight factors of one user.
            id: ids.id(Kind::Factor, number << 3 | place),
            kind,
            provider: match *kind {
                "webauthn" => "FIDO",
                "token:software:totp" if value >> 16 & 1 == 0 => "GOOGLE",
                _ => "OKTA",
            },
            status,
            created: created(place),
            last_verified: (status == "ACTIVE").then(|| now.seconds_ago(7_200 + (value >> 12) as i64 % (20 * DAY))),
        })
        .collect()
}

/// What a user's active factors are, in the order of enrolment.
pub(crate) fn kinds(seed: u64, number: u64) -> &'static [&'static str] {
    if number == OWN {
        &["webauthn"]
    } else if number >= CAST {
        &["webauthn", "signed_nonce", "push"]
    } else {
        ORDINARY[(draw(seed, 31, number) % ORDINARY.len() as u64) as usize]
    }
}

const ORDINARY: [&[&str]; 8] = [
    &["push", "signed_nonce"],
    &["push", "token:software:totp"],
    &["webauthn"],
    &["webauthn", "push"],
    &["token:software:totp"],
    &["sms"],
    &["push", "sms", "question"],
    &[],
];
