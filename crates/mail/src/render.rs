//! From a letter to a subject, a text and a page of HTML.

use crate::{
    Change, Language, Letter, Recipient,
    texts::{Frame, Texts},
};
use amanat_base::{Error, Result};
use amanat_texts::Said;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use std::{collections::BTreeMap, fmt::Write, sync::LazyLock};
use url::Url;

/// A letter in the recipient's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// For programs and people that want no HTML.
    pub text: String,
    /// A whole page.
    pub html: String,
}

/// Longest value of somebody else's that is put into a letter, in characters.
const LONGEST: usize = 500;

/// Writes the letter; `site` is where its links begin.
pub fn render(to: &Recipient, letter: &Letter, site: &Url) -> Result<Rendered> {
    let (texts, rtl) = (Texts::of(to.language), to.language.is_rtl());
    let frame = &texts.frame;
    let mut values = values(letter);
    let said = match letter {
        Letter::Notice { title, text, .. } => (written(title, to.language), vec![written(text, to.language)]),
        _ => {
            let own = texts.letter(letter).ok_or_else(|| Error::internal("a letter without words"))?;
            values.insert("site", host(site));
            values.iter_mut().for_each(|(_, value)| *value = isolated(value, rtl));
            let mut lines = Vec::with_capacity(own.lines.len() + 1);
            for line in &own.lines {
                lines.push(fill(line, &values)?);
            }
            (fill(&own.subject, &values)?, lines)
        }
    };
    let (subject, mut lines) = said;
    lines.extend(letter.good_for().map(|time| frame.works_for(time).to_owned()));
    if asks_whether_it_was_you(letter) {
        lines.push(frame.not_you.clone());
    }
    let of_site = BTreeMap::from([("site", isolated(&host(site), rtl)), ("name", isolated(&clean(&to.name), rtl))]);
    let nameless = letter.is_to_a_stranger() || to.name.trim().is_empty();
    let greeting = fill(if nameless { &frame.greeting_nameless } else { &frame.greeting }, &of_site)?;
    let why = fill(why(letter, frame), &of_site)?;
    let (url, button) = target(letter, texts, site)?;
    let page = context! {
        language => to.language.as_str(),
        direction => if rtl { "rtl" } else { "ltr" },
        subject => subject.as_str(),
        greeting => greeting.as_str(),
        lines => lines.clone(),
        url => url.as_deref(),
        button,
        link_below => frame.link_below.as_str(),
        why => why.as_str(),
    };
    let html = engine().get_template("layout.html").and_then(|layout| layout.render(page));
    let text = plain(&greeting, &lines, url.as_deref().map(|url| (button, url)), &why);
    Ok(Rendered {
        subject,
        text,
        html: html.map_err(Error::internal)?,
    })
}

/// A notice's sentence. What people typed into it is one plain line.
fn written(said: &Said, language: Language) -> String {
    said.map(clean).write_in(language).replace(char::is_control, " ")
}

/// What the letter about a change says, for lists: its subject and its sentences.
pub fn in_language(change: &Change, language: Language) -> Result<(String, String)> {
    let letter = Letter::Security(change.clone());
    let texts = Texts::of(language);
    let own = texts.letter(&letter).ok_or_else(|| Error::internal("a letter without words"))?;
    let mut values = values(&letter);
    values.iter_mut().for_each(|(_, value)| *value = isolated(value, language.is_rtl()));
    let mut sentences = own.lines.iter().map(|line| fill(line, &values)).collect::<Result<Vec<_>>>()?;
    if asks_whether_it_was_you(&letter) {
        sentences.push(texts.frame.not_you.clone());
    }
    Ok((fill(&own.subject, &values)?, sentences.join(" ")))
}

/// The text alternative: paragraphs, and the link on a line of its own.
fn plain(greeting: &str, lines: &[String], link: Option<(&str, &str)>, why: &str) -> String {
    let mut text = format!("{greeting}\n\n{}\n", lines.join("\n\n"));
    if let Some((button, url)) = link {
        let _ = write!(text, "\n{button}:\n{url}\n");
    }
    let _ = write!(text, "\n-- \n{why}\n");
    text
}

/// Where the button leads and what it says.
fn target<'a>(letter: &Letter, texts: &'a Texts, site: &Url) -> Result<(Option<String>, &'a str)> {
    let on_site = |path: &str| site.join(path).map(String::from).map_err(Error::internal);
    Ok(match letter {
        Letter::ConfirmAccount { url }
        | Letter::AlreadyRegistered { url }
        | Letter::ResetPassword { url }
        | Letter::SignInLink { url }
        | Letter::ConfirmEmail { url } => {
            let button = texts.letter(letter).and_then(|text| text.button.as_deref());
            (Some(url.clone()), button.unwrap_or(&texts.frame.open))
        }
        // Whoever is suspended can't open it.
        Letter::Security(Change::Suspended { .. }) | Letter::Erased => (None, ""),
        Letter::Security(_) => (Some(on_site(crate::ACCOUNT_PAGE)?), &texts.frame.account),
        Letter::Notice { path, .. } => (Some(on_site(path)?), &texts.frame.open),
    })
}

fn why<'a>(letter: &Letter, frame: &'a Frame) -> &'a str {
    match letter {
        Letter::ConfirmAccount { .. } | Letter::AlreadyRegistered { .. } | Letter::ConfirmEmail { .. } => &frame.why_stranger,
        Letter::ResetPassword { .. } | Letter::SignInLink { .. } | Letter::Security(_) | Letter::Erased => &frame.why_account,
        Letter::Notice { .. } => &frame.why_notice,
    }
}

/// What administrators do is no sign of a stolen account.
fn asks_whether_it_was_you(letter: &Letter) -> bool {
    match letter {
        Letter::Security(change) => !matches!(change, Change::Impersonated { .. } | Change::Suspended { .. } | Change::Restored),
        _ => false,
    }
}

/// What fills the gaps of a letter's own words. Names and reasons come from people.
fn values(letter: &Letter) -> BTreeMap<&'static str, String> {
    let Letter::Security(change) = letter else {
        return BTreeMap::new();
    };
    match change {
        Change::EmailChanged { to } => BTreeMap::from([("to", clean(to))]),
        Change::PasskeyAdded { name }
        | Change::PasskeyRemoved { name }
        | Change::ApiKeyCreated { name }
        | Change::ApiKeyRevoked { name } => BTreeMap::from([("name", clean(name))]),
        Change::RecoveryCodeUsed { left } => BTreeMap::from([("left", left.to_string())]),
        Change::IdentityLinked { provider } | Change::IdentityUnlinked { provider } => BTreeMap::from([("provider", clean(provider))]),
        Change::NewSignIn { agent, client } => BTreeMap::from([("agent", clean(agent)), ("client", clean(client))]),
        Change::Impersonated { reason } | Change::Suspended { reason } => BTreeMap::from([("reason", clean(reason))]),
        Change::PasswordChanged
        | Change::TotpOn
        | Change::TotpOff
        | Change::RecoveryCodesRenewed
        | Change::PayoutAddressChanged
        | Change::Restored => BTreeMap::new(),
    }
}

/// One line, of bounded length, in which nothing turns the direction of writing.
pub(crate) fn clean(value: &str) -> String {
    let directs = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let kept = value.chars().filter(|c| !directs(*c)).map(|c| if breaks(c) { ' ' } else { c });
    kept.take(LONGEST).collect::<String>().trim().to_owned()
}

/// Between right-to-left words a value keeps its own direction (first strong isolate … pop).
fn isolated(value: &str, rtl: bool) -> String {
    if rtl && !value.is_empty() {
        format!("\u{2068}{value}\u{2069}")
    } else {
        value.to_owned()
    }
}

fn host(site: &Url) -> String {
    site.host_str().unwrap_or_default().to_owned()
}

/// A sentence with its gaps filled, as plain text: whoever puts it into HTML escapes it as a whole.
fn fill(sentence: &str, values: &BTreeMap<&'static str, String>) -> Result<String> {
    engine().render_str(sentence, values).map_err(Error::internal)
}

fn engine() -> &'static Environment<'static> {
    static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.set_auto_escape_callback(|name| {
            if name.ends_with(".html") {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        engine
            .add_template("layout.html", include_str!("../texts/layout.html"))
            .expect("the layout is part of the program; every test renders it");
        engine
    });
    &ENGINE
}
