//! What the description says of the API as a whole.

use serde_json::{Value, json};
use utoipa::OpenApi;

use crate::{problem::Document, words};

/// The frame, into which the operations are put.
#[derive(OpenApi)]
#[openapi(components(schemas(Document, words::EventSeverity, words::EventForm, words::FeedStart)))]
pub(super) struct Frame;

/// Title, words for those who begin, and licence.
pub(super) fn info() -> Value {
    json!({
        "title": "Oktually",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "A read-only review of Okta orgs: what is wrong, why it matters, and what to do.",
        "description": ABOUT,
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
    })
}

const ABOUT: &str = "\
Send an API key, or a token that `POST /v1/token` gives for it, as `Authorization: Bearer …`. A key has a role, and each role may do \
what the ones after it may: owner, admin, analyst, viewer; the role that an operation needs stands beside it. What is absent and what is \
another tenant's answer alike: 404.

Every refusal is a problem document (RFC 9457, `application/problem+json`). Look at its `code`, which never changes its meaning; \
its `type` leads to a page that explains it. Fields that are not known are refused, so that a typing error does not pass for a default.

Lists are `{\"data\": […], \"next_cursor\": …}`. Send `next_cursor` as `cursor`, with the same filters, for the next page; a `Link` header \
with `rel=\"next\"` holds the whole address. A list that changes while it is read skips and repeats nothing that stays.

A `POST` that makes or changes something of yours takes an `Idempotency-Key`. Within a day the same request with the same key happens once and is answered \
alike; an answer that shows a secret is not kept, and a repeat is told what was made. What people edit has an `ETag`, and edits want it as \
`If-Match`.

`RateLimit` and `RateLimit-Policy` tell what is left of the key's quota. `request-id` names the request: send one of 8 to 64 letters, \
digits, `-`, `_` or `.`, or take ours. Times are RFC 3339 in UTC. Ids say by their prefix what they name.";

/// The groups of operations, in the order in which they are shown.
pub(super) fn tags() -> Value {
    let tags = [
        ("connections", "Okta orgs: one connection each."),
        ("credentials", "What opens an org. It is sealed when it arrives, verified in the background, and never given back."),
        ("intake links", "One-time addresses where an org's administrator hands over a credential without an account here."),
        ("runs", "One look at a connection: it reads what the checks need, then runs them."),
        ("findings", "What checks saw, with a lasting identity and a history."),
        ("checks", "The catalogue, and how you have set it."),
        ("events", "The System Log: how far it is followed, and its events searched, counted, exported and fed to a SIEM."),
        ("detections", "Rules over events: those that are built in as you have set them, and your own."),
        ("keys", "API keys of your tenant."),
        ("tokens", "Short-lived tokens in place of a key."),
        ("tenant", "Your tenant, what was done in it, and the addresses that our requests come from."),
        ("operator: tenants", "For operators, on their own listener: customers."),
        ("operator: jobs", "For operators: the queue, its jobs, and the way out."),
        ("operator: keys", "For operators: the keys that seal."),
        ("operator: audit", "For operators: what was done to the service itself."),
        ("operator: tokens", "For operators: short-lived tokens."),
        ("operator: health", "For whatever watches over the process."),
    ];
    tags.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect()
}

/// How callers prove who they are.
pub(super) fn security_schemes() -> Value {
    json!({
        "key": { "type": "http", "scheme": "bearer", "bearerFormat": "oktk_… or a JWT",
            "description": "An API key of a tenant, or a token that was issued for it. Beside each operation stands the role that it needs." },
        "operator": { "type": "http", "scheme": "bearer", "bearerFormat": "okto_… or a JWT",
            "description": "An operator's key, or a token that was issued for it; on the operators' listener only." },
    })
}

/// Where tenants' operations are.
pub(super) fn servers() -> Value {
    json!([{ "url": "/", "description": "Where this document is served." }])
}

/// Where operators' operations are.
pub(super) fn operator_servers() -> Value {
    json!([{ "url": "http://localhost:8081", "description": "The operators' listener, wherever it was put." }])
}
