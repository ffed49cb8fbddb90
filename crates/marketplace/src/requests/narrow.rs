//! Which requests are meant: the conditions that the list and its facets share.

use super::RequestStatus;
use amanat_base::{CategoryId, Error, Price, Result, UserId};
use sqlx::{Postgres, QueryBuilder};

/// What narrows the requests down; whatever is absent does not.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    pub status: Option<RequestStatus>,
    pub buyer: Option<UserId>,
    pub q: Option<String>,
    pub category: Option<CategoryId>,
    pub currency: Option<String>,
    pub budget_from: Option<Price>,
    pub budget_below: Option<Price>,
}

impl Narrowed {
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

    /// Every condition on `purchase_requests r`, each with its ` and`.
    pub fn push_all(&self, query: &mut QueryBuilder<Postgres>) {
        self.push_rest(query);
        for condition in [Self::push_category, Self::push_currency, Self::push_budget] {
            query.push(" and ");
            condition(self, query);
        }
    }

    /// Those that are no facet: status, buyer, words.
    pub fn push_rest(&self, query: &mut QueryBuilder<Postgres>) {
        if let Some(status) = self.status {
            query.push(" and r.status = ").push_bind(status.as_str());
        }
        match self.buyer {
            Some(buyer) => query.push(" and r.buyer_id = ").push_bind(buyer),
            // Nobody could accept an offer to somebody who is shut out.
            None => query.push(" and exists (select from users o where o.id = r.buyer_id and o.status = 'active')"),
        };
        if let Some(words) = self.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            query.push(" and r.search @@ search_query(").push_bind(words.to_owned()).push(")");
        }
    }

    /// A condition by itself, `true` without one.
    pub fn push_category(&self, query: &mut QueryBuilder<Postgres>) {
        match self.category {
            Some(category) => query.push("r.category_id = ").push_bind(category),
            None => query.push("true"),
        };
    }

    /// A condition by itself, `true` without one.
    pub fn push_currency(&self, query: &mut QueryBuilder<Postgres>) {
        match &self.currency {
            Some(currency) => query.push("r.currency = ").push_bind(currency.clone()),
            None => query.push("true"),
        };
    }

    /// A condition by itself, `true` without one. A request without a budget has none in any band.
    pub fn push_budget(&self, query: &mut QueryBuilder<Postgres>) {
        query.push("(true");
        let ends = [(" >= ", &self.budget_from), (" < ", &self.budget_below)];
        for (compared, end) in ends {
            if let Some(price) = end {
                query
                    .push(" and coalesce(r.budget_max, r.budget_min)")
                    .push(compared)
                    .push_bind(price.clone());
            }
        }
        query.push(")");
    }
}
