//! How many objects of each kind a run read.

use std::collections::BTreeMap;

use serde_json::Value;

/// Steps that read a list of objects, and the kind of these. The other steps ask object by object, and tell how many they asked.
const LISTS: [(&str, &str); 12] = [
    ("org", "org"),
    ("users", "user"),
    ("users_deactivated", "user"),
    ("groups", "group"),
    ("api_tokens", "api_token"),
    ("principal_rate_limits", "principal_rate_limit"),
    ("role_holders", "role_holder"),
    ("roles", "role"),
    ("resource_sets", "resource_set"),
    ("applications", "application"),
    ("authenticators", "authenticator"),
    ("zones", "zone"),
];

/// As the run itself tells it; of one that does not, what its lists tell.
pub(crate) fn resources(run: &Value) -> BTreeMap<String, i64> {
    if let Some(told) = run["resources"].as_object() {
        return told.iter().filter_map(|(kind, count)| Some((kind.clone(), count.as_i64()?))).collect();
    }
    let mut counts = BTreeMap::new();
    // What could not be read is not none of it.
    for step in run["steps"].as_array().into_iter().flatten().filter(|step| step["state"] == "read") {
        let (Some(name), Some(done)) = (step["step"].as_str(), step["done"].as_i64()) else { continue };
        let listed = LISTS.iter().find(|(list, _)| *list == name).map(|(_, kind)| *kind);
        if let Some(kind) = listed.or(name.starts_with("policies:").then_some("policy")) {
            *counts.entry(kind.to_owned()).or_default() += done;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_of_one_kind_are_added_up_and_what_is_asked_object_by_object_is_left_out() {
        let step = |name: &str, done: i64| json!({ "step": name, "state": "read", "done": done });
        let lists = [step("users", 7), step("users_deactivated", 2), step("policies:PASSWORD", 1), step("policies:MFA_ENROLL", 3)];
        let hidden = json!({ "step": "api_tokens", "state": "not_visible", "done": 0 });
        let steps = [&lists[..], &[step("user_roles", 5), hidden]].concat();
        let run = json!({ "steps": steps });
        assert_eq!(resources(&run), BTreeMap::from([("policy".to_owned(), 4), ("user".to_owned(), 9)]));
        let told = json!({ "steps": steps, "resources": { "user": 9, "user_role": 12 } });
        assert_eq!(resources(&told), BTreeMap::from([("user".to_owned(), 9), ("user_role".to_owned(), 12)]));
    }
}
