//! What the server knows of a page before the web app runs: what search engines and previews read, and the content that people see first.
//!
//! It is made of what the API answers to a stranger, asked within this process: what the API hides from strangers can't get into a page,
//! and a page can't be older than the API's answer.

mod goods;
mod people;
mod requests;

use super::{Site, words::Words};
use amanat_base::Language;
use axum::http::StatusCode;
use minijinja::{Value as Said, context};
use serde::Deserialize;
use serde_json::{Value, json};
use std::str::FromStr;

/// What is said of a page, and shown of it.
#[derive(Debug)]
pub(super) struct Page {
    pub status: StatusCode,
    /// Without the product's name.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// Search engines may show it.
    pub index: bool,
    /// It says the same in each language.
    pub translated: bool,
    /// As Open Graph calls it.
    pub kind: &'static str,
    /// As schema.org calls it.
    pub graph: Option<Value>,
    /// What is seen first; without it the frame alone.
    pub view: Option<View>,
    /// Answers of the API that the web app would ask for at once, by path.
    pub answers: Vec<(String, Value)>,
}

/// What is seen first. Values of people stand in it as they wrote them; the template escapes them.
#[derive(Debug, Default)]
pub(super) struct View {
    pub heading: String,
    /// The first page's greeting.
    pub hero: bool,
    pub lead: Option<String>,
    pub actions: Vec<Link>,
    pub facts: Vec<Fact>,
    pub text: Option<String>,
    pub lines: Vec<Line>,
}

#[derive(Debug)]
pub(super) struct Link {
    pub href: String,
    pub label: String,
}

#[derive(Debug)]
pub(super) struct Fact {
    pub label: String,
    pub value: String,
    pub href: Option<String>,
}

/// A line of a list.
#[derive(Debug)]
pub(super) struct Line {
    pub href: String,
    pub title: String,
    pub text: String,
    pub price: String,
}

impl View {
    /// For the template.
    pub fn value(&self) -> Said {
        let action = |link: &Link| context! { href => link.href.as_str(), label => link.label.as_str() };
        let fact = |fact: &Fact| context! { label => fact.label.as_str(), value => fact.value.as_str(), href => fact.href.as_deref() };
        let line = |line: &Line| {
            context! { href => line.href.as_str(), title => line.title.as_str(), text => line.text.as_str(), price => line.price.as_str() }
        };
        context! {
            heading => self.heading.as_str(),
            hero => self.hero,
            lead => self.lead.as_deref(),
            actions => self.actions.iter().map(action).collect::<Vec<_>>(),
            facts => self.facts.iter().map(fact).collect::<Vec<_>>(),
            text => self.text.as_deref(),
            lines => self.lines.iter().map(line).collect::<Vec<_>>(),
        }
    }
}

/// A person, as answers name them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    id: String,
    display_name: String,
}

/// A category, as answers name it.
#[derive(Debug, Deserialize)]
struct Category {
    name: String,
}

/// What an address shows.
pub(super) struct Asked<'a> {
    pub site: &'a Site,
    pub language: Language,
    /// As the address is written, without a query.
    pub path: &'a str,
    /// Without filters, so that the first page of a list is what is shown.
    pub whole: bool,
}

/// The page of a route; `parameter` is the first one of its path.
pub(super) async fn of(asked: &Asked<'_>, route: &str, own: bool, parameter: &str) -> Page {
    let words = Words::of(asked.language);
    let page = match route {
        "/" => Ok(landing(asked)),
        "/requests" => requests::list(asked).await,
        "/requests/:id" => requests::one(asked, parameter).await,
        "/listings" => goods::list(asked).await,
        "/listings/:id" => goods::one(asked, parameter).await,
        "/people/:id" => people::person(asked, parameter).await,
        "/shops/:slug" => people::shop(asked, parameter).await,
        "/login" => Ok(Page::fixed(&words.login.title, &words.login.description)),
        "/register" => Ok(Page::fixed(&words.register.title, &words.register.description)),
        _ => Ok(Page::frame(asked.language, own)),
    };
    page.unwrap_or_else(|why| match why {
        Nothing::Missing => Page::missing(asked.language),
        Nothing::Failed => Page {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Page::frame(asked.language, own)
        },
    })
}

/// The id in an address. What is none could be another route of the API, like `facets`, and is not asked for.
fn id<T: FromStr>(text: &str) -> Result<T, Nothing> {
    text.parse().map_err(|_| Nothing::Missing)
}

/// Why there is nothing to show.
#[derive(Debug)]
pub(super) enum Nothing {
    /// It isn't there, or not for strangers.
    Missing,
    /// It can't be read right now; the web app tries by itself.
    Failed,
}

impl Page {
    /// A page whose words are fixed.
    fn fixed(title: &str, description: &str) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.to_owned(),
            description: description.to_owned(),
            index: true,
            translated: true,
            kind: "website",
            graph: None,
            view: None,
            answers: Vec::new(),
        }
    }

    /// What somebody wrote, in one language only.
    fn written(title: &str, description: &str) -> Self {
        Self {
            translated: false,
            ..Self::fixed(title, description)
        }
    }

    /// The frame of pages that are for people who are signed in, or that a letter's link opens.
    fn frame(language: Language, own: bool) -> Self {
        let words = Words::of(language);
        let title = if own { &words.labels.sign_in } else { &words.landing.title };
        Self {
            index: false,
            ..Self::fixed(title, &words.landing.description)
        }
    }

    /// What isn't there.
    pub fn missing(language: Language) -> Self {
        let Words { missing, .. } = Words::of(language);
        let home = Link {
            href: "/".into(),
            label: missing.home.clone(),
        };
        let view = View {
            heading: missing.title.clone(),
            lead: Some(missing.text.clone()),
            actions: vec![home],
            ..View::default()
        };
        Self {
            status: StatusCode::NOT_FOUND,
            index: false,
            view: Some(view),
            ..Self::fixed(&missing.title, &missing.text)
        }
    }
}

fn landing(asked: &Asked<'_>) -> Page {
    let words = &Words::of(asked.language).landing;
    let origin = &asked.site.origin;
    let action = |href: &str, label: &str| Link {
        href: href.into(),
        label: label.into(),
    };
    let view = View {
        heading: words.heading.clone(),
        hero: true,
        lead: Some(words.lead.clone()),
        actions: vec![action("/requests/new", &words.post), action("/listings", &words.browse)],
        ..View::default()
    };
    let graph = json!({"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "@id": format!("{origin}/#organization"), "name": super::NAME, "url": format!("{origin}/"),
         "logo": format!("{origin}/icons/512.png"), "description": words.description},
        {"@type": "WebSite", "name": super::NAME, "url": format!("{origin}/"), "inLanguage": asked.language.as_str(),
         "publisher": {"@id": format!("{origin}/#organization")},
         "potentialAction": {"@type": "SearchAction", "query-input": "required name=search_term_string",
            "target": {"@type": "EntryPoint", "urlTemplate": format!("{origin}/listings?q={{search_term_string}}")}}},
    ]});
    Page {
        graph: Some(graph),
        view: Some(view),
        ..Page::fixed(&words.title, &words.description)
    }
}

/// A list of links, for search engines.
fn collection(asked: &Asked<'_>, title: &str, description: &str, lines: &[Line]) -> Value {
    let origin = &asked.site.origin;
    let items: Vec<_> = (1..)
        .zip(lines)
        .map(|(position, line)| json!({"@type": "ListItem", "position": position, "name": line.title, "url": format!("{origin}{}", line.href)}))
        .collect();
    json!({"@context": "https://schema.org", "@type": "CollectionPage", "name": title, "description": description,
        "url": format!("{origin}{}", asked.path), "inLanguage": asked.language.as_str(),
        "mainEntity": {"@type": "ItemList", "numberOfItems": lines.len(), "itemListElement": items}})
}

/// The beginning of a text on one line, as search results and previews show it: at most 160 characters.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST - 1).collect();
    // Not within a word, where words are set apart.
    let cut = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(whole, rest)| if rest.len() < 40 { whole } else { &cut });
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_is_one_line_of_whole_words() {
        assert_eq!(excerpt("  a\n\tb  "), "a b");
        let long = excerpt(&"word ".repeat(60));
        assert!(long.ends_with("word…") && long.chars().count() <= 160, "{long}");
        assert_eq!(excerpt(&"字".repeat(200)).chars().count(), 160);
    }
}
