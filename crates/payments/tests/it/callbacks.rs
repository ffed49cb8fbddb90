//! Rows W01 to W05, W09 to W11 and the watch list.

use crate::shop::{PRICE, SECRET, Shop, answer, app, code, payments};
use amanat_base::{Code, Secret};
use amanat_chain::{
    Policy, Pool,
    callback::{CALLBACK_PATH, ReportEvent, SIGNATURE_HEADER, TIMESTAMP_HEADER, WATCH_PATH, sign},
};
use amanat_escrow::State;
use amanat_store::Store;
use axum::{body::Body, http::Request};
use futures::future::join_all;

async fn count(shop: &Shop, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&shop.db.store.pool).await.expect("counts")
}

#[tokio::test]
async fn one_report_fifty_times_at_once_is_one_credit() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    shop.node.mine(3).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Confirmed).await;
    let answers = join_all((0..50).map(|_| shop.deliver(&report))).await;
    assert!(answers.iter().all(|status| status.is_success()));
    assert_eq!(count(&shop, "select count(*) from deliveries").await, 1);
    // The same fact from other blocks of the scanner's life, processed by several workers at once.
    for event in [ReportEvent::Detected, ReportEvent::Progress] {
        let report = shop.report(tx, Some(shop.token), bill.address, event).await;
        shop.deliver(&report).await;
    }
    join_all((0..8).map(|_| shop.process())).await;
    assert_eq!((shop.state(bill.order).await, shop.held(&bill).await), (State::Funded, PRICE));
    assert_eq!(
        count(&shop, "select count(*) from ledger_transactions where kind = 'deposit'").await,
        1
    );
    assert_eq!(count(&shop, "select count(*) from deliveries where processed_at is null").await, 0);
    shop.healthy().await;
}

#[tokio::test]
async fn only_the_exact_signed_bytes_are_taken() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
    let compact = serde_json::to_vec(&report).expect("serialises");
    let spaced = serde_json::to_vec_pretty(&report).expect("serialises");
    let (status, body) = shop.deliver_raw(SECRET, 0, compact.clone(), spaced.clone()).await;
    assert_eq!((status.as_u16(), code(&body)), (401, Some(Code::SignatureInvalid)));
    let mut changed = compact.clone();
    let last = changed.len() - 3;
    changed[last] ^= 1;
    assert_eq!(shop.deliver_raw(SECRET, 0, compact.clone(), changed).await.0, 401);
    assert_eq!(shop.deliver_raw("another secret", 0, compact.clone(), compact.clone()).await.0, 401);
    let bare = Request::post(CALLBACK_PATH).body(Body::from(compact.clone())).expect("a request");
    assert_eq!(answer(shop.app.clone(), bare).await.0, 401);
    assert_eq!(
        count(&shop, "select count(*) from deliveries").await,
        0,
        "no state from any of them"
    );
    assert_eq!(
        shop.deliver_raw(SECRET, 0, spaced.clone(), spaced).await.0,
        200,
        "spaces are the sender's own business"
    );
}

#[tokio::test]
async fn old_and_future_timestamps_are_refused() {
    let shop = Shop::open().await;
    let body = b"{}".to_vec();
    for age_s in [302, -302] {
        let (status, answer) = shop.deliver_raw(SECRET, age_s, body.clone(), body.clone()).await;
        assert_eq!((status.as_u16(), code(&answer)), (401, Some(Code::SignatureExpired)), "{age_s}");
    }
    for age_s in [295, -295] {
        assert_eq!(shop.deliver_raw(SECRET, age_s, body.clone(), body.clone()).await.0, 200, "{age_s}");
    }
    shop.db.store.clock.advance(chrono::TimeDelta::days(2));
    assert_eq!(
        shop.deliver_raw(SECRET, 0, body.clone(), body).await.0,
        200,
        "the platform's shifted clock is not the signature's"
    );
}

#[tokio::test]
async fn without_a_secret_nothing_is_taken_and_nothing_given() {
    let shop = Shop::open().await;
    let pool = Pool::http(31337, &[shop.node.url()], Policy::default()).expect("a URL");
    let open = app(&shop.db, &shop.keys, &payments(&shop.db, pool, ""));
    let post = Request::post(CALLBACK_PATH)
        .header(TIMESTAMP_HEADER, "1")
        .header(SIGNATURE_HEADER, "v1=00")
        .body(Body::from("{}"))
        .expect("a request");
    let get = Request::get(format!("{WATCH_PATH}?chainId=31337"))
        .header(TIMESTAMP_HEADER, "1")
        .header(SIGNATURE_HEADER, "v1=00")
        .body(Body::empty())
        .expect("a request");
    for request in [post, get] {
        let (status, body) = answer(open.clone(), request).await;
        assert_eq!((status.as_u16(), code(&body)), (503, Some(Code::NotConfigured)));
    }
}

#[tokio::test]
async fn what_is_stored_is_processed_after_a_crash_and_unreadable_reports_are_put_aside() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
    shop.deliver(&report).await;
    shop.deliver_raw(SECRET, 0, b"{\"event\":1}".to_vec(), b"{\"event\":1}".to_vec())
        .await;
    let jobs = count(
        &shop,
        "select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
         where t.identifier = 'process_delivery'",
    )
    .await;
    assert_eq!(jobs, 2, "the work waits in the database, not in this process");
    shop.process().await;
    shop.process().await;
    assert_eq!(shop.deposits().await, [("detected".into(), PRICE)]);
    assert!(shop.outcomes().await[1].starts_with("rejected: unreadable"));
    shop.healthy().await;
}

#[tokio::test]
async fn a_database_that_is_away_is_503_and_a_huge_body_413() {
    let shop = Shop::open().await;
    let away = Store::connect_lazy("postgres://nobody@127.0.0.1:1/none", 1).expect("a URL");
    let mut payments = shop.payments.clone();
    payments.store = away;
    let closed = app(&shop.db, &shop.keys, &payments);
    let request = |body: Vec<u8>| {
        let signature = sign(&Secret::new(SECRET), 1, &body).expect("signs");
        Request::post(CALLBACK_PATH)
            .header(TIMESTAMP_HEADER, "1")
            .header(SIGNATURE_HEADER, signature)
            .body(Body::from(body))
            .expect("a request")
    };
    let (status, body) = answer(closed, request(b"{}".to_vec())).await;
    assert_eq!((status.as_u16(), code(&body)), (503, Some(Code::DatabaseUnavailable)));
    let (status, body) = answer(shop.app.clone(), request(vec![b' '; 10 << 20])).await;
    assert_eq!((status.as_u16(), code(&body)), (413, Some(Code::PayloadTooLarge)));
}

#[tokio::test]
async fn trouble_with_the_chain_means_later() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
    shop.deliver(&report).await;
    let policy = Policy {
        rounds: 1,
        ..Policy::default()
    };
    let dead = payments(&shop.db, Pool::http(31337, &["http://127.0.0.1:1"], policy).expect("a URL"), SECRET);
    let id = sqlx::query_scalar("select id from deliveries")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("one");
    amanat_payments::process_delivery(&dead, id).await.expect("not a failure");
    assert_eq!(
        (shop.outcomes().await, shop.state(bill.order).await),
        (vec![String::new()], State::AwaitingPayment)
    );
    shop.process().await;
    let deposit = sqlx::query_scalar("select id from deposits")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("one");
    amanat_payments::run_check_deposit(&dead, &amanat_payments::CheckDeposit { deposit })
        .await
        .expect("not a failure");
    assert_eq!(shop.state(bill.order).await, State::Confirming, "doubt drops nothing");
    shop.node.mine(3).await;
    shop.look().await;
    assert_eq!(shop.state(bill.order).await, State::Funded);
    shop.healthy().await;
}

#[tokio::test]
async fn the_watch_list_gives_every_address_once_in_order_to_whoever_signs() {
    let shop = Shop::open().await;
    let bills = [shop.bill().await, shop.bill().await, shop.bill().await];
    let ask = async |target: String, signed: String| {
        let now: chrono::DateTime<chrono::Utc> = sqlx::query_scalar("select now()")
            .fetch_one(&shop.db.store.pool)
            .await
            .expect("the time");
        let stamp = now.timestamp();
        let signature = sign(&Secret::new(SECRET), stamp, signed.as_bytes()).expect("signs");
        let request = Request::get(target)
            .header(TIMESTAMP_HEADER, stamp.to_string())
            .header(SIGNATURE_HEADER, signature);
        answer(shop.app.clone(), request.body(Body::empty()).expect("a request")).await
    };
    let target = |since: u64| format!("{WATCH_PATH}?chainId=31337&since={since}");
    let (status, body) = ask(target(0), target(0)).await;
    assert_eq!(status, 200, "{body}");
    let data = &body["data"];
    let addresses: Vec<_> = data["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|i| i["address"].as_str().expect("text").to_owned())
        .collect();
    assert_eq!(addresses, bills.map(|b| b.address.to_checksum(None)));
    assert_eq!(
        (data["tokens"].as_array().map(Vec::len), &data["native"], &data["confirmations"]),
        (Some(1), &false.into(), &3.into())
    );
    let next = data["seq"].as_u64().expect("a number");
    let (_, body) = ask(target(next), target(next)).await;
    assert_eq!(
        (body["data"]["items"].as_array().map(Vec::len), body["data"]["seq"].as_u64()),
        (Some(0), Some(next))
    );
    assert_eq!(ask(target(0), target(1)).await.0, 401, "the signature is over the target");
}
