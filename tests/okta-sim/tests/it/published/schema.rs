//! A small judge of JSON by a description in OpenAPI 3.0.

use std::fs;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The description of an API.
pub(crate) struct Description(Value);

/// The words of one problem: where, with `[]` for any place in a list, and what.
pub(crate) type Problem = (String, String);

impl Description {
    pub(crate) fn read(file: &str) -> Self {
        let text = fs::read_to_string(file).expect("the description can be read");
        let options = serde_saphyr::options! { budget: None };
        Description(serde_saphyr::from_str_with_options(&text, options).expect("YAML"))
    }

    /// What a path answers to GET, whatever its parameters are called; nothing for what is not described.
    pub(crate) fn operation(&self, path: &str) -> Option<&Value> {
        let bare = |path: &str| -> Vec<String> {
            path.split('/').map(|part| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() }).collect()
        };
        let paths = self.0["paths"].as_object().unwrap();
        let fits = |known: &str| bare(known).iter().zip(bare(path)).all(|(known, part)| *known == part || known == "{}");
        let same = paths.iter().find(|(known, _)| bare(known) == bare(path));
        let found = same.or_else(|| paths.iter().find(|(known, _)| bare(known).len() == bare(path).len() && fits(known)));
        found.and_then(|(_, methods)| methods.get("get"))
    }

    /// The scopes any of which opens an operation.
    pub(crate) fn scopes(operation: &Value) -> Vec<&str> {
        let ways = operation["security"].as_array().into_iter().flatten();
        ways.filter_map(|way| way["oauth2"].as_array()).flatten().filter_map(Value::as_str).collect()
    }

    /// What is wrong with the answer to an operation.
    pub(crate) fn problems(&self, operation: &Value, answer: &Value) -> Vec<Problem> {
        let response = self.resolve(&operation["responses"]["200"]);
        let mut problems = Vec::new();
        self.judge(&response["content"]["application/json"]["schema"], answer, "$", false, &mut problems);
        problems.sort();
        problems.dedup();
        problems
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let target = schema["$ref"].as_str().and_then(|target| self.0.pointer(target.strip_prefix('#')?));
        target.map_or(schema, |target| self.resolve(target))
    }

    /// `below` says that the schema was reached from one of its own variants, so that it must not be chosen again.
    fn judge(&self, schema: &Value, value: &Value, at: &str, below: bool, problems: &mut Vec<Problem>) {
        let schema = self.resolve(schema);
        let mut wrong = |what: String| problems.push((at.to_owned(), what));
        if value.is_null() {
            if schema["nullable"] != true && (schema.get("type").is_some() || schema.get("allOf").is_some()) {
                wrong("null".to_owned());
            }
            return;
        }
        if let (false, Some(mapping)) = (below, schema["discriminator"]["mapping"].as_object()) {
            let name = schema["discriminator"]["propertyName"].as_str().unwrap_or_default();
            let kind = value[name].as_str().unwrap_or_default();
            match mapping.get(kind).and_then(Value::as_str) {
                Some(target) => {
                    let target = serde_json::json!({ "$ref": target });
                    return self.judge(&target, value, at, true, problems);
                }
                None => wrong(format!("{name} names no variant: {}", value[name])),
            }
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.judge(part, value, at, true, problems);
        }
        for choice in ["oneOf", "anyOf"] {
            let Some(variants) = schema[choice].as_array() else { continue };
            let fits = variants.iter().any(|variant| {
                let mut own = Vec::new();
                self.judge(variant, value, at, false, &mut own);
                own.is_empty()
            });
            if !fits {
                problems.push((at.to_owned(), format!("fits none of {choice}")));
            }
        }
        self.judge_itself(schema, value, at, problems);
    }

    fn judge_itself(&self, schema: &Value, value: &Value, at: &str, problems: &mut Vec<Problem>) {
        let mut wrong = |what: String| problems.push((at.to_owned(), what));
        let fits = match schema["type"].as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        };
        if !fits {
            return wrong(format!("no {}", schema["type"].as_str().unwrap_or_default()));
        }
        if let Some(known) = schema["enum"].as_array()
            && !known.contains(value)
        {
            wrong(format!("{value} is not in the enumeration"));
        }
        if schema["format"] == "date-time" && value.as_str().is_some_and(|text| OffsetDateTime::parse(text, &Rfc3339).is_err()) {
            wrong("no date-time".to_owned());
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.is_object() && value.get(name).is_none() {
                wrong(format!("{name} is missing"));
            }
        }
        for item in value.as_array().into_iter().flatten() {
            self.judge(&schema["items"], item, &format!("{at}[]"), false, problems);
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(part) = value.get(name) {
                self.judge(property, part, &format!("{at}.{name}"), false, problems);
            }
        }
    }
}
