//! Attacks on passwords.

use super::super::parts::Session;
use super::super::places::{CURL, Origin, PYTHON};
use super::super::titles;
use super::catalogue::Attack;
use super::script::Script;
use crate::id::draw;

pub(super) static SPRAY: Attack = Attack {
    id: "password-spray",
    what: "one address tries a few passwords on twenty users, in three rounds over a quarter of an hour; none is right",
    detections: &[1],
    also: &[67, 68],
    tell: |script| {
        let from = script.attacker(0).by(&PYTHON);
        let from = Origin { device_token: None, ..from };
        for place in (0..3).flat_map(|_| 0..20) {
            script.failed(script.victim(place), &from, "INVALID_CREDENTIALS");
            script.wait(13);
        }
    },
};

pub(super) static SPRAY_MANY_SOURCES: Attack = Attack {
    id: "password-spray-many-sources",
    what: "twelve addresses try three passwords on twelve users within twelve minutes, each on other users; none is right",
    detections: &[2],
    also: &[67, 68],
    tell: |script| {
        for (round, place) in (0..3).flat_map(|round| (0..12).map(move |place| (round, place))) {
            let from = Origin { device_token: None, ..script.attacker(place + round) };
            script.failed(script.victim(place), &from, "INVALID_CREDENTIALS");
            script.wait(17);
        }
    },
};

pub(super) static STUFFING: Attack = Attack {
    id: "credential-stuffing",
    what: "one address tries a stolen password for each of thirty users within eight minutes; two are right, and it signs in",
    detections: &[3, 12],
    also: &[1, 67, 68, 56, 57],
    tell: |script| {
        let from = Origin { device_token: None, ..script.attacker(0) }.by(&CURL);
        for place in 0..30 {
            script.failed(script.victim(place), &from, "INVALID_CREDENTIALS");
            script.wait(12);
        }
        for place in [4, 17] {
            script.sign_in(script.victim(place), &from, script.session(place));
            script.wait(30);
        }
    },
};

pub(super) static BRUTE_FORCE: Attack = Attack {
    id: "brute-force",
    what: "ten addresses in four countries try a dozen passwords on one user within twenty minutes, until the account is locked",
    detections: &[4, 9],
    also: &[5, 6, 67, 68],
    tell: |script| {
        let victim = script.victim(0);
        for place in 0..12 {
            script.failed(victim, &script.attacker(place % 10), if place < 10 { "INVALID_CREDENTIALS" } else { "LOCKED_OUT" });
            script.wait(85);
            if place == 9 {
                locked(script, victim);
            }
        }
    },
};

fn locked(script: &mut Script<'_>, victim: u64) {
    let from = script.attacker(9);
    script.act(&titles::LOCK, victim, &from, Session::None, |event| {
        event.result = "FAILURE";
        event.reason = Some("LOCKED_OUT".into());
        event.targets.push(event.actor.clone());
    });
}

pub(super) static ROTATING_DEVICES: Attack = Attack {
    id: "brute-force-rotating-devices",
    what: "one address tries sixteen passwords on one user within ten minutes, each time with another device token",
    detections: &[5],
    also: &[6, 67, 68],
    tell: |script| {
        let victim = script.victim(0);
        for place in 0..16 {
            let from = Origin { device_token: Some(draw(victim, 334, place)), ..script.attacker(0) };
            script.failed(victim, &from, "INVALID_CREDENTIALS");
            script.wait(35);
        }
    },
};

pub(super) static BREACHED: Attack = Attack {
    id: "breached-credential",
    what: "a user signs in with a password that is known from a breach elsewhere",
    detections: &[21],
    also: &[],
    tell: |script| {
        let victim = script.victim(0);
        let (home, session) = (script.home(victim), script.session(0));
        script.act(&titles::BREACHED, victim, &home, session, |event| {
            event.targets.push(event.actor.clone());
            event.tell("breachedCredentialSource", "CREDENTIAL_DUMP");
        });
        script.wait(2);
        script.sign_in(victim, &home, session);
    },
};
