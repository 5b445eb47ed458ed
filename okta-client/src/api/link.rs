//! A link from one object to another.

use serde::{Deserialize, Serialize};

use crate::decode::lenient;

/// A link in an object's `_links`. Only its path means anything: its host may be another one's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address, as Okta wrote it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub href: Option<String>,
}

impl Link {
    /// What is linked to: the last two segments of the path, `("users", "00u…")`.
    pub fn target(&self) -> Option<(&str, &str)> {
        let path = self.href.as_deref()?.split(['?', '#']).next()?.trim_end_matches('/');
        let (rest, id) = path.rsplit_once('/')?;
        let (_, kind) = rest.rsplit_once('/')?;
        (!kind.is_empty() && !id.is_empty()).then_some((kind, id))
    }

    /// The id of what is linked to.
    pub fn id(&self) -> Option<&str> {
        self.target().map(|(_, id)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_the_kind_and_id_of_its_target() {
        let link = |href: &str| Link { href: Some(href.to_owned()) };
        assert_eq!(link("https://acme-admin.okta.com/api/v1/users/00u1").target(), Some(("users", "00u1")));
        assert_eq!(link("https://acme.okta.com/oauth2/v1/clients/0oa1/?x=/y/z").target(), Some(("clients", "0oa1")));
        assert_eq!(link("00u1").target(), None);
        assert_eq!(Link::default().id(), None);
    }
}
