//! The page itself: `web/index.html` with its gaps filled.

use super::{
    NAME,
    bundle::Wanted,
    files,
    pages::{Page, View},
    words::{Labels, Words},
};
use amanat_base::{Error, Language, Result};
use amanat_web::Nonce;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde_json::Value as Json;
use std::{collections::BTreeMap, sync::LazyLock};

/// What stands where in `web/index.html`.
const NONCE: &str = "__NONCE__";
const OPENING: &str = "<html lang=\"en\" dir=\"ltr\">";
const HEAD: (&str, &str) = ("<!--head-->", "<!--/head-->");
const CONTENT: &str = "<!--content-->";
const SCRIPTS: &str = "<!--scripts-->";

/// What is needed to paint the frame and the first content; the same rules as the web app's own, as far as they go.
pub(super) const CSS: &str = include_str!("../../texts/first.css");

/// `web/index.html` as the build left it.
pub(super) struct Form(String);

/// What a page is written for.
pub(super) struct Frame<'a> {
    pub language: Language,
    /// The address names the language.
    pub says_language: bool,
    /// `light` or `dark`, when the person chose.
    pub scheme: Option<&'a str>,
    pub origin: &'a str,
    pub path: &'a str,
    pub wanted: Wanted,
}

impl Form {
    /// None when the web app wasn't built.
    pub fn of_build() -> Option<Self> {
        files::internal("index.html").map(|bytes| Self(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The whole answer.
    pub fn answer(&self, page: &Page, frame: &Frame<'_>, nonce: Option<Nonce>) -> Result<Response> {
        let text = nonce.as_ref().map_or("", |Nonce(nonce)| nonce);
        let html = self.filled(page, frame, text)?;
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "accept-language, cookie"),
            (header::CONTENT_LANGUAGE, frame.language.as_str()),
        ];
        let mut response = (page.status, headers, html).into_response();
        if let Some(nonce) = nonce {
            response.extensions_mut().insert(nonce);
        }
        Ok(response)
    }

    fn filled(&self, page: &Page, frame: &Frame<'_>, nonce: &str) -> Result<String> {
        let text = &self.0;
        let (before, rest) = text.split_once(HEAD.0).ok_or_else(|| gap(HEAD.0))?;
        let (_, rest) = rest.split_once(HEAD.1).ok_or_else(|| gap(HEAD.1))?;
        let (between, rest) = rest.split_once(CONTENT).ok_or_else(|| gap(CONTENT))?;
        let (after, end) = rest.split_once(SCRIPTS).ok_or_else(|| gap(SCRIPTS))?;
        let (opening, before) = before.split_once(OPENING).ok_or_else(|| gap(OPENING))?;
        Ok([
            opening,
            &html_tag(frame),
            &before.replace(NONCE, nonce),
            &head(page, frame, nonce)?,
            between,
            &content(page.view.as_ref(), &Words::of(frame.language).labels)?,
            after,
            &scripts(page, &frame.wanted),
            end,
        ]
        .concat())
    }
}

fn gap(name: &str) -> Error {
    Error::internal(format!("web/index.html has no {name}"))
}

fn html_tag(frame: &Frame<'_>) -> String {
    let direction = if frame.language.is_rtl() { "rtl" } else { "ltr" };
    let scheme = frame
        .scheme
        .map(|scheme| format!(" data-mantine-color-scheme=\"{scheme}\""))
        .unwrap_or_default();
    format!("<html lang=\"{}\" dir=\"{direction}\"{scheme}>", frame.language.as_str())
}

fn head(page: &Page, frame: &Frame<'_>, nonce: &str) -> Result<String> {
    let here = format!("{}{}", frame.origin, frame.path);
    let of = |language: Language| format!("{here}?lang={}", language.as_str());
    let translated = page.translated && page.index;
    let mut alternates: Vec<_> = Language::ALL
        .into_iter()
        .filter(|_| translated)
        .map(|language| context! { language => language.as_str(), href => of(language) })
        .collect();
    alternates.extend(translated.then(|| context! { language => "x-default", href => here.as_str() }));
    let values = context! {
        title => format!("{} · {NAME}", line(&page.title)),
        description => line(&page.description),
        index => page.index,
        canonical => if translated && frame.says_language { of(frame.language) } else { here },
        alternates,
        kind => page.kind,
        locale => locale(frame.language),
        origin => frame.origin,
        language => frame.language.as_str(),
        scripts => frame.wanted.scripts.clone(),
        nonce,
        css => Value::from_safe_string(CSS.to_owned()),
        graph => page.graph.as_ref().map(|graph| Value::from_safe_string(within_script(graph))),
    };
    render("head.html", values)
}

fn content(view: Option<&View>, labels: &Labels) -> Result<String> {
    let (skip, details, no_script) = (&labels.skip, &labels.details, &labels.no_script);
    let view = view.map(View::value);
    render("content.html", context! { view, labels => context! { skip, details, no_script } })
}

/// Styles stand after the content, so that the content is painted without waiting for them; scripts wait for styles by themselves.
fn scripts(page: &Page, wanted: &Wanted) -> String {
    let styles = wanted
        .styles
        .iter()
        .map(|style| format!("<link rel=\"stylesheet\" href=\"{style}\" />\n    "));
    let answers: BTreeMap<_, _> = page.answers.iter().map(|(path, answer)| (path.as_str(), answer)).collect();
    let known = (!answers.is_empty())
        .then(|| serde_json::to_value(&answers).ok())
        .flatten()
        .map(|known| {
            format!(
                "<script type=\"application/json\" id=\"answers\">{}</script>\n    ",
                within_script(&known)
            )
        });
    let entry = format!("<script type=\"module\" src=\"{}\"></script>", wanted.entry);
    styles.chain(known).chain([entry]).collect()
}

/// JSON that ends no `<script>` and opens no comment, whatever people wrote.
fn within_script(json: &Json) -> String {
    let text = json.to_string();
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            other => safe.push(other),
        }
    }
    safe
}

/// On one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As Open Graph names languages.
const fn locale(language: Language) -> &'static str {
    match language {
        Language::En => "en_GB",
        Language::Fa => "fa_IR",
        Language::Ar => "ar_AR",
        Language::Fr => "fr_FR",
        Language::Zh => "zh_CN",
        Language::Vi => "vi_VN",
    }
}

/// A template of `texts/`, with everything in it escaped that is not said to be safe.
pub(super) fn render(name: &str, values: Value) -> Result<String> {
    static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        engine.set_auto_escape_callback(|_| AutoEscape::Html);
        for (name, text) in [
            ("head.html", include_str!("../../texts/head.html")),
            ("content.html", include_str!("../../texts/content.html")),
            ("offline.html", include_str!("../../texts/offline.html")),
        ] {
            engine
                .add_template(name, text)
                .expect("the templates are part of the program; tests render them");
        }
        engine
    });
    let text = ENGINE.get_template(name).and_then(|template| template.render(values));
    // The engine escapes slashes too, which ends nothing in an attribute or a text, and makes addresses three times as long.
    text.map(|text| text.replace("&#x2f;", "/")).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_people_wrote_ends_no_script() {
        let hostile = json!({"a": "</script><script>alert(1)</script><!--\u{2028}&"});
        let text = within_script(&hostile);
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), hostile);
    }

    #[test]
    fn what_people_wrote_is_text_in_the_content() {
        let view = View {
            heading: "<b>\"'&".into(),
            text: Some("</div><script>".into()),
            ..View::default()
        };
        let html = content(Some(&view), &Words::of(Language::En).labels).unwrap();
        assert!(
            html.contains("<h1>&lt;b&gt;&quot;&#x27;&amp;</h1>") && html.contains("&lt;/div&gt;&lt;script&gt;"),
            "{html}"
        );
    }
}
