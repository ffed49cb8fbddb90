//! What follows from the events of goods and of the gateway.

use super::Outcome;
use amanat_base::{ListingId, OrderId, Result, Role, TokenId, UserId};
use amanat_escrow::State;
use amanat_goods::{Event, Moderation, Sale, tokens::Ended};
use amanat_store::Tx;
use amanat_texts::Said;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) async fn react(tx: &mut Tx, out: &mut Outcome, event: Event) -> Result<()> {
    match event {
        Event::ListingSubmitted { listing, service_name, .. } => {
            let admins = sqlx::query_scalar!(
                r#"select user_id as "id: UserId" from user_roles where role = $1"#,
                Role::Admin as Role
            );
            for admin in admins.fetch_all(&mut **tx).await? {
                let title = Said::with("To be looked at: {0}", [service_name.clone()]);
                out.notify(
                    admin,
                    "listing_submitted",
                    title,
                    "A new listing waits for you.",
                    "/staff/listings".into(),
                );
                out.emit_to([admin], "listing:updated", &json!({ "listingId": listing }));
            }
        }
        Event::ListingModerated {
            listing,
            seller,
            service_name,
            moderation,
            note,
        } => {
            let (title, body) = match moderation {
                Moderation::Approved => (
                    Said::with("{0} was approved", [service_name]),
                    "Buyers can see it once it is active.",
                ),
                _ => (
                    Said::with("{0} was not approved", [service_name]),
                    "See the note, change what is asked for.",
                ),
            };
            let body = note.map_or(body.into(), Said::Theirs);
            out.notify(seller, "listing_moderated", title, body, format!("/sell/{listing}/edit"));
            out.emit_to([seller], "listing:updated", &json!({ "listingId": listing }));
        }
        Event::ListingStatusChanged {
            listing, seller, status, ..
        } => out.emit_to([seller], "listing:updated", &json!({ "listingId": listing, "status": status })),
        Event::Sold {
            listing,
            service_name,
            seller,
            left,
            sales,
        } => sold(out, listing, &service_name, seller, left, &sales),
        Event::FulfilmentFailed {
            order,
            buyer,
            seller,
            reason,
            ..
        } => {
            let body =
                "What you bought can't be handed over right now. It is tried again every minute; after an hour your money comes back.";
            out.notify(buyer, "fulfilment_failed", "Not delivered yet", body, link(order));
            let body = Said::with("A paid order can't be handed over: {0}", [reason]);
            out.notify(seller, "fulfilment_failed", "Your goods can't be delivered", body, link(order));
        }
        Event::UnitsReturned { listing, seller, .. } => out.emit_to([seller], "listing:updated", &json!({ "listingId": listing })),
        Event::TokenRevealed { token, order, buyer, .. } => {
            out.notify(
                buyer,
                "token_revealed",
                "A secret of yours was shown",
                "Not you? End your sessions and change your password.",
                format!("/tokens/{token}"),
            );
            token_updated(out, order, Some(token), [buyer]);
        }
        Event::TokenEnded {
            token,
            order,
            buyer,
            because,
            ..
        } => {
            if because == Ended::Expired {
                let body = "Its time is over. What was not used of a metered order comes back to you.";
                out.notify(buyer, "token_expired", "An access has expired", body, format!("/tokens/{token}"));
            }
            token_updated(out, order, Some(token), [buyer]);
        }
        Event::Settled {
            order,
            token,
            buyer,
            seller,
            ..
        } => token_updated(out, order, Some(token), [buyer, seller]),
    }
    Ok(())
}

/// Sales that were made together are told together: once to each buyer, once to the seller.
fn sold(out: &mut Outcome, listing: ListingId, service_name: &str, seller: UserId, left: i64, sales: &[Sale]) {
    let mut orders_of: BTreeMap<UserId, Vec<OrderId>> = BTreeMap::new();
    for sale in sales {
        orders_of.entry(sale.buyer).or_default().push(sale.order);
        token_updated(out, sale.order, None, [sale.buyer]);
        let payload = json!({ "orderId": sale.order, "state": State::Delivered });
        out.emit_to([sale.buyer, seller], "order:updated", &payload);
    }
    for (buyer, orders) in orders_of {
        let place = match orders.as_slice() {
            [order] => link(*order),
            _ => "/tokens".into(),
        };
        let body = "See your tokens: what you bought is there.";
        out.notify(
            buyer,
            "goods_delivered",
            Said::with("{0} is yours", [service_name.to_owned()]),
            body,
            place,
        );
    }
    let place = match sales {
        [sale] => link(sale.order),
        _ => "/sell".into(),
    };
    let units: i64 = sales.iter().map(|sale| sale.units).sum();
    let body = Said::with("{0} sold, {1} left.", [units.to_string(), left.to_string()]);
    out.notify(
        seller,
        "goods_sold",
        Said::with("Sold: {0}", [service_name.to_owned()]),
        body,
        place,
    );
    out.emit_to([seller], "listing:updated", &json!({ "listingId": listing }));
}

fn token_updated(out: &mut Outcome, order: OrderId, token: Option<TokenId>, users: impl IntoIterator<Item = UserId>) {
    out.emit_to(users, "token:updated", &json!({ "orderId": order, "tokenId": token }));
}

/// What follows from the gateway's events.
pub(super) fn react_to_use(out: &mut Outcome, event: amanat_gateway::Event) {
    let amanat_gateway::Event::UsageMoved {
        token,
        listing,
        buyer,
        seller,
        used,
        units,
    } = event;
    let payload = json!({ "tokenId": token, "listingId": listing, "used": used, "units": units });
    out.emit_to([buyer, seller], "token:usage", &payload);
}

fn link(order: OrderId) -> String {
    format!("/orders/{order}")
}
