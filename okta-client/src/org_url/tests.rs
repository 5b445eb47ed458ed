use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<OrgUrl, OrgUrlError> {
    text.parse()
}

#[test]
fn what_people_paste_becomes_one_form() {
    for text in [
        "https://acme.okta.com",
        "acme.okta.com",
        " https://acme.okta.com/ ",
        "HTTPS://ACME.Okta.COM",
        "acme.okta.com.",
        "https://acme.okta.com./",
        "https://acme.okta.com:443/",
        "\r\nacme.okta.com\n",
        "\u{feff}acme.okta.com\u{200b}",
    ] {
        assert_eq!(parse(text).unwrap().to_string(), "https://acme.okta.com", "{text:?}");
    }
    for host in ["dev-123456.okta.com", "acme.oktapreview.com", "a.okta-emea.com", "a1.okta-gov.com", "a.okta.mil", "trial-1.okta.com"] {
        let org = parse(host).unwrap();
        assert_eq!((org.host(), org.base().as_str()), (host, format!("https://{host}/").as_str()));
    }
}

#[test]
fn what_is_no_org_is_refused_with_its_own_reason() {
    use OrgUrlError::*;
    let instead = |text: &str| text.to_owned();
    for (text, why) in [
        ("", Empty),
        (" \u{200b}", Empty),
        ("https://", NotAnAddress),
        ("acme.okta.com..", NotAnAddress),
        ("acme okta com", NotAnAddress),
        ("acme%2eokta.com", NotAnAddress),
        ("https:acme.okta.com", NotAnAddress),
        ("https://acme.ok\nta.com", NotAnAddress),
        ("https://{yourOktaDomain}", Placeholder),
        ("https://${yourOktaDomain}", Placeholder),
        ("<org>.okta.com", Placeholder),
        ("yourOrg.okta.com", Placeholder),
        ("https://yourOktaDomain", Placeholder),
        ("http://acme.okta.com", NotHttps { use_instead: instead("https://acme.okta.com") }),
        ("ftp://acme.okta.com", NotHttps { use_instead: instead("https://acme.okta.com") }),
        ("https://user@acme.okta.com", HasUser),
        ("https://acme.okta.com@evil.example", HasUser),
        ("https://acme.okta.com:8443", HasPort { use_instead: instead("https://acme.okta.com") }),
        ("https://acme.okta.com/app/UserHome", HasPath { use_instead: instead("https://acme.okta.com") }),
        ("https://acme.okta.com?x=1", HasPath { use_instead: instead("https://acme.okta.com") }),
        ("https://acme.okta.com#x", HasPath { use_instead: instead("https://acme.okta.com") }),
        ("https://acme.okta.com//", HasPath { use_instead: instead("https://acme.okta.com") }),
        ("127.0.0.1", IpAddress),
        ("https://0x7f.1", IpAddress),
        ("https://2130706433", IpAddress),
        ("https://[::1]", IpAddress),
        ("localhost", InternalName),
        ("acme", InternalName),
        ("okta.acme.local", InternalName),
        ("metadata.google.internal", InternalName),
        ("okta.com", MissingOrg { domain: "okta.com" }),
        ("https://.okta.com", MissingOrg { domain: "okta.com" }),
        ("evilokta.com", OtherDomain),
        ("okta.com.evil.example", OtherDomain),
        ("login.acme.example", OtherDomain),
        ("acme.trexcloud.com", OtherDomain),
        ("acme.okta1.com", OtherDomain),
        ("https://acme-admin.okta.com/admin/dashboard", AdminConsole { use_instead: instead("https://acme.okta.com") }),
        ("login.okta.com", Reserved { host: instead("login.okta.com") }),
        ("https://www.okta.com/login", Reserved { host: instead("www.okta.com") }),
        ("acme.pam.okta.com", TooManyLabels { use_instead: instead("https://acme.okta.com") }),
        ("www.acme.okta.com", TooManyLabels { use_instead: instead("https://acme.okta.com") }),
        ("ac_me.okta.com", BadName),
        ("-acme.okta.com", BadName),
        ("xn--80ak6aa92e.okta.com", BadName),
        ("äcme.okta.com", BadName),
    ] {
        assert_eq!(parse(text), Err(why), "{text:?}");
    }
}

#[test]
fn a_message_says_what_to_use_instead() {
    assert_eq!(
        parse("https://acme-admin.okta.com").unwrap_err().to_string(),
        "this is the admin console's address; use https://acme.okta.com"
    );
}

#[test]
fn a_stored_address_is_checked_again_when_read() {
    let org: OrgUrl = serde_json::from_str(r#""https://acme.okta.com""#).unwrap();
    assert_eq!(serde_json::to_string(&org).unwrap(), r#""https://acme.okta.com""#);
    assert!(serde_json::from_str::<OrgUrl>(r#""https://evil.example""#).is_err());
}

proptest! {
    #[test]
    fn whatever_parses_is_an_https_org_and_parses_again(text in "(https?://)?[a-zA-Z0-9.@:/%_-]{0,20}(\\.okta\\.com|okta\\.mil)?[./:0-9]{0,4}") {
        if let Ok(org) = parse(&text) {
            prop_assert_eq!(org.base().scheme(), "https");
            prop_assert_eq!(org.base().port(), None);
            prop_assert_eq!(org.base().path(), "/");
            prop_assert!(DOMAINS.iter().any(|domain| below(org.host(), domain).is_some_and(|org| !org.is_empty() && !org.contains('.'))));
            prop_assert_eq!(parse(&org.to_string()), Ok(org));
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let _ = parse(&text);
    }
}
