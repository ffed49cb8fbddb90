//! A listing's score is the sum of its buyers' revealed ratings, whatever happens in which order.

use crate::app::{App, Person, start};
use amanat_base::{ListingId, OrderId, Role};
use amanat_orders::{Score, listing_score, run_reveal_ratings};
use chrono::TimeDelta;
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

/// What happens to the ratings of one listing.
#[derive(Clone, Debug)]
enum Step {
    Buyer { order: usize, stars: i64 },
    Seller { order: usize, stars: i64 },
    Days(i64),
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..5_usize, 1..=5_i64).prop_map(|(order, stars)| Step::Buyer { order, stars }),
        2 => (0..5_usize, 1..=5_i64).prop_map(|(order, stars)| Step::Seller { order, stars }),
        1 => (1..5_i64).prop_map(Step::Days),
        1 => Just(Step::Sweep),
    ]
}

struct World {
    app: App,
    buyer: Person,
    seller: Person,
    listing: ListingId,
    orders: Vec<OrderId>,
}

async fn world() -> World {
    let app = start().await;
    let buyer = app.person("Bea", &[Role::Buyer]).await;
    let seller = app.person("Sam", &[Role::Seller]).await;
    let listing = app.listing(&seller).await;
    let mut orders = Vec::new();
    for _ in 0..5 {
        orders.push(app.order(&buyer, &seller, "completed", Some(listing)).await);
    }
    World {
        app,
        buyer,
        seller,
        listing,
        orders,
    }
}

impl World {
    async fn take(&self, step: &Step) {
        match step {
            // Refused when the side has rated already, which changes nothing.
            Step::Buyer { order, stars } => drop(self.app.rate(&self.buyer, self.orders[*order], *stars).await),
            Step::Seller { order, stars } => drop(self.app.rate(&self.seller, self.orders[*order], *stars).await),
            Step::Days(days) => self.app.store().advance(TimeDelta::days(*days)).await.unwrap(),
            Step::Sweep => drop(run_reveal_ratings(self.app.store()).await.unwrap()),
        }
    }

    async fn score(&self) -> Score {
        let mut conn = self.app.store().pool.acquire().await.unwrap();
        listing_score(&mut conn, self.listing).await.unwrap()
    }

    /// What everybody reads, page by page.
    async fn public(&self) -> (Score, Option<f64>) {
        let mut sum = Score::default();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/listings/{}/ratings?limit=2{cursor}", self.listing);
            let page = self.app.get(None, &path).await.data();
            for rating in page["items"].as_array().unwrap() {
                assert_eq!(rating["by"], "buyer");
                sum.stars += rating["stars"].as_i64().unwrap();
                sum.ratings += 1;
            }
            match &page["nextCursor"] {
                Value::String(next) => cursor = format!("&cursor={next}"),
                _ => {
                    assert_eq!(page["count"], sum.ratings);
                    return (sum, page["average"].as_f64());
                }
            }
        }
    }

    async fn told(&self) -> Score {
        let listing = self.listing.to_string();
        let of_listing = |event: &&Value| event["listing"] == listing;
        let events = self.app.announced().await;
        let stars: Vec<i64> = events.iter().filter(of_listing).map(|e| e["stars"].as_i64().unwrap()).collect();
        Score {
            stars: stars.iter().sum(),
            ratings: i64::try_from(stars.len()).unwrap(),
        }
    }
}

#[test]
fn the_score_is_the_sum_of_the_revealed_ratings() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let steps = prop::collection::vec(step(), 1..20);
    let config = ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&steps, |steps| {
        runtime.block_on(async {
            let world = world().await;
            for step in &steps {
                world.take(step).await;
            }
            run_reveal_ratings(world.app.store()).await.unwrap();
            let (public, average) = world.public().await;
            prop_assert_eq!(world.score().await, public);
            prop_assert_eq!(world.told().await, public);
            let mean = (public.ratings > 0).then(|| public.stars as f64 / public.ratings as f64);
            prop_assert!((average.unwrap_or(0.0) - mean.unwrap_or(0.0)).abs() < 0.001);
            prop_assert_eq!(average.is_some(), mean.is_some());
            Ok(())
        })
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[tokio::test]
async fn other_deals_with_the_same_seller_say_nothing_of_the_listing() {
    let world = world().await;
    let work = world.app.order(&world.buyer, &world.seller, "completed", None).await;
    world.app.rate(&world.buyer, work, 1).await.data();
    world.app.rate(&world.seller, work, 1).await.data();
    assert_eq!(world.public().await, (Score::default(), None));
    assert_eq!(world.score().await, Score::default());
    let unknown = world
        .app
        .get(None, &format!("/api/listings/{}/ratings", ListingId::fresh()))
        .await
        .data();
    assert_eq!(unknown["items"], serde_json::json!([]));
}
