//! What follows from the marketplace's events. Requests are public; offers concern their two sides only.

use super::Outcome;
use amanat_base::{OfferId, RequestId, UserId};
use amanat_marketplace::{Event, RequestStatus};
use amanat_notifications::Room;
use amanat_texts::Said;
use serde_json::json;

pub(super) fn react(out: &mut Outcome, event: Event) {
    match event {
        Event::RequestCreated {
            request,
            buyer,
            category,
            title,
        } => {
            let payload = json!({ "requestId": request, "categoryId": category, "title": title });
            out.emit(Room::User(buyer), "request:created", payload);
        }
        Event::RequestChanged {
            request,
            buyer,
            title,
            status,
            terms_changed,
            offers,
        } => {
            let payload = json!({ "requestId": request, "title": title, "status": status });
            out.emit(Room::Request(request), "request:updated", payload.clone());
            out.emit(Room::User(buyer), "request:updated", payload);
            let (title, body) = match status {
                RequestStatus::Cancelled => (
                    Said::with("Cancelled: {0}", [title]),
                    "The buyer took the request back; your offer is closed.",
                ),
                _ if terms_changed => (
                    Said::with("Changed: {0}", [title]),
                    "The request has changed; look again, and revise your offer.",
                ),
                _ => return,
            };
            for offer in offers {
                out.notify(offer.seller, "request_changed", title.clone(), body, link(request));
            }
        }
        Event::OfferMade {
            request,
            offer,
            buyer,
            seller,
            title,
        } => {
            tell(out, "offer:created", request, offer, [buyer, seller]);
            out.notify(
                buyer,
                "offer_made",
                Said::with("An offer on: {0}", [title]),
                "Compare it, answer with other terms, or accept it.",
                link(request),
            );
        }
        Event::OfferRevised {
            request,
            offer,
            buyer,
            seller,
            by,
            title,
            ..
        } => {
            tell(out, "offer:updated", request, offer, [buyer, seller]);
            let other = if by == buyer { seller } else { buyer };
            out.notify(
                other,
                "offer_revised",
                Said::with("New terms on: {0}", [title]),
                "The other side proposes other terms.",
                link(request),
            );
        }
        Event::OfferWithdrawn {
            request,
            offer,
            buyer,
            seller,
            title,
        } => {
            tell(out, "offer:updated", request, offer, [buyer, seller]);
            out.notify(
                buyer,
                "offer_withdrawn",
                Said::with("Withdrawn: {0}", [title]),
                "A seller took their offer back.",
                link(request),
            );
        }
        Event::OfferDeclined {
            request,
            offer,
            buyer,
            seller,
            title,
        } => {
            tell(out, "offer:updated", request, offer, [buyer, seller]);
            out.notify(
                seller,
                "offer_declined",
                Said::with("Declined: {0}", [title]),
                "The buyer declined your offer.",
                link(request),
            );
        }
        Event::OfferAccepted {
            request,
            offer,
            order,
            buyer,
            seller,
            title,
            closed,
            ..
        } => {
            let payload = json!({ "requestId": request, "offerId": offer, "orderId": order });
            out.emit(
                Room::Request(request),
                "request:updated",
                json!({ "requestId": request, "status": "accepted" }),
            );
            out.emit_to([buyer, seller], "offer:accepted", &payload);
            for other in closed {
                tell(out, "offer:updated", request, other.offer, [other.seller]);
                out.notify(
                    other.seller,
                    "offer_closed",
                    Said::with("Not this time: {0}", [title.clone()]),
                    "The buyer chose another offer.",
                    link(request),
                );
            }
        }
    }
}

fn tell<const N: usize>(out: &mut Outcome, name: &'static str, request: RequestId, offer: OfferId, users: [UserId; N]) {
    out.emit_to(users, name, &json!({ "requestId": request, "offerId": offer }));
}

fn link(request: RequestId) -> String {
    format!("/requests/{request}")
}
