//! What collection knows of those whom an event names.

use serde_json::{Value, json};

use super::targets::id_of;
use crate::{Event, Known};

/// Whether our own client did it.
pub(super) fn is_ours(event: &Event, known: &Known) -> bool {
    let own = known.own_client.as_deref().filter(|id| !id.is_empty());
    own.is_some_and(|own| event.text(&["actor", "id"]).as_deref() == Some(own) || event.text(&["client", "id"]).as_deref() == Some(own))
}

/// The joins, by their keys.
pub(super) fn of(event: &Event, known: &Known) -> [(&'static str, Value); 8] {
    let actor = event.text(&["actor", "id"]).unwrap_or_default();
    let user = id_of(event, &["User"]);
    let person = |id: &str| {
        // Where no administrators were collected, nobody can be said to be none.
        let told = |is: bool| (!known.administrators.is_empty()).then_some(is);
        json!({
            "is_administrator": told(known.is_administrator(id)),
            "is_super_administrator": told(known.is_super_administrator(id)),
            "roles": known.administrators.get(id).cloned().unwrap_or_default(),
        })
    };
    let policy = id_of(event, &["PolicyEntity", "Policy"]);
    let app = id_of(event, &["AppInstance"]);
    let zone = id_of(event, &["NetworkZone", "NetworkZoneEntity", "Zone"]);
    let used = event.text(&["transaction", "detail", "requestApiTokenId"]);
    let token = used.as_deref().or_else(|| id_of(event, &["Token", "ApiToken", "API Token"])).and_then(|id| known.tokens.get(id));
    [
        ("actor", person(&actor)),
        ("user", user.map(person).unwrap_or_default()),
        ("same_actor_and_user", user.map_or(Value::Null, |user| (user == actor).into())),
        ("is_ours", is_ours(event, known).into()),
        ("policy", policy.map_or(Value::Null, |id| json!({ "is_admin_console": known.console_policies.contains(id) }))),
        ("app", app.map_or(Value::Null, |id| json!({ "is_sensitive": known.sensitive_apps.contains(id) }))),
        ("zone", zone.map_or(Value::Null, |id| json!({ "in_use": known.zones_in_use.contains(id) }))),
        (
            "token",
            token.map_or(Value::Null, |token| {
                json!({
                    "name": token.name,
                    "owner": token.owner,
                    "owner_is_super_administrator": known.is_super_administrator(&token.owner),
                })
            }),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Token;

    #[test]
    fn an_event_is_joined_with_what_is_known_of_whom_it_names() {
        let mut known = Known::default();
        known.administrators.insert("00u1".to_owned(), vec!["SUPER_ADMIN".to_owned()]);
        known.tokens.insert("00T1".to_owned(), Token { name: "backup".to_owned(), owner: "00u1".to_owned() });
        known.zones_in_use.insert("nzo1".to_owned());
        let event =
            Event::of(json!({"uuid": "u", "actor": {"id": "00u2"}, "transaction": {"detail": {"requestApiTokenId": "00T1"}}, "target": [
                {"type": "User", "id": "00u1"}, {"type": "NetworkZone", "id": "nzo1"}, {"type": "PolicyEntity", "id": "00p1"}
            ]}));
        let joins: serde_json::Map<String, Value> =
            of(&event.unwrap(), &known).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!((&joins["actor"]["is_administrator"], &joins["user"]["is_super_administrator"]), (&json!(false), &json!(true)));
        assert_eq!(
            (&joins["zone"]["in_use"], &joins["policy"]["is_admin_console"], &joins["same_actor_and_user"]),
            (&json!(true), &json!(false), &json!(false))
        );
        assert_eq!((&joins["token"]["owner_is_super_administrator"], &joins["app"]), (&json!(true), &Value::Null));
    }
}
