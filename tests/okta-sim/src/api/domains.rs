//! Domains, mail domains and mail servers.

use std::ops::Range;

use serde_json::{Value, json};

use super::link::allowing;
use super::many::{named, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;

fn own(world: &World) -> Range<u64> {
    0..(1 + world.size() / 500).min(12)
}

/// The org's own host, which is in the list under the id `default`.
fn default(world: &World) -> Value {
    json!({
        "id": "default", "domain": format!("{}.{}", world.name, world.suffix), "certificateSourceType": "OKTA_MANAGED", "validationStatus": "COMPLETED",
        "brandId": world.ids.id(Kind::Brand, 0), "_links": {"self": allowing(world, "/api/v1/domains/default", &["GET"])},
    })
}

fn body(world: &World, number: u64) -> Value {
    let id = world.ids.id(Kind::Domain, number);
    let name = if number == 0 { format!("login.{}", world.users.domain) } else { format!("login{number}.{}", world.users.domain) };
    let verified = number % 4 != 3;
    let mut domain = json!({
        "id": id, "domain": name, "certificateSourceType": if number.is_multiple_of(2) { "OKTA_MANAGED" } else { "MANUAL" },
        "validationStatus": if verified { "COMPLETED" } else { "IN_PROGRESS" }, "brandId": world.ids.id(Kind::Brand, 0),
        // The type of a record comes in small letters.
        "dnsRecords": [
            {"fqdn": format!("_acme-challenge.{name}"), "values": [format!("{name}.verification.example.net")], "recordType": "TXT", "expiration": null},
            {"fqdn": name, "values": [format!("{}.customdomains.{}", world.name, world.suffix)], "recordType": "CNAME", "expiration": null},
        ],
        "_links": {"self": allowing(world, format_args!("/api/v1/domains/{id}"), &["GET", "PUT", "DELETE"])},
    });
    if verified {
        domain["publicCertificate"] = json!({"subject": format!("CN={name}"), "fingerprint": format!("{:064x}", number + 1), "expiration": world.now.days_ahead(60).to_string()});
    }
    domain
}

/// The domains of a brand: the default one has them all.
pub(super) fn of_brand(world: &World, brand: u64) -> impl Iterator<Item = Value> {
    let numbers = if brand == 0 { own(world) } else { 0..0 };
    numbers.map(|number| body(world, number))
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let list: Vec<Value> = std::iter::once(default(world)).chain(own(world).map(|number| body(world, number))).collect();
    Ok(Answer::of(&json!({"domains": list})))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    if call.names[0] == "default" {
        return Ok(Answer::of(&default(world)));
    }
    Ok(Answer::of(&body(world, named(call, 0, Kind::Domain, &own(world), "Domain")?)))
}

pub(crate) fn mail_domains(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    whole(0..2, |number| {
        let id = world.ids.id(Kind::EmailDomain, number);
        let name = if number == 0 { world.users.domain.clone() } else { format!("mail.{}", world.users.domain) };
        json!({
            "id": id, "validationStatus": if number == 0 { "VERIFIED" } else { "NOT_STARTED" }, "displayName": "Service desk", "userName": "noreply",
            "domain": name, "validationSubdomain": "mail",
            "dnsValidationRecords": [{"recordType": "TXT", "fqdn": format!("_oktaverification.{name}"), "verificationValue": world.ids.id(Kind::Link, number)}],
        })
    })
}

pub(crate) fn mail_servers(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let id = world.ids.id(Kind::EmailServer, 0);
    Ok(Answer::of(&json!({"email-servers": [{
        "id": id, "alias": "Main", "enabled": true, "authType": "BASIC_SMTP_AUTH", "host": format!("smtp.{}", world.users.domain), "port": 587, "username": "okta",
        "password": world.canary("email_server.password", id),
    }]})))
}
