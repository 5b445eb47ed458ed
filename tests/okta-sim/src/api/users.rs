//! Users: the list, one, oneself, and the members of a group.

use serde::Serialize;
use serde_json::json;

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Id, Kind};
use crate::org::World;
use crate::org::status::Status;
use crate::org::users::User;
use crate::paging::{links, position, slice};
use crate::permissions::Caller;
use crate::settings::Oddity;
use crate::stamp::Stamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a, L> {
    id: Id,
    status: &'a str,
    created: Stamp,
    activated: Option<Stamp>,
    status_changed: Stamp,
    last_login: Option<Stamp>,
    last_updated: Stamp,
    password_changed: Option<Stamp>,
    #[serde(rename = "type")]
    kind: Type,
    profile: Profile<'a>,
    credentials: Credentials<'a>,
    #[serde(rename = "_links")]
    links: L,
}

#[derive(Serialize)]
struct ListLinks {
    #[serde(rename = "self")]
    this: Href,
}

#[derive(Serialize)]
struct Href {
    href: String,
}

#[derive(Serialize)]
struct Type {
    id: Id,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile<'a> {
    first_name: &'a str,
    last_name: &'a str,
    mobile_phone: Option<&'a str>,
    second_email: Option<&'a str>,
    login: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_type: Option<&'a str>,
}

#[derive(Serialize)]
struct Credentials<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<Empty>,
    emails: [Email<'a>; 1],
    provider: Provider,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Email<'a> {
    value: &'a str,
    status: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Serialize)]
struct Provider {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
}

fn body<'a, L>(world: &World, user: &'a User, links: L) -> Body<'a, L> {
    Body {
        id: user.id,
        status: user.status.name(),
        created: user.created,
        activated: user.activated,
        status_changed: user.status_changed,
        last_login: user.last_login,
        last_updated: user.last_updated,
        password_changed: user.password_changed,
        kind: Type { id: world.ids.id(Kind::UserType, 0) },
        profile: Profile {
            first_name: &user.first,
            last_name: &user.last,
            mobile_phone: None,
            second_email: None,
            login: &user.login,
            email: &user.login,
            department: user.department,
            title: user.title,
            user_type: user.user_type,
        },
        credentials: Credentials {
            password: user.password_changed.map(|_| Empty {}),
            emails: [Email { value: &user.login, status: "VERIFIED", kind: "PRIMARY" }],
            provider: Provider { kind: "OKTA", name: "OKTA" },
        },
        links,
    }
}

/// A user as a list shows it, to be put into something else.
pub(super) fn brief(world: &World, number: u64) -> serde_json::Value {
    let user = world.users.user(number);
    let href = format!("{}/api/v1/users/{}", world.base(), user.id);
    json!(body(world, &user, ListLinks { this: Href { href } }))
}

/// The users of these numbers as a list shows them: with fewer links than a single read.
fn bodies(world: &World, base: &str, numbers: &[u64]) -> Answer {
    let users: Vec<User> = numbers.iter().map(|number| world.users.user(*number)).collect();
    let link = |user: &User| ListLinks { this: Href { href: format!("{base}/api/v1/users/{}", user.id) } };
    let list: Vec<Body<'_, ListLinks>> = users.iter().map(|user| body(world, user, link(user))).collect();
    Answer::of(&list)
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
    Answer::of(&body(&call.world, &user, links))
}
