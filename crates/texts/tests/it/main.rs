//! The catalogue against the sources: nothing is said that a language lacks, and nothing is kept that nobody says.

mod libraries;
mod source;
mod sources;

use amanat_base::{Code, Language};
use amanat_texts::{Entries, entries, keys, matched, places, translate};
use std::collections::{BTreeMap, BTreeSet};

/// Names of roles, as they stand in sentences.
const ROLES: &[&str] = &[
    "guard",
    "admin",
    "resolver",
    "guard or admin",
    "guard or admin or resolver",
    "resolver or admin",
];

/// What a field is told when no catalogue knows what is wrong with it.
const GENERAL: &str = "is not valid";

/// Sentences of a single word, which look like names in the sources.
const WORDS: &[(&str, &str)] = &[("dust", "payments/src/safety.rs"), ("unreadable", "payments/src/card/webhook.rs")];

/// Joints and figures that come into sentences as values.
const NO_SENTENCES: &[&str] = &[" ", ", ", " or ", "{0} {1}"];

/// Everything that is said, and where.
fn said() -> BTreeMap<String, String> {
    let mut said = sources::sentences();
    said.retain(|sentence, _| !NO_SENTENCES.contains(&sentence.as_str()));
    said.extend(Code::ALL.iter().map(|code| (code.sentence().to_owned(), code.as_str().to_owned())));
    said.extend(ROLES.iter().map(|role| ((*role).to_owned(), "a role".to_owned())));
    said.extend(WORDS.iter().map(|(word, place)| ((*word).to_owned(), (*place).to_owned())));
    said.insert(GENERAL.to_owned(), "web/src/language.rs".to_owned());
    said
}

/// The key under which a sentence is found: itself, or a template that takes figures, never words, from it.
fn key_of(sentence: &str) -> Option<&'static str> {
    if let Some(key) = keys().find(|key| *key == sentence) {
        return Some(key);
    }
    let (key, values) = matched(sentence)?;
    values
        .iter()
        .all(|value| !value.contains(|c: char| c.is_alphabetic()))
        .then_some(key)
}

fn translations() -> impl Iterator<Item = Language> {
    Language::ALL.into_iter().filter(|language| *language != Language::En)
}

fn forms(entry: &Entries) -> Vec<&str> {
    match entry {
        Entries::One(text) => vec![text],
        Entries::Plural { forms, .. } => forms.values().map(String::as_str).collect(),
    }
}

#[test]
fn whatever_is_said_is_in_the_catalogue() {
    let missing: Vec<_> = said().into_iter().filter(|(sentence, _)| key_of(sentence).is_none()).collect();
    assert!(
        missing.is_empty(),
        "these sentences have no entry in crates/texts/texts (every language needs one; terms are in web/src/i18n/GLOSSARY.md): {missing:#?}"
    );
}

#[test]
fn every_language_has_every_entry_and_no_other() {
    let expected: BTreeSet<&str> = keys().collect();
    for language in translations() {
        let own: BTreeSet<&str> = entries(language).keys().map(String::as_str).collect();
        let (lacks, more): (Vec<_>, Vec<_>) = (expected.difference(&own).collect(), own.difference(&expected).collect());
        assert!(
            lacks.is_empty() && more.is_empty(),
            "{language:?} lacks {lacks:#?} and has besides {more:#?}"
        );
    }
    let strays: Vec<_> = entries(Language::En)
        .keys()
        .filter(|key| !expected.contains(key.as_str()))
        .collect();
    assert!(strays.is_empty(), "English plurals of nothing: {strays:#?}");
}

#[test]
fn no_entry_is_unused() {
    let used: BTreeSet<&str> = said().keys().filter_map(|sentence| key_of(sentence)).collect();
    let unused: Vec<_> = keys()
        .filter(|key| !used.contains(key) && !libraries::TEMPLATES.contains(key))
        .collect();
    assert!(unused.is_empty(), "nobody says: {unused:#?}");
}

#[test]
fn places_for_values_agree() {
    for language in Language::ALL {
        for (key, entry) in entries(language) {
            for form in forms(entry) {
                assert_eq!(places(form), places(key), "{language:?}: {key} → {form}");
            }
        }
    }
}

#[test]
fn each_language_is_written_in_its_own_script() {
    let is_own = |language, c: char| match language {
        Language::Fa | Language::Ar => ('\u{600}'..='\u{6ff}').contains(&c),
        Language::Zh => ('\u{4e00}'..='\u{9fff}').contains(&c),
        _ => c.is_alphabetic(),
    };
    // Letters that only the neighbour has: a Persian sentence in the Arabic file, or the other way round.
    let foreign = |language| match language {
        Language::Ar => "پچژگکی",
        Language::Fa => "كيةى",
        _ => "",
    };
    for language in translations() {
        for (key, entry) in entries(language) {
            for form in forms(entry) {
                assert!(form.contains(|c| is_own(language, c)), "{language:?}: {key} → {form}");
                assert!(!form.contains(|c| foreign(language).contains(c)), "{language:?}: {key} → {form}");
                assert_ne!(form, key, "{language:?} is still English");
                // "- _ and ." ends in a figure of speech, not in a full stop.
                assert_eq!(
                    key.ends_with('.') && !key.ends_with(" ."),
                    form.ends_with(['.', '。']) && !form.ends_with(" .") && !form.ends_with("و."),
                    "{language:?} ends otherwise: {key} → {form}"
                );
            }
        }
    }
}

#[test]
fn plurals_have_every_form_that_whole_numbers_need() {
    for (language, needed) in [
        (Language::En, &["one", "other"][..]),
        (Language::Fr, &["one", "other"]),
        (Language::Ar, &["zero", "one", "two", "few", "many", "other"]),
        (Language::Fa, &["one", "other"]),
        (Language::Zh, &["other"]),
        (Language::Vi, &["other"]),
    ] {
        for (key, entry) in entries(language) {
            if let Entries::Plural { by, forms } = entry {
                assert!(places(key).contains(by), "{language:?}: {key}");
                assert_eq!(
                    forms.keys().map(String::as_str).collect::<BTreeSet<_>>(),
                    needed.iter().copied().collect(),
                    "{language:?}: {key}"
                );
            }
        }
    }
    let left = |language, units: &str| translate(language, &format!("{units} units are left, and one call may cost 9.")).map(String::from);
    assert_eq!(left(Language::En, "1").as_deref(), Some("1 unit is left, and one call may cost 9."));
    assert_eq!(
        left(Language::Fr, "0").as_deref(),
        Some("Il reste 0 unité, et un appel peut en coûter 9.")
    );
    for (units, words) in [
        ("0", "لم تبق"),
        ("1", "وحدة واحدة"),
        ("2", "وحدتان"),
        ("5", "5 وحدات"),
        ("11", "11 وحدة"),
        ("100", "100 وحدة"),
    ] {
        let sentence = left(Language::Ar, units).expect("an entry");
        assert!(sentence.contains(words), "{units}: {sentence}");
    }
}

#[test]
fn it_is_known_where_every_sentence_comes_from() {
    let unknown = sources::unknown_origins();
    assert!(
        unknown.is_empty(),
        "these say something that isn't a literal; write it there, or add the file to CARRIERS in crates/texts/tests/it/sources.rs: {unknown:#?}"
    );
    assert_eq!(sources::stale(), Vec::<String>::new(), "lists in sources.rs name what is not there");
}

#[test]
fn values_are_put_in_and_sentences_in_sentences_are_translated() {
    let say = |language, english| translate(language, english).map(String::from);
    assert_eq!(
        say(
            Language::Fr,
            "The order's money is held: A card payment that had counted was taken back."
        )
        .as_deref(),
        Some("L’argent de la commande est bloqué\u{a0}: Un paiement par carte déjà compté a été repris.")
    );
    assert_eq!(say(Language::Zh, "line 3: is too long").as_deref(), Some("第 3 行：过长"));
    assert_eq!(
        say(Language::Zh, "This needs the role guard or admin.").as_deref(),
        Some("此操作需要角色：资金审核员或管理员。")
    );
    // A name keeps its own direction between right-to-left words.
    assert_eq!(
        say(Language::Fa, "Sold: Max 3.5").as_deref(),
        Some("فروخته شد: \u{2068}Max 3.5\u{2069}")
    );
    assert_eq!(say(Language::Fa, "must be 1 to 20").as_deref(), Some("باید بین 1 و 20 باشد"));
    assert_eq!(say(Language::Fa, "Nobody ever said this."), None);
}

/// For whoever adds a sentence: prints what the catalogue lacks, as keys.
#[test]
fn keys_can_be_listed() {
    let lacking: Vec<_> = said().into_keys().filter(|sentence| key_of(sentence).is_none()).collect();
    for key in &lacking {
        println!("{key:?} = \"\"");
    }
    assert!(keys().count() > 400, "the catalogue is read");
}
