//! A page of a list, and where the next one begins.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::Url;

use crate::request::Call;

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What could be read, in Okta's order.
    pub items: Vec<T>,
    /// What could not be read; it is not among the items.
    pub unreadable: Vec<Unreadable>,
    /// Where the next page begins; `None` after the last. A page may be short or empty and still have a next.
    pub next: Option<Cursor>,
    /// It has as many elements as were asked for: of a list that goes on growing, a page that has fewer is the last for now.
    pub full: bool,
}

/// An element of a list that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Its id, if that much could be read.
    pub id: Option<String>,
    /// Where in it and what kind of trouble; never a value.
    pub reason: String,
}

/// A position in a list: path and query of a page. It names no host; it is always asked of the org's own address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

/// A text is no position in a list of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a position in a list of the Okta API")]
pub struct CursorError;

impl Cursor {
    /// Path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From a link to a next page of `call`, found in the answer from `current`.
    ///
    /// Only the query counts, and that the path is one of the same API: real links name other hosts (the admin console's, an internal one)
    /// and at times another list. Parameters of the call that Okta dropped are added again, but for those that may not stand beside a
    /// position. A page size of none (`limit=-1`) is not believed. An error if the link leaves the API.
    pub(crate) fn next(link: &str, current: &Url, call: &Call) -> Result<Self, CursorError> {
        let mut url = current.join(link).map_err(|_| CursorError)?;
        if !matches!(url.scheme(), "http" | "https") || root(url.path()) != root(&call.path) || root(url.path()).is_none() {
            return Err(CursorError);
        }
        url.set_fragment(None);
        url.set_path(&call.path);
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let pointless = |(name, value): &(String, String)| name == "limit" && value.parse::<i64>().is_ok_and(|limit| limit <= 0);
        if pairs.iter().any(pointless) {
            url.query_pairs_mut().clear().extend_pairs(pairs.iter().filter(|pair| !pointless(pair)));
        }
        let dropped = call.query.iter().filter(|(name, _)| !url.query_pairs().any(|(known, _)| known == *name));
        let dropped: Vec<_> = dropped.filter(|(name, _)| !call.only_first.contains(name)).collect();
        if !dropped.is_empty() {
            url.query_pairs_mut().extend_pairs(dropped);
        }
        Self::of(&url)
    }

    /// The same position with the call's own page size: a page that was asked for in a smaller one, because Okta could not give more, is no
    /// measure for those that are asked for later.
    pub(crate) fn in_full_pages(self, base: &Url, call: &Call) -> Result<Self, CursorError> {
        let Some((_, size)) = call.query.iter().find(|(name, _)| *name == "limit") else { return Ok(self) };
        let mut url = self.on(base, &call.path)?;
        let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        match pairs.iter_mut().find(|(name, _)| name == "limit") {
            Some((_, limit)) => limit.clone_from(size),
            None => pairs.push(("limit".to_owned(), size.clone())),
        }
        url.query_pairs_mut().clear().extend_pairs(pairs);
        Self::of(&url)
    }

    fn of(url: &Url) -> Result<Self, CursorError> {
        root(url.path()).ok_or(CursorError)?;
        let text = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        Ok(Self(text))
    }

    /// The address to call, on the org's own base; an error if the cursor is of another API than `path`.
    pub(crate) fn on(&self, base: &Url, path: &str) -> Result<Url, CursorError> {
        let url = base.join(&self.0).map_err(|_| CursorError)?;
        if url.origin() != base.origin() || root(url.path()) != root(path) { Err(CursorError) } else { Ok(url) }
    }

    /// The position itself within the list, by which repetition shows.
    pub(crate) fn after(&self) -> Option<String> {
        let (_, query) = self.0.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "after").map(|(_, value)| value.into_owned())
    }
}

/// The part of a path that tells one API from another: `/api/v1`, `/oauth2/v1`, `/governance/api/v1`.
fn root(path: &str) -> Option<&str> {
    let length = match path.split('/').skip(1).take(3).collect::<Vec<_>>()[..] {
        ["api" | "oauth2", "v1", rest] if !rest.is_empty() => 2,
        ["governance" | "integrations" | "attack-protection" | "privileged-access", "api", version] if version.starts_with('v') => 3,
        _ => return None,
    };
    let end = path.match_indices('/').nth(length).map_or(path.len(), |(at, _)| at);
    Some(&path[..end])
}

impl FromStr for Cursor {
    type Err = CursorError;

    /// Reads what [`Display`](fmt::Display) wrote. A text that names a host is refused.
    fn from_str(text: &str) -> Result<Self, CursorError> {
        let nowhere = Url::parse("https://nowhere.invalid/").map_err(|_| CursorError)?;
        if !text.starts_with('/') || text.starts_with("//") || text.contains('#') {
            return Err(CursorError);
        }
        let url = nowhere.join(text).map_err(|_| CursorError)?;
        if url.origin() != nowhere.origin() { Err(CursorError) } else { Self::of(&url) }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::request::Access;

    fn next(link: &str, query: &[(&'static str, String)]) -> Result<String, CursorError> {
        let current = Url::parse("https://acme.okta.com/api/v1/groups?limit=200&expand=stats").unwrap();
        let mut call = Call { only_first: &["since", "until"], ..Call::new("/api/v1/groups", &[], Access::Open) };
        call.query = query.to_vec();
        Cursor::next(link, &current, &call).map(|cursor| cursor.to_string())
    }

    #[test]
    fn only_path_and_query_of_a_link_count() {
        let to = |text: &str| Ok(text.to_owned());
        assert_eq!(next("https://acme-admin.okta.com/api/v1/groups?after=1", &[]), to("/api/v1/groups?after=1"));
        assert_eq!(next("http://evil.example/api/v1/groups?after=1#x", &[]), to("/api/v1/groups?after=1"));
        assert_eq!(next("/api/v1/groups?after=1", &[]), to("/api/v1/groups?after=1"));
        assert_eq!(next("?after=1", &[]), to("/api/v1/groups?after=1"));
    }

    #[test]
    fn a_link_out_of_the_api_is_refused() {
        for link in [
            "https://acme.okta.com/",
            "/oauth2/v1/clients?after=1",
            "/admin/groups",
            "/api/v1/../../admin",
            "/api/v1/%2e%2e/%2e%2e/x",
            "javascript:alert(1)",
            "/api/v1",
            "/api/v2/groups",
            "https://",
            "/governance/api/v1/x",
        ] {
            assert_eq!(next(link, &[]), Err(CursorError), "{link}");
        }
    }

    #[test]
    fn dropped_parameters_are_added_and_the_links_own_stay() {
        let query = [("limit", "200".to_owned()), ("expand", "stats".to_owned())];
        assert_eq!(next("/api/v1/groups?after=1&limit=20", &query).unwrap(), "/api/v1/groups?after=1&limit=20&expand=stats");
    }

    #[test]
    fn a_next_link_to_another_path_keeps_the_list() {
        let query = [("limit", "200".to_owned())];
        assert_eq!(
            next("/api/v1/groups/all?after=1&trusted=true&limit=-1", &query).unwrap(),
            "/api/v1/groups?after=1&trusted=true&limit=200"
        );
        assert_eq!(next("/api/v1/groups?after=1&limit=0", &[]).unwrap(), "/api/v1/groups?after=1");
    }

    #[test]
    fn since_is_not_sent_with_a_position() {
        let query = [("limit", "1000".to_owned()), ("since", "2025-01-01T00:00:00Z".to_owned())];
        assert_eq!(next("/api/v1/groups?after=1741_1", &query).unwrap(), "/api/v1/groups?after=1741_1&limit=1000");
    }

    #[test]
    fn a_stored_cursor_is_asked_of_the_org_itself_and_of_its_own_api() {
        let base = Url::parse("https://acme.okta.com/").unwrap();
        let cursor: Cursor = "/api/v1/users?after=00u1&limit=200".parse().unwrap();
        assert_eq!(cursor.on(&base, "/api/v1/users").unwrap().as_str(), "https://acme.okta.com/api/v1/users?after=00u1&limit=200");
        assert_eq!(cursor.on(&base, "/oauth2/v1/clients"), Err(CursorError));
        assert_eq!(cursor.after().as_deref(), Some("00u1"));
        for bad in ["", "users", "https://evil.example/api/v1/users", "//evil.example/api/v1/users", "/\\evil.example/api/v1/users", "/x"] {
            assert_eq!(bad.parse::<Cursor>(), Err(CursorError), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_link_leads_off_the_org(link in "(https?:)?[/\\\\]{0,3}[a-z.@:]{0,12}(/api/v1|/\\.\\./|/oauth2/v1)?[a-z/?&=%.#\\\\0-9 ]{0,20}") {
            let base = Url::parse("https://acme.okta.com/").unwrap();
            if let Ok(text) = next(&link, &[("limit", "200".to_owned())]) {
                prop_assert_eq!(next(&text, &[("limit", "200".to_owned())]), Ok(text.clone()), "a cursor is its own link");
                let cursor: Cursor = text.parse().unwrap();
                let url = cursor.on(&base, "/api/v1/groups").unwrap();
                prop_assert_eq!(url.host_str(), Some("acme.okta.com"));
                prop_assert!(url.path().starts_with("/api/v1/"));
            }
        }
    }
}
