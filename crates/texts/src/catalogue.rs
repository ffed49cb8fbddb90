//! Every sentence in every language, one file each in `texts/`, read once.

use crate::template::{Place, Template};
use amanat_base::Language;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use serde::Deserialize;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};
use unic_langid::LanguageIdentifier;

/// How deep a sentence may stand in a sentence.
const DEEPEST: usize = 3;

/// A translation as its file has it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Entries {
    /// One form.
    One(String),
    /// A form for each plural category of the language that whole numbers have.
    Plural {
        /// Which value decides, from 0.
        by: usize,
        /// `zero`, `one`, `two`, `few`, `many`, `other`.
        #[serde(flatten)]
        forms: BTreeMap<String, String>,
    },
}

/// The entries of one language's file; English has only those whose plurals its sources leave out.
pub fn entries(language: Language) -> &'static BTreeMap<String, Entries> {
    static ALL: LazyLock<HashMap<Language, BTreeMap<String, Entries>>> = LazyLock::new(|| {
        let read = |language| toml::from_str(source(language)).expect("the texts are part of the program; a test reads them");
        Language::ALL.into_iter().map(|language| (language, read(language))).collect()
    });
    &ALL[&language]
}

/// Every English sentence that is known.
pub fn keys() -> impl Iterator<Item = &'static str> {
    entries(Language::Fa).keys().map(String::as_str)
}

/// The finished English sentence in a language; None: no catalogue knows it.
pub fn translate(language: Language, english: &str) -> Option<Cow<'_, str>> {
    translate_within(language, english, DEEPEST)
}

/// The key whose template a finished English sentence fits best, and the values in it; None: no template fits.
pub fn matched(english: &str) -> Option<(&'static str, Vec<&str>)> {
    let templates = index(Language::En).templates.iter();
    templates
        .into_iter()
        .find_map(|(key, template, _)| Some((*key, template.values(english)?)))
}

/// The sentence of a key with its values put in. A key that is unknown is written as it is, in English.
pub fn write(language: Language, key: &str, values: &[Cow<'_, str>]) -> String {
    let index = index(language);
    let put = |form: &Template| fill(language, form, values, DEEPEST);
    match index.fixed.get(key) {
        Some(form) => form.choose(language, values).map_or_else(|| key.to_owned(), put),
        None => match index.templates.iter().find(|(text, ..)| *text == key) {
            Some((_, _, form)) => form.choose(language, values).map_or_else(|| key.to_owned(), put),
            None => put(&Template::read(key)),
        },
    }
}

fn translate_within(language: Language, english: &str, depth: usize) -> Option<Cow<'_, str>> {
    let index = index(language);
    if let Some(form) = index.fixed.get(english) {
        return form.choose(language, &[]).map(|form| fill(language, form, &[], depth).into());
    }
    let (values, form) = index
        .templates
        .iter()
        .find_map(|(_, template, form)| Some((template.values(english)?, form)))?;
    let values: Vec<Cow<'_, str>> = values.into_iter().map(Cow::Borrowed).collect();
    form.choose(language, &values)
        .map(|form| fill(language, form, &values, depth).into())
}

fn fill(language: Language, form: &Template, values: &[Cow<'_, str>], depth: usize) -> String {
    form.fill(|Place { value, is_ours }| {
        let text = values.get(value).map_or("", |value| value.as_ref());
        let said = (is_ours && depth > 0)
            .then(|| translate_within(language, text, depth - 1))
            .flatten();
        said.map_or_else(|| isolated(language, text), Cow::into_owned)
    })
}

/// Between right-to-left words a value keeps its own direction (first strong isolate … pop). Plain numbers need no help.
fn isolated(language: Language, value: &str) -> String {
    if language.is_rtl() && !value.bytes().all(|b| b.is_ascii_digit()) {
        format!("\u{2068}{value}\u{2069}")
    } else {
        value.to_owned()
    }
}

/// A language's entries, ready to be looked up.
struct Index {
    fixed: HashMap<&'static str, Form>,
    /// Those with places, the one with the most words of its own first.
    templates: Vec<(&'static str, Template, Form)>,
}

enum Form {
    One(Template),
    Plural { by: usize, forms: HashMap<&'static str, Template> },
}

impl Form {
    fn of(entry: &'static Entries) -> Self {
        match entry {
            Entries::One(text) => Self::One(Template::read(text)),
            Entries::Plural { by, forms } => Self::Plural {
                by: *by,
                forms: forms.iter().map(|(name, text)| (name.as_str(), Template::read(text))).collect(),
            },
        }
    }

    fn choose(&self, language: Language, values: &[Cow<'_, str>]) -> Option<&Template> {
        match self {
            Self::One(form) => Some(form),
            Self::Plural { by, forms } => {
                let number = values.get(*by).map_or("", |value| value.as_ref());
                forms.get(category(language, number)).or_else(|| forms.get("other"))
            }
        }
    }
}

/// The plural category of a number as it is written.
fn category(language: Language, number: &str) -> &'static str {
    static RULES: LazyLock<HashMap<Language, PluralRules>> = LazyLock::new(|| {
        let rules = |language: Language| {
            let id: LanguageIdentifier = language.as_str().parse().ok()?;
            Some((language, PluralRules::create(id, PluralRuleType::CARDINAL).ok()?))
        };
        Language::ALL.into_iter().filter_map(rules).collect()
    });
    let found = RULES.get(&language).and_then(|rules| rules.select(number).ok());
    match found.unwrap_or(PluralCategory::OTHER) {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    }
}

fn index(language: Language) -> &'static Index {
    static ALL: LazyLock<HashMap<Language, Index>> =
        LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, read(language))).collect());
    &ALL[&language]
}

fn read(language: Language) -> Index {
    let (mut fixed, mut templates) = (HashMap::new(), Vec::new());
    for key in keys() {
        let own = entries(language).get(key).map(Form::of);
        let own = own.or_else(|| (language == Language::En).then(|| Form::One(Template::read(key))));
        let Some(form) = own else { continue };
        let template = Template::read(key);
        if template.is_fixed() {
            fixed.insert(key, form);
        } else {
            templates.push((key, template, form));
        }
    }
    templates.sort_by_key(|(_, template, _)| std::cmp::Reverse(template.own_words()));
    Index { fixed, templates }
}

/// The file of a language.
const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../texts/en.toml"),
        Language::Fa => include_str!("../texts/fa.toml"),
        Language::Ar => include_str!("../texts/ar.toml"),
        Language::Fr => include_str!("../texts/fr.toml"),
        Language::Zh => include_str!("../texts/zh.toml"),
        Language::Vi => include_str!("../texts/vi.toml"),
    }
}
