//! `amanat config`: what is in force and where each setting came from; secrets as stars.

use super::{Config, Shown};
use std::fmt::Write;

/// One line per setting.
pub fn print(config: &Config) -> String {
    let width = |part: fn(&Shown) -> usize| config.shown.iter().map(part).max().unwrap_or(0);
    let name_width = width(|shown| shown.name.len());
    let value_width = width(|shown| value(shown).len()).min(60);
    let mut text = String::new();
    for shown in &config.shown {
        let _ = writeln!(text, "{:name_width$}  {:value_width$}  {}", shown.name, value(shown), shown.origin);
    }
    text
}

fn value(shown: &Shown) -> &str {
    shown.value.as_deref().unwrap_or("-")
}
