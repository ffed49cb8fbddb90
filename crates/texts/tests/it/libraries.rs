//! What libraries say to people through us: the garde rules in use, what serde says of a body, garde's reasons for an e-mail address.

use amanat_base::Language;
use amanat_texts::translate;
use garde::Validate;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The keys of their sentences.
pub const TEMPLATES: &[&str] = &[
    "length is lower than {0}",
    "length is greater than {0}",
    "lower than {0}",
    "greater than {0}",
    "not ascii",
    "not set",
    "not a valid email: {0}",
    "value is empty",
    "value is missing `@`",
    "user length exceeded maximum of 64 characters",
    "user contains unexpected characters",
    "domain length exceeded maximum of 255 characters",
    "domain contains unexpected characters",
    "missing field `{0}`",
    "duplicate field `{0}`",
    "unknown field `{0}`, expected one of {1}",
    "unknown field `{0}`, expected {1}",
    "unknown field `{0}`, there are no fields",
    "unknown variant `{0}`, expected one of {1}",
    "unknown variant `{0}`, expected {1}",
    "invalid type: {0}, expected {1}",
    "invalid value: {0}, expected {1}",
    "invalid length {0}, expected {1}",
    "number out of range",
    "UUID parsing failed: {0}",
    "input contains invalid characters",
    "premature end of input",
    "Failed to deserialize query string: {0}",
    "{0}: invalid digit found in string",
    "must be text",
    "trailing comma",
    "expected value",
    "EOF while parsing {0}",
    "does not match pattern /{0}/",
    "not a valid url: {0}",
    "relative URL without a base",
];

/// The rules of garde that our requests use; another one needs an entry, and a line in [`Asked`].
const RULES: &[&str] = &[
    "ascii",
    "bytes",
    "chars",
    "custom",
    "dive",
    "email",
    "inner",
    "length",
    "max",
    "min",
    "pattern",
    "range",
    "skip",
    "url",
    "allow_unvalidated",
];

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[garde(length(min = 3, max = 5))]
    name: String,
    #[garde(range(min = 2, max = 4))]
    stars: i64,
    #[garde(email)]
    email: String,
    #[garde(ascii)]
    plain: String,
    #[garde(pattern("^[A-Z]{3}$"))]
    code: String,
    #[garde(url)]
    place: String,
    #[garde(skip)]
    #[serde(default)]
    #[expect(dead_code, reason = "only read")]
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    One,
    Two,
    Three,
}

fn asked(name: &str, stars: i64, email: &str, plain: &str) -> Vec<String> {
    let asked = Asked {
        name: name.into(),
        stars,
        email: email.into(),
        plain: plain.into(),
        code: "abc".into(),
        place: "nowhere".into(),
        kind: None,
    };
    let report = asked.validate().expect_err("it is wrong");
    report.iter().map(|(_, why)| why.to_string()).collect()
}

fn read(json: &str) -> String {
    let error = serde_json::from_str::<Asked>(json).expect_err("it can't be read").to_string();
    error.split(" at line ").next().unwrap_or_default().to_owned()
}

#[test]
fn what_validation_says_is_known() {
    let long = "x".repeat(300);
    let mut said = asked("x", 1, "", "é");
    said.extend(asked("xxxxxx", 5, "nobody", "é"));
    for email in ["a b@c.example", &format!("{long}@c.example"), "a@b c", &format!("a@{long}")] {
        said.extend(asked("xxx", 3, email, ""));
    }
    for sentence in &said {
        let chinese = translate(Language::Zh, sentence).unwrap_or_else(|| panic!("nobody knows: {sentence}"));
        assert!(
            !chinese.contains(' ') || chinese.contains(|c: char| c.is_ascii_digit() || c == '@' || c == 'A'),
            "{sentence} → {chinese}"
        );
    }
    assert!(said.len() >= 10, "{said:?}");
}

#[test]
fn what_reading_says_is_known() {
    for json in [
        "{}",
        r#"{"name":1}"#,
        r#"{"name":"a","name":"b"}"#,
        r#"{"nome":"a"}"#,
        r#"{"name":"a","stars":1.5}"#,
        r#"{"kind":"four"}"#,
        r#"{"stars":99999999999999999999999}"#,
        r#"{"name":"a",}"#,
        r#"{"name":"#,
        r#"{"name": }"#,
        "[1]",
    ] {
        let sentence = read(json);
        assert!(
            translate(Language::Vi, &sentence).is_some(),
            "nobody knows what is said of {json}: {sentence}"
        );
    }
}

#[test]
fn every_rule_in_use_has_its_sentence_tried() {
    let mut used = BTreeSet::new();
    for (_, text) in crate::sources::files() {
        for rule in text.split("#[garde(").skip(1).filter_map(|rest| rest.split(")]").next()) {
            // What stands in quotes is a pattern, no rule.
            let rule: String = rule.split('"').step_by(2).collect();
            let words = rule.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':')));
            // What a custom rule is called is our own business: its sentence stands in our sources.
            let names = words.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains(':'));
            let own = rule.contains("custom(");
            used.extend(names.filter(|name| !own || RULES.contains(name)).map(str::to_owned));
        }
    }
    let untried: Vec<_> = used.iter().filter(|name| !RULES.contains(&name.as_str())).collect();
    assert!(
        untried.is_empty(),
        "rules of garde whose sentences nobody has translated: {untried:?}"
    );
    assert!(used.contains("length") && used.contains("range"), "{used:?}");
}
