//! Users: the list, one, oneself, and the members of a group.

use serde_json::json;

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, ascii};
use crate::org::World;
use crate::org::status::Status;
use crate::org::users::User;
use crate::paging::{links, position, slice};
use crate::permissions::Caller;
use crate::settings::Oddity;
use crate::stamp::Stamp;
use crate::text::Text;

/// About as long as a user of a list, in bytes.
const LENGTH: usize = 900;

/// Writes a user; `links` is their JSON.
fn write(text: &mut Text, world: &World, user: &User, links: &[&str]) {
    let stamped = |text: &mut Text, name: &str, stamp: Option<Stamp>| match stamp {
        Some(stamp) => text.extend(&[name, "\"", ascii(&stamp.written()), "\""]),
        None => text.extend(&[name, "null"]),
    };
    text.extend(&[r#"{"id":""#, user.id.as_str(), r#"","status":""#, user.status.name()]);
    stamped(text, r#"","created":"#, Some(user.created));
    stamped(text, r#","activated":"#, user.activated);
    stamped(text, r#","statusChanged":"#, Some(user.status_changed));
    stamped(text, r#","lastLogin":"#, user.last_login);
    stamped(text, r#","lastUpdated":"#, Some(user.last_updated));
    stamped(text, r#","passwordChanged":"#, user.password_changed);
    text.extend(&[r#","type":{"id":""#, world.ids.id(Kind::UserType, 0).as_str(), r#""},"profile":{"firstName":"#]);
    text.quote(&user.first);
    text.push(r#","lastName":"#);
    text.quote(&user.last);
    text.push(r#","mobilePhone":null,"secondEmail":null,"login":"#);
    text.quote(&user.login);
    text.push(r#","email":"#);
    text.quote(&user.login);
    for (name, value) in [(r#","department":"#, user.department), (r#","title":"#, user.title), (r#","userType":"#, user.user_type)] {
        if let Some(value) = value {
            text.push(name);
            text.quote(value);
        }
    }
    text.push(if user.password_changed.is_some() {
        r#"},"credentials":{"password":{},"emails":[{"value":"#
    } else {
        r#"},"credentials":{"emails":[{"value":"#
    });
    text.quote(&user.login);
    text.push(r#","status":"VERIFIED","type":"PRIMARY"}],"provider":{"type":"OKTA","name":"OKTA"}},"_links":"#);
    text.extend(links);
    text.push("}");
}

/// Writes a user as a list shows it: with fewer links than a single read.
fn write_brief(text: &mut Text, world: &World, base: &str, number: u64) {
    let user = world.users.user(number);
    write(text, world, &user, &[r#"{"self":{"href":""#, base, "/api/v1/users/", user.id.as_str(), r#""}}"#]);
}

/// A user as a list shows it, to be put into something else.
pub(super) fn brief(world: &World, number: u64) -> serde_json::Value {
    let mut text = Text::default();
    write_brief(&mut text, world, &world.base(), number);
    serde_json::from_str(text.as_str()).expect("what is written is JSON")
}

/// The users of these numbers as a list shows them.
fn bodies(world: &World, base: &str, numbers: &[u64]) -> Answer {
    let mut text = Text::of_length(2 + numbers.len() * LENGTH);
    text.push("[");
    for (place, number) in numbers.iter().enumerate() {
        text.push(if place == 0 { "" } else { "," });
        write_brief(&mut text, world, base, *number);
    }
    text.push("]");
    Answer::written(text)
}

/// Which users a filter or search asks for.
enum Wanted {
    AllButDeprovisioned,
    All,
    Only(Status),
}

fn wanted(call: &Call) -> Result<Wanted, Refusal> {
    match (call.parameter("search"), call.parameter("filter")) {
        (Some(_), Some(_)) => Err(Refusal::search_and_filter()),
        (None, None) if call.parameter("q").is_none() => Ok(Wanted::AllButDeprovisioned),
        (Some("status pr" | "id pr"), None) => Ok(Wanted::All),
        (Some(text), None) | (None, Some(text)) => {
            let status = text.strip_prefix("status eq ").and_then(|rest| rest.strip_prefix('"')?.strip_suffix('"')).and_then(Status::parse);
            status.map(Wanted::Only).ok_or_else(|| Refusal::invalid_search(format!("Unsupported criteria: {text}")))
        }
        (None, None) => Err(Refusal::invalid_search("q is not simulated")),
    }
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let users = &call.world.users;
    let wanted = wanted(call)?;
    let limit = call.size()?;
    let position = position(call)?;
    let after = after(call, position.after.as_deref())?;
    // The index behind searches runs late.
    let late = call.parameter("search").is_some() && call.oddities.contains(&Oddity::SearchLag);
    let numbers = users.from(after).filter(|number| !late || !users.is_recent(*number)).filter(|number| {
        let status = users.status(*number);
        match wanted {
            Wanted::AllButDeprovisioned => status != Status::Deprovisioned,
            Wanted::All => true,
            Wanted::Only(only) => status == only,
        }
    });
    let page = slice(call, &position, limit, numbers, |number| call.world.user_id(*number).to_string());
    Ok(bodies(&call.world, &call.world.base(), &page.items).linked(links(call, page.next, Some(limit))))
}

/// The number of the user whom a cursor names.
fn after(call: &Call, mark: Option<&str>) -> Result<Option<u64>, Refusal> {
    mark.map(|mark| call.world.users.number(mark).ok_or_else(Refusal::invalid_cursor)).transpose()
}

pub(crate) fn of_group(call: &Call) -> Result<Answer, Refusal> {
    let group = super::groups::named(call)?;
    let limit = call.size()?;
    let position = position(call)?;
    let after = after(call, position.after.as_deref())?;
    let members = call.world.groups.members(group, &call.world.users, after);
    let page = slice(call, &position, limit, members, |number| call.world.user_id(*number).to_string());
    let world = &call.world;
    let mut links = links(call, page.next, Some(limit));
    if !call.expands(PLACED_BY) {
        return Ok(bodies(world, &world.base(), &page.items).linked(links));
    }
    // Okta forgets this expansion in the next link, whatever else it keeps.
    links.next = links.next.map(|next| super::app_assignments::without(&next, "expand"));
    let placed = |number: u64| {
        let mut user = brief(world, number);
        user["_embedded"] = json!({ PLACED_BY: super::group_rules::placing(world, group, number) });
        user
    };
    let list: Vec<serde_json::Value> = page.items.iter().map(|number| placed(*number)).collect();
    Ok(Answer::of(&list).linked(links))
}

/// What members of groups are expanded by: the rules that placed them.
const PLACED_BY: &str = "group-rules";

pub(crate) fn me(call: &Call) -> Result<Answer, Refusal> {
    Ok(single(call, caller(call)?))
}

/// The user who asks. A client is none.
fn caller(call: &Call) -> Result<u64, Refusal> {
    match call.caller {
        Caller::User(user) => Ok(user),
        _ if call.me_is_forbidden => Err(Refusal::invalid_session()),
        _ => Err(Refusal::not_found("me", "User")),
    }
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(single(call, named(call)?))
}

/// The user whom the path names, by id or by login.
pub(super) fn named(call: &Call) -> Result<u64, Refusal> {
    let name = &call.names[0];
    let users = &call.world.users;
    let number = if name == "me" { Some(caller(call)?) } else { users.number(name).or_else(|| users.by_login(name)) };
    number.filter(|number| users.exists(*number)).ok_or_else(|| Refusal::not_found(name, "User"))
}

fn single(call: &Call, number: u64) -> Answer {
    let user = call.world.users.user(number);
    let base = format!("{}/api/v1/users/{}", call.world.base(), user.id);
    let links = json!({
        "self": {"href": base},
        "suspend": {"href": format!("{base}/lifecycle/suspend"), "method": "POST"},
        "schema": {"href": format!("{}/api/v1/meta/schemas/user/default", call.world.base())},
        "resetPassword": {"href": format!("{base}/lifecycle/reset_password"), "method": "POST"},
        "type": {"href": format!("{}/api/v1/meta/types/user/{}", call.world.base(), call.world.ids.id(Kind::UserType, 0))},
        "deactivate": {"href": format!("{base}/lifecycle/deactivate"), "method": "POST"},
    });
    let mut text = Text::default();
    write(&mut text, &call.world, &user, &[&links.to_string()]);
    Answer::written(text)
}
