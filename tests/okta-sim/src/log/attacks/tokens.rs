//! API tokens in the wrong hands.

use super::super::parts::{Session, Thing, user};
use super::super::places::{Origin, PYTHON};
use super::super::titles;
use super::catalogue::Attack;
use crate::id::Kind;
use crate::org::people::EXTRA;

pub(super) static MISUSE: Attack = Attack {
    id: "token-misuse",
    what: "an integration's API token is tried from outside its zone; then a program that nobody knows uses it from another address of the zone",
    detections: &[93, 94],
    also: &[68],
    tell: |script| {
        let world = script.world;
        let token = world.tokens.iter().find(|token| token.number != world.own_token && token.number < EXTRA);
        let Some(token) = token.or(world.tokens.first()) else { return };
        let id = world.ids.id(Kind::Token, token.number);
        let thief = Origin { device_token: None, risk: None, ..script.attacker(0) }.by(&PYTHON);
        for _ in 0..3 {
            script.act(&titles::TOKEN_OUTSIDE, token.owner, &thief, Session::None, |event| {
                event.result = "FAILURE";
                event.uri = "/api/v1/users".into();
                event.token = Some(id);
                event.targets.push(Thing::new("Token", id, "unknown", token.name.as_str()));
            });
            script.wait(20);
        }
        // The zone of the integrations has an address that none of them uses.
        let inside = Origin { address: [198, 51, 100, 30].into(), ..Origin::of_program(0) }.by(&PYTHON);
        for place in 0..4 {
            let target = user(world, script.victim(place));
            script.act(&titles::UPDATE_PROFILE, token.owner, &inside, Session::None, |event| {
                event.uri = "/api/v1/users".into();
                event.token = Some(id);
                event.targets.push(target);
            });
            script.wait(5);
        }
    },
};

pub(super) static OPEN_TOKEN: Attack = Attack {
    id: "open-token",
    what: "a super administrator makes an API token that may be used from anywhere",
    detections: &[90, 91],
    also: &[],
    tell: |script| {
        let (admin, session) = (script.super_admin(0), script.session(0));
        let home = script.home(admin);
        let world = script.world;
        let number = world.tokens.last().map_or(0, |token| token.number);
        script.sign_in(admin, &home, session);
        script.wait(60);
        script.act(&titles::TOKEN_CREATE, admin, &home, session, |event| {
            event.uri = "/api/internal/tokens".into();
            event.tell("networkConnection", "ANYWHERE");
            let name = world.token(number).map_or("", |token| token.name.as_str());
            event.targets.push(Thing::new("Token", world.ids.id(Kind::Token, number), "unknown", name));
        });
    },
};
