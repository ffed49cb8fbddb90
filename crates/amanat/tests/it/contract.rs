//! The contract as a test reads it: its operations, whether an answer is what it promises, and bodies made from its schemas.

use serde_json::{Map, Value, json};

/// `/openapi.json`.
pub struct Contract(pub Value);

/// One method on one path.
pub struct Operation<'a> {
    /// In capitals.
    pub method: String,
    /// With its `{parameters}`.
    pub path: &'a str,
    /// The operation object.
    pub spec: &'a Value,
}

impl Operation<'_> {
    /// As a person names it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Its parameters of one kind: `path`, `query`, `header`.
    pub fn parameters(&self, kind: &str) -> Vec<&Value> {
        let all = self.spec["parameters"].as_array().into_iter().flatten();
        all.filter(|p| p["in"] == kind).collect()
    }

    /// The schema of its JSON body.
    pub fn body(&self) -> Option<&Value> {
        self.spec.pointer("/requestBody/content/application~1json/schema")
    }

    /// True for what needs an access token.
    pub fn is_protected(&self) -> bool {
        let ways = self.spec["security"].as_array();
        ways.is_some_and(|ways| ways.iter().all(|way| way.get("bearer").is_some()))
    }

    /// Its path with every parameter set to `value`.
    pub fn at(&self, value: &str) -> String {
        let parts = self.path.split('/').map(|part| if part.starts_with('{') { value } else { part });
        parts.collect::<Vec<_>>().join("/")
    }
}

impl Contract {
    /// Every operation, in the document's order.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().expect("paths");
        let methods = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().expect("a path item").iter();
            methods
                .filter(|(key, _)| *key != "parameters")
                .map(move |(method, spec)| (path, method, spec))
        });
        methods
            .map(|(path, method, spec)| Operation {
                method: method.to_uppercase(),
                path,
                spec,
            })
            .collect()
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> Operation<'_> {
        let found = self.operations().into_iter().find(|o| o.spec["operationId"] == id);
        found.unwrap_or_else(|| panic!("no operation {id}"))
    }

    /// Follows references.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(to) => self.resolve(self.0.pointer(&to[1..]).unwrap_or_else(|| panic!("dangling {to}"))),
            None => schema,
        }
    }

    /// How `value` differs from `schema`: nothing when it fits. Knows the part of JSON Schema that the document uses, and takes fields
    /// that the schema doesn't name for a difference, because a client would not know of them.
    pub fn differences(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(schema, value, "", &mut found);
        found
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            if !choices.iter().any(|choice| self.differences(choice, value).is_empty()) {
                found.push(format!("{at}: fits none of the choices: {value}"));
            }
            return;
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let whole = self.merged(parts);
            return self.compare(&whole, value, at, found);
        }
        if !types(schema).is_empty() && !types(schema).iter().any(|t| is(value, t)) {
            return found.push(format!("{at}: {value} is not {}", schema["type"]));
        }
        if let Some(choices) = schema["enum"].as_array()
            && !choices.contains(value)
            && !value.is_null()
        {
            found.push(format!("{at}: {value} is none of {}", schema["enum"]));
        }
        match value {
            Value::Object(fields) => self.compare_fields(schema, fields, at, found),
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.compare(&schema["items"], item, &format!("{at}[{i}]"), found);
                }
            }
            Value::String(text) if !has_format(schema, text) => found.push(format!("{at}: {text:?} is not a {}", schema["format"])),
            _ => {}
        }
    }

    fn compare_fields(&self, schema: &Value, fields: &Map<String, Value>, at: &str, found: &mut Vec<String>) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                found.push(format!("{at}.{name} is missing"));
            }
        }
        let Some(known) = schema["properties"].as_object() else { return };
        for (name, value) in fields {
            match known.get(name) {
                Some(schema) => self.compare(schema, value, &format!("{at}.{name}"), found),
                None => found.push(format!("{at}.{name} is not in the contract")),
            }
        }
    }

    fn merged(&self, parts: &[Value]) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for part in parts.iter().map(|p| self.resolve(p)) {
            properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
            required.extend(part["required"].as_array().cloned().unwrap_or_default());
        }
        json!({ "type": "object", "properties": properties, "required": required })
    }

    /// A body that fits the schema, as small as it allows.
    pub fn sample(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let choice = choices.iter().find(|c| c["type"] != "null").unwrap_or(&choices[0]);
            return self.sample(choice);
        }
        if let Some(choices) = schema["enum"].as_array() {
            return choices[0].clone();
        }
        match types(schema).first().copied().unwrap_or("object") {
            "object" => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let field = |name: &str| (name.to_owned(), self.sample(&schema["properties"][name]));
                Value::Object(required.map(field).collect())
            }
            "array" => json!([]),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "boolean" => json!(true),
            "null" => Value::Null,
            _ => sample_text(schema),
        }
    }
}

fn sample_text(schema: &Value) -> Value {
    let length = schema["minLength"].as_u64().unwrap_or(1) as usize;
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("uuid"), _) => json!(uuid::Uuid::from_u128(7)),
        (Some("date-time"), _) => json!("2100-01-01T00:00:00Z"),
        (_, Some(pattern)) if pattern.contains("0x") => json!(format!("0x{}", "1".repeat(40))),
        (_, Some(pattern)) if pattern.contains("A-Z") => json!("USD"),
        (_, Some(_)) => json!("1".repeat(length)),
        _ => json!("a".repeat(length.max(10))),
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the checker does not know the type {other}"),
    }
}

fn has_format(schema: &Value, text: &str) -> bool {
    match schema["format"].as_str() {
        Some("uuid") => text.parse::<uuid::Uuid>().is_ok(),
        Some("date-time") => text.ends_with('Z') && text.parse::<chrono::DateTime<chrono::Utc>>().is_ok(),
        _ => true,
    }
}

#[test]
fn the_checker_finds_what_differs() {
    let contract = Contract(json!({ "components": { "schemas": { "Thing": {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "kind": { "enum": ["a", "b"] },
            "parts": { "type": "array", "items": { "oneOf": [{ "type": "null" }, { "type": "integer" }] } },
        },
    } } } }));
    let schema = json!({ "$ref": "#/components/schemas/Thing" });
    let id = uuid::Uuid::from_u128(7);
    for (value, differences) in [
        (json!({ "id": id, "kind": "a", "parts": [1, null] }), 0),
        (json!({ "id": "7", "kind": "c", "parts": ["1"] }), 3),
        (json!({ "id": id }), 1),
        (json!({ "id": null, "kind": "a", "more": 1 }), 2),
        (json!([]), 1),
    ] {
        let found = contract.differences(&schema, &value);
        assert_eq!(found.len(), differences, "{found:?}");
    }
    assert!(contract.differences(&schema, &contract.sample(&schema)).is_empty());
}
