//! Uniqueness is checked once, by the database: a named constraint becomes the error that its field deserves.

use amanat_base::{Code, Error};

/// What a violated constraint means to the caller.
pub struct Rule {
    /// Name of the constraint in the schema.
    pub constraint: &'static str,
    /// What to answer.
    pub code: Code,
    /// The field it is about.
    pub path: &'static str,
}

/// Translates a database error by the first rule whose constraint it names; everything else as usual.
pub fn translate(error: sqlx::Error, rules: &[Rule]) -> Error {
    let broken = error.as_database_error().and_then(|d| d.constraint());
    match rules.iter().find(|rule| Some(rule.constraint) == broken) {
        Some(rule) => Error::new(rule.code).at(rule.path, rule.code.sentence()),
        None => error.into(),
    }
}
