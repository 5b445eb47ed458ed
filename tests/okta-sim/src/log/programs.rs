//! What programs do: jobs of the system, integrations with their tokens, OAuth clients, agents of directories.

use super::acts::Act;
use super::body::Event;
use super::drawn::transaction;
use super::parts::{Session, Thing, named, proof, user};
use super::places::Origin;
use super::stories::Told;
use super::things::{app, app_instance, app_user, group};
use crate::api::agent_pools::POOLS;
use crate::id::Kind;
use crate::oauth::Sort;
use crate::org::people::EXTRA;
use crate::org::{World, apps};

/// A job: nobody sits at it, so it comes from nowhere.
pub(super) fn job(world: &World, told: &Told) -> Event {
    let mut event = Event::new(told.act.title(), Thing::system(), told.key ^ told.step.burst as u64);
    event.uri = "/jobs/import".into();
    let directory = app_instance(&world.apps.app(apps::FIRST));
    match told.act {
        Act::ImportStart | Act::ImportComplete => {
            event.targets.push(directory);
            event.tell("importType", "INCREMENTAL");
        }
        Act::ImportUser | Act::ImportProfile => event.targets.extend([user(world, told.other(world)), directory]),
        _ => members(world, told, &mut event),
    }
    event
}

/// Somebody's place in a group or application.
pub(super) fn members(world: &World, told: &Told, event: &mut Event) {
    let who = user(world, told.other(world));
    match told.act {
        Act::GroupAdd | Act::GroupRemove => event.targets.extend([who, group(world, told.value >> 28)]),
        Act::AppAdd | Act::AppRemove | Act::PushProfile | Act::Sync => {
            event.targets.extend([app_user(&who), app_instance(&app(world, told.value >> 28)), who]);
        }
        Act::Profile | Act::Create | Act::Activate => event.targets.push(who),
        _ => {}
    }
}

/// An integration: an account of its own, with an API token from its usual place.
pub(super) fn program(world: &World, told: &Told) -> Event {
    let sound = world.tokens.iter().filter(|token| token.number != world.own_token && token.number < EXTRA);
    let tokens: Vec<_> = sound.collect();
    let token = tokens.get((told.key >> 12) as usize % tokens.len().max(1));
    let owner = token.map_or(world.owner(), |token| token.owner);
    let mut event = Event::new(told.act.title(), user(world, owner), transaction(told) ^ told.value);
    event.origin = Some(Origin::of_program(owner));
    event.token = token.map(|token| world.ids.id(Kind::Token, token.number));
    event.uri = match told.act {
        Act::GroupAdd | Act::GroupRemove => "/api/v1/groups/users",
        Act::AppAdd | Act::AppRemove => "/api/v1/apps/users",
        _ => "/api/v1/users",
    }
    .into();
    members(world, told, &mut event);
    event
}

/// A program that gets an access token.
pub(super) fn client(world: &World, told: &Told) -> Event {
    // Our own clients would only tell that somebody collects: others are taken where there are some.
    let own = world.clients.iter().enumerate().find(|(_, client)| client.sort != Sort::Integration);
    let (id, name) = match own {
        Some((number, client)) if told.key >> 10 & 3 == 0 => (world.client_id(number), client.name.clone()),
        _ => {
            let app = app(world, told.key >> 12);
            (app.id, app.label)
        }
    };
    let actor = Thing::new("PublicClientApp", id, id.as_str(), name.as_str());
    let mut event = Event::new(told.act.title(), actor, transaction(told) ^ told.value);
    event.origin = Some(Origin::of_program(told.key >> 20));
    event.client = Some(id);
    event.uri = "/oauth2/default/v1/token".into();
    event.tell("grantType", "client_credentials");
    event.tell("requestedScopes", "orders.read");
    event.tell("grantedScopes", "orders.read");
    event.tell("clientAuthType", "client_secret_basic");
    event
        .targets
        .push(Thing::new("access_token", format!("AT.{:016x}", told.value), "unknown", "Access Token").with("{\"expires\":\"3600\"}"));
    event
}

/// What the agent of a directory does: it lets users in who have their passwords there.
pub(super) fn agent(world: &World, told: &Told) -> Event {
    let id = world.ids.id(Kind::Agent, POOLS << 1);
    let mut event = Event::new(told.act.title(), Thing::system(), transaction(told) ^ told.value);
    let who = told.other(world);
    match told.act {
        Act::AdSignIn => {
            event.actor = user(world, who);
            event.origin = Some(Origin::of_user(world.seed, who));
            event.session = Session::new(told.value);
            event.proof = proof::DIRECTORY.into();
            event.targets.extend([event.actor.clone(), app_instance(&world.apps.app(apps::FIRST))]);
        }
        Act::ImportUser => event.targets.push(user(world, who)),
        _ => {
            event.origin = Some(super::drawn::origin(world, told, 0));
            event.targets.push(named("ADAgent", id, "agent0.corp.example.com"));
        }
    }
    event.client = Some(id);
    event.uri = "/api/1/internal/app/activedirectory/agent".into();
    event
}
