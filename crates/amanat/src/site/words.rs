//! What public pages say before the web app does: one file for each language in `texts/`. A missing or superfluous sentence is refused when
//! the file is read; a test reads all of them.

use amanat_base::Language;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// A page whose words don't depend on anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fixed {
    /// In the tab and in search results, without the product's name.
    pub title: String,
    /// In search results and previews.
    pub description: String,
}

/// What one language says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub landing: Landing,
    pub requests: List,
    pub listings: List,
    pub login: Fixed,
    pub register: Fixed,
    pub labels: Labels,
    pub missing: Missing,
    pub offline: Offline,
}

/// A page that lists something.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub title: String,
    pub description: String,
    /// As the web app says it (`web/src/i18n`), like what follows.
    pub heading: String,
    pub lead: String,
}

/// The first page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Landing {
    pub title: String,
    pub description: String,
    pub heading: String,
    pub lead: String,
    pub post: String,
    pub browse: String,
}

/// What stands beside values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub price: String,
    pub unit: String,
    pub seller: String,
    pub buyer: String,
    pub category: String,
    pub budget: String,
    pub offers_until: String,
    pub details: String,
    pub shop: String,
    pub person: String,
    pub since: String,
    pub post: String,
    pub sign_in: String,
    pub skip: String,
    pub no_script: String,
}

/// An address without a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Missing {
    pub title: String,
    pub text: String,
    pub home: String,
}

/// Without a connection.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offline {
    pub title: String,
    pub text: String,
    pub again: String,
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        static ALL: LazyLock<HashMap<Language, Words>> = LazyLock::new(|| {
            let read = |language: Language| toml::from_str(source(language)).expect("the texts are part of the program; a test reads them");
            Language::ALL.into_iter().map(|language| (language, read(language))).collect()
        });
        &ALL[&language]
    }
}

const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../texts/en.toml"),
        Language::Fa => include_str!("../../texts/fa.toml"),
        Language::Ar => include_str!("../../texts/ar.toml"),
        Language::Fr => include_str!("../../texts/fr.toml"),
        Language::Zh => include_str!("../../texts/zh.toml"),
        Language::Vi => include_str!("../../texts/vi.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence_in_a_length_that_is_shown_whole() {
        for language in Language::ALL {
            let words = Words::of(language);
            let fixed = [&words.login, &words.register].map(|page| (&page.title, &page.description));
            let lists = [&words.requests, &words.listings].map(|page| (&page.title, &page.description));
            for (title, description) in fixed
                .into_iter()
                .chain(lists)
                .chain([(&words.landing.title, &words.landing.description)])
            {
                assert!(
                    (4..=60).contains(&(title.chars().count() + " · Amanat".len())),
                    "{language:?}: {title}"
                );
                assert!((20..=170).contains(&description.chars().count()), "{language:?}: {description}");
            }
        }
    }
}
