//! Entries that follow from the seed: an ordinary day of an org.

use super::acts::Act;
use super::admins;
use super::body::Event;
use super::filter::{Filter, Known};
use super::parts::{Session, Thing, proof, user};
use super::places::{AD_AGENT, BROWSERS, Origin};
use super::programs;
use super::stories::{Teller, Told, told};
use super::things::{app, app_instance, app_user, factor, mode, policy_and_rule, policy_of};
use super::titles;
use crate::id::{Kind, draw};
use crate::org::{World, apps};

/// Whether a filter cannot choose entry `number`, told without writing it.
pub(super) fn ruled_out(world: &World, number: u64, filter: &Filter) -> bool {
    let told = told(world, number);
    let actor = (told.by_user() && told.act.is_own()).then(|| world.user_id(told.user(world)));
    let title = told.act.title();
    filter.rules_out(&|field| match (field, &actor) {
        ("eventType", _) => Known::Is(title.name),
        ("actor.id", Some(actor)) => Known::Is(actor.as_str()),
        ("transaction.detail.requestApiTokenId", _) if told.story.teller != Teller::Program => Known::Absent,
        _ => Known::Unknown,
    })
}

/// Writes entry `number`.
pub(super) fn drawn(text: &mut String, world: &World, number: u64, published: i64) {
    event(world, number).write(text, world.seed, number, published);
}

fn event(world: &World, number: u64) -> Event {
    let told = told(world, number);
    match told.story.teller {
        Teller::User | Teller::Traveller | Teller::Mobile => own(world, &told, told.user(world)),
        Teller::Job => programs::job(world, &told),
        Teller::Program => programs::program(world, &told),
        Teller::Client => programs::client(world, &told),
        Teller::Agent => programs::agent(world, &told),
        Teller::Support | Teller::Super => admins::at_work(world, &told),
    }
}

/// Where the teller of a story is.
pub(super) fn origin(world: &World, told: &Told, number: u64) -> Origin {
    let mut home = Origin::of_user(world.seed, number);
    match told.story.teller {
        // Who travels has hours between here and there.
        Teller::Traveller if told.step.calm => home.travelling(told.key >> 16),
        Teller::Mobile => {
            home.device_token = Some(draw(world.seed, 333, number));
            home.by(&BROWSERS[5])
        }
        // One story in sixteen is told from a café.
        Teller::User if told.key >> 40 & 15 == 0 => home.out(told.key >> 44),
        Teller::Agent => Origin::of_program(13).by(&AD_AGENT),
        _ => home,
    }
}

/// Which transaction an entry is part of: the first burst is one, in the others two entries each.
pub(super) fn transaction(told: &Told) -> u64 {
    draw(told.key, 3, (told.step.burst * 4 + if told.step.burst == 0 { 0 } else { told.step.step / 2 }) as u64)
}

/// What somebody does on their own account.
pub(super) fn own(world: &World, told: &Told, number: u64) -> Event {
    let actor = user(world, number);
    let mut event = Event::new(told.act.title(), actor, transaction(told));
    event.origin = Some(origin(world, told, number));
    event.session = Session::new(draw(told.key, 1, 0));
    event.uri = "/idp/idx/identify".into();
    match told.act {
        Act::Password => {
            event.proof = proof::PASSWORD.into();
            event.targets.push(event.actor.clone());
            event.tell("factor", "PASSWORD_AS_FACTOR");
        }
        Act::Challenge => {
            event.result = "CHALLENGE";
            event.reason = Some("Sign-on policy evaluation resulted in CHALLENGE".into());
            event.targets.extend(policy_and_rule(world, &world.policies[0]));
        }
        Act::Push => {
            event.uri = "/idp/idx/challenge".into();
            event.targets.push(event.actor.clone());
            event.tell("factor", "OKTA_VERIFY_PUSH");
        }
        Act::WrongCode => {
            with_factor(world, told, number, &mut event);
            (event.result, event.reason) = ("FAILURE", Some("INVALID_CREDENTIALS".into()));
        }
        Act::Factor => with_factor(world, told, number, &mut event),
        Act::Verify => {
            let (enrollment, _) = factor(world, number, told.key >> 24);
            event.proof = proof::FACTOR.into();
            event.targets.extend([app_instance(&app(world, told.value >> 24)), enrollment]);
        }
        Act::Start => event.proof = proof::PASSWORD.into(),
        Act::Evaluate => evaluate(world, told, &mut event),
        Act::Sso => sso(world, told, &mut event),
        Act::Token => {
            event.uri = "/oauth2/v1/token".into();
            event.targets.push(app_instance(&app(world, told.value >> 24)));
            event.tell("grantType", "authorization_code");
            event.tell("requestedScopes", "openid,profile,email");
            event.tell("grantedScopes", "openid,profile,email");
        }
        Act::Refused => {
            event.result = "FAILURE";
            event.targets.push(app_instance(&app(world, told.value >> 24)));
        }
        Act::Profile | Act::UnlockToken | Act::UnlockMail | Act::Unlock | Act::ResetMail | Act::Reset | Act::NewPassword | Act::Lock => {
            for_oneself(told, &mut event);
        }
        Act::Enrol | Act::EnrolDevice | Act::DeviceUser => enrol(world, told, number, &mut event),
        Act::Typo => mistyped(told, &mut event),
        Act::Threat => threat(told, &mut event),
        Act::RateWarning => {
            (event.actor, event.origin, event.session) = (Thing::system(), None, Session::None);
            event.tell("threshold", "60");
        }
        _ => {}
    }
    event
}

fn with_factor(world: &World, told: &Told, number: u64, event: &mut Event) {
    let (enrollment, text) = factor(world, number, told.key >> 24);
    event.proof = proof::FACTOR.into();
    event.uri = "/idp/idx/authenticators/poll".into();
    event.targets.extend([event.actor.clone(), enrollment]);
    event.tell("factor", text);
    if text == "SIGNED_NONCE" && world.users.exists(number) {
        event.device = Some(device(world, number));
    }
}

/// The device that a user has, as entries tell of it.
fn device(world: &World, number: u64) -> String {
    let integrator = r#""{\"provider\":\"OKTA_VERIFY\",\"signals\":{\"screenLock\":\"true\"}}""#;
    format!(
        r#"{{"id":"{}","name":"Laptop {number}","os_platform":"WINDOWS","os_version":"10.0.22631.3593","managed":true,"registered":true,"device_integrator":{integrator},"disk_encryption_type":"ALL_INTERNAL_VOLUMES","screen_lock_type":"BIOMETRIC","jailbreak":null,"secure_hardware_present":true}}"#,
        world.ids.id(Kind::Device, number)
    )
}

fn evaluate(world: &World, told: &Told, event: &mut Event) {
    let app = app(world, told.key >> 20 ^ told.step.burst as u64);
    (event.result, event.reason) = match told.value >> 12 & 63 {
        0 => ("CHALLENGE", Some("Sign-on policy evaluation resulted in CHALLENGE".into())),
        _ => ("ALLOW", Some("Sign-on policy evaluation resulted in ALLOW".into())),
    };
    event.uri = "/app/sso".into();
    event.targets.extend(policy_and_rule(world, policy_of(world, &app)));
    event.targets.push(app_instance(&app));
}

/// The first application that somebody visits is the dashboard.
fn sso(world: &World, told: &Told, event: &mut Event) {
    let first = told.step.burst == 1 && told.step.step == 1;
    let app = if first { world.apps.app(apps::DASHBOARD) } else { app(world, told.key >> 20 ^ told.step.burst as u64) };
    let detail = format!(r#"{{"signOnModeType":"{}","signOnModeEvaluationResult":"AUTHENTICATED"}}"#, mode(app.sort));
    event.uri = "/app/sso".into();
    event.tell("signOnMode", mode(app.sort));
    event.tell("initiationType", if told.value >> 10 & 1 == 0 { "SP_INITIATED" } else { "IDP_INITIATED" });
    event.targets.extend([app_instance(&app).with(detail), app_user(&event.actor)]);
}

fn for_oneself(told: &Told, event: &mut Event) {
    event.targets.push(event.actor.clone());
    match told.act {
        Act::Lock => {
            (event.session, event.result) = (Session::None, "FAILURE");
            event.reason = Some("LOCKED_OUT".into());
        }
        Act::Unlock | Act::Reset => (event.session, event.uri) = (Session::None, "/api/v1/authn/recovery".into()),
        Act::UnlockToken | Act::UnlockMail | Act::ResetMail => {
            (event.actor, event.session) = (Thing::system(), Session::None);
            event.uri = "/api/v1/authn/recovery".into();
        }
        _ => {}
    }
}

fn enrol(world: &World, told: &Told, number: u64, event: &mut Event) {
    event.uri = "/idp/idx/challenge/answer".into();
    event.targets.push(event.actor.clone());
    if told.act == Act::Enrol {
        let (enrollment, text) = factor(world, number, told.key >> 24);
        event.reason = Some("User set up a factor".into());
        event.targets.push(enrollment);
        event.tell("factor", text);
    } else {
        let id = world.ids.id(Kind::Device, number);
        event.tell("oktaDeviceId", id.as_str());
        event.targets.push(Thing::new("UDDevice", id, "unknown", format!("Laptop {number}")));
    }
}

/// A sign-in that failed. Some mistype their very names, which Okta then does not know.
pub(super) fn mistyped(told: &Told, event: &mut Event) {
    event.title = &titles::SESSION_FAILED;
    event.result = "FAILURE";
    event.uri = "/api/v1/authn".into();
    event.session = if told.value >> 16 & 1 == 0 { Session::None } else { Session::Unknown };
    event.reason = Some("INVALID_CREDENTIALS".into());
    event.tell("loginResult", "INVALID_CREDENTIALS");
    if told.value >> 17 & 7 == 0 {
        let alternate = event.actor.alternate.replacen('.', "", 1);
        event.actor = Thing::new("User", "unknown", alternate, "unknown");
        event.reason = Some("VERIFICATION_ERROR".into());
    }
}

fn threat(told: &Told, event: &mut Event) {
    let mut origin = Origin::of_attacker(told.key, told.key >> 8);
    origin.threat = true;
    let address = origin.address.to_string();
    (event.actor, event.session) = (Thing::new("IP address", &address, "unknown", &*address), Session::None);
    event.origin = Some(origin);
    event.result = "DENY";
    event.reason = Some("Login failures".into());
    event.tell("threatDetections", r#"{"Login Failures":"LOW"}"#);
}
