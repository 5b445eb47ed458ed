//! Who did it: `user.*`, and the same as the client's and the source's user.

use std::borrow::Cow;

use super::tree::{Node, Object};
use crate::Event;

/// A person or program, as ECS says it.
#[derive(Debug, Default)]
pub(super) struct Person<'a> {
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) full_name: Option<Cow<'a, str>>,
    pub(super) email: Option<Cow<'a, str>>,
    pub(super) domain: Option<Cow<'a, str>>,
}

impl<'a> Person<'a> {
    /// One with an id, what it is called, and what it signs in with: `jane@example.com`, or Okta's word for not knowing, `unknown`.
    pub(super) fn of(id: Option<Cow<'a, str>>, full_name: Option<Cow<'a, str>>, login: Option<Cow<'a, str>>) -> Self {
        let known = login.filter(|login| login != "unknown");
        let parts = known
            .as_deref()
            .and_then(|login| login.rsplit_once('@'))
            .filter(|(name, domain)| !name.is_empty() && !domain.is_empty() && !login_is_text(name) && !login_is_text(domain));
        let (name, domain) = match parts {
            Some((name, domain)) => (Some(Cow::Owned(name.to_owned())), Some(Cow::Owned(domain.to_owned()))),
            None => (known.clone(), None),
        };
        Self { id, name, full_name, email: known.filter(|_| domain.is_some()), domain }
    }

    /// Its fields.
    pub(super) fn fields(&self) -> Object<'a> {
        let mut user = Object::default();
        let fields =
            [("id", &self.id), ("name", &self.name), ("full_name", &self.full_name), ("email", &self.email), ("domain", &self.domain)];
        for (name, text) in fields {
            user.put(name, text.clone().map(Node::text));
        }
        user
    }

    /// Its fields as the document's user, who has no id in the strict mode.
    pub(super) fn user_fields(&self, strict: bool) -> Object<'a> {
        if !strict {
            return self.fields();
        }
        let mut user = Object::default();
        user.put_text("name", self.name.clone());
        user.put_text("full_name", self.full_name.clone());
        user
    }
}

/// Whether a part of an address holds what none does.
fn login_is_text(part: &str) -> bool {
    part.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '@')
}

/// The actor. An address is no user, though Okta names it as an actor where it suspects one.
pub(super) fn actor(event: &Event) -> Person<'_> {
    let text = |key| event.text(&["actor", key]);
    if text("type").is_some_and(|kind| kind.eq_ignore_ascii_case("IP address")) {
        return Person::default();
    }
    Person::of(text("id"), text("displayName"), text("alternateId"))
}

/// The actor as Elastic's integration has it: a name is the first run of letters, digits, `.`, `_` and `-` in what it signs in with.
pub(super) fn strict_actor(event: &Event) -> Person<'_> {
    let text = |key| event.text(&["actor", key]);
    let name = text("alternateId").and_then(|login| {
        let run = login
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-')))
            .find(|run| !run.is_empty())?;
        Some(Cow::Owned(run.to_owned()))
    });
    Person { id: text("id"), name, full_name: text("displayName"), ..Person::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_signs_in_with_is_parted() {
        for (login, name, email, domain) in [
            ("jane.doe@example.com", Some("jane.doe"), Some("jane.doe@example.com"), Some("example.com")),
            ("jane+test@example.com", Some("jane+test"), Some("jane+test@example.com"), Some("example.com")),
            ("jürgen@bücher.example", Some("jürgen"), Some("jürgen@bücher.example"), Some("bücher.example")),
            ("jdoe", Some("jdoe"), None, None),
            ("@example.com", Some("@example.com"), None, None),
            ("hunter2 @ home", Some("hunter2 @ home"), None, None),
            ("a@b@c", Some("a@b@c"), None, None),
            ("unknown", None, None, None),
        ] {
            let person = Person::of(None, None, Some(login.into()));
            assert_eq!((person.name.as_deref(), person.email.as_deref(), person.domain.as_deref()), (name, email, domain), "{login}");
        }
    }
}
