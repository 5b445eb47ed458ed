//! Pools of agents, five of each type to a page, and how they are updated.

use serde_json::{Value, json};

use super::link::allowing;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::World;
use crate::paging::{links, position, slice};

/// Pools share their sort of id with applications; their numbers begin here.
pub(crate) const POOLS: u64 = 1 << 44;
const TYPES: [&str; 4] = ["AD", "LDAP", "Radius", "IWA"];
const VERSION: &str = "3.20.0";

fn count(world: &World) -> u64 {
    (2 + world.size() / 500).min(24)
}

/// The agents of a pool: two, of which the second may be behind or silent.
fn agents(world: &World, number: u64) -> Vec<Value> {
    let pool = world.ids.id(Kind::App, number);
    let agents = (0..2_u64).map(|place| {
        let value = draw(world.seed, 171, number << 1 | place);
        let (latest, silent) = (place == 0 || !value.is_multiple_of(3), place == 1 && value.is_multiple_of(5));
        let heard = world.now.seconds_ago(if silent { 90_000 } else { 60 + (value >> 8) as i64 % 200 });
        json!({
            "id": world.ids.id(Kind::Agent, number << 1 | place), "name": format!("agent{place}.corp.example.com"), "poolId": pool,
            "type": TYPES[(number % 4) as usize], "version": if latest { VERSION } else { "3.18.0" }, "isLatestGAedVersion": latest, "isHidden": false,
            "operationalStatus": if silent { "DISRUPTED" } else { "OPERATIONAL" }, "lastConnection": heard.0 * 1_000,
        })
    });
    agents.collect()
}

fn body(world: &World, number: u64) -> Value {
    let agents = agents(world, number);
    let disrupted = agents.iter().filter(|agent| agent["operationalStatus"] != "OPERATIONAL").count();
    let id = world.ids.id(Kind::App, number);
    json!({
        "id": id, "name": format!("corp{}.example.com", number - POOLS), "type": TYPES[(number % 4) as usize],
        "operationalStatus": if disrupted == 0 { "OPERATIONAL" } else { "DEGRADED" }, "disruptedAgents": disrupted, "inactiveAgents": 0, "agents": agents,
        "_links": {"self": allowing(world, format_args!("/api/v1/agentPools/{id}"), &["GET"])},
    })
}

/// A page holds at most so many pools of each type.
pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let each = match call.parameter("limitPerPoolType").map(str::parse::<u64>) {
        None => 5,
        Some(Ok(each @ 1..)) => each.min(200),
        Some(_) => return Err(Refusal::invalid("limitPerPoolType", "limitPerPoolType: must be a positive number")),
    };
    let position = position(call)?;
    let numbers = POOLS..POOLS + count(world);
    let start = match position.after.as_deref() {
        None => numbers.start,
        Some(mark) => world.ids.number(Kind::App, mark).filter(|number| numbers.contains(number)).ok_or_else(Refusal::invalid_cursor)? + 1,
    };
    let wanted = (start..numbers.end).filter(|number| call.parameter("poolType").is_none_or(|kind| TYPES[(number % 4) as usize] == kind));
    // The types take turns, so that a page of so many of each is one run of numbers.
    let page = slice(call, &position, (each * TYPES.len() as u64) as usize, wanted, |number| world.ids.id(Kind::App, *number).to_string());
    let list: Vec<Value> = page.items.into_iter().map(|number| body(world, number)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, None)))
}

fn pool(call: &Call) -> Result<u64, Refusal> {
    let numbers = POOLS..POOLS + count(&call.world);
    super::many::named(call, 0, Kind::App, &numbers, "AgentPool")
}

pub(crate) fn update_settings(call: &Call) -> Result<Answer, Refusal> {
    let number = pool(call)?;
    Ok(Answer::of(&json!({
        "agentType": TYPES[(number % 4) as usize], "continueOnError": false, "latestVersion": VERSION, "minimalSupportedVersion": "3.15.0",
        "poolId": call.names[0], "poolName": format!("corp{}.example.com", number - POOLS), "releaseChannel": "GA",
    })))
}

pub(crate) fn updates(call: &Call) -> Result<Answer, Refusal> {
    let number = pool(call)?;
    let world = &call.world;
    let behind: Vec<Value> = agents(world, number).into_iter().filter(|agent| agent["isLatestGAedVersion"] == false).collect();
    if behind.is_empty() {
        return Ok(Answer::of(&[(); 0]));
    }
    let id = world.ids.id(Kind::Link, number);
    Ok(Answer::of(&[json!({
        "id": id, "name": "Weekly", "agentType": TYPES[(number % 4) as usize], "agents": behind, "enabled": true, "notifyAdmin": true,
        "schedule": {"cron": "0 1 * * THU", "timezone": "America/Los_Angeles", "duration": 420, "delay": 0, "lastUpdated": world.now},
        "status": "Scheduled", "targetVersion": VERSION, "sortOrder": 0, "reason": "",
        "_links": {"self": allowing(world, format_args!("/api/v1/agentPools/{}/updates/{id}", call.names[0]), &["GET"])},
    })]))
}
