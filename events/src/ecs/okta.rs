//! The whole event under `okta.*`.

use super::copy::Names;
use super::fields::Field;
use super::fields::Form::{Address, Any, Elsewhere, Embedded, Integer, List, Object, Place, Truth};

/// The event's own keys. Names are those of Elastic's integration where it has them.
pub(super) const EVENT: &[Field] = &[
    Field::text("uuid", "uuid"),
    Field::text("eventType", "event_type"),
    Field::text("displayMessage", "display_message"),
    Field::text("severity", "severity").normal(),
    Field::text("version", "version").normal(),
    Field::text("legacyEventType", "legacy_event_type").normal(),
    Field::new("actor", "actor", Object(ACTOR)),
    Field::new("client", "client", Object(CLIENT)),
    Field::new("device", "device", Object(DEVICE)),
    Field::new("authenticationContext", "authentication_context", Object(AUTHENTICATION)),
    Field::new("outcome", "outcome", Object(OUTCOME)),
    Field::new("target", "target", List(TARGET)),
    Field::new("transaction", "transaction", Object(TRANSACTION)),
    Field::new("request", "request", Object(REQUEST)),
    Field::new("securityContext", "security_context", Object(SECURITY)),
    Field::new("debugContext", "debug_context", Elsewhere),
    Field::new("published", "published", Elsewhere),
];

const ACTOR: &[Field] = &[
    Field::text("id", "id"),
    Field::text("type", "type"),
    Field::text("alternateId", "alternate_id"),
    Field::text("displayName", "display_name"),
    Field::new("detailEntry", "detail_entry", Any(Names::Snake)).normal(),
];

const CLIENT: &[Field] = &[
    Field::text("id", "id"),
    Field::text("device", "device"),
    Field::text("zone", "zone"),
    Field::new("ipAddress", "ip", Address),
    Field::new("userAgent", "user_agent", Object(USER_AGENT)),
    Field::new("geographicalContext", "geographical_context", Elsewhere),
];

const USER_AGENT: &[Field] = &[Field::text("rawUserAgent", "raw_user_agent"), Field::text("os", "os"), Field::text("browser", "browser")];

const DEVICE: &[Field] = &[
    Field::text("id", "id"),
    Field::text("name", "name"),
    Field::text("os_platform", "os_platform"),
    Field::text("os_version", "os_version"),
    Field::text("disk_encryption_type", "disk_encryption_type"),
    Field::text("screen_lock_type", "screen_lock_type"),
    Field::new("managed", "managed", Truth),
    Field::new("registered", "registered", Truth),
    Field::new("jailbreak", "jailbreak", Truth),
    Field::new("secure_hardware_present", "secure_hardware_present", Truth),
    Field::new("device_integrator", "device_integrator", Embedded),
];

const AUTHENTICATION: &[Field] = &[
    Field::text("authenticationProvider", "authentication_provider"),
    Field::new("authenticationStep", "authentication_step", Integer),
    Field::text("credentialProvider", "credential_provider"),
    Field::text("credentialType", "credential_type"),
    Field::text("externalSessionId", "external_session_id"),
    Field::text("rootSessionId", "root_session_id").normal(),
    Field::new("issuer", "issuer", Object(&[Field::text("id", "id"), Field::text("type", "type")])),
    Field::text("interface", "interface").normal(),
    Field::text("interface", "authentication_provider").strict(),
    Field::new("authenticatorContext", "authenticator_context", Any(Names::Snake)).normal(),
];

const OUTCOME: &[Field] = &[Field::text("result", "result"), Field::text("reason", "reason")];

const TARGET: &[Field] = &[
    Field::text("id", "id"),
    Field::text("type", "type"),
    Field::text("alternateId", "alternate_id"),
    Field::text("displayName", "display_name"),
    Field::new("detailEntry", "detail_entry", Any(Names::Snake)).normal(),
    Field::new("detailEntry", "detailEntry", Object(METHOD_USED)).strict(),
    Field::new("changeDetails", "change_details", Any(Names::Snake)).normal(),
    Field::new("changeDetails", "changeDetails", Any(Names::AsTheyAre)).strict(),
];

const METHOD_USED: &[Field] = &[
    Field::new("methodTypeUsed", "methodTypeUsed", Any(Names::AsTheyAre)),
    Field::new("methodUsedVerifiedProperties", "methodUsedVerifiedProperties", Any(Names::AsTheyAre)),
];

const TRANSACTION: &[Field] = &[
    Field::text("id", "id"),
    Field::text("type", "type"),
    Field::new("detail", "detail", Object(&[Field::text("requestApiTokenId", "request_api_token_id")])),
];

const REQUEST: &[Field] = &[Field::new("ipChain", "ip_chain", List(HOP))];

const HOP: &[Field] = &[
    Field::new("ip", "ip", Address),
    Field::text("version", "version"),
    Field::text("source", "source"),
    Field::new("geographicalContext", "geographical_context", Object(GEOGRAPHY)),
    Field::new("ipDetails", "ip_details", Any(Names::Snake)).normal(),
];

const GEOGRAPHY: &[Field] = &[
    Field::text("city", "city"),
    Field::text("state", "state"),
    Field::text("country", "country"),
    Field::text("postalCode", "postal_code"),
    Field::new("geolocation", "geolocation", Place),
];

const SECURITY: &[Field] = &[
    Field::new("asNumber", "as.number", Integer),
    Field::text("asOrg", "as.organization.name"),
    Field::text("domain", "domain"),
    Field::text("isp", "isp"),
    Field::new("isProxy", "is_proxy", Truth),
    Field::new("ipDetails", "ip_details", Any(Names::Snake)).normal(),
    Field::new("risk", "risk", Any(Names::Snake)).normal(),
    Field::new("userBehaviors", "user_behaviors", Any(Names::Snake)).normal(),
    Field::new("botProtection", "bot_protection", Any(Names::Snake)).normal(),
];
