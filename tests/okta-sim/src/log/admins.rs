//! Administrators at work.

use serde_json::json;

use super::acts::Act;
use super::body::Event;
use super::drawn::{mistyped, own};
use super::parts::{Session, Thing, named, user};
use super::programs::members;
use super::stories::{Teller, Told};
use super::things::{app, app_instance, changed_rule, console, factor, policy_and_rule, policy_of};
use crate::id::{Kind, draw};
use crate::org::World;
use crate::org::people::Person;
use crate::org::zones::OFFICES;

/// The administrators of an org: those who help users, or those who may do everything.
pub(super) fn administrators(world: &World, all_powerful: bool) -> Vec<u64> {
    let title = if all_powerful { "Identity engineer" } else { "Support engineer" };
    let people: Vec<u64> = world.users.cast.iter().filter(|person| person.title == title).map(|person: &Person| person.number).collect();
    if people.is_empty() { vec![world.owner()] } else { people }
}

/// What an administrator does: first they sign in, then they work in the Admin Console.
pub(super) fn at_work(world: &World, told: &Told) -> Event {
    let people = administrators(world, told.story.teller == Teller::Super);
    let number = people[(told.key >> 16) as usize % people.len()];
    let mut event = own(world, told, number);
    event.session = Session::new(draw(told.key, 1, 0));
    let who = told.other(world);
    match told.act {
        Act::EvaluateConsole | Act::Console => {
            let console = console(world);
            event.targets.clear();
            event.targets.push(app_instance(&console));
            if told.act == Act::EvaluateConsole {
                event.targets.extend(policy_and_rule(world, policy_of(world, &console)));
                (event.result, event.reason) = ("ALLOW", Some("Sign-on policy evaluation resulted in ALLOW".into()));
            }
            event.uri = "/admin/app/saasure".into();
        }
        Act::UnlockByAdmin | Act::ResetByAdmin => {
            event.uri = "/api/internal/v1/users/lifecycle".into();
            event.targets.push(user(world, who));
        }
        Act::FactorOff => {
            let (enrollment, text) = factor(world, who, told.value >> 40);
            event.reason = Some("User reset a factor".into());
            event.targets.extend([user(world, who), enrollment]);
            event.tell("factor", text);
        }
        Act::GroupAdd | Act::AppAdd => members(world, told, &mut event),
        Act::Rule | Act::Policy | Act::App | Act::Zone | Act::MakeToken => configure(world, told, &mut event),
        Act::Typo => mistyped(told, &mut event),
        _ => {}
    }
    event
}

fn configure(world: &World, told: &Told, event: &mut Event) {
    event.uri = "/api/internal/admin".into();
    let application = app(world, told.value >> 24);
    match told.act {
        Act::Rule => {
            // A sign-in is asked for again a little sooner: nothing that weakens anything.
            let policy = policy_of(world, &application);
            event.targets.extend(changed_rule(world, policy, |actions| {
                if let Some(method) = actions.pointer_mut("/appSignOn/verificationMethod") {
                    method["reauthenticateIn"] = json!("PT1H");
                }
            }));
        }
        Act::Policy => event.targets.extend(policy_and_rule(world, policy_of(world, &application)).into_iter().take(1)),
        Act::App => {
            let changed = app_instance(&application).changed(r#"{"label":"Before"}"#, &json!({"label": application.label}).to_string());
            event.targets.push(changed);
        }
        Act::Zone => {
            let id = world.ids.id(Kind::Zone, OFFICES);
            event.targets.push(named("NetworkZoneEntity", id, world.zone(OFFICES).map_or("", |zone| zone.name.as_str())));
        }
        _ => {
            let token = &world.tokens[(told.value >> 30) as usize % world.tokens.len()];
            event.tell("networkConnection", "ZONE");
            event.targets.push(Thing::new("Token", world.ids.id(Kind::Token, token.number), "unknown", token.name.as_str()));
        }
    }
}
