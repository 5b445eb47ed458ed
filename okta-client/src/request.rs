//! Values that name a call: what is read, how it is paged, how it is understood.

use std::{fmt, marker::PhantomData};

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
    /// A bare array; the next page is in the `Link` header.
    Header,
    /// An object around the list under this name; the next page is in `_links.next`.
    Body(&'static str),
    /// A bare array, all at once.
    Whole,
}

/// Path, query and manner of a GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The path with `{id}` for each id: what is logged, and whose rate limit is learned.
    pub(crate) pattern: &'static str,
    /// The path with its ids, percent-encoded.
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    /// Whether the credential is sent.
    pub(crate) signed: bool,
    /// Codes of Okta's 400s that mean "this org has no such thing" here.
    pub(crate) absent: &'static [&'static str],
}

impl Call {
    /// A call of `pattern`, each `{id}` in it replaced by the next of `ids`.
    pub(crate) fn new(pattern: &'static str, ids: &[&str]) -> Self {
        let mut path = String::with_capacity(pattern.len() + 20 * ids.len());
        let mut pieces = pattern.split("{id}");
        path.push_str(pieces.next().unwrap_or_default());
        for (piece, id) in pieces.zip(ids) {
            path.push_str(&segment(id));
            path.push_str(piece);
        }
        Self { pattern, path, query: Vec::new(), signed: true, absent: &[] }
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
    pub(crate) fn new(pattern: &'static str, ids: &[&str]) -> Self {
        Self { call: Call::new(pattern, ids), item: PhantomData }
    }

    /// The same without the credential, for what Okta shows to everybody.
    pub(crate) fn unsigned(mut self) -> Self {
        self.call.signed = false;
        self
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
    /// A list paged by `Link` headers in pages of at most `largest_page`.
    pub(crate) fn paged(pattern: &'static str, ids: &[&str], largest_page: u32) -> Self {
        Self { call: Call::new(pattern, ids), style: Style::Header, largest_page, item: PhantomData }
            .with("limit", largest_page.to_string())
    }

    /// A list that may be paged by `Link` headers, in pages of Okta's choosing.
    pub(crate) fn linked(pattern: &'static str, ids: &[&str]) -> Self {
        Self { call: Call::new(pattern, ids), style: Style::Header, largest_page: 0, item: PhantomData }
    }

    /// A list that comes whole.
    pub(crate) fn whole(pattern: &'static str, ids: &[&str]) -> Self {
        Self { call: Call::new(pattern, ids), style: Style::Whole, largest_page: 0, item: PhantomData }
    }

    /// A list under `name` in an object whose `_links.next` is the next page, in pages of Okta's choosing.
    pub(crate) fn within(pattern: &'static str, ids: &[&str], name: &'static str) -> Self {
        Self { call: Call::new(pattern, ids), style: Style::Body(name), largest_page: 0, item: PhantomData }
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

    #[test]
    fn an_id_stays_one_segment_whatever_it_holds() {
        for (id, path) in [
            ("00u1", "/api/v1/users/00u1/roles"),
            ("a/../b?c#d", "/api/v1/users/a%2F..%2Fb%3Fc%23d/roles"),
            ("..", "/api/v1/users/-/roles"),
            ("a@b.example", "/api/v1/users/a%40b.example/roles"),
        ] {
            assert_eq!(Get::<()>::new("/api/v1/users/{id}/roles", &[id]).path(), path);
        }
    }

    #[test]
    fn a_page_size_is_kept_within_what_okta_takes() {
        let list = List::<()>::paged("/api/v1/users", &[], 200).with("filter", r#"status eq "DEPROVISIONED""#);
        assert_eq!(list.call.target(), "/api/v1/users?limit=200&filter=status%20eq%20%22DEPROVISIONED%22");
        assert_eq!(list.clone().with_page_size(50).page_size(), Some(50));
        assert_eq!(list.clone().with_page_size(0).page_size(), Some(1));
        assert_eq!(list.with_page_size(5000).page_size(), Some(200));
        assert_eq!(List::<()>::whole("/api/v1/api-tokens", &[]).with_page_size(5).page_size(), None);
    }
}
