//! Groups: the list, one, and those of a user.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::apps;
use crate::org::groups::Groups;
use crate::org::roles::Holder;
use crate::paging::{links, position, slice};

/// How many groups Okta counts the members of before it gives up with an internal error.
const MOST_WITH_STATS: usize = 1_000;

pub(super) fn body(world: &World, number: u64, stats: bool, app: bool) -> Value {
    let group = world.groups.group(number);
    let (base, id) = (world.base(), group.id);
    let profile = if group.kind == "APP_GROUP" {
        json!({
            "name": group.name, "description": group.description, "samAccountName": group.name,
            "windowsDomainQualifiedName": format!("CORP\\{}", group.name), "dn": format!("CN={},OU=Groups,DC=corp,DC=example,DC=com", group.name),
            "externalId": format!("{:032x}", u128::from(number) << 64 | u128::from(world.seed)),
        })
    } else {
        json!({"name": group.name, "description": group.description})
    };
    let mut body = json!({
        "id": id, "created": group.created, "lastUpdated": group.last_updated, "lastMembershipUpdated": group.last_membership_updated,
        "objectClass": ["okta:user_group"], "type": group.kind, "profile": profile,
        "_links": {
            "logo": [
                {"name": "medium", "href": "https://op1static.oktacdn.com/assets/img/logos/groups/odyssey/okta-medium.png", "type": "image/png"},
                {"name": "large", "href": "https://op1static.oktacdn.com/assets/img/logos/groups/odyssey/okta-large.png", "type": "image/png"},
            ],
            "users": {"href": format!("{base}/api/v1/groups/{id}/users")},
            "apps": {"href": format!("{base}/api/v1/groups/{id}/apps")},
        },
    });
    if group.kind == "APP_GROUP" {
        let source = world.ids.id(Kind::App, apps::FIRST);
        body["objectClass"] = json!(["okta:windows_security_principal"]);
        body["source"] = json!({"id": source});
        body["_links"]["source"] = json!({"href": format!("{base}/api/v1/apps/{source}")});
    }
    if app && group.kind == "APP_GROUP" {
        let source = world.apps.app(apps::FIRST);
        body["_embedded"] = json!({"app": {"id": source.id, "name": source.name, "label": source.label, "signOnMode": null}});
    }
    if stats {
        body["_embedded"]["stats"] = json!({
            "usersCount": world.groups.member_count(group.number, &world.users),
            "appsCount": group.number % 4, "groupPushMappingsCount": 0,
            "hasAdminPrivilege": !world.lines(Holder::Group(group.number)).is_empty(),
            "_links": {"users": {"href": format!("{base}/api/v1/groups/{id}/users")}, "apps": {"href": format!("{base}/api/v1/groups/{id}/apps")}},
        });
    }
    body
}

/// Which groups a filter or search asks for.
enum Wanted {
    Kind(&'static str),
    /// Whose members changed after this second.
    ChangedAfter(i64),
}

impl Wanted {
    fn holds(&self, groups: &Groups, number: u64) -> bool {
        match self {
            Wanted::Kind(kind) => groups.kind(number) == *kind,
            Wanted::ChangedAfter(second) => groups.group(number).last_membership_updated.0 > *second,
        }
    }
}

fn wanted(text: &str) -> Result<Wanted, Refusal> {
    let unsupported = || Refusal::invalid_search(format!("Unsupported criteria: {text}"));
    let quoted = |start: &str| text.strip_prefix(start)?.strip_prefix('"')?.strip_suffix('"');
    if let Some(time) = quoted("lastMembershipUpdated gt ") {
        let time = OffsetDateTime::parse(time, &Rfc3339).map_err(|_| unsupported())?;
        return Ok(Wanted::ChangedAfter(time.unix_timestamp()));
    }
    let kind = quoted("type eq ").and_then(|kind| ["OKTA_GROUP", "APP_GROUP", "BUILT_IN"].into_iter().find(|known| *known == kind));
    kind.map(Wanted::Kind).ok_or_else(unsupported)
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let groups = &call.world.groups;
    if call.parameter("search").is_some() && call.parameter("filter").is_some() {
        return Err(Refusal::search_and_filter());
    }
    let wanted = call.parameter("filter").or(call.parameter("search")).or(call.parameter("q")).map(wanted).transpose()?;
    let limit = call.size()?;
    let position = position(call)?;
    let after = position.after.as_deref().map(|mark| groups.number(mark).ok_or_else(Refusal::invalid_cursor)).transpose()?;
    let numbers = groups.from(after).filter(|number| wanted.as_ref().is_none_or(|wanted| wanted.holds(groups, *number)));
    let page = slice(call, &position, limit, numbers, |number| call.world.group_id(*number).to_string());
    let stats = call.expands("stats");
    if stats && page.items.len() > MOST_WITH_STATS {
        return Err(Refusal::internal());
    }
    let app = call.expands("app");
    let list: Vec<Value> = page.items.iter().map(|number| body(&call.world, *number, stats, app)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

/// The group that the path names.
pub(super) fn named(call: &Call) -> Result<u64, Refusal> {
    let id = &call.names[0];
    call.world.groups.number(id).ok_or_else(|| Refusal::not_found(id, "UserGroup"))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(&call.world, named(call)?, false, false)))
}

pub(crate) fn of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let groups = &call.world.groups;
    let limit = call.size()?;
    let position = position(call)?;
    let after = position.after.as_deref().map(|mark| groups.number(mark).ok_or_else(Refusal::invalid_cursor)).transpose()?;
    let numbers = groups.from(after).filter(|number| groups.contains(*number, user, &call.world.users));
    let page = slice(call, &position, limit, numbers, |number| call.world.group_id(*number).to_string());
    let list: Vec<Value> = page.items.iter().map(|number| body(&call.world, *number, false, false)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}
