//! Network zones.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::org::World;
use crate::org::zones::{Area, Zone};
use crate::paging::links;

fn body(world: &World, zone: &Zone) -> Value {
    let id = world.ids.id(Kind::Zone, zone.number);
    let base = format!("{}/api/v1/zones/{id}", world.base());
    let turn = if zone.active { "deactivate" } else { "activate" };
    let mut body = json!({
        "type": if matches!(zone.area, Area::Addresses(_)) { "IP" } else { "DYNAMIC_V2" },
        "id": id, "name": zone.name, "status": if zone.active { "ACTIVE" } else { "INACTIVE" },
        "usage": if zone.blocklist { "BLOCKLIST" } else { "POLICY" },
        "created": zone.created, "lastUpdated": zone.created, "system": zone.system,
        "_links": {
            "self": {"href": base, "hints": {"allow": ["GET", "PUT", "DELETE"]}},
            turn: {"href": format!("{base}/lifecycle/{turn}"), "hints": {"allow": ["POST"]}},
        },
    });
    match &zone.area {
        Area::Addresses(nets) => {
            body["gateways"] = nets
                .as_ref()
                .map_or(Value::Null, |nets| nets.iter().map(|net| json!({"type": "CIDR", "value": net.to_string()})).collect());
            body["proxies"] = Value::Null;
        }
        Area::Services(include) => {
            body["locations"] = json!({"include": [], "exclude": []});
            body["asns"] = json!({"include": [], "exclude": []});
            body["ipServiceCategories"] = json!({"include": include, "exclude": []});
        }
    }
    body
}

pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let world = &call.world;
    let wanted: Box<dyn Fn(&Zone) -> bool> = match call.parameter("filter") {
        None => Box::new(|_| true),
        Some(r#"usage eq "BLOCKLIST""#) => Box::new(|zone| zone.blocklist),
        Some(r#"usage eq "POLICY""#) => Box::new(|zone| !zone.blocklist),
        Some("system eq true") => Box::new(|zone| zone.system),
        Some(other) => return Err(Refusal::invalid_search(format!("Unsupported criteria: {other}"))),
    };
    let limit = call.size()?;
    let zones = world.zones.iter().filter(|zone| wanted(zone));
    let page = super::iam::page(call, limit, zones, |zone| world.ids.id(Kind::Zone, zone.number).to_string())?;
    let list: Vec<Value> = page.items.iter().map(|zone| body(world, zone)).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

pub(crate) fn one(call: &Call) -> Result<Answer, Refusal> {
    let id = &call.names[0];
    let world = &call.world;
    let zone = world.zones.iter().find(|zone| world.ids.id(Kind::Zone, zone.number).as_str() == id);
    zone.map(|zone| Answer::of(&body(world, zone))).ok_or_else(|| Refusal::not_found(id, "NetworkZone"))
}
