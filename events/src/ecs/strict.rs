//! Categories as Elastic's Okta integration gives them: for a handful of event types.

/// Event types with their categories and types, as package 2.12 has them.
const TABLE: &[(&[&str], &[&str], &[&str])] = &[
    (&["user.session.start"], &["authentication", "session"], &["start", "info"]),
    (&["user.session.end"], &["authentication", "session"], &["end", "info"]),
    (&["user.authentication.sso", "policy.evaluate_sign_on"], &["authentication"], &["info"]),
    (&["user.lifecycle.create"], &["iam"], &["info", "creation"]),
    (
        &["user.lifecycle.activate", "user.lifecycle.deactivate", "user.lifecycle.suspend", "user.lifecycle.unsuspend"],
        &["iam"],
        &["info", "change"],
    ),
    (&["group.user_membership.add", "group.user_membership.remove"], &["iam"], &["group", "change"]),
    (&["policy.lifecycle.create", "application.lifecycle.create"], &["configuration"], &["creation"]),
    (&["policy.lifecycle.delete", "application.lifecycle.delete"], &["configuration"], &["deletion"]),
    (
        &["policy.rule.delete", "application.lifecycle.activate", "application.lifecycle.deactivate", "application.lifecycle.update"],
        &["configuration"],
        &[],
    ),
    (
        &[
            "policy.lifecycle.activate",
            "policy.lifecycle.deactivate",
            "policy.lifecycle.update",
            "policy.rule.activate",
            "policy.rule.add",
            "policy.rule.deactivate",
            "policy.rule.update",
        ],
        &["configuration"],
        &["change"],
    ),
    (
        &["application.user_membership.add", "application.user_membership.remove", "application.user_membership.change_username"],
        &[],
        &["info", "change"],
    ),
    (
        &["system.org.rate_limit.warning", "system.org.rate_limit.violation", "core.concurrency.org.limit.violation"],
        &["network"],
        &["info"],
    ),
    (&["security.request.blocked"], &["network"], &[]),
];

/// Categories and types of an event type; none of what is not in the table.
pub(super) fn classify(event_type: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let row = TABLE.iter().find(|(names, _, _)| names.contains(&event_type));
    row.map(|(_, categories, types)| (categories.to_vec(), types.to_vec())).unwrap_or_default()
}
