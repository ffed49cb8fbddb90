//! The goods of the demo marketplace: an API behind the gateway, codes and credentials, and a few purchases.

use super::client::{Api, text};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What opens the demo's small service; its program knows the same.
const UPSTREAM_KEY: &str = "demo-upstream-key";

/// A demo listing.
struct Listing {
    seller: &'static str,
    category: &'static str,
    name: &'static str,
    description: &'static str,
    unit: &'static str,
    price: &'static str,
    goods: Goods,
    /// Who buys how many, in the token of the development chain.
    bought: Option<(&'static str, i64)>,
}

enum Goods {
    /// A call counts one unit.
    Calls,
    /// A call counts the tokens that it says it used.
    Tokens,
    Codes(&'static str, usize),
    Secret(&'static str, i64),
}

const LISTINGS: &[Listing] = &[
    Listing {
        seller: "seller@demo.amanat",
        category: "software-development",
        name: "Echo & Time API",
        description: "A small, dependable API for trying things out: /v1/echo gives back what you send, /v1/time tells the time, /v1/stream streams. \
                      Call it through the gateway with the access token that you get; unused calls can be given back.",
        unit: "one call",
        price: "0.05",
        goods: Goods::Calls,
        bought: Some(("buyer@demo.amanat", 200)),
    },
    Listing {
        seller: "seller@demo.amanat",
        category: "software-development",
        name: "Text completion, by the token",
        description: "POST /v1/complete. Every answer says how many tokens it used, and only those are counted. At most 500 tokens a call.",
        unit: "one token",
        price: "0.002",
        goods: Goods::Tokens,
        bought: None,
    },
    Listing {
        seller: "linh@demo.amanat",
        category: "licences-keys",
        name: "Offline map licence, Caucasus and Iran",
        description: "One code activates the maps on one phone, for good. Codes work once.",
        unit: "one licence code",
        price: "4.90",
        goods: Goods::Codes("MAP", 40),
        bought: Some(("nadia@demo.amanat", 2)),
    },
    Listing {
        seller: "linh@demo.amanat",
        category: "music",
        name: "Sample pack download codes",
        description: "Field recordings from Hà Nội: 1,200 sounds, 24 bit. One code, one download.",
        unit: "one download code",
        price: "9",
        goods: Goods::Codes("SND", 25),
        bought: None,
    },
    Listing {
        seller: "pierre@demo.amanat",
        category: "licences-keys",
        name: "Archive of open street photographs",
        description: "Credentials for the read-only archive: 80,000 photographs, free to use. The same credentials for every buyer, changed each quarter.",
        unit: "access for one quarter",
        price: "12",
        goods: Goods::Secret("user: archive-reader · password: demo-only-9431", 50),
        bought: Some(("buyer@demo.amanat", 1)),
    },
];

/// Puts on sale what is not on sale yet, and buys a little of it.
pub(super) async fn fill(api: &Api, categories: &HashMap<String, String>, upstream: Option<&str>) -> Result<(), String> {
    for listing in LISTINGS {
        if api.has_listing(listing.name).await? {
            continue;
        }
        let goods = match (&listing.goods, upstream) {
            (Goods::Calls | Goods::Tokens, None) => continue,
            (Goods::Calls, Some(url)) => metered(url, json!({ "kind": "request" }), 1, 100_000),
            (Goods::Tokens, Some(url)) => metered(url, json!({ "kind": "json_path", "path": "usage.total_tokens" }), 500, 5_000_000),
            (Goods::Codes(..), _) => json!({ "fulfilment": "code_pool" }),
            (Goods::Secret(secret, units), _) => json!({ "fulfilment": "reveal_secret", "secret": secret, "availableUnits": units }),
        };
        publish(api, listing, categories.get(listing.category), goods)
            .await
            .map_err(|e| format!("{}: {e}", listing.name))?;
    }
    Ok(())
}

fn metered(url: &str, meter: Value, per_call: i64, units: i64) -> Value {
    json!({
        "fulfilment": "metered_gateway", "secret": UPSTREAM_KEY, "availableUnits": units,
        "gateway": { "upstreamUrl": url, "inject": { "kind": "header", "name": "X-Api-Key" }, "meter": meter, "maxUnitsPerCall": per_call,
                     "callsPerMinute": 600 },
        "probe": { "method": "GET", "path": "/v1/time", "expectStatus": 200 },
    })
}

async fn publish(api: &Api, listing: &Listing, category: Option<&String>, goods: Value) -> Result<(), String> {
    let seller = api.member(listing.seller).await?;
    let mut body = json!({
        "serviceName": listing.name, "description": listing.description, "unitDescription": listing.unit, "pricePerUnit": listing.price,
        "currency": "USD", "categoryId": category,
    });
    if let (Some(body), Value::Object(goods)) = (body.as_object_mut(), goods) {
        body.extend(goods);
    }
    let id = text(&seller.post("/api/listings", body).await?, "id")?;
    if let Goods::Codes(prefix, count) = listing.goods {
        let codes: Vec<String> = (0..count)
            .map(|n| format!("{prefix}-{:04}-{:05}", n * 37 + 1009, n * 7919 + 10_007))
            .collect();
        seller.post(&format!("/api/listings/{id}/codes"), json!({ "codes": codes })).await?;
    }
    seller
        .post(&format!("/api/listings/{id}/status"), json!({ "status": "active" }))
        .await?;
    match listing.bought {
        Some((buyer, units)) => buy(api, buyer, &id, listing.price, units).await,
        None => Ok(()),
    }
}

async fn buy(api: &Api, buyer: &str, listing: &str, price: &str, units: i64) -> Result<(), String> {
    let buyer = api.member(buyer).await?;
    let body = json!({ "listingId": listing, "units": units, "unitPrice": price });
    let bought = buyer.post("/api/orders", body).await?;
    let order = text(&bought["order"], "orderId")?;
    api.pay(&buyer, &order, "tUSD").await?;
    api.wait(&buyer, &order, &["delivered"]).await
}
