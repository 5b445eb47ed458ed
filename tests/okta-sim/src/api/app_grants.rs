//! What OAuth clients were granted, and the tokens that users gave them.

use serde_json::{Value, json};

use super::link::{allowing, to};
use super::many::{below, paged};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{Kind, draw};
use crate::org::World;
use crate::org::clients::CLIENTS;
use crate::paging::links;

/// A client has the scopes that it was given; some other OIDC applications have one or two.
fn scopes(world: &World, app: u64) -> Vec<String> {
    match app.checked_sub(CLIENTS) {
        Some(number) => {
            world.clients.get(number as usize).map_or_else(Vec::new, |client| client.scopes.iter().map(ToString::to_string).collect())
        }
        None if super::apps::is_oidc(world, app) && draw(world.seed, 261, app).is_multiple_of(5) => {
            vec!["okta.users.read".to_owned(), "okta.groups.read".to_owned()]
        }
        None => Vec::new(),
    }
}

pub(crate) fn of_app(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let scopes = scopes(world, app);
    let id = &call.names[0];
    let numbers = below(app, scopes.len() as u64);
    let made = world.now.days_ago(20);
    let mut answer = paged(call, Kind::Grant, numbers.clone(), |number| {
        let scope = &scopes[(number - numbers.start) as usize];
        let grant = world.ids.id(Kind::Grant, number);
        json!({
            "id": grant, "status": "ACTIVE", "created": made, "createdBy": {"id": world.first_super(), "type": "User"}, "lastUpdated": made, "issuer": world.base(),
            "clientId": id, "scopeId": scope, "source": "ADMIN",
            "_links": {
                "app": {"href": format!("{}/api/v1/apps/{id}", world.base()), "title": "Application"},
                "self": allowing(world, format_args!("/api/v1/apps/{id}/grants/{grant}"), &["GET", "DELETE"]),
                "client": {"href": format!("{}/oauth2/v1/clients/{id}", world.base()), "title": "Client"},
            },
        })
    })?;
    lose_expand(&mut answer);
    Ok(answer)
}

/// The next links of grants and tokens have always lost what was to be expanded.
fn lose_expand(answer: &mut Answer) {
    if let Some(links) = &mut answer.links {
        links.next = links.next.take().map(|next| super::app_assignments::without(&next, "expand"));
    }
}

/// The refresh tokens of an application: what is known of them, never themselves.
pub(crate) fn tokens(call: &Call) -> Result<Answer, Refusal> {
    let app = super::apps::named(call)?;
    let world = &call.world;
    let count = if app < CLIENTS && super::apps::is_oidc(world, app) { draw(world.seed, 262, app) % 50 } else { 0 };
    let mut answer = paged(call, Kind::RefreshToken, below(app, count), |number| token(world, &call.names[0], number, None))?;
    lose_expand(&mut answer);
    Ok(answer)
}

fn token(world: &World, client: &str, number: u64, user: Option<u64>) -> Value {
    let made = world.now.days_ago(1 + (number % 60) as i64);
    let user = user.unwrap_or(draw(world.seed, 263, number) % world.users.joined_from);
    let id = world.ids.id(Kind::RefreshToken, number);
    json!({
        "id": id, "status": "ACTIVE", "created": made, "lastUpdated": made, "expiresAt": made.days_ahead(90), "issuer": format!("{}/oauth2/default", world.base()),
        "clientId": client, "userId": world.user_id(user), "scopes": ["offline_access", "openid"],
        "_links": {
            "app": {"href": format!("{}/api/v1/apps/{client}", world.base()), "title": "Application"}, "self": to(world, format_args!("/api/v1/apps/{client}/tokens/{id}")),
            "revoke": allowing(world, format_args!("/api/v1/apps/{client}/tokens/{id}"), &["DELETE"]),
            "client": {"href": format!("{}/oauth2/v1/clients/{client}", world.base()), "title": "Client"},
            "user": {"href": format!("{}/api/v1/users/{}", world.base(), world.user_id(user)), "title": "User"},
        },
    })
}

/// The OIDC application that one of seven users has granted something.
fn client_of(world: &World, user: u64) -> Option<u64> {
    let value = draw(world.seed, 264, user);
    let app = crate::org::apps::FIRST + 1 + value % (world.apps.total - crate::org::apps::FIRST - 1);
    (value.is_multiple_of(7) && super::apps::is_oidc(world, app)).then_some(app)
}

pub(crate) fn clients_of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let world = &call.world;
    let path = format!("/api/v1/users/{}/clients", world.user_id(user));
    let client = client_of(world, user).map(|number| {
        let app = world.apps.app(number);
        json!({
            "client_id": app.id, "client_name": app.label, "client_uri": null, "logo_uri": null,
            "_links": {"grants": to(world, format_args!("{path}/{}/grants", app.id)), "tokens": to(world, format_args!("{path}/{}/tokens", app.id))},
        })
    });
    Ok(Answer::of(&client.into_iter().collect::<Vec<_>>()))
}

/// The refresh tokens that a user gave one client.
pub(crate) fn tokens_of_user(call: &Call) -> Result<Answer, Refusal> {
    let user = super::users::named(call)?;
    let world = &call.world;
    let id = &call.names[1];
    let app = client_of(world, user)
        .filter(|app| world.ids.id(Kind::App, *app).as_str() == id)
        .ok_or_else(|| Refusal::not_found(id, "OAuth2Client"))?;
    let number = below(app, 0).start + (1 << 19) + user % (1 << 19);
    Ok(Answer::of(&[token(world, id, number, Some(user))]).linked(links(call, None, Some(call.size()?))))
}
