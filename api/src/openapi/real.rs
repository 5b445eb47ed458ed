//! What a single field's example cannot know: which values go together.

use serde_json::{Value, json};

/// For a schema by name, the members of its example that differ from those of its fields.
pub(super) fn real() -> Value {
    json!({
        "Connection": { "state": "active", "engine": "identity", "trouble": null, "trouble_since": null },
        "Tags": { "people": [], "token_owners": [], "service_words": ["svc", "bot"] },
        "Credential": { "state": "accepted", "problem": null, "problem_detail": null },
        "ReportedStep": { "verdict": "missing", "required": false },
        "IntakeLink": { "spent_at": null, "revoked_at": null },
        "Run": {
            "trigger": "asked", "state": "succeeded", "waiting_until": null, "cancel_asked_at": null, "problem": null, "problem_detail": null,
        },
        "Step": { "state": "read", "done": 5000, "requests": 25, "endpoint": null, "reason": null, "detail": null },
        "Finding": { "severity": "high", "disposition": null, "not_seen_since": null, "resolved_at": null },
        "Subject": { "kind": "api_token" },
        "Said": { "disposition": "accepted" },
        "FindingEvent": { "what": "muted", "run": null },
        "CatalogueEntry": { "severity": "high" },
        "ApiKey": { "role": "viewer", "revoked_at": null },
        "NewKey": { "role": "viewer" },
        "Job": { "state": "done", "error": null },
        "WorkerLook": { "detail": null },
    })
}
