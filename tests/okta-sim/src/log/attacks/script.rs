//! How attacks are told: who does what, from where, and when.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::super::admins::administrators;
use super::super::body::Event;
use super::super::parts::{Session, Thing, proof, user};
use super::super::places::{News, Origin};
use super::super::things::{app_instance, app_user, factor, mode, policy_and_rule, policy_of};
use super::super::titles::{self, Title};
use crate::id::draw;
use crate::org::World;
use crate::org::apps::App;

/// One entry that was planted: milliseconds since the attack began, and what it says.
pub(crate) struct Planted {
    pub(in crate::log) at: i64,
    pub(in crate::log) event: Event,
}

/// An attack while it is written.
pub(crate) struct Script<'a> {
    pub(in crate::log) world: &'a World,
    /// What everything is drawn from.
    key: u64,
    /// Milliseconds since it began.
    now: i64,
    pub(in crate::log) planted: Vec<Planted>,
    /// Numbers of users whom it is about.
    pub(in crate::log) users: BTreeSet<u64>,
    pub(in crate::log) addresses: BTreeSet<IpAddr>,
}

impl<'a> Script<'a> {
    pub(crate) fn new(world: &'a World, key: u64) -> Self {
        Script { world, key, now: 0, planted: Vec::new(), users: BTreeSet::new(), addresses: BTreeSet::new() }
    }

    /// An ordinary user who works here; other places are other users, as long as there are so many.
    pub(super) fn victim(&self, place: u64) -> u64 {
        self.world.log_user(draw(self.key, 1, 0).wrapping_add(place.wrapping_mul(self.spread())))
    }

    /// From one victim to the next.
    fn spread(&self) -> u64 {
        let people = self.world.users.joined_from;
        if people > 1_000 { people / 97 } else { 1 + people / 60 }
    }

    /// An administrator who may do everything.
    pub(super) fn super_admin(&self, place: usize) -> u64 {
        let people = administrators(self.world, true);
        people[place % people.len()]
    }

    /// An administrator who helps users.
    pub(super) fn support(&self) -> u64 {
        administrators(self.world, false)[0]
    }

    /// The attacker, or the attacker's machine of that number.
    pub(super) fn attacker(&self, number: u64) -> Origin {
        Origin::of_attacker(self.key, (draw(self.key, 2, 0) % 170).wrapping_add(number))
    }

    /// Where a user usually is.
    pub(super) fn home(&self, number: u64) -> Origin {
        Origin { news: News::Nothing, ..Origin::of_user(self.world.seed, number) }
    }

    pub(super) fn session(&self, number: u64) -> Session {
        Session::new(draw(self.key, 3, number))
    }

    pub(super) fn wait(&mut self, seconds: i64) {
        self.now += seconds * 1_000;
    }

    /// Something that a user does; what else there is to it is set by `with`.
    pub(super) fn act(&mut self, title: &'static Title, number: u64, from: &Origin, session: Session, with: impl FnOnce(&mut Event)) {
        self.users.insert(number);
        self.tell(title, user(self.world, number), Some(from), session, with);
    }

    /// Something that somebody does, or that the system does for somebody.
    pub(super) fn tell(
        &mut self,
        title: &'static Title,
        actor: Thing,
        from: Option<&Origin>,
        session: Session,
        with: impl FnOnce(&mut Event),
    ) {
        let mut event = Event::new(title, actor, draw(self.key, 4, self.planted.len() as u64));
        self.addresses.extend(from.map(|origin| origin.address));
        event.origin = from.cloned();
        event.session = session;
        with(&mut event);
        // A moment lies between any two.
        self.now += 20 + (draw(self.key, 5, self.planted.len() as u64) % 180) as i64;
        self.planted.push(Planted { at: self.now, event });
    }

    /// A sign-in that fails for its password.
    pub(super) fn failed(&mut self, number: u64, from: &Origin, reason: &'static str) {
        self.act(&titles::SESSION_FAILED, number, from, Session::None, |event| {
            event.result = "FAILURE";
            event.reason = Some(reason.into());
            event.proof = proof::PASSWORD.into();
            event.tell("loginResult", reason);
        });
    }

    /// A sign-in with password and factor that succeeds.
    pub(super) fn sign_in(&mut self, number: u64, from: &Origin, session: Session) {
        let world = self.world;
        let targets = policy_and_rule(world, &world.policies[0]);
        self.act(&titles::EVALUATE, number, from, session, |event| {
            event.result = "ALLOW";
            event.reason = Some("Sign-on policy evaluation resulted in ALLOW".into());
            event.targets.extend(targets);
        });
        let (enrollment, text) = factor(world, number, 0);
        self.act(&titles::MFA, number, from, session, |event| {
            event.proof = proof::FACTOR.into();
            event.targets.extend([event.actor.clone(), enrollment]);
            event.tell("factor", text);
        });
        self.act(&titles::SESSION_START, number, from, session, |event| event.proof = proof::PASSWORD.into());
    }

    /// The policy of an application lets somebody in.
    pub(super) fn evaluate(&mut self, number: u64, from: &Origin, session: Session, app: &App) {
        let targets = policy_and_rule(self.world, policy_of(self.world, app));
        self.act(&titles::EVALUATE, number, from, session, |event| {
            event.result = "ALLOW";
            event.reason = Some("Sign-on policy evaluation resulted in ALLOW".into());
            event.targets.extend(targets);
            event.targets.push(app_instance(app));
        });
    }

    /// Somebody goes to an application.
    pub(super) fn sso(&mut self, number: u64, from: &Origin, session: Session, app: &App) {
        self.act(&titles::SSO, number, from, session, |event| {
            let detail = format!(r#"{{"signOnModeType":"{}","signOnModeEvaluationResult":"AUTHENTICATED"}}"#, mode(app.sort));
            event.targets.extend([app_instance(app).with(detail), app_user(&event.actor)]);
            event.uri = "/app/sso".into();
            event.tell("signOnMode", mode(app.sort));
            event.tell("initiationType", "IDP_INITIATED");
        });
    }

    /// Somebody opens the Admin Console.
    pub(super) fn console(&mut self, number: u64, from: &Origin, session: Session) {
        let console = super::super::things::console(self.world);
        self.evaluate(number, from, session, &console);
        self.act(&titles::ADMIN_CONSOLE, number, from, session, |event| {
            event.uri = "/admin/app/saasure".into();
            event.targets.push(app_instance(&console));
        });
    }
}
