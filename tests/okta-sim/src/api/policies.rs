//! Policies of one type, their rules, and the applications mapped to them.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::{draw, uuid};
use crate::org::World;
use crate::org::policies::{Absent, Policy, PolicyType, Rule};
use crate::paging::links;
use crate::permissions::Need;
use crate::settings::Oddity;

fn body(call: &Call, policy: &Policy, with_rules: bool) -> Value {
    let world = &*call.world;
    let id = policy.id(&world.ids);
    let base = format!("{}/api/v1/policies/{id}", world.base());
    let change = if policy.system { json!(["GET", "PUT"]) } else { json!(["GET", "PUT", "DELETE"]) };
    let mut links = json!({
        "self": {"href": base, "hints": {"allow": change}},
        "rules": {"href": format!("{base}/rules"), "hints": {"allow": ["GET", "POST"]}},
    });
    if policy.has_mappings() {
        links["mappings"] = json!({"href": format!("{base}/mappings"), "hints": {"allow": ["GET", "POST"]}});
    }
    if !policy.system {
        links["deactivate"] = json!({"href": format!("{base}/lifecycle/deactivate"), "hints": {"allow": ["POST"]}});
    }
    let mut body = json!({
        "id": id, "status": "ACTIVE", "name": policy.name, "priority": policy.priority, "system": policy.system, "conditions": policy.conditions,
        "created": policy.created, "lastUpdated": policy.created, "_links": links, "type": policy.kind.name(),
    });
    if let Some(description) = policy.description {
        body["description"] = json!(description);
    }
    if let Some(settings) = &policy.settings {
        body["settings"] = settings.clone();
    }
    let mut embedded = json!({});
    if policy.kind == PolicyType::Access && call.oddities.contains(&Oddity::WireForms) {
        embedded["resourceType"] = json!("APP");
    }
    if with_rules {
        embedded["rules"] = policy.rules.iter().map(|rule| rule_body(world, policy, rule)).collect();
    }
    if embedded.as_object().is_some_and(|map| !map.is_empty()) {
        body["_embedded"] = embedded;
    }
    body
}

fn rule_body(world: &World, policy: &Policy, rule: &Rule) -> Value {
    let id = policy.rule_id(rule, &world.ids);
    let base = format!("{}/api/v1/policies/{}/rules/{id}", world.base(), policy.id(&world.ids));
    let mut links = json!({"self": {"href": base, "hints": {"allow": if rule.system { json!(["GET", "PUT"]) } else { json!(["GET", "PUT", "DELETE"]) }}}});
    if !rule.system {
        links["deactivate"] = json!({"href": format!("{base}/lifecycle/deactivate"), "hints": {"allow": ["POST"]}});
    }
    // Rules that came with the org were made by nobody at no time.
    let created = if rule.system { Value::Null } else { json!(policy.created) };
    json!({
        "id": id, "status": "ACTIVE", "name": rule.name, "priority": rule.priority, "created": created, "lastUpdated": created, "system": rule.system,
        "conditions": rule.conditions, "actions": rule.actions, "_links": links, "type": policy.kind.rule_name(),
    })
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let kind = asked(call)?;
    let with_rules = call.expands("rules");
    let policies = call.world.policies.iter().filter(|policy| policy.kind == kind);
    let list: Vec<Value> = policies.map(|policy| body(call, policy, with_rules)).collect();
    match (call.oddities.contains(&Oddity::EmptyNext), call.parameter("after")) {
        (true, None) => Ok(Answer::of(&list).linked(links(call, Some("end".to_owned()), None))),
        (true, Some(_)) => Ok(Answer::of(&[(); 0]).linked(links(call, None, None))),
        (false, _) => Ok(Answer::of(&list).linked(links(call, None, None))),
    }
}

/// The type of policies that a list is asked for.
fn asked(call: &Call) -> Result<PolicyType, Refusal> {
    let name = call.parameter("type").ok_or_else(|| Refusal::invalid("type", "type: The field cannot be left blank"))?;
    PolicyType::parse(name, call.world.engine, call.world.threat_protection).map_err(|absent| match absent {
        Absent::Unknown => Refusal::invalid_policy_type(),
        Absent::NotLicensed => Refusal::feature_off(),
    })
}

/// What a call asks of its caller, once the type of policy is known that it is about.
pub(crate) fn need(call: &Call) -> Result<Need, Refusal> {
    Ok(match call.route.need {
        Need::PolicyAsked => Need::Policy(asked(call)?),
        Need::PolicyNamed => Need::Policy(named(call)?.kind),
        need => need,
    })
}

fn named(call: &Call) -> Result<&Policy, Refusal> {
    let id = &call.names[0];
    call.world.policy(id).ok_or_else(|| Refusal::not_found(id, "Policy"))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of(&body(call, named(call)?, call.expands("rules"))))
}

pub(crate) fn rules(call: &Call) -> Result<Answer, Refusal> {
    let policy = named(call)?;
    let list: Vec<Value> = policy.rules.iter().map(|rule| rule_body(&call.world, policy, rule)).collect();
    Ok(Answer::of(&list))
}

/// One rule of a policy.
pub(crate) fn one_rule(call: &Call) -> Result<Answer, Refusal> {
    let (policy, id) = (named(call)?, &call.names[1]);
    let rule = policy.rules.iter().find(|rule| policy.rule_id(rule, &call.world.ids).as_str() == id);
    rule.map(|rule| Answer::of(&rule_body(&call.world, policy, rule))).ok_or_else(|| Refusal::not_found(id, "PolicyRule"))
}

/// Applications are named by their address alone, those that the application list hides among them.
pub(crate) fn mappings(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let policy = named(call)?;
    let Some(access) = policy.access_number() else { return Ok(Answer::of(&[(); 0])) };
    let base = world.base();
    let own = format!("{base}/api/v1/policies/{}", policy.id(&world.ids));
    let list: Vec<Value> = world
        .apps
        .from(None, true)
        .filter(|app| world.apps.policy(*app) == access)
        .map(|app| {
            let id = uuid(draw(world.seed, 51, app), draw(world.seed, 52, app));
            json!({"id": id, "_links": {
                "application": {"href": format!("{base}/api/v1/apps/{}", world.apps.app(app).id), "hints": {"allow": ["GET", "PUT", "DELETE"]}},
                "self": {"href": format!("{own}/mappings/{id}"), "hints": {"allow": ["GET", "PUT", "DELETE"]}},
                "policy": {"href": own, "hints": {"allow": ["GET", "PUT", "DELETE"]}},
            }})
        })
        .collect();
    Ok(Answer::of(&list))
}
