//! Crowds on the last units of a listing, over two server processes of which one may die (P01 to P03).

use amanat_base::{Role, UserId};
use amanat_testkit::{Market, Person, Reply, process::Server};
use futures::future::join_all;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// What each buyer has, and what a unit costs them.
const PURSE: i64 = 5_000_000;
const PRICE: i64 = 1_000_000;

/// A listing, its buyers, and two processes that sell it.
struct Crowd {
    market: Market,
    seller: Person,
    listing: String,
    buyers: Vec<Person>,
    servers: [Server; 2],
    ask: Value,
}

impl Crowd {
    /// `buyers` with money, half of them at each process.
    async fn gather(buyers: usize, units: i64) -> Self {
        let mut market = Market::open().await;
        let seller = market.app.person("Sam", &[Role::Seller]).await;
        let listing = market.listing(&seller, json!({ "availableUnits": units })).await;
        let mut people = Vec::new();
        for n in 0..buyers {
            people.push(market.app.person(&format!("Buyer {n}"), &[Role::Buyer]).await);
        }
        let ids: Vec<UserId> = people.iter().map(|p| p.id).collect();
        market.endow(&ids, PURSE.unsigned_abs().into()).await;
        let ask = json!({ "listingId": listing, "units": 1, "unitPrice": "1", "payFromBalance": market.app.asset("tUSD").await });
        market.app.stop().await;
        let settings = market.app.settings(&market.setup);
        let mut servers = [(); 2].map(|()| Server::new(env!("CARGO_BIN_EXE_amanat"), settings.clone()));
        for server in &mut servers {
            server.start().await;
        }
        for (n, person) in people.iter_mut().enumerate() {
            person.base.clone_from(&servers[n % 2].base);
        }
        let mut seller = seller;
        seller.base.clone_from(&servers[0].base);
        Self {
            market,
            seller,
            listing,
            buyers: people,
            servers,
            ask,
        }
    }

    /// What the database says was sold, and that every buyer paid for what they have and for nothing else.
    async fn check(&self, sold: i64) {
        let pool = &self.market.app.db.store.pool;
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "select (select count(*) from purchases p where p.buyer_id = u.id and p.state = 'sold'), coalesce(a.balance, 0)::bigint
             from users u join user_roles r on r.user_id = u.id and r.role = 'buyer'
             left join ledger_accounts a on a.owner = 'user:' || u.id and a.purpose = 'available'",
        )
        .fetch_all(pool)
        .await
        .expect("reads");
        assert_eq!(rows.len(), self.buyers.len());
        assert_eq!(rows.iter().map(|(bought, _)| bought).sum::<i64>(), sold);
        for (bought, left) in rows {
            assert_eq!(left, PURSE - bought * PRICE, "charged for something else than {bought} units");
        }
        let tokens: i64 = sqlx::query_scalar("select count(*) from tokens")
            .fetch_one(pool)
            .await
            .expect("counts");
        assert_eq!(tokens, sold);
    }

    async fn end(mut self) {
        for server in &mut self.servers {
            assert!(server.terminate().await.success(), "ends in order");
        }
        self.market.app.finish().await;
    }
}

fn code(reply: &Reply) -> (u16, &str) {
    let code = reply.body["error"]["code"].as_str().unwrap_or_default();
    (reply.status.as_u16(), code)
}

/// P01, P02: two processes, five hundred buyers, a hundred units.
#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_buyers_get_exactly_the_last_hundred_units() {
    let crowd = Crowd::gather(500, 100).await;
    let asks = crowd.buyers.iter().map(|buyer| buyer.post("/api/orders", crowd.ask.clone()));
    let answers = join_all(asks).await;
    let bought = answers.iter().filter(|a| a.status.is_success()).count();
    let refused: Vec<_> = answers.iter().filter(|a| !a.status.is_success()).map(code).collect();
    assert_eq!(bought, 100);
    assert!(refused.iter().all(|r| *r == (409, "SOLD_OUT")), "{refused:?}");
    crowd.check(100).await;
    let shown = crowd.seller.get(&format!("/api/listings/{}", crowd.listing)).await.ok();
    assert_eq!((&shown["availableUnits"], &shown["status"]), (&json!(0), &json!("sold_out")));
    crowd.end().await;
}

/// P03: a key makes one purchase of any number of clicks, on whichever process; without one nothing is bought.
#[tokio::test(flavor = "multi_thread")]
async fn a_click_that_comes_twice_buys_once() {
    let crowd = Crowd::gather(20, 1000).await;
    let [first, second] = [&crowd.servers[0].base, &crowd.servers[1].base];
    let doubles = crowd.buyers.iter().map(async |buyer| {
        let at = |base: &String| {
            let mut there = buyer.clone();
            there.base.clone_from(base);
            there
        };
        let (here, there) = (at(first), at(second));
        let click = |person: Person| {
            let ask = crowd.ask.clone();
            async move { person.post_keyed("/api/orders", ask, "one-click").await }
        };
        let clicks = join_all([click(here.clone()), click(there.clone()), click(here), click(there)]).await;
        let orders: Vec<String> = clicks
            .into_iter()
            .map(|c| c.ok()["order"]["orderId"].as_str().expect("an order").to_owned())
            .collect();
        assert!(orders.iter().all(|o| *o == orders[0]), "{orders:?}");
        let mut other = crowd.ask.clone();
        other["units"] = json!(2);
        let reused = buyer.post_keyed("/api/orders", other, "one-click").await;
        reused.refused(422, "IDEMPOTENCY_KEY_REUSED");
        let bare = buyer.send(Method::POST, "/api/orders", Some(crowd.ask.clone()), None).await;
        assert_eq!(bare.status, 400, "{}", bare.body);
    });
    join_all(doubles).await;
    crowd.check(20).await;
    crowd.end().await;
}

/// A process dies in the middle. Whoever got no answer asks again with the same key, at the other one.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_while_it_sells_sells_nothing_twice() {
    let mut crowd = Crowd::gather(300, 200).await;
    let survivor = crowd.servers[1].base.clone();
    let answered = AtomicUsize::new(0);
    let asks = crowd.buyers.iter().enumerate().map(|(n, buyer)| {
        let (ask, survivor, answered) = (crowd.ask.clone(), survivor.clone(), &answered);
        let mut buyer = buyer.clone();
        async move {
            // Not all at once, so that there is a middle.
            tokio::time::sleep(Duration::from_millis(n as u64 * 2)).await;
            let key = format!("buyer-{n}");
            loop {
                match buyer.try_send(Method::POST, "/api/orders", Some(ask.clone()), Some(&key)).await {
                    Ok(reply) if reply.status.as_u16() < 500 => {
                        answered.fetch_add(1, Ordering::SeqCst);
                        return reply;
                    }
                    _ => {
                        buyer.base.clone_from(&survivor);
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
            }
        }
    });
    let [dying, _] = &mut crowd.servers;
    let death = async {
        while answered.load(Ordering::SeqCst) < 60 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        dying.kill().await;
    };
    let (answers, ()) = tokio::join!(join_all(asks), death);
    let bought = answers.iter().filter(|a| a.status.is_success()).count();
    let refused: Vec<_> = answers.iter().filter(|a| !a.status.is_success()).map(code).collect();
    assert_eq!(bought, 200);
    assert!(refused.iter().all(|r| *r == (409, "SOLD_OUT")), "{refused:?}");
    crowd.check(200).await;
    let alive = Client::new().get(format!("{survivor}/healthz")).send().await.expect("answers");
    assert_eq!(alive.status(), 200);
    crowd.servers[0].start().await;
    crowd.end().await;
}
