//! Every letter in every language: complete, escaped, of one line where it must be.

use crate::{
    Change, Language, Letter, Recipient, render,
    render::{Rendered, clean},
    texts::source,
};
use amanat_texts::Said;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

const TOKEN_URL: &str = "https://amanat.example/reset#token=0123456789abcdef";

/// One of each.
fn letters() -> Vec<Letter> {
    let name = || "Ada's <script>alert(1)</script> key".to_owned();
    let url = || TOKEN_URL.to_owned();
    let changes = [
        Change::PasswordChanged,
        Change::EmailChanged {
            to: "a…@b.example".into()
        },
        Change::PasskeyAdded { name: name() },
        Change::PasskeyRemoved { name: name() },
        Change::TotpOn,
        Change::TotpOff,
        Change::RecoveryCodeUsed { left: 3 },
        Change::RecoveryCodesRenewed,
        Change::IdentityLinked { provider: name() },
        Change::IdentityUnlinked { provider: name() },
        Change::ApiKeyCreated { name: name() },
        Change::ApiKeyRevoked { name: name() },
        Change::PayoutAddressChanged,
        Change::NewSignIn {
            agent: name(),
            client: "192.0.2.1".into(),
        },
        Change::Impersonated { reason: name() },
        Change::Suspended { reason: name() },
        Change::Restored,
    ];
    let mut letters = vec![
        Letter::ConfirmAccount { url: url() },
        Letter::AlreadyRegistered { url: url() },
        Letter::ResetPassword { url: url() },
        Letter::SignInLink { url: url() },
        Letter::ConfirmEmail { url: url() },
        Letter::Erased,
        Letter::Notice {
            title: Said::Theirs("Paid\r\nBcc: x@evil.example".into()),
            text: Said::Theirs("Tom & <b>Ada</b>".into()),
            path: "/orders/1".into(),
        },
    ];
    letters.extend(changes.map(Letter::Security));
    letters
}

fn site() -> Url {
    "https://amanat.example/".parse().expect("an address")
}

fn written(language: Language, letter: &Letter) -> Rendered {
    let to = Recipient {
        email: "ada@example.test".into(),
        name: "Ada <img src=x>\n& Tom".into(),
        language,
    };
    render(&to, letter, &site()).expect("renders")
}

#[test]
fn every_letter_is_whole_in_every_language() {
    for language in Language::ALL {
        let mut subjects = BTreeSet::new();
        for letter in letters() {
            let rendered = written(language, &letter);
            let said = format!("{language:?} {letter:?} {rendered:?}");
            assert!(
                !rendered.subject.is_empty() && !rendered.subject.contains(char::is_control),
                "{said}"
            );
            assert!(subjects.insert(rendered.subject.clone()), "two letters with one subject: {said}");
            for part in [&rendered.subject, &rendered.text, &rendered.html] {
                assert!(!part.contains("{{") && !part.contains("}}") && !part.contains("{%"), "{said}");
            }
            let direction = if language.is_rtl() { "rtl" } else { "ltr" };
            assert!(
                rendered
                    .html
                    .contains(&format!(r#"<html lang="{}" dir="{direction}">"#, language.as_str())),
                "{said}"
            );
        }
    }
}

#[test]
fn what_people_typed_is_text_and_nothing_else() {
    for language in Language::ALL {
        for letter in letters() {
            let rendered = written(language, &letter);
            for tag in ["<script", "<img", "<b>"] {
                assert!(!rendered.html.contains(tag), "{tag} in {}", rendered.html);
            }
            assert!(
                !rendered.html.contains("Ada & Tom") && !rendered.html.contains("Tom & <"),
                "{}",
                rendered.html
            );
        }
    }
    let rendered = written(Language::En, &letters()[6]);
    assert_eq!(rendered.subject, "Paid  Bcc: x@evil.example");
    assert!(rendered.html.contains("Tom &amp; &lt;b&gt;Ada&lt;"), "{}", rendered.html);
    assert!(rendered.text.contains("Tom & <b>Ada</b>"), "{}", rendered.text);
}

#[test]
fn the_link_stands_on_a_line_of_its_own_and_on_the_button() {
    for language in Language::ALL {
        for letter in letters().into_iter().take(5) {
            let rendered = written(language, &letter);
            assert!(rendered.text.lines().any(|line| line == TOKEN_URL), "{}", rendered.text);
            let html = rendered.html.replace("&#x2f;", "/");
            assert_eq!(html.matches(&format!(r#"href="{TOKEN_URL}""#)).count(), 2, "{html}");
        }
    }
    let notice = written(Language::Fr, &letters()[6]);
    assert!(notice.text.contains("\nhttps://amanat.example/orders/1\n"), "{}", notice.text);
}

#[test]
fn a_stranger_is_not_greeted_by_a_name_that_somebody_typed() {
    for letter in [
        Letter::ConfirmAccount { url: TOKEN_URL.into() },
        Letter::ConfirmEmail { url: TOKEN_URL.into() },
    ] {
        let rendered = written(Language::En, &letter);
        assert!(
            rendered.text.starts_with("Hello,\n") && !rendered.text.contains("Ada"),
            "{}",
            rendered.text
        );
    }
    let rendered = written(Language::En, &Letter::ResetPassword { url: TOKEN_URL.into() });
    assert!(rendered.text.starts_with("Hello Ada <img src=x> & Tom,\n"), "{}", rendered.text);
}

#[test]
fn whoever_might_not_have_done_it_is_told_what_to_do() {
    let warned = |change| written(Language::En, &Letter::Security(change)).text.contains("Was this not you?");
    assert!(warned(Change::PasswordChanged));
    assert!(warned(Change::PayoutAddressChanged));
    assert!(!warned(Change::Restored));
    assert!(!warned(Change::Suspended { reason: "spam".into() }));
}

#[test]
fn values_keep_their_direction_between_words_from_right_to_left() {
    let change = Change::NewSignIn {
        agent: "Firefox \u{202e}on Linux".into(),
        client: "192.0.2.1".into(),
    };
    let persian = written(Language::Fa, &Letter::Security(change.clone()));
    assert!(persian.text.contains("\u{2068}Firefox on Linux\u{2069}"), "{}", persian.text);
    let english = written(Language::En, &Letter::Security(change));
    assert!(english.text.contains("Device: Firefox on Linux\n"), "{}", english.text);
}

/// `table.key` of every sentence, with the gaps in it.
fn sentences(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let tables: BTreeMap<String, BTreeMap<String, toml::Value>> = toml::from_str(source(language)).expect("reads");
    let gaps = |text: String| -> BTreeSet<String> {
        let parts = text.split("{{").skip(1);
        parts
            .filter_map(|part| part.split("}}").next())
            .map(|gap| gap.trim().to_owned())
            .collect()
    };
    tables
        .into_iter()
        .flat_map(|(table, sentences)| sentences.into_iter().map(move |(key, value)| (format!("{table}.{key}"), value)))
        .map(|(key, value)| (key, gaps(format!("{value:?}"))))
        .collect()
}

#[test]
fn all_languages_have_the_same_sentences_with_the_same_gaps() {
    let english = sentences(Language::En);
    assert!(english.len() > 60);
    for language in Language::ALL {
        assert_eq!(sentences(language), english, "{language:?}");
    }
}

#[test]
fn the_languages_differ() {
    let letter = Letter::ResetPassword { url: TOKEN_URL.into() };
    let subjects: BTreeSet<String> = Language::ALL
        .into_iter()
        .map(|language| written(language, &letter).subject)
        .collect();
    assert_eq!(subjects.len(), Language::ALL.len(), "{subjects:?}");
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_stays_one_line(value in "\\PC{0,40}[\r\n\u{0}\u{2028}\u{202e}]{0,4}\\PC{0,700}") {
        let kept = clean(&value);
        let breaks = kept.chars().any(|c| c.is_control() || ['\u{2028}', '\u{2029}', '\u{202e}'].contains(&c));
        proptest::prop_assert!(!breaks);
        proptest::prop_assert!(kept.chars().count() <= 500);
    }
}
