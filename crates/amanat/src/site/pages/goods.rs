//! Goods: what is on sale, and one listing.

use super::{Asked, Category, Fact, Line, Named, Nothing, Page, View, collection, excerpt, id};
use crate::site::words::Words;
use amanat_base::ListingId;
use serde::Deserialize;
use serde_json::{Value, json};

const LIST: &str = "/api/listings";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    id: String,
    seller: Named,
    category: Option<Category>,
    service_name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    excerpt: String,
    unit_description: String,
    price_per_unit: String,
    currency: String,
    available_units: i64,
    score: Option<f64>,
    ratings: i64,
}

impl Listing {
    fn price(&self) -> String {
        format!("{} {}", self.price_per_unit, self.currency)
    }

    fn line(self) -> Line {
        Line {
            href: format!("/listings/{}", self.id),
            price: self.price(),
            title: self.service_name,
            text: excerpt(&self.excerpt),
        }
    }
}

pub(super) async fn list(asked: &Asked<'_>) -> Result<Page, Nothing> {
    let words = &Words::of(asked.language).listings;
    let mut page = Page::fixed(&words.title, &words.description);
    let mut view = View {
        heading: words.heading.clone(),
        lead: Some(words.lead.clone()),
        ..View::default()
    };
    // What a filter leaves is the web app's business.
    if asked.whole {
        let (answer, listings) = asked.site.list::<Listing>(LIST).await?;
        view.lines = listings.into_iter().map(Listing::line).collect();
        page.answers = vec![(LIST.into(), answer)];
    }
    page.graph = Some(collection(asked, &words.title, &words.description, &view.lines));
    page.view = Some(view);
    Ok(page)
}

pub(super) async fn one(asked: &Asked<'_>, named: &str) -> Result<Page, Nothing> {
    let path = format!("{LIST}/{}", id::<ListingId>(named)?);
    let (answer, listing) = asked.site.one::<Listing>(&path).await?;
    let labels = &Words::of(asked.language).labels;
    let description = format!("{} · {}", listing.price(), excerpt(&listing.description));
    let fact = |label: &str, value: &str, href: Option<String>| Fact {
        label: label.into(),
        value: value.into(),
        href,
    };
    let seller = format!("/people/{}", listing.seller.id);
    let mut facts = vec![
        fact(&labels.price, &listing.price(), None),
        fact(&labels.unit, &listing.unit_description, None),
        fact(&labels.seller, &listing.seller.display_name, Some(seller)),
    ];
    facts.extend(listing.category.iter().map(|category| fact(&labels.category, &category.name, None)));
    Ok(Page {
        kind: "product",
        graph: Some(product(asked, &listing)),
        answers: vec![(path, answer)],
        view: Some(View {
            heading: listing.service_name.clone(),
            facts,
            text: Some(listing.description.clone()),
            ..View::default()
        }),
        ..Page::written(&listing.service_name, &description)
    })
}

fn product(asked: &Asked<'_>, listing: &Listing) -> Value {
    let origin = &asked.site.origin;
    let url = format!("{origin}{}", asked.path);
    let stock = if listing.available_units > 0 { "InStock" } else { "OutOfStock" };
    let mut product = json!({"@context": "https://schema.org", "@type": "Product", "name": listing.service_name,
        "description": listing.description, "url": url, "image": format!("{origin}/preview.png"),
        "offers": {"@type": "Offer", "url": url, "price": listing.price_per_unit, "priceCurrency": listing.currency,
            "availability": format!("https://schema.org/{stock}"),
            "seller": {"@type": "Person", "name": listing.seller.display_name, "url": format!("{origin}/people/{}", listing.seller.id)}}});
    if let Some(category) = &listing.category {
        product["category"] = json!(category.name);
    }
    if let Some(score) = listing.score.filter(|_| listing.ratings > 0) {
        product["aggregateRating"] =
            json!({"@type": "AggregateRating", "ratingValue": score, "ratingCount": listing.ratings, "bestRating": 5, "worstRating": 1});
    }
    product
}
