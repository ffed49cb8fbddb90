//! Which of the listings on sale are meant: the conditions that the list and its facets share.

use super::{FulfilmentKind, browse::ListingFilter};
use amanat_base::{CategoryId, Error, Price, Result, UserId};
use sqlx::{Postgres, QueryBuilder};

/// What narrows the listings down; whatever is absent does not.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    pub q: Option<String>,
    pub seller: Option<UserId>,
    pub category: Option<CategoryId>,
    pub fulfilment: Option<FulfilmentKind>,
    pub currency: Option<String>,
    pub price_from: Option<Price>,
    pub price_below: Option<Price>,
}

impl Narrowed {
    pub fn of_list(filter: &ListingFilter) -> Self {
        Self {
            q: filter.q.clone(),
            seller: filter.seller_id,
            category: filter.category_id,
            fulfilment: filter.fulfilment,
            currency: filter.currency.clone(),
            price_from: filter.price_from.clone(),
            price_below: filter.price_below.clone(),
        }
    }

    /// Refuses what is too long to be looked for.
    pub fn check(&self) -> Result<()> {
        let longer = |text: &Option<String>, most| text.as_ref().is_some_and(|text| text.chars().count() > most);
        if longer(&self.q, 200) {
            return Err(Error::invalid("q", "must be at most 200 characters"));
        }
        if longer(&self.currency, 10) {
            return Err(Error::invalid("currency", "must be at most 10 characters"));
        }
        Ok(())
    }

    /// Every condition on `listings l`, each with its ` and`.
    pub fn push_all(&self, query: &mut QueryBuilder<Postgres>) {
        self.push_rest(query);
        for condition in [Self::push_category, Self::push_fulfilment, Self::push_currency, Self::push_price] {
            query.push(" and ");
            condition(self, query);
        }
    }

    /// Those that are no facet: words, seller.
    pub fn push_rest(&self, query: &mut QueryBuilder<Postgres>) {
        if let Some(words) = self.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            query.push(" and l.words @@ search_query(").push_bind(words.to_owned()).push(")");
        }
        if let Some(seller) = self.seller {
            query.push(" and l.seller_id = ").push_bind(seller);
        }
    }

    /// A condition by itself, `true` without one; so are the next ones.
    pub fn push_category(&self, query: &mut QueryBuilder<Postgres>) {
        match self.category {
            Some(category) => query.push("l.category_id = ").push_bind(category),
            None => query.push("true"),
        };
    }

    pub fn push_fulfilment(&self, query: &mut QueryBuilder<Postgres>) {
        match self.fulfilment {
            Some(kind) => query.push("l.fulfilment = ").push_bind(kind.as_str()),
            None => query.push("true"),
        };
    }

    pub fn push_currency(&self, query: &mut QueryBuilder<Postgres>) {
        match &self.currency {
            Some(currency) => query.push("l.currency = ").push_bind(currency.clone()),
            None => query.push("true"),
        };
    }

    pub fn push_price(&self, query: &mut QueryBuilder<Postgres>) {
        query.push("(true");
        let ends = [(" >= ", &self.price_from), (" < ", &self.price_below)];
        for (compared, end) in ends {
            if let Some(price) = end {
                query.push(" and l.price_per_unit").push(compared).push_bind(price.clone());
            }
        }
        query.push(")");
    }
}
