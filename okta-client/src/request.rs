//! Values that name a call: what is read, how it is paged, how it is understood.

use std::{fmt, marker::PhantomData};

use crate::api::Scope;

/// One read of one thing. Made by the functions in [`crate::api`].
pub struct Get<T> {
    pub(crate) call: Call,
    item: PhantomData<fn() -> T>,
}

/// One list, page by page. Made by the functions in [`crate::api`].
pub struct List<T> {
    pub(crate) call: Call,
    pub(crate) style: Style,
    largest_page: u32,
    item: PhantomData<fn() -> T>,
}

/// How a list is paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A bare array; the next page, if there is one, is in the `Link` header. Some lists that are documented as unpaged are paged too.
    Array,
    /// An object around the list under this name; the next page is in its `_links.next` or `links.next`, or else in the `Link` header.
    Wrapped(&'static str),
    /// A bare array whose `Link` header always names a next page: where to ask again later. An empty page is the end for now.
    Polling,
}

/// What a credential needs for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: the credential is not sent.
    Open,
    /// To act as a user, as an API token does and a service app does not.
    People,
    /// This scope, if it is an OAuth client's.
    Scope(Scope),
}

/// Path, query and manner of a GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The path with `{id}` for each id: what is logged, and whose rate limit is learned.
    pub(crate) pattern: &'static str,
    /// The path with its ids, percent-encoded.
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) access: Access,
    /// Parameters that begin a list and must not stand beside a position in it.
    pub(crate) only_first: &'static [&'static str],
    /// Codes of Okta's 400s that mean "this org has no such thing" here.
    pub(crate) absent: &'static [&'static str],
}

impl Call {
    /// A call of `pattern`, each `{id}` in it replaced by the next of `ids`.
    pub(crate) fn new(pattern: &'static str, ids: &[&str], access: Access) -> Self {
        let mut path = String::with_capacity(pattern.len() + 20 * ids.len());
        let mut pieces = pattern.split("{id}");
        path.push_str(pieces.next().unwrap_or_default());
        for (piece, id) in pieces.zip(ids) {
            path.push_str(&segment(id));
            path.push_str(piece);
        }
        Self { pattern, path, query: Vec::new(), access, only_first: &[], absent: &[] }
    }

    fn scope(&self) -> Option<Scope> {
        if let Access::Scope(scope) = self.access { Some(scope) } else { None }
    }

    /// Path and query, as sent.
    pub(crate) fn target(&self) -> String {
        let mut target = self.path.clone();
        for (at, (name, value)) in self.query.iter().enumerate() {
            target.push(if at == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(&encode(value));
        }
        target
    }
}

impl<T> Get<T> {
    /// One thing, for a credential with `scope`.
    pub(crate) fn new(pattern: &'static str, ids: &[&str], scope: Scope) -> Self {
        Self::of(pattern, ids, Access::Scope(scope))
    }

    /// What Okta shows to everybody.
    pub(crate) fn open(pattern: &'static str, ids: &[&str]) -> Self {
        Self::of(pattern, ids, Access::Open)
    }

    /// What there is only for a credential that acts as a user.
    pub(crate) fn for_people(pattern: &'static str, ids: &[&str]) -> Self {
        Self::of(pattern, ids, Access::People)
    }

    fn of(pattern: &'static str, ids: &[&str], access: Access) -> Self {
        Self { call: Call::new(pattern, ids, access), item: PhantomData }
    }

    /// The scope that an OAuth client needs for it; `None` for what needs none or is not for OAuth clients.
    pub fn scope(&self) -> Option<Scope> {
        self.call.scope()
    }

    /// The path with its ids, without query.
    pub fn path(&self) -> &str {
        &self.call.path
    }

    /// The path with `{id}` for each id: the name under which its rate limit is learned and its errors speak.
    pub fn pattern(&self) -> &'static str {
        self.call.pattern
    }
}

impl<T> List<T> {
    /// A bare array in pages of at most `largest_page`.
    pub(crate) fn paged(pattern: &'static str, ids: &[&str], largest_page: u32, scope: Scope) -> Self {
        Self { largest_page, ..Self::array(pattern, ids, scope) }.with("limit", largest_page.to_string())
    }

    /// A bare array, whole or in pages of Okta's choosing.
    pub(crate) fn array(pattern: &'static str, ids: &[&str], scope: Scope) -> Self {
        Self { call: Call::new(pattern, ids, Access::Scope(scope)), style: Style::Array, largest_page: 0, item: PhantomData }
    }

    /// A list under `name` in an object, whole or in pages of Okta's choosing.
    pub(crate) fn wrapped(pattern: &'static str, ids: &[&str], name: &'static str, scope: Scope) -> Self {
        Self { style: Style::Wrapped(name), ..Self::array(pattern, ids, scope) }
    }

    /// A list that goes on growing, in pages of at most `largest_page`.
    pub(crate) fn polled(pattern: &'static str, largest_page: u32, scope: Scope) -> Self {
        Self { style: Style::Polling, ..Self::paged(pattern, &[], largest_page, scope) }
    }

    pub(crate) fn only_first(mut self, names: &'static [&'static str]) -> Self {
        self.call.only_first = names;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.call.query.push((name, value.into()));
        self
    }

    pub(crate) fn absent_if(mut self, codes: &'static [&'static str]) -> Self {
        self.call.absent = codes;
        self
    }

    /// The same in pages of `size`, or of the largest size if that is smaller. Lists without a page size stay as they are.
    pub fn with_page_size(mut self, size: u32) -> Self {
        let size = size.clamp(1, self.largest_page.max(1));
        if let Some((_, limit)) = self.call.query.iter_mut().find(|(name, _)| *name == "limit") {
            *limit = size.to_string();
        }
        self
    }

    /// The scope that an OAuth client needs for it.
    pub fn scope(&self) -> Option<Scope> {
        self.call.scope()
    }

    /// The page size asked for; `None` where Okta chooses it or the list comes whole.
    pub fn page_size(&self) -> Option<u32> {
        self.call.query.iter().find(|(name, _)| *name == "limit").and_then(|(_, limit)| limit.parse().ok())
    }

    /// The path with its ids, without query.
    pub fn path(&self) -> &str {
        &self.call.path
    }

    /// The path with `{id}` for each id: the name under which its rate limit is learned and its errors speak.
    pub fn pattern(&self) -> &'static str {
        self.call.pattern
    }
}

/// One segment of a path. Ids come from Okta's answers: whatever stands in one, it stays one segment.
fn segment(id: &str) -> String {
    match id {
        // These would be resolved as steps, encoded or not; no object has such an id.
        "" | "." | ".." => "-".to_owned(),
        _ => encode(id),
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

impl<T> Clone for Get<T> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), item: PhantomData }
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), item: PhantomData, ..*self }
    }
}

impl<T> fmt::Debug for Get<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Get({})", self.call.path)
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List({})", self.call.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scopes;

    #[test]
    fn an_id_stays_one_segment_whatever_it_holds() {
        for (id, path) in [
            ("00u1", "/api/v1/users/00u1/roles"),
            ("a/../b?c#d", "/api/v1/users/a%2F..%2Fb%3Fc%23d/roles"),
            ("..", "/api/v1/users/-/roles"),
            ("a@b.example", "/api/v1/users/a%40b.example/roles"),
        ] {
            assert_eq!(Get::<()>::open("/api/v1/users/{id}/roles", &[id]).path(), path);
        }
    }

    #[test]
    fn a_page_size_is_kept_within_what_okta_takes() {
        let list = List::<()>::paged("/api/v1/users", &[], 200, scopes::USERS).with("filter", r#"status eq "DEPROVISIONED""#);
        assert_eq!(list.call.target(), "/api/v1/users?limit=200&filter=status%20eq%20%22DEPROVISIONED%22");
        assert_eq!(list.clone().with_page_size(50).page_size(), Some(50));
        assert_eq!(list.clone().with_page_size(0).page_size(), Some(1));
        assert_eq!(list.with_page_size(5000).page_size(), Some(200));
        assert_eq!(List::<()>::array("/api/v1/api-tokens", &[], scopes::API_TOKENS).with_page_size(5).page_size(), None);
    }
}
