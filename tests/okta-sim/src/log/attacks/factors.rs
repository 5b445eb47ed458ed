//! Attacks on second factors.

use super::super::parts::{Session, Thing, named, proof, user};
use super::super::places::{BROWSERS, Origin};
use super::super::things;
use super::super::titles;
use super::catalogue::Attack;
use super::script::Script;
use crate::id::{Kind, draw};

pub(super) static PUSH_BOMBING: Attack = Attack {
    id: "push-bombing",
    what: "who has a user's password sends seven pushes within six minutes; the user denies each",
    detections: &[24, 31],
    also: &[26, 28, 67, 68],
    tell: |script| {
        bombed(script);
    },
};

pub(super) static PUSH_BOMBING_SUCCESS: Attack = Attack {
    id: "push-bombing-success",
    what: "the same, until the user lets one pass; the attacker signs in and goes to an application",
    detections: &[24, 25, 31],
    also: &[26, 28, 55, 56, 57, 67, 68],
    tell: |script| {
        let (victim, from, session) = bombed(script);
        push(script, victim, &from, session);
        script.wait(15);
        script.sign_in(victim, &from, session);
        script.wait(40);
        let app = things::app(script.world, victim);
        script.evaluate(victim, &from, session, &app);
        script.sso(victim, &from, session, &app);
    },
};

/// Seven pushes, each denied on the user's telephone.
fn bombed(script: &mut Script<'_>) -> (u64, Origin, Session) {
    let (victim, from, session) = (script.victim(0), script.attacker(0), script.session(0));
    let telephone = telephone(script, victim);
    for place in 0..7 {
        push(script, victim, &from, session);
        script.wait(14);
        denied(script, victim, &telephone, session, place % 3 == 2);
        script.wait(33);
    }
    (victim, from, session)
}

fn telephone(script: &Script<'_>, victim: u64) -> Origin {
    let home = script.home(victim).by(&BROWSERS[5]);
    Origin { device_token: Some(draw(script.world.seed, 333, victim)), ..home }
}

fn push(script: &mut Script<'_>, victim: u64, from: &Origin, session: Session) {
    script.act(&titles::PUSH_SENT, victim, from, session, |event| {
        event.targets.push(event.actor.clone());
        event.uri = "/idp/idx/challenge".into();
        event.tell("factor", "OKTA_VERIFY_PUSH");
    });
}

/// Older clients tell a refusal in another way.
fn denied(script: &mut Script<'_>, victim: u64, telephone: &Origin, session: Session, older: bool) {
    let title = if older { &titles::PUSH_DENIED } else { &titles::MFA_FAILED };
    script.act(title, victim, telephone, session, |event| {
        event.result = "FAILURE";
        event.reason = Some(if older { "USER_REJECTED_OKTA_VERIFY_PUSH" } else { "INVALID_CREDENTIALS" }.into());
        event.proof = proof::FACTOR.into();
        event.targets.push(event.actor.clone());
        event.tell("factor", "OKTA_VERIFY_PUSH");
        event.tell("pushOnlyResponseType", "OV_RESPONSE_DENY");
    });
}

pub(super) static FATIGUE_REPORT: Attack = Attack {
    id: "mfa-fatigue-report",
    what: "a user denies a push that they did not ask for, and reports it",
    detections: &[31, 79],
    also: &[24, 28],
    tell: |script| {
        let (victim, session) = (script.victim(0), script.session(0));
        let telephone = telephone(script, victim);
        let from = script.attacker(0);
        push(script, victim, &from, session);
        script.wait(9);
        denied(script, victim, &telephone, session, false);
        script.wait(70);
        let address = from.address.to_string();
        script.act(&titles::REPORTED, victim, &telephone, session, |event| {
            event.targets.push(event.actor.clone());
            event.tell("suspiciousActivityEventType", "system.push.send_factor_verify_push");
            event.tell("suspiciousActivityEventIp", &address);
        });
    },
};

pub(super) static RESET_AND_ENROLL: Attack = Attack {
    id: "factor-reset-and-enroll",
    what: "support is talked into resetting all factors of a super administrator, who then enrols a new one from a new address and device",
    detections: &[38, 44],
    also: &[42, 46, 47, 48, 52, 55, 56, 57, 67, 68, 69],
    tell: |script| {
        let (support, victim) = (script.support(), script.super_admin(0));
        let (desk, session) = (script.home(support), script.session(0));
        let target = user(script.world, victim);
        script.sign_in(support, &desk, session);
        script.wait(90);
        script.act(&titles::FACTORS_RESET, support, &desk, session, |event| {
            event.uri = "/api/v1/users/lifecycle/reset_factors".into();
            event.targets.push(target);
        });
        script.wait(240);
        let (from, stolen) = (script.attacker(0), script.session(1));
        script.act(&titles::SESSION_START, victim, &from, stolen, |event| event.proof = proof::PASSWORD.into());
        let (enrollment, text) = things::factor(script.world, victim, 2);
        script.wait(25);
        script.act(&titles::FACTOR_ON, victim, &from, stolen, |event| {
            event.reason = Some("User set up OKTA_VERIFY_PUSH factor".into());
            event.targets.extend([event.actor.clone(), enrollment]);
            event.tell("factor", text);
        });
        let device = script.world.ids.id(Kind::Device, (1 << 30) | (draw(victim, 335, 0) % (1 << 20)));
        for title in [&titles::DEVICE_ENROLL, &titles::DEVICE_USER] {
            script.act(title, victim, &from, stolen, |event| {
                event.targets.extend([event.actor.clone(), named("UDDevice", device, "DESKTOP-7Q2X")]);
                event.tell("oktaDeviceId", device.as_str());
            });
        }
        script.wait(20);
        script.console(victim, &from, stolen);
    },
};

pub(super) static FASTPASS_PHISHING: Attack = Attack {
    id: "fastpass-phishing",
    what: "Okta FastPass refuses to answer a page that only looks like Okta",
    detections: &[32],
    also: &[27, 28],
    tell: |script| {
        let (victim, session) = (script.victim(0), script.session(0));
        let home = script.home(victim);
        script.act(&titles::MFA_FAILED, victim, &home, session, |event| {
            event.result = "FAILURE";
            event.reason = Some("FastPass declined phishing attempt".into());
            event.proof = proof::FACTOR.into();
            event.targets.push(event.actor.clone());
            event.tell("factor", "SIGNED_NONCE");
        });
    },
};

pub(super) static BYPASS: Attack = Attack {
    id: "mfa-bypass",
    what: "somebody tries to get past the second factor of a user",
    detections: &[33],
    also: &[67, 68],
    tell: |script| {
        let (victim, from) = (script.victim(0), script.attacker(0));
        let target = user(script.world, victim);
        script.users.insert(victim);
        script.tell(&titles::MFA_BYPASS, Thing::system(), Some(&from), Session::None, |event| {
            event.result = "FAILURE";
            event.targets.push(target);
        });
    },
};
