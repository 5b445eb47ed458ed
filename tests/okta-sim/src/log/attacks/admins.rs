//! Administrators who do harm, or whose sessions do.

use serde_json::json;

use super::super::parts::{named, user};
use super::super::things::{changed_rule, console, policy_of};
use super::super::titles;
use super::catalogue::Attack;
use crate::api::log_streams::STREAMS;
use crate::id::Kind;

pub(super) static MASS_RESET: Attack = Attack {
    id: "mass-password-reset",
    what: "one administrator resets the passwords of twenty users within ten minutes",
    detections: &[118],
    also: &[],
    tell: |script| {
        let (admin, session) = (script.support(), script.session(0));
        let home = script.home(admin);
        script.sign_in(admin, &home, session);
        for place in 0..20 {
            script.wait(28);
            let number = script.victim(place);
            let target = user(script.world, number);
            script.users.insert(number);
            script.act(&titles::RESET_PASSWORD, admin, &home, session, |event| {
                event.uri = "/api/v1/users/lifecycle/reset_password".into();
                event.targets.push(target);
            });
        }
    },
};

pub(super) static LOG_STREAM: Attack = Attack {
    id: "log-stream-tampering",
    what: "a super administrator on a new device switches a log stream off and deletes it",
    detections: &[111, 69],
    also: &[55, 56, 57, 67, 68],
    tell: |script| {
        let (admin, session, from) = (script.super_admin(0), script.session(0), script.attacker(0));
        script.sign_in(admin, &from, session);
        script.console(admin, &from, session);
        script.wait(50);
        let stream = named("LogStream", script.world.ids.id(Kind::App, STREAMS), "EventBridge 0");
        for title in [&titles::LOG_STREAM_OFF, &titles::LOG_STREAM_DELETE] {
            script.act(title, admin, &from, session, |event| {
                event.uri = "/api/v1/logStreams".into();
                event.targets.push(stream.clone());
            });
            script.wait(12);
        }
    },
};

pub(super) static WEAKENED_POLICY: Attack = Attack {
    id: "weakened-policy",
    what: "the sign-on policy of the Admin Console is changed from two factors to one",
    detections: &[51, 108],
    also: &[107, 109],
    tell: |script| {
        let (admin, session) = (script.super_admin(0), script.session(0));
        let home = script.home(admin);
        let world = script.world;
        script.sign_in(admin, &home, session);
        script.wait(80);
        let targets = changed_rule(world, policy_of(world, &console(world)), |actions| {
            if let Some(method) = actions.pointer_mut("/appSignOn/verificationMethod") {
                method["factorMode"] = json!("1FA");
            }
        });
        script.act(&titles::RULE_UPDATE, admin, &home, session, |event| {
            event.uri = "/api/v1/policies/rules".into();
            event.targets.extend(targets);
        });
    },
};

pub(super) static ESCALATION: Attack = Attack {
    id: "privilege-escalation",
    what: "an ordinary user is made a super administrator",
    detections: &[83, 85],
    also: &[],
    tell: |script| {
        let (admin, session, victim) = (script.super_admin(0), script.session(0), script.victim(0));
        let home = script.home(admin);
        let target = user(script.world, victim);
        script.users.insert(victim);
        script.sign_in(admin, &home, session);
        script.wait(70);
        script.act(&titles::PRIVILEGE_GRANT, admin, &home, session, |event| {
            event.uri = "/api/internal/administrators".into();
            event.targets.push(target);
            event.tell("privilegeGranted", "Super administrator");
        });
    },
};
