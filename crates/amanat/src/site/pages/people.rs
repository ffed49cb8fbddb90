//! People and their shops.

use super::{Asked, Fact, Named, Nothing, Page, View, excerpt};
use crate::site::words::Words;
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    display_name: String,
    about: String,
    avatar: Option<String>,
    member_since: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shop {
    name: String,
    about: String,
    owner: Named,
}

pub(super) async fn person(asked: &Asked<'_>, id: &str) -> Result<Page, Nothing> {
    let path = format!("/api/users/{id}");
    let (answer, person) = asked.site.one::<Person>(&path).await?;
    let labels = &Words::of(asked.language).labels;
    let origin = &asked.site.origin;
    let since = format!("{} {}", labels.since, person.member_since);
    let mut who = json!({"@type": "Person", "name": person.display_name, "url": format!("{origin}{}", asked.path)});
    if !person.about.is_empty() {
        who["description"] = json!(person.about);
    }
    if let Some(avatar) = &person.avatar {
        who["image"] = json!(format!("{origin}{avatar}"));
    }
    let description = if person.about.is_empty() { since } else { excerpt(&person.about) };
    let facts = vec![Fact {
        label: labels.since.clone(),
        value: person.member_since.clone(),
        href: None,
    }];
    Ok(Page {
        kind: "profile",
        graph: Some(
            json!({"@context": "https://schema.org", "@type": "ProfilePage", "dateCreated": person.member_since, "mainEntity": who}),
        ),
        answers: vec![(path, answer)],
        view: Some(View {
            heading: person.display_name.clone(),
            facts,
            text: Some(person.about).filter(|about| !about.is_empty()),
            ..View::default()
        }),
        ..Page::written(&person.display_name, &format!("{} · {description}", labels.person))
    })
}

pub(super) async fn shop(asked: &Asked<'_>, slug: &str) -> Result<Page, Nothing> {
    let path = format!("/api/marketplace/shops/{slug}");
    let (answer, shop) = asked.site.one::<Shop>(&path).await?;
    let labels = &Words::of(asked.language).labels;
    let origin = &asked.site.origin;
    let owner = format!("/people/{}", shop.owner.id);
    let graph = json!({"@context": "https://schema.org", "@type": "Store", "name": shop.name, "description": shop.about,
        "url": format!("{origin}{}", asked.path), "image": format!("{origin}/preview.png"),
        "founder": {"@type": "Person", "name": shop.owner.display_name, "url": format!("{origin}{owner}")}});
    let facts = vec![Fact {
        label: labels.seller.clone(),
        value: shop.owner.display_name,
        href: Some(owner),
    }];
    Ok(Page {
        graph: Some(graph),
        answers: vec![(path, answer)],
        view: Some(View {
            heading: shop.name.clone(),
            facts,
            text: Some(shop.about.clone()).filter(|about| !about.is_empty()),
            ..View::default()
        }),
        ..Page::written(&shop.name, &format!("{} · {}", labels.shop, excerpt(&shop.about)))
    })
}
