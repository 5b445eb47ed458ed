//! What a role is confined to: groups, or applications of the catalogue. No target means the whole org.

use serde_json::{Value, json};

use super::link::to;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::roles::{Holder, Line, Standard};
use crate::org::{World, apps, groups};
use crate::paging::links;

/// Who holds the role that a path names.
type Held = fn(&Call) -> Result<Holder, Refusal>;

pub(super) fn user(call: &Call) -> Result<Holder, Refusal> {
    super::users::named(call).map(Holder::User)
}

pub(super) fn group(call: &Call) -> Result<Holder, Refusal> {
    super::groups::named(call).map(Holder::Group)
}

pub(super) fn client(call: &Call) -> Result<Holder, Refusal> {
    let id = &call.names[0];
    call.world.client(id).map(Holder::Client).ok_or_else(|| Refusal::not_found(id, "PublicClientApp"))
}

/// The assignment that the path names, among the holder's own.
fn assignment<'a>(call: &'a Call, held: Held) -> Result<Line<'a>, Refusal> {
    let (world, id, holder) = (&call.world, &call.names[1], held(call)?);
    let lines = match holder {
        Holder::User(user) => world.lines_of_user(user),
        holder => world.lines(holder),
    };
    lines.into_iter().find(|line| super::roles::id(world, line) == *id).ok_or_else(|| Refusal::not_found(id, "RoleAssignment"))
}

/// One in three assignments of these roles is confined to up to three things.
fn confined(world: &World, given: &Standard) -> u64 {
    let value = draw(world.seed, 271, given.number);
    if value.is_multiple_of(3) { 1 + value / 3 % 3 } else { 0 }
}

/// Numbers of the groups that an assignment is confined to.
pub(super) fn groups_of(world: &World, given: &Standard) -> Vec<u64> {
    let ordinary = world.groups.ordinary - groups::FIRST;
    match given.role.as_str() {
        "USER_ADMIN" | "HELP_DESK_ADMIN" | "GROUP_MEMBERSHIP_ADMIN" => {
            (0..confined(world, given)).map(|place| groups::FIRST + (given.number + place) % ordinary).collect()
        }
        _ => Vec::new(),
    }
}

/// Numbers of the applications that an assignment is confined to.
pub(super) fn apps_of(world: &World, given: &Standard) -> Vec<u64> {
    let ordinary = world.apps.total - apps::FIRST - 1;
    let count = if given.role == "APP_ADMIN" { confined(world, given) } else { 0 };
    (0..count).map(|place| apps::FIRST + 1 + (given.number + place) % ordinary).collect()
}

/// Okta says here that a page has twenty, whatever was asked for.
const SAID: usize = 20;

fn group_targets(call: &Call, held: Held) -> Result<Answer, Refusal> {
    let world = &call.world;
    let numbers = match assignment(call, held)? {
        Line::Standard(given) => groups_of(world, given),
        Line::Custom(_) => Vec::new(),
    };
    let page = super::iam::page(call, call.size()?, numbers.into_iter(), |number| world.group_id(*number).to_string())?;
    let list: Vec<Value> = page.items.into_iter().map(|number| super::groups::body(world, number, false, false)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(SAID))))
}

fn app_targets(call: &Call, held: Held) -> Result<Answer, Refusal> {
    let world = &call.world;
    let numbers = match assignment(call, held)? {
        Line::Standard(given) => apps_of(world, given),
        Line::Custom(_) => Vec::new(),
    };
    let page = super::iam::page(call, call.size()?, numbers.into_iter(), |number| world.ids.id(Kind::App, *number).to_string())?;
    let list: Vec<Value> = page.items.into_iter().map(|number| app(world, number)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(SAID))))
}

/// An application as the catalogue shows it; `id` names the instance.
pub(super) fn app(world: &World, number: u64) -> Value {
    let app = world.apps.app(number);
    json!({
        "name": app.name, "displayName": app.label, "description": "An application of the catalogue", "status": app.status, "lastUpdated": app.last_updated,
        "category": "SOFTWARE", "verificationStatus": "OKTA_VERIFIED", "website": "https://www.example.com", "signOnModes": ["SAML_2_0"], "features": [], "id": app.id,
        "_links": {"self": to(world, format_args!("/api/v1/apps/{}", app.id)), "logo": [{"name": "medium", "href": "https://op1static.oktacdn.com/assets/img/logos/default.png", "type": "image/png"}]},
    })
}

pub(crate) fn groups_of_user(call: &Call) -> Result<Answer, Refusal> {
    group_targets(call, user)
}

pub(crate) fn groups_of_group(call: &Call) -> Result<Answer, Refusal> {
    group_targets(call, group)
}

pub(crate) fn groups_of_client(call: &Call) -> Result<Answer, Refusal> {
    group_targets(call, client)
}

pub(crate) fn apps_of_user(call: &Call) -> Result<Answer, Refusal> {
    app_targets(call, user)
}

pub(crate) fn apps_of_group(call: &Call) -> Result<Answer, Refusal> {
    app_targets(call, group)
}

pub(crate) fn apps_of_client(call: &Call) -> Result<Answer, Refusal> {
    app_targets(call, client)
}

/// How an assignment came about under governance: by hand, for ever.
pub(crate) fn governance(call: &Call) -> Result<Answer, Refusal> {
    assignment(call, user)?;
    let (world, user, role) = (&call.world, &call.names[0], &call.names[1]);
    let path = format!("/api/v1/users/{user}/roles/{role}/governance");
    let grant = world.ids.id(Kind::Grant, draw(world.seed, 272, super::users::named(call)?));
    Ok(Answer::of(&json!({
        "grants": [{"type": "CUSTOM", "grantId": grant, "_links": {"resources": to(world, format_args!("{path}/{grant}/resources"))}}],
        "_links": {"self": to(world, &path), "assignee": to(world, format_args!("/api/v1/users/{user}"))},
    })))
}
