//! `Link` headers (RFC 8288), as far as paging needs them.

use reqwest::header::{HeaderMap, LINK};

/// The target of the first link with relation `next`, over all `link` lines, each of which may hold several links.
pub(crate) fn next_link(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(LINK).into_iter().filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
    lines.flat_map(links).find(|(_, parameters)| has_relation(parameters, "next")).map(|(target, _)| target.to_owned())
}

/// Each link of one line: target and parameters.
fn links(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, after)) = after.split_once('>') else { break };
        let end = end_of_parameters(after);
        found.push((target.trim(), &after[..end]));
        rest = &after[end..];
    }
    found
}

/// The comma that ends a link's parameters; commas in quotes do not.
fn end_of_parameters(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// Whether the `rel` parameter (a list of words, in any case, quoted or not) holds `word`.
fn has_relation(parameters: &str, word: &str) -> bool {
    parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("rel")
            && value.trim().trim_matches('"').split_whitespace().any(|relation| relation.eq_ignore_ascii_case(word))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    fn next(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(LINK, HeaderValue::from_str(line).unwrap());
        }
        next_link(&headers)
    }

    #[test]
    fn the_next_link_is_found_on_its_own_line_or_among_others() {
        let to = |target: &str| Some(target.to_owned());
        assert_eq!(next(&[r#"<https://a/x>; rel="self""#, r#"<https://a/x?after=1>; rel="next""#]), to("https://a/x?after=1"));
        assert_eq!(next(&[r#"<https://a/x>; rel="self", <https://a/x?after=1,2>; rel="next""#]), to("https://a/x?after=1,2"));
        assert_eq!(next(&[r#"<https://a/x?after=1>;rel=next"#]), to("https://a/x?after=1"));
        assert_eq!(next(&[r#"<https://a/1>; title="a, <b>; rel=no"; rel="prev", </2>; REL="Next last""#]), to("/2"));
        assert_eq!(next(&[r#"<https://a/x>; rel="self""#]), None);
        assert_eq!(next(&["<https://a/x; rel=next"]), None);
        assert_eq!(next(&[]), None);
        let five = [
            r#"<https://a/x>; rel="self", <https://a/0>; rel="prev""#,
            r#"<https://a/2>; rel="next", <https://a/1>; rel="first""#,
            r#"<https://a/9>; rel="last""#,
        ];
        assert_eq!(next(&five), to("https://a/2"), "five links in three lines");
    }

    proptest! {
        #[test]
        fn a_written_link_is_read_again(query in "[a-zA-Z0-9=&,;%_.-]{0,30}", before in any::<bool>()) {
            let target = format!("https://acme.okta.com/api/v1/users?{query}");
            let link = format!(r#"<{target}>; rel="next""#);
            let own = r#"<https://acme.okta.com/api/v1/users>; rel="self""#;
            let line = if before { format!("{own}, {link}") } else { format!("{link}, {own}") };
            prop_assert_eq!(next(&[&line]), Some(target));
        }

        #[test]
        fn no_line_panics(line in "[<>;,=\" relnxtv]{0,60}") {
            let _ = next(&[&line]);
        }
    }
}
