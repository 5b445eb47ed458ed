//! Entries as they should not be, for those who must bear them.

use serde_json::{Value, json};

use super::written::HUGE;

/// Something wrong with one entry.
pub struct Malformation {
    /// The name, such as `null-fields`.
    pub id: &'static str,
    /// What is wrong.
    pub what: &'static str,
    /// How many bytes a value has that is too large.
    pub(super) huge: usize,
    /// Changes a sound entry; gets the time in milliseconds since 1970.
    pub(super) spoil: fn(&mut Value, i64),
}

const fn wrong(id: &'static str, what: &'static str, spoil: fn(&mut Value, i64)) -> Malformation {
    Malformation { id, what, huge: 0, spoil }
}

static LIST: [Malformation; 26] = [
    wrong("empty-object", "the entry has no member at all", |entry, _| *entry = json!({})),
    wrong("element-null", "null stands in the place of an entry", |entry, _| *entry = Value::Null),
    wrong("element-text", "a text stands in the place of an entry", |entry, _| *entry = json!("no event")),
    wrong("only-uuid", "the entry has nothing but its id", |entry, _| *entry = json!({"uuid": entry["uuid"]})),
    wrong("no-uuid", "the id is missing", |entry, _| {
        entry.as_object_mut().and_then(|members| members.remove("uuid"));
    }),
    wrong("null-uuid", "the id is null", |entry, _| entry["uuid"] = Value::Null),
    wrong("number-uuid", "the id is a number", |entry, _| entry["uuid"] = json!(17)),
    wrong("null-fields", "everything but id, type and time is null", |entry, _| {
        let kept = ["uuid", "published", "eventType"];
        entry
            .as_object_mut()
            .into_iter()
            .flatten()
            .filter(|(key, _)| !kept.contains(&key.as_str()))
            .for_each(|(_, value)| *value = Value::Null);
    }),
    wrong("wrong-types", "objects are texts, lists are objects, texts are numbers", |entry, _| {
        for (key, value) in [
            ("actor", json!("somebody")),
            ("client", json!([1, 2])),
            ("outcome", json!(1)),
            ("target", json!({"id": "x"})),
            ("severity", json!({"level": 3})),
            ("debugContext", json!(false)),
            ("request", json!({"ipChain": "198.18.0.1"})),
            ("securityContext", json!({"asNumber": "AS64496", "isProxy": "false"})),
            ("transaction", json!([])),
            ("eventType", json!(7)),
        ] {
            entry[key] = value;
        }
    }),
    wrong("null-target", "there are no targets", |entry, _| entry["target"] = Value::Null),
    wrong("odd-targets", "among the targets are null, a text, a list and an object without members", |entry, _| {
        entry["target"] = json!([null, "text", [], {}, {"id": 5, "type": null, "detailEntry": "none"}]);
    }),
    wrong("many-targets", "there are twenty thousand targets", |entry, _| {
        entry["target"] = (0..20_000).map(|place| json!({"id": format!("00g{place:017}"), "type": "UserGroup"})).collect();
    }),
    wrong("bad-addresses", "addresses are none", |entry, _| {
        entry["client"]["ipAddress"] = json!("999.1.2.3, unknown");
        entry["request"]["ipChain"] = json!([{"ip": ""}, {"ip": null}, {"ip": "fe80::1%eth0", "version": "V6"}, {}]);
    }),
    wrong("no-json", "texts that should be JSON are none", |entry, _| {
        for (key, value) in [
            ("logOnlySecurityData", r#"{"risk":{"level":"HI"#),
            ("behaviors", "{New Device=POSITIVE, New"),
            ("risk", "level"),
            ("tunnels", "[{]"),
            ("threatDetections", "null"),
        ] {
            entry["debugContext"]["debugData"][key] = json!(value);
        }
    }),
    wrong("objects-for-texts", "texts that hold JSON are objects already", |entry, _| {
        entry["debugContext"]["debugData"]["logOnlySecurityData"] =
            json!({"risk": {"level": "HIGH"}, "behaviors": {"New Device": "POSITIVE"}});
        entry["debugContext"]["debugData"]["behaviors"] = json!({"New IP": true});
        entry["debugContext"]["debugData"]["risk"] = json!(["HIGH"]);
    }),
    wrong("unknown-keys", "there are members that nobody has heard of, at all depths", |entry, _| {
        entry["novelty"] = json!({"a": [1, {"b": null}]});
        entry["actor"]["mood"] = json!("fine");
        entry["debugContext"]["more"] = json!({"x": 1.5e300});
        entry["client"]["userAgent"]["brand.version"] = json!("dots. and blanks ");
    }),
    wrong("unknown-words", "severity, result and type of actor are words that nobody has heard of", |entry, _| {
        entry["severity"] = json!("FATAL");
        entry["outcome"] = json!({"result": "PERHAPS", "reason": ""});
        entry["actor"]["type"] = json!("Robot");
        entry["eventType"] = json!("");
    }),
    wrong(
        "control-characters",
        "texts hold NUL, other control characters, marks that turn the direction, and what is no character",
        |entry, _| {
            entry["displayMessage"] = json!("a\u{0}b\u{7}c\u{202e}d\u{feff}\u{fffd}");
            entry["actor"]["displayName"] = json!("\u{0}");
            entry["outcome"]["reason"] = json!("<script>alert(1)</script>'; drop table events; --");
        },
    ),
    wrong("deep", "debug data is a hundred lists deep", |entry, _| {
        entry["debugContext"]["debugData"]["deep"] = (0..100).fold(json!(1), |inner, _| json!([inner]));
    }),
    wrong("future-clock", "it is published three hours ahead of its time", |entry, now| {
        entry["published"] = time(now + 3 * 3_600_000);
    }),
    wrong("old-clock", "it was published a hundred days ago, and is stored now", |entry, now| {
        entry["published"] = time(now - 100 * 86_400_000);
    }),
    wrong("bad-time", "the time is no time", |entry, _| entry["published"] = json!("yesterday")),
    wrong("null-time", "the time is null", |entry, _| entry["published"] = Value::Null),
    wrong("long-type", "the type has ten thousand letters", |entry, _| entry["eventType"] = json!("user.".repeat(2_000))),
    Malformation {
        id: "large",
        what: "one value has a megabyte",
        huge: 1 << 20,
        spoil: |entry, _| entry["debugContext"]["debugData"]["large"] = json!(HUGE),
    },
    Malformation {
        id: "enormous",
        what: "one value has ten megabytes",
        huge: 10 << 20,
        spoil: |entry, _| entry["debugContext"]["debugData"]["enormous"] = json!(HUGE),
    },
];

fn time(at: i64) -> Value {
    let mut text = String::new();
    super::text::push_time(&mut text, at);
    json!(text)
}

impl Malformation {
    /// All of them.
    pub fn all() -> impl Iterator<Item = &'static Malformation> {
        LIST.iter()
    }

    /// The one of that name.
    pub fn find(id: &str) -> Option<&'static Malformation> {
        LIST.iter().find(|malformation| malformation.id == id)
    }
}

impl std::fmt::Debug for Malformation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}
