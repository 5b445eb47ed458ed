//! Impersonation across tenants: a foreign identity provider that may say who somebody is.

use super::super::parts::{Thing, named};
use super::super::places::{BROWSERS, Origin};
use super::super::titles;
use super::catalogue::Attack;
use crate::org::global_policies::{PLANTED_RULE, ROUTING};
use crate::org::policies::PolicyType;
use crate::org::{apps, idps};

pub(super) static CROSS_TENANT: Attack = Attack {
    id: "cross-tenant-impersonation",
    what: "a super administrator, on a new device and through a proxy, makes an identity provider and routes sign-ins to it; minutes later another user signs in through it",
    detections: &[100, 101, 102, 52, 69],
    also: &[53, 54, 55, 56, 57, 67, 68, 89, 108, 120, 125],
    tell: |script| {
        let (admin, session) = (script.super_admin(0), script.session(0));
        let from = script.attacker(0).by(&BROWSERS[1]).through_proxy();
        script.sign_in(admin, &from, session);
        script.wait(45);
        script.console(admin, &from, session);
        script.wait(130);
        let world = script.world;
        let idp = idps::planted_id(world);
        let name = format!("Partner {}", idps::planted(world) - idps::IDPS);
        let provider = named("IdentityProvider", idp, &name);
        script.act(&titles::IDP_CREATE, admin, &from, session, |event| {
            event.uri = "/api/v1/idps".into();
            event.targets.push(provider.clone().with(r#"{"type":"SAML2"}"#));
        });
        script.wait(150);
        let routing = world.policies.iter().find(|policy| policy.number == ROUTING && policy.kind == PolicyType::Routing);
        if let Some((policy, rule)) =
            routing.and_then(|policy| Some((policy, policy.rules.iter().find(|rule| rule.number == PLANTED_RULE)?)))
        {
            let actions = rule.actions.to_string();
            let rule_thing = Thing::new("PolicyRule", policy.rule_id(rule, &world.ids), policy.id(&world.ids).to_string(), rule.name);
            let policy_thing = named("PolicyEntity", policy.id(&world.ids), &policy.name).with(r#"{"policyType":"IdpDiscovery"}"#);
            script.act(&titles::RULE_ADD, admin, &from, session, |event| {
                event.uri = "/api/v1/policies/rules".into();
                event.targets.extend([policy_thing, rule_thing.changed("null", &actions)]);
            });
        }
        script.wait(420);
        let (victim, inside) = (script.super_admin(1), script.session(1));
        let from = Origin { device_token: script.attacker(1).device_token, ..from };
        script.act(&titles::VIA_IDP, victim, &from, inside, |event| {
            event.proof = format!(
                r#""authenticationProvider":"FEDERATION","credentialProvider":null,"credentialType":"ASSERTION","issuer":{{"id":"{idp}","type":"IDENTITY_PROVIDER"}},"interface":null"#
            )
            .into();
            event.uri = "/sso/saml2".into();
            event.targets.extend([event.actor.clone(), provider.clone()]);
        });
        script.act(&titles::SESSION_START, victim, &from, inside, |_| {});
        let dashboard = world.apps.app(apps::DASHBOARD);
        script.sso(victim, &from, inside, &dashboard);
    },
};
