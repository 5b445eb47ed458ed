//! To whom it was done: `user.target.*`, `group.*`.

use std::borrow::Cow;

use serde_json::Value;

use super::actor::Person;
use super::fields::text;
use super::tree::Object;
use crate::Event;

/// The user and the group that it was done to.
#[derive(Debug, Default)]
pub(super) struct Targets<'a> {
    pub(super) user: Option<Person<'a>>,
    group: Option<&'a Value>,
}

impl<'a> Targets<'a> {
    /// The first target of type User and the first of type UserGroup: their order means nothing, so there is no better one. In the normal
    /// mode an application's group stands in for Okta's.
    pub(super) fn of(event: &'a Event, strict: bool) -> Self {
        let first =
            |kind: &str| event.targets().iter().find(|target| target["type"].as_str().is_some_and(|is| is.eq_ignore_ascii_case(kind)));
        let user = first("User").map(|user| {
            let login = text(&user["alternateId"]).filter(|_| !strict);
            Person::of(text(&user["id"]), text(&user["displayName"]), login)
        });
        Self { user, group: first("UserGroup").or_else(|| first("AppGroup").filter(|_| !strict)) }
    }

    /// Puts them: `user.target` into the user, `group` into the document.
    pub(super) fn put(&self, document: &mut Object<'a>, user: &mut Object<'a>, strict: bool) {
        let mut target = self.user.as_ref().map(Person::fields).unwrap_or_default();
        let mut group = Object::default();
        let said = |key| self.group.and_then(|group| text(&group[key]));
        group.add_text("id", said("id"));
        group.add_text("name", said("displayName"));
        if !strict {
            document.add("group", group.clone());
        }
        target.add("group", group);
        user.add("target", target);
    }

    /// Names that the user is known by.
    pub(super) fn names(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.user.iter().flat_map(|user| [user.full_name.clone(), user.name.clone(), user.email.clone(), user.id.clone()]).flatten()
    }
}
