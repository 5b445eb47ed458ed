//! Entries that follow from the seed: an ordinary day of an org.

use super::body::{Named, Parts, Title, entry, target};
use super::filter::{Filter, Known};
use super::kinds::{About, EntryKind, of};
use crate::id::{Kind, draw};
use crate::org::{World, apps, groups};
use crate::text::Text;

/// Whether a filter cannot choose entry `number`, told without writing it.
pub(super) fn ruled_out(world: &World, number: u64, filter: &Filter) -> bool {
    let kind = of(draw(world.seed, 311, number));
    let actor = world.user_id(draw(world.seed, 312, number) % world.users.joined_from);
    filter.rules_out(&|field| match field {
        "eventType" => Known::Is(kind.name),
        "actor.id" => Known::Is(actor.as_str()),
        "transaction.detail.requestApiTokenId" => Known::Absent,
        _ => Known::Unknown,
    })
}

/// Writes entry `number`.
pub(super) fn drawn(text: &mut Text, world: &World, number: u64, published: i64) {
    let kind = of(draw(world.seed, 311, number));
    let other = draw(world.seed, 312, number);
    let user = Named::of(world, other % world.users.joined_from);
    let (address, place) = ((other >> 8 & 0xff).to_string(), PLACES[(other >> 16 & 3) as usize]);
    let parts = Parts {
        actor: &|text| user.actor(text),
        client: &|text| text.extend(&[CLIENT, &address, r#"","geographicalContext":"#, place, "}"]),
        outcome: outcome(kind, other),
        target: &|text| targets(text, world, kind, other, &user),
        detail: "{}",
        chain: &|text| {
            let end = r#","version":"V4","source":null}]"#;
            text.extend(&[r#"[{"ip":"198.51.100."#, &address, r#"","geographicalContext":"#, place, end]);
        },
    };
    let title = Title { name: kind.name, message: kind.message, severity: kind.severity };
    entry(text, world, number, published, title, &parts);
}

/// Up to the last part of the address. The zone is the text null, not null itself.
const CLIENT: &str = concat!(
    r#"{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "#,
    r#"Chrome/127.0.0.0 Safari/537.36","os":"Mac OS X","browser":"CHROME"},"zone":"null","device":"Computer","id":null,"#,
    r#""ipAddress":"198.51.100."#
);

const PLACES: [&str; 4] = [
    r#"{"city":"Lisbon","state":null,"country":"Portugal","postalCode":null,"geolocation":{"lat":38.7167,"lon":-9.1333}}"#,
    r#"{"city":"Oslo","state":null,"country":"Norway","postalCode":null,"geolocation":{"lat":59.9127,"lon":10.7461}}"#,
    r#"{"city":"Toronto","state":null,"country":"Canada","postalCode":null,"geolocation":{"lat":43.7001,"lon":-79.4163}}"#,
    r#"{"city":"Osaka","state":null,"country":"Japan","postalCode":null,"geolocation":{"lat":34.6937,"lon":135.5022}}"#,
];

fn outcome(kind: &EntryKind, other: u64) -> &'static str {
    match (kind.severity, other % 40) {
        ("WARN", _) => r#"{"result":"DENY","reason":"Locked"}"#,
        (_, 0) => r#"{"result":"FAILURE","reason":"INVALID_CREDENTIALS"}"#,
        (_, 1) if kind.about == About::Policy => r#"{"result":"CHALLENGE","reason":"Sign-on policy evaluation resulted in CHALLENGE"}"#,
        _ => r#"{"result":"SUCCESS","reason":null}"#,
    }
}

fn targets(text: &mut Text, world: &World, kind: &EntryKind, other: u64, user: &Named) {
    if kind.about == About::Nobody {
        return text.push("null");
    }
    text.push("[");
    match kind.about {
        About::Nobody => {}
        About::User => user.target(text, "null"),
        About::App => {
            let app = world.apps.app(apps::FIRST + (other >> 20) % (world.apps.total - apps::FIRST));
            let detail = r#"{"signOnModeType":"SAML_2_0","signOnModeEvaluationResult":"AUTHENTICATED"}"#;
            target(text, app.id.as_str(), "AppInstance", &app.label, &app.label, detail);
            text.push(",");
            user.target(text, "null");
        }
        About::Membership => {
            let group = world.groups.group(groups::FIRST + (other >> 20) % (world.groups.ordinary - groups::FIRST));
            user.target(text, "null");
            text.push(",");
            target(text, group.id.as_str(), "UserGroup", "unknown", &group.name, "null");
        }
        About::Policy => {
            let policy = &world.policies[0];
            let detail = r#"{"policyType":"OktaSignOn"}"#;
            target(text, policy.id(&world.ids).as_str(), "PolicyEntity", "unknown", &policy.name, detail);
        }
        About::Token => {
            let token = &world.tokens[(other >> 20) as usize % world.tokens.len()];
            target(text, world.ids.id(Kind::Token, token.number).as_str(), "Token", "unknown", &token.name, "null");
        }
    }
    text.push("]");
}
