//! Who did it: `user.*`, and the same as the client's and the source's user.

use std::borrow::Cow;
use std::ops::Range;

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
        let at = known.as_deref().and_then(address_parts);
        let part = |login: &Cow<'a, str>, range: Range<usize>| match login {
            Cow::Borrowed(login) => Cow::Borrowed(&login[range]),
            Cow::Owned(login) => Cow::Owned(login[range].to_owned()),
        };
        let name = known.as_ref().map(|login| part(login, 0..at.unwrap_or(login.len())));
        let domain = known.as_ref().zip(at).map(|(login, at)| part(login, at + 1..login.len()));
        Self { id, name, full_name, email: known.filter(|_| domain.is_some()), domain }
    }

    /// Its fields.
    pub(super) fn fields(&self) -> Object<'a> {
        let mut user = Object::default();
        let fields =
            [("id", &self.id), ("name", &self.name), ("full_name", &self.full_name), ("email", &self.email), ("domain", &self.domain)];
        for (name, text) in fields {
            user.add(name, text.clone().map(Node::text));
        }
        user
    }

    /// Its fields as the document's user, who has no id in the strict mode.
    pub(super) fn user_fields(&self, strict: bool) -> Object<'a> {
        if !strict {
            return self.fields();
        }
        let mut user = Object::default();
        user.add_text("name", self.name.clone());
        user.add_text("full_name", self.full_name.clone());
        user
    }
}

/// Where the `@` stands, if it is an address of one.
fn address_parts(login: &str) -> Option<usize> {
    let at = login.find('@')?;
    let stray = |letter: char| letter.is_whitespace() || letter.is_control();
    let is_one = at > 0 && at + 1 < login.len() && !login[at + 1..].contains('@') && !login.contains(stray);
    is_one.then_some(at)
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
