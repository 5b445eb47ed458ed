//! Who is given an application: users, groups, and groups that are pushed to it.

use serde_json::{Value, json};

use super::link::{allowing, to};
use super::many::{below, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::{World, apps, groups};
use crate::paging::{links, position, slice};

/// Ordinary users `start`, `start + step`, … have an application.
fn spread(world: &World, app: u64) -> (u64, u64) {
    let value = draw(world.seed, 231, app);
    let size = if value.is_multiple_of(8) { world.users.joined_from / (2 + value / 8 % 20) } else { 5 + value / 8 % 60 };
    let step = (world.users.joined_from / size.max(1)).max(1);
    ((value >> 32) % step, step)
}

fn app_user(call: &Call, app: u64, number: u64) -> Value {
    let world = &call.world;
    let (user, value) = (world.users.user(number), draw(world.seed, 232, app << 32 ^ number));
    let path = format!("/api/v1/apps/{}", call.names[0]);
    let by_group = value.is_multiple_of(3);
    let created = user.created.max(world.now.days_ago(30 + (value >> 8) as i64 % 500));
    let mut links = json!({"app": to(world, &path), "user": to(world, format_args!("/api/v1/users/{}", user.id))});
    if by_group {
        links["group"] = json!({"name": "group", "href": format!("{}/api/v1/groups/{}", world.base(), world.group_id(groups::EVERYONE))});
    }
    let mut body = json!({
        "id": user.id, "externalId": null, "created": created, "lastUpdated": created, "scope": if by_group { "GROUP" } else { "USER" },
        "status": if value.is_multiple_of(17) { "DEPROVISIONED" } else { "ACTIVE" }, "statusChanged": created, "passwordChanged": null, "syncState": "DISABLED", "lastSync": null,
        "credentials": {"userName": user.login}, "profile": {"email": user.login, "given_name": user.first, "family_name": user.last, "department": user.department},
        "_links": links,
    });
    if call.expands("user") {
        body["_embedded"] = json!({"user": super::users::brief(world, number)});
    }
    body
}

pub(crate) fn users(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let limit = call.size()?;
    let position = position(call)?;
    let (start, step) = spread(world, app);
    let after = position.after.as_deref().map(|mark| world.users.number(mark).ok_or_else(Refusal::invalid_cursor)).transpose()?;
    let first = match after {
        Some(after) if after >= start => start + ((after - start) / step + 1) * step,
        _ => start,
    };
    let end = if app >= crate::org::clients::CLIENTS { 0 } else { world.users.joined_from };
    let members = (first..end).step_by(step as usize).filter(|user| world.users.exists(*user));
    let page = slice(call, &position, limit, members, |number| world.user_id(*number).to_string());
    let list: Vec<Value> = page.items.into_iter().map(|number| app_user(call, app, number)).collect();
    let mut links = links(call, page.next, Some(limit));
    // The link loses what was to be expanded, and only that.
    if call.oddities.contains(&crate::settings::Oddity::LostExpand) {
        links.next = links.next.map(|next| without(&next, "expand"));
    }
    Ok(Answer::of(&list).linked(links))
}

/// A link without one of its parameters.
pub(super) fn without(link: &str, parameter: &str) -> String {
    let Some((path, query)) = link.split_once('?') else { return link.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| pair.split('=').next() != Some(parameter)).collect();
    format!("{path}?{}", kept.join("&"))
}

/// The applications that a group has: as many as its statistics say.
fn apps_of(world: &World, group: u64) -> impl Iterator<Item = u64> + use<> {
    let ordinary = world.apps.total - apps::FIRST;
    (0..group % 4).map(move |place| apps::FIRST + (group * 7 + place) % ordinary)
}

pub(crate) fn groups(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let limit = call.size()?.max(20);
    let position = position(call)?;
    let after = position.after.as_deref().map(|mark| world.groups.number(mark).ok_or_else(Refusal::invalid_cursor)).transpose()?;
    let given = world.groups.from(after).filter(|group| apps_of(world, *group).any(|number| number == app));
    let page = slice(call, &position, limit, given, |number| world.group_id(*number).to_string());
    let path = format!("/api/v1/apps/{}", call.names[0]);
    let list: Vec<Value> = (0..)
        .zip(page.items)
        .map(|(place, number): (u64, u64)| {
            let group = world.groups.group(number);
            let mut body = json!({
                "id": group.id, "lastUpdated": group.last_updated, "profile": {},
                "_links": {"app": to(world, &path), "self": to(world, format_args!("{path}/groups/{}", group.id)), "group": to(world, format_args!("/api/v1/groups/{}", group.id))},
            });
            // Not all of them have a priority.
            if !number.is_multiple_of(3) {
                body["priority"] = json!(place);
            }
            body
        })
        .collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

/// The applications of a group, as the list of applications shows them.
pub(crate) fn of_group(call: &Call) -> Result<Answer, Refusal> {
    let group = super::groups::named(call)?;
    let world = &call.world;
    let limit = call.size()?;
    let mut numbers: Vec<u64> = apps_of(world, group).collect();
    numbers.sort_unstable();
    let page = super::iam::page(call, limit, numbers.into_iter(), |number| world.ids.id(Kind::App, *number).to_string())?;
    let list: Vec<Value> = page.items.into_iter().filter_map(|number| super::apps::shown(call, number)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

/// Every third SAML application has groups pushed to it; the dates come without milliseconds.
pub(crate) fn pushed(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let ordinary = world.groups.ordinary - groups::FIRST;
    let count = if app >= crate::org::clients::CLIENTS || !draw(world.seed, 233, app).is_multiple_of(3) { 0 } else { 1 + app % 6 };
    let time = world.now.days_ago(70).without_milliseconds();
    let mut answer = paged(call, Kind::PushMapping, below(app, count), |number| {
        let group = |step: u64| world.group_id(groups::FIRST + draw(world.seed, 234 + step, number) % ordinary);
        let (source, target) = (group(0), group(1));
        json!({
            "id": world.ids.id(Kind::PushMapping, number), "sourceGroupId": source, "targetGroupId": target,
            "status": if number.is_multiple_of(11) { "ERROR" } else { "ACTIVE" }, "errorSummary": if number.is_multiple_of(11) { "The group is gone" } else { "" },
            "created": time, "lastUpdated": time, "lastPush": time,
            "_links": {
                "app": to(world, format_args!("/api/v1/apps/{}", call.names[0])),
                "sourceGroup": allowing(world, format_args!("/api/v1/groups/{source}"), &["GET"]), "targetGroup": allowing(world, format_args!("/api/v1/groups/{target}"), &["GET"]),
            },
        })
    })?;
    // Okta's own link loses which group was asked for.
    if let Some(links) = &mut answer.links {
        links.next = links.next.take().map(|next| without(&next, "sourceGroupId"));
    }
    Ok(answer)
}
