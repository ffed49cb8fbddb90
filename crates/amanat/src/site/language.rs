//! In which language a page is written: what the person chose (cookie), else what the link says, else what the browser asks for.

use amanat_base::Language;
use axum::http::{HeaderMap, Uri, header};

/// Of the six, for a request.
pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Language {
    cookie(headers, "lang")
        .and_then(known)
        .or_else(|| asked(uri).as_deref().and_then(known))
        .or_else(|| headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Language::preferred))
        .unwrap_or_default()
}

fn known(text: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.as_str() == text)
}

fn asked(uri: &Uri) -> Option<String> {
    let query = url::form_urlencoded::parse(uri.query()?.as_bytes());
    query
        .into_iter()
        .find(|(name, _)| name == "lang")
        .map(|(_, value)| value.into_owned())
}

/// A cookie's value.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|list| list.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_goes_before_a_link_and_a_link_before_the_browser() {
        for (uri, cookie, browser, language) in [
            ("/", "", "", Language::En),
            ("/", "", "de, fr;q=0.5", Language::Fr),
            ("/?lang=vi", "", "fr", Language::Vi),
            ("/?lang=vi", "a=b; lang=ar", "fr", Language::Ar),
            ("/?lang=klingon", "lang=..", "zh-TW", Language::Zh),
        ] {
            let headers = [(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, browser)];
            let headers = headers.into_iter().map(|(name, value)| (name, value.parse().unwrap())).collect();
            assert_eq!(of(&uri.parse().unwrap(), &headers), language, "{uri} {cookie} {browser}");
        }
    }
}
