//! What kinds of objects are kept, and what of them moves by itself.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::store::Collected;

/// A kind of collected object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its name in the database and the API.
    pub name: &'static str,
    /// The field that tells one object from another within its parent; none where there is one object only.
    id: Option<&'static str>,
    /// Fields that change without anybody changing the object: they make no new version.
    moving: &'static [&'static str],
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident $text:literal, $id:expr, [$($moving:literal),*];)+) => {
        impl Kind {
            $($(#[$doc])+ pub const $name: Kind = Kind { name: $text, id: $id, moving: &[$($moving),*] };)+
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Self::$name),+];
        }
    };
}

kinds! {
    /// The org itself.
    ORG "org", Some("id"), [];
    /// The user or the OAuth client that our credential acts for.
    OWN_IDENTITY "own_identity", None, ["lastLogin", "lastUpdated"];
    /// Roles given to our own OAuth client (the parent).
    OWN_ROLE "own_role", Some("id"), ["lastUpdated"];
    /// Users, deactivated ones among them.
    USER "user", Some("id"), ["lastLogin", "lastUpdated"];
    /// Groups.
    GROUP "group", Some("id"), ["lastMembershipUpdated", "lastUpdated", "_embedded"];
    /// Users with a role, by id only.
    ROLE_HOLDER "role_holder", Some("id"), [];
    /// Roles given to a user (the parent).
    USER_ROLE "user_role", Some("id"), ["lastUpdated"];
    /// Roles given to a group (the parent).
    GROUP_ROLE "group_role", Some("id"), ["lastUpdated"];
    /// Custom roles.
    ROLE "role", Some("id"), ["lastUpdated"];
    /// Permissions of a custom role (the parent).
    PERMISSION "permission", Some("label"), ["lastUpdated"];
    /// Resource sets.
    RESOURCE_SET "resource_set", Some("id"), ["lastUpdated"];
    /// Entries of a resource set (the parent).
    RESOURCE_SET_RESOURCE "resource_set_resource", Some("id"), ["lastUpdated"];
    /// Custom roles bound to a resource set (the parent).
    BINDING "binding", Some("id"), [];
    /// Who holds a bound role (the parent is `set/role`).
    BINDING_MEMBER "binding_member", Some("id"), ["lastUpdated"];
    /// API tokens.
    API_TOKEN "api_token", Some("id"), ["expiresAt", "lastUpdated"];
    /// Rate-limit shares that were ever set.
    PRINCIPAL_RATE_LIMIT "principal_rate_limit", Some("id"), ["lastUpdate"];
    /// Enrolled factors of a user (the parent).
    FACTOR "factor", Some("id"), ["lastVerified", "lastUpdated"];
    /// Applications.
    APPLICATION "application", Some("id"), ["lastUpdated"];
    /// Policies of all types.
    POLICY "policy", Some("id"), ["lastUpdated"];
    /// Rules of a policy (the parent).
    POLICY_RULE "policy_rule", Some("id"), ["lastUpdated"];
    /// Applications that an app sign-in policy (the parent) governs.
    POLICY_MAPPING "policy_mapping", Some("id"), [];
    /// Authenticators.
    AUTHENTICATOR "authenticator", Some("id"), ["lastUpdated"];
    /// Network zones.
    ZONE "zone", Some("id"), ["lastUpdated"];
    /// ThreatInsight's configuration.
    THREAT_INSIGHT "threat_insight", None, ["lastUpdated"];
}

impl Kind {
    /// The object as it is kept: what moves apart from what stays. None when it has no id, so that nothing could tell it from another.
    pub fn keep<T: Serialize>(&self, parent: &str, object: &T) -> Option<Collected> {
        let Ok(Value::Object(mut body)) = serde_json::to_value(object) else { return None };
        let id = match self.id {
            None => "-".to_owned(),
            Some(field) => body.get(field)?.as_str().filter(|id| !id.is_empty())?.to_owned(),
        };
        let moving: Map<String, Value> = self.moving.iter().filter_map(|field| body.remove_entry(*field)).collect();
        Some(Collected { parent: parent.to_owned(), id, body: Value::Object(body), moving: Value::Object(moving) })
    }

    /// What was kept, put together again.
    pub fn whole(body: Value, moving: Value) -> Value {
        match (body, moving) {
            (Value::Object(mut body), Value::Object(moving)) => {
                body.extend(moving);
                Value::Object(body)
            }
            (body, _) => body,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_moves_is_kept_apart_and_comes_back() {
        let user = json!({ "id": "00u1", "status": "ACTIVE", "lastLogin": "2026-01-01T00:00:00Z" });
        let kept = Kind::USER.keep("", &user).unwrap();
        assert_eq!(
            (kept.id.as_str(), &kept.body, &kept.moving),
            ("00u1", &json!({ "id": "00u1", "status": "ACTIVE" }), &json!({ "lastLogin": "2026-01-01T00:00:00Z" }))
        );
        assert_eq!(Kind::whole(kept.body, kept.moving), user);
    }

    #[test]
    fn an_object_without_an_id_is_not_kept() {
        assert_eq!(Kind::USER.keep("", &json!({ "status": "ACTIVE" })), None);
        assert_eq!(Kind::USER.keep("", &json!({ "id": "" })), None);
    }

    #[test]
    fn every_kind_has_its_own_name() {
        let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), Kind::ALL.len());
    }
}
