//! What Okta itself notices or does.

use super::super::parts::{Session, Thing, user};
use super::super::places::Origin;
use super::super::titles;
use super::catalogue::Attack;

pub(super) static THREAT_INSIGHT: Attack = Attack {
    id: "threat-insight",
    what: "ThreatInsight sees a spray, unknown users and failures from bad addresses, and says that the org is under attack",
    detections: &[13, 14, 15, 16, 17],
    also: &[18],
    tell: |script| {
        let rows = [
            ("Password Spray", r#"{"Password Spray":"HIGH"}"#),
            ("Login failures with high unknown users count", r#"{"Login failures with high unknown users count":"MEDIUM"}"#),
            ("Login Failures", r#"{"Login Failures":"LOW"}"#),
        ];
        for (place, (reason, detections)) in (0..).zip(rows) {
            let from = Origin { threat: true, device_token: None, ..script.attacker(place) };
            let address = from.address.to_string();
            let actor = Thing::new("IP address", &address, "unknown", &*address);
            script.tell(&titles::THREAT, actor, Some(&from), Session::None, |event| {
                event.result = "DENY";
                event.reason = Some(reason.into());
                event.tell("threatDetections", detections);
            });
            script.wait(40);
        }
        script.tell(&titles::ATTACK_START, Thing::system(), None, Session::None, |event| {
            event.tell("attackType", "Credential-based attack");
        });
    },
};

pub(super) static ENTITY_RISK: Attack = Attack {
    id: "entity-risk",
    what: "Identity Threat Protection holds a user for taken over: by threat intelligence, a hijacked session, a flood of pushes",
    detections: &[74, 75, 76, 77],
    also: &[],
    tell: |script| {
        let victim = script.victim(0);
        let target = user(script.world, victim);
        script.users.insert(victim);
        for (reason, risk) in [
            (
                "Okta Threat Intelligence",
                "{detectionName=Okta Threat Intelligence, reasons=Known bad infrastructure, level=HIGH, previousLevel=LOW}",
            ),
            (
                "Associated sessionId is suspected to be hijacked",
                "{detectionName=Session Hijack, reasons=Associated sessionId is suspected to be hijacked, level=HIGH, previousLevel=HIGH}",
            ),
            ("MFA brute force", "{detectionName=Brute Force Attack, reasons=MFA brute force, level=HIGH, previousLevel=HIGH}"),
        ] {
            let target = target.clone();
            script.tell(&titles::RISK, Thing::system(), None, Session::None, |event| {
                event.reason = Some(reason.into());
                event.targets.push(target);
                event.tell("risk", risk);
            });
            script.wait(60);
        }
    },
};

pub(super) static SUPPORT: Attack = Attack {
    id: "support-impersonation",
    what: "somebody of Okta's support is let into the org and acts as a super administrator for ten minutes",
    detections: &[116],
    also: &[],
    tell: |script| {
        let (admin, session) = (script.super_admin(0), script.session(0));
        let home = script.home(admin);
        let target = user(script.world, admin);
        script.sign_in(admin, &home, session);
        script.wait(40);
        script.act(&titles::IMPERSONATION_GRANT, admin, &home, session, |event| event.targets.push(event.actor.clone()));
        script.wait(300);
        let (from, inside) = (script.attacker(0), script.session(1));
        for title in [&titles::IMPERSONATION_START, &titles::IMPERSONATION_END] {
            let (actor, target) = (Thing::new("User", "00u000000okta0support", "support.desk@okta.com", "Okta Support"), target.clone());
            script.tell(title, actor, Some(&from), inside, |event| event.targets.push(target));
            script.wait(600);
        }
    },
};
