//! Looks settings up (environment, then file, then generated, then default), remembers where each came from, and collects every problem.

use super::{
    secrets,
    vars::{Unset, VARS, Var},
};
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The process environment.
    Environment,
    /// The settings file.
    File(PathBuf),
    /// Made once and kept in this file.
    Generated(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str("environment"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Generated(path) => write!(f, "generated, {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One line of `amanat config`.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The setting.
    pub name: &'static str,
    /// Its value, redacted when secret; None when not set.
    pub value: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// What was given from outside, before any meaning.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The process environment.
    pub environment: BTreeMap<String, String>,
    /// The settings file's path and lines.
    pub file: Option<(PathBuf, BTreeMap<String, String>)>,
}

impl Given {
    fn get(&self, name: &str) -> Option<(String, Origin)> {
        let filled = |map: &BTreeMap<String, String>| map.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Some(value) = filled(&self.environment) {
            return Some((value, Origin::Environment));
        }
        let (path, lines) = self.file.as_ref()?;
        filled(lines).map(|value| (value, Origin::File(path.clone())))
    }

    /// A setting that is needed before the others can be read.
    pub fn early(&self, name: &str) -> (String, Origin) {
        let default = match VARS.iter().find(|var| var.name == name).map(|var| var.unset) {
            Some(Unset::Value(text)) => text,
            _ => "",
        };
        self.get(name).unwrap_or_else(|| (default.to_owned(), Origin::Default))
    }
}

/// `KEY=VALUE` lines; `#` starts a remark, quotes around a value are taken off. A line that is neither is a problem.
pub fn parse_file(text: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut lines, mut problems) = (BTreeMap::new(), Vec::new());
    for (number, line) in text
        .lines()
        .map(str::trim)
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    {
        let Some((key, value)) = line.split_once('=') else {
            problems.push(format!("line {} is not KEY=VALUE", number + 1));
            continue;
        };
        let key = key.trim().trim_start_matches("export ").trim();
        if !VARS.iter().any(|var| var.name == key || var.alias == Some(key)) {
            problems.push(format!("line {}: there is no setting {key}", number + 1));
        }
        let value = value.trim();
        let quoted = ['"', '\'']
            .iter()
            .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        lines.insert(key.to_owned(), quoted.unwrap_or(value).to_owned());
    }
    (lines, problems)
}

/// Reads settings one by one.
pub struct Reader<'a> {
    given: &'a Given,
    development: bool,
    data_dir: &'a Path,
    /// Every problem found so far, one sentence each.
    pub problems: Vec<String>,
    /// What was read, for printing.
    pub shown: Vec<Shown>,
}

impl<'a> Reader<'a> {
    /// A reader for one mode.
    pub fn new(given: &'a Given, development: bool, data_dir: &'a Path) -> Self {
        Self {
            given,
            development,
            data_dir,
            problems: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// The setting as text; None when it is not set and has no default.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.text_or(name, || None)
    }

    /// The same; when it is not set, what was generated, with the file that it is kept in.
    pub fn text_or(&mut self, name: &str, generated: impl FnOnce() -> Option<(String, PathBuf)>) -> Option<String> {
        let Some(var) = VARS.iter().find(|var| var.name == name) else {
            self.problems.push(format!("{name} is not in the table of settings"));
            return None;
        };
        let made = || generated().map(|(value, path)| (value, Origin::Generated(path)));
        let found = self.look_up(var).or_else(made);
        let (value, origin) = found.map_or((None, Origin::Default), |(value, origin)| (Some(value), origin));
        let shown = value
            .as_ref()
            .map(|value| if var.secret { "***".to_owned() } else { value.clone() });
        self.shown.push(Shown {
            name: var.name,
            value: shown,
            origin,
        });
        value
    }

    fn look_up(&mut self, var: &Var) -> Option<(String, Origin)> {
        let given = self.given.get(var.name).or_else(|| self.given.get(var.alias?));
        if given.is_some() && var.development_only && !self.development {
            self.problems.push(format!("{} is for development only: remove it", var.name));
            return None;
        }
        given.or_else(|| self.unset(var))
    }

    fn unset(&mut self, var: &Var) -> Option<(String, Origin)> {
        match var.unset {
            Unset::Nothing => None,
            Unset::Value(text) => Some((text.to_owned(), Origin::Default)),
            Unset::Development(text) if self.development => Some((text.to_owned(), Origin::Default)),
            Unset::Development(_) if var.development_only => None,
            Unset::Generated if self.development => match secrets::generated(self.data_dir, var.name) {
                Ok((text, path)) => Some((text, Origin::Generated(path))),
                Err(problem) => {
                    self.problems.push(problem);
                    None
                }
            },
            Unset::Required if self.development => None,
            Unset::Development(_) | Unset::Generated | Unset::Required => {
                self.problems.push(format!("{} has to be set in production: {}", var.name, var.doc));
                None
            }
        }
    }

    /// Parsed; `expect` says what it should have been.
    pub fn parsed<T: FromStr>(&mut self, name: &str, expect: &str) -> Option<T> {
        let text = self.text(name)?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.problems.push(format!("{name} should be {expect}, not {text:?}"));
        }
        parsed
    }

    /// A whole number in a range; the range's start stands in when there is a problem.
    pub fn number(&mut self, name: &str, range: std::ops::RangeInclusive<u32>) -> u32 {
        let expect = format!("a whole number from {} to {}", range.start(), range.end());
        let Some(number) = self.parsed::<u32>(name, &expect) else {
            return *range.start();
        };
        if !range.contains(&number) {
            self.problems.push(format!("{name} should be {expect}, not {number}"));
            return *range.start();
        }
        number
    }

    /// true/false, 1/0, yes/no, on/off.
    pub fn flag(&mut self, name: &str) -> bool {
        let Some(text) = self.text(name) else { return false };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => {
                self.problems.push(format!("{name} should be true or false, not {text:?}"));
                false
            }
        }
    }

    /// Comma-separated http(s) addresses.
    pub fn urls(&mut self, name: &str) -> Vec<url::Url> {
        let text = self.text(name).unwrap_or_default();
        let parts: Vec<_> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.into_iter().filter_map(|part| self.url(name, part)).collect()
    }

    /// One http(s) address.
    pub fn url(&mut self, name: &str, text: &str) -> Option<url::Url> {
        let url = url::Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() {
            self.problems
                .push(format!("{name} should be an http or https address, not {text:?}"));
        }
        url
    }

    /// A secret of at least `least` characters that isn't an example copied from somewhere.
    pub fn secret(&mut self, name: &str, least: usize) -> amanat_base::Secret {
        let text = self.text(name).unwrap_or_default();
        let missing_is_told = text.is_empty();
        if !missing_is_told && text.chars().count() < least {
            self.problems.push(format!("{name} should have at least {least} characters"));
        } else if !missing_is_told && secrets::looks_like_an_example(&text) {
            self.problems.push(format!(
                "{name} looks like an example: make a random one, for instance with `openssl rand -hex 32`"
            ));
        }
        amanat_base::Secret::new(text)
    }
}
