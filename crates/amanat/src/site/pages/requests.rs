//! Requests: what buyers need, and one of them.

use super::{Asked, Category, Fact, Line, Link, Named, Nothing, Page, View, collection, excerpt, id};
use crate::site::words::Words;
use amanat_base::RequestId;
use serde::Deserialize;
use serde_json::{Value, json};

const LIST: &str = "/api/marketplace/requests";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    id: String,
    buyer: Named,
    category: Category,
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    excerpt: String,
    budget_min: Option<String>,
    budget_max: Option<String>,
    currency: String,
    deadline_at: Option<String>,
    status: String,
}

impl Request {
    /// The most that the buyer would pay, or the least.
    fn budget(&self) -> Option<String> {
        let currency = &self.currency;
        match (&self.budget_min, &self.budget_max) {
            (Some(min), Some(max)) if min != max => Some(format!("{min} – {max} {currency}")),
            (_, Some(one)) | (Some(one), None) => Some(format!("{one} {currency}")),
            (None, None) => None,
        }
    }

    /// The day up to which offers are taken.
    fn until(&self) -> Option<&str> {
        self.deadline_at.as_deref().and_then(|at| at.get(..10))
    }

    fn line(self) -> Line {
        Line {
            href: format!("/requests/{}", self.id),
            price: self.budget().unwrap_or_default(),
            title: self.title,
            text: excerpt(&self.excerpt),
        }
    }
}

pub(super) async fn list(asked: &Asked<'_>) -> Result<Page, Nothing> {
    let all = Words::of(asked.language);
    let words = &all.requests;
    let mut page = Page::fixed(&words.title, &words.description);
    let post = Link {
        href: "/requests/new".into(),
        label: all.labels.post.clone(),
    };
    let mut view = View {
        heading: words.heading.clone(),
        lead: Some(words.lead.clone()),
        actions: vec![post],
        ..View::default()
    };
    if asked.whole {
        let (answer, requests) = asked.site.list::<Request>(LIST).await?;
        view.lines = requests.into_iter().map(Request::line).collect();
        page.answers = vec![(LIST.into(), answer)];
    }
    page.graph = Some(collection(asked, &words.title, &words.description, &view.lines));
    page.view = Some(view);
    Ok(page)
}

pub(super) async fn one(asked: &Asked<'_>, named: &str) -> Result<Page, Nothing> {
    // Not kept for the web app: who is signed in gets the offers with it.
    let (_, request) = asked.site.one::<Request>(&format!("{LIST}/{}", id::<RequestId>(named)?)).await?;
    let labels = &Words::of(asked.language).labels;
    let fact = |label: &str, value: &str, href: Option<String>| Fact {
        label: label.into(),
        value: value.into(),
        href,
    };
    let mut facts: Vec<_> = request.budget().iter().map(|budget| fact(&labels.budget, budget, None)).collect();
    facts.extend(request.until().map(|day| fact(&labels.offers_until, day, None)));
    facts.push(fact(&labels.category, &request.category.name, None));
    let buyer = format!("/people/{}", request.buyer.id);
    facts.push(fact(&labels.buyer, &request.buyer.display_name, Some(buyer)));
    let said = excerpt(&request.description);
    let description = request.budget().map_or(said.clone(), |budget| format!("{budget} · {said}"));
    Ok(Page {
        kind: "article",
        graph: Some(demand(asked, &request)),
        // What is no longer wanted is nothing to find.
        index: request.status == "open",
        view: Some(View {
            heading: request.title.clone(),
            facts,
            text: Some(request.description.clone()),
            ..View::default()
        }),
        ..Page::written(&request.title, &description)
    })
}

fn demand(asked: &Asked<'_>, request: &Request) -> Value {
    let origin = &asked.site.origin;
    let mut demand = json!({"@context": "https://schema.org", "@type": "Demand", "name": request.title, "description": request.description,
        "url": format!("{origin}{}", asked.path),
        "itemOffered": {"@type": "Product", "name": request.title, "category": request.category.name}});
    let mut price = json!({"@type": "PriceSpecification", "priceCurrency": request.currency});
    for (name, amount) in [("minPrice", &request.budget_min), ("maxPrice", &request.budget_max)] {
        if let Some(amount) = amount {
            price[name] = json!(amount);
        }
    }
    if request.budget().is_some() {
        demand["priceSpecification"] = price;
    }
    if let Some(until) = &request.deadline_at {
        demand["availabilityEnds"] = json!(until);
    }
    demand
}
