//! What the build of the web app says of itself (`bundle.json`): which files a page begins with, so that none of them is found only after
//! another has come.

use super::files;
use amanat_base::Language;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// What a page begins with, beside what every page begins with.
#[derive(Clone, Debug, Default, Deserialize)]
struct Part {
    scripts: Vec<String>,
    styles: Vec<String>,
    /// Namespaces of words.
    words: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Bundle {
    /// The script that starts the app.
    entry: String,
    #[serde(flatten)]
    common: Part,
    /// By the page's module.
    pages: HashMap<String, Part>,
    /// File of each namespace of words, by language.
    packs: HashMap<String, HashMap<String, String>>,
    /// Every address that has a page.
    #[serde(default)]
    routes: Vec<Route>,
}

/// An address of the web app.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Route {
    /// `/listings/:id`
    pub path: String,
    /// The page's module; none for an address that only leads on.
    pub module: Option<String>,
    /// Only for people who are signed in.
    pub own: bool,
}

/// The files of one page in one language, as paths from the site's root.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub entry: String,
    pub scripts: Vec<String>,
    pub styles: Vec<String>,
}

impl Bundle {
    /// As built into the program; while developing, as it is right now.
    pub fn current() -> Self {
        static BUILT: LazyLock<Bundle> = LazyLock::new(read);
        if cfg!(debug_assertions) { read() } else { BUILT.clone() }
    }

    /// What the page made by `module` needs at once.
    pub fn wanted(&self, module: Option<&str>, language: Language) -> Wanted {
        let none = Part::default();
        let own = module.and_then(|module| self.pages.get(module)).unwrap_or(&none);
        let packs = self.packs.get(language.as_str()).or_else(|| self.packs.get("en"));
        let fallback = self.packs.get("en");
        let namespaces = self.common.words.iter().chain(&own.words);
        let words = namespaces.filter_map(|name| packs.and_then(|p| p.get(name)).or_else(|| fallback.and_then(|p| p.get(name))));
        let path = |file: &String| format!("/{file}");
        Wanted {
            entry: path(&self.entry),
            scripts: self.common.scripts.iter().chain(words).chain(&own.scripts).map(path).collect(),
            styles: self.common.styles.iter().chain(&own.styles).map(path).collect(),
        }
    }

    /// The route that serves `path`, and what stands in the place of its first parameter. A written part goes before a parameter.
    pub fn route<'a>(&self, path: &'a str) -> Option<(&Route, &'a str)> {
        let fits = self.routes.iter().filter_map(|route| Some((route, route.parameter(path)?)));
        fits.min_by_key(|(route, _)| route.path.matches(':').count())
    }
}

impl Route {
    /// The first parameter when it serves `path`, empty without any.
    fn parameter<'a>(&self, path: &'a str) -> Option<&'a str> {
        let (mut wanted, mut given) = (self.path.split('/'), path.split('/'));
        let mut parameter = None;
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return Some(parameter.unwrap_or_default()),
                (Some(name), Some(value)) if name.starts_with(':') && !value.is_empty() => parameter = parameter.or(Some(value)),
                (Some(word), Some(value)) if word == value => {}
                _ => return None,
            }
        }
    }
}

fn read() -> Bundle {
    let text = files::internal("bundle.json").unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_else(|error| {
        tracing::error!(error = %error, "the web app's bundle.json can't be read; `cargo xtask run` builds it");
        Bundle::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_what_all_need_its_own_and_the_words_of_its_language() {
        let text = r#"{"entry":"e.js","scripts":["c.js"],"styles":["c.css"],"words":["common"],
            "pages":{"features/a/APage":{"scripts":["a.js"],"styles":["a.css"],"words":["a"]}},
            "packs":{"en":{"common":"en-c.js","a":"en-a.js"},"fa":{"common":"fa-c.js"}}}"#;
        let bundle: Bundle = serde_json::from_str(text).unwrap();
        let page = bundle.wanted(Some("features/a/APage"), Language::Fa);
        assert_eq!(page.entry, "/e.js");
        // A sentence that isn't translated yet is shown in English.
        assert_eq!(page.scripts, ["/c.js", "/fa-c.js", "/en-a.js", "/a.js"]);
        assert_eq!(page.styles, ["/c.css", "/a.css"]);
        assert_eq!(bundle.wanted(None, Language::En).scripts, ["/c.js", "/en-c.js"]);
    }

    #[test]
    fn an_address_finds_its_route() {
        let route = |path: &str| Route {
            path: path.into(),
            module: None,
            own: false,
        };
        let routes = ["/", "/requests/:id", "/requests/new", "/sell/:id/edit"].map(route).into();
        let bundle = Bundle {
            routes,
            ..Bundle::default()
        };
        let check = |path: &str, expected: Option<(&str, &str)>| {
            assert_eq!(bundle.route(path).map(|(route, id)| (route.path.as_str(), id)), expected, "{path}");
        };
        check("/", Some(("/", "")));
        check("/requests/7", Some(("/requests/:id", "7")));
        check("/requests/new", Some(("/requests/new", "")));
        check("/sell/x/edit", Some(("/sell/:id/edit", "x")));
        for nowhere in ["/requests", "/requests/", "/requests/7/x", "//", "/sell//edit"] {
            check(nowhere, None);
        }
    }
}
