//! What rules are told of an org, from what a run saw of it.

use oktually_events::{Known, Token};

use crate::snapshot::{OwnIdentity, Snapshot};

/// What a snapshot says that rules over events ask for.
pub fn known(snapshot: &Snapshot) -> Known {
    let holders = snapshot.holders();
    let administrators = holders
        .users()
        .map(|user| (user.to_owned(), holders.of(user).into_iter().map(|held| String::from(held.role.clone())).collect::<Vec<_>>()))
        .filter(|(_, roles)| !roles.is_empty())
        .collect();
    let consoles = || snapshot.apps.iter().filter(|app| app.key == CONSOLE);
    let rules =
        snapshot.policies.iter().flat_map(|policy| policy.rules.iter().flatten().map(|rule| &rule.conditions).chain([&policy.conditions]));
    let networks = rules
        .filter_map(|conditions| conditions.network.as_ref())
        .chain(snapshot.api_tokens.iter().filter_map(|token| token.network.as_ref()));
    Known {
        administrators,
        tokens: snapshot
            .api_tokens
            .iter()
            .map(|token| (token.id.clone(), Token { name: token.name.clone(), owner: token.owner.clone() }))
            .collect(),
        console_policies: consoles().filter_map(|app| app.access_policy.clone()).collect(),
        sensitive_apps: consoles().map(|app| app.id.clone()).collect(),
        zones_in_use: networks.flat_map(|network| network.include.iter().chain(&network.exclude)).cloned().collect(),
        own_client: match &snapshot.own {
            Some(OwnIdentity::Client { id, .. }) => Some(id.clone()),
            _ => None,
        },
    }
}

/// The Admin Console's key in Okta's catalogue of applications.
const CONSOLE: &str = "saasure";
