//! Attacks on sessions.

use super::super::parts::Session;
use super::super::places::{BROWSERS, CITIES, HOMES, News, Origin, PYTHON};
use super::super::things;
use super::catalogue::Attack;
use crate::id::draw;
use crate::org::apps;

pub(super) static STOLEN: Attack = Attack {
    id: "stolen-session",
    what: "a user signs in; twenty minutes later the session's cookie is used in another browser, on another system, at another address",
    detections: &[58, 59],
    also: &[55, 56, 57, 61, 65, 67, 68],
    tell: |script| {
        let (victim, session) = (script.victim(0), script.session(0));
        let home = script.home(victim).by(&BROWSERS[1]);
        let app = things::app(script.world, victim);
        script.sign_in(victim, &home, session);
        script.wait(20);
        script.evaluate(victim, &home, session, &app);
        script.sso(victim, &home, session, &app);
        script.wait(1_200);
        // The cookie brings the device token along.
        let thief = Origin { device_token: home.device_token, ..script.attacker(0) }.by(&BROWSERS[3]);
        for place in 0..3 {
            let app = things::app(script.world, victim + place);
            script.evaluate(victim, &thief, session, &app);
            script.sso(victim, &thief, session, &app);
            script.wait(45);
        }
    },
};

pub(super) static AITM: Attack = Attack {
    id: "aitm-replay",
    what: "a user signs in through a phishing page in the middle; four minutes later a program (python-requests) goes on with the session",
    detections: &[62],
    also: &[55, 56, 57, 58, 59, 60, 67, 68],
    tell: |script| {
        let (victim, session) = (script.victim(0), script.session(0));
        let page = script.attacker(0).by(&BROWSERS[1]);
        script.sign_in(victim, &page, session);
        script.wait(240);
        let root = draw(victim, 336, 0);
        let replayed = match session {
            Session::Of { root, .. } => Session::Of { own: draw(root, 337, 0), root },
            Session::None | Session::Unknown => Session::new(root),
        };
        let program = Origin { device_token: page.device_token, ..script.attacker(1) }.by(&PYTHON);
        for place in 0..3 {
            let app = things::app(script.world, victim + place);
            script.evaluate(victim, &program, replayed, &app);
            script.sso(victim, &program, replayed, &app);
            script.wait(8);
        }
    },
};

pub(super) static TRAVEL: Attack = Attack {
    id: "impossible-travel",
    what: "a user signs in at home, and twenty minutes later on another continent, without a proxy",
    detections: &[56, 57],
    also: &[60, 64, 67, 68],
    tell: |script| {
        let victim = script.victim(0);
        let home = script.home(victim);
        script.sign_in(victim, &home, script.session(0));
        script.wait(1_200);
        // Opposite cities of the list are far from each other.
        let place = CITIES.iter().position(|city| std::ptr::eq(city, home.city)).unwrap_or(0);
        let city = &CITIES[(place + HOMES as usize / 2) % HOMES as usize];
        let away = Origin { city, risk: None, news: News::All, ..script.attacker(0) };
        script.sign_in(victim, &away, script.session(1));
        let dashboard = script.world.apps.app(apps::DASHBOARD);
        script.sso(victim, &away, script.session(1), &dashboard);
    },
};

pub(super) static APP_SWEEP: Attack = Attack {
    id: "app-sweep",
    what: "somebody opens fourteen applications of one user within fifty seconds; smaller orgs (below four hundred users) have not so many",
    detections: &[66],
    also: &[55, 56, 57, 67, 68],
    tell: |script| {
        let (victim, from, session) = (script.victim(0), script.attacker(0), script.session(0));
        script.sign_in(victim, &from, session);
        script.wait(5);
        let mut seen = std::collections::BTreeSet::new();
        for number in apps::FIRST..script.world.apps.total {
            let app = things::app(script.world, number);
            if seen.len() < 14 && seen.insert(app.number) {
                script.sso(victim, &from, session, &app);
                script.wait(3);
            }
        }
    },
};
