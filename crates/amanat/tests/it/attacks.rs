//! Attempts to take what is somebody else's: each test is named after the property that stood in the way.

use amanat_base::Role;
use amanat_testkit::{Deal, Person, Setup, TestApp, process::Server};
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};

fn statuses(answers: &[amanat_testkit::Reply]) -> Vec<u16> {
    let mut all: Vec<u16> = answers.iter().map(|a| a.status.as_u16()).collect();
    all.sort_unstable();
    all
}

async fn payouts(person: &Person, order: &str) -> Vec<Value> {
    let page = person.get(&format!("/api/payouts?orderId={order}")).await.ok();
    page["items"].as_array().expect("a page").clone()
}

async fn available(person: &Person) -> String {
    let balances = person.get("/api/user/balances").await.ok();
    balances["items"][0]["available"].as_str().unwrap_or("0").to_owned()
}

/// Money of a deal in the seller's balance, its payout refused by a guard.
async fn rich_seller(app: &TestApp, guard: &Person, admin: &Person) -> Deal {
    let limits = |limit: &str| json!({ "default": limit, "assets": [] });
    admin.put("/api/admin/settings/approval-thresholds", limits("0")).await.ok();
    let deal = app.funded("100", "tUSD").await;
    app.payout_address(&deal.seller).await;
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    let id = app
        .eventually("a payout waits for a guard", || async {
            let all = payouts(&deal.seller, &deal.order).await;
            let waiting = all.iter().find(|p| p["state"] == "pending_approval");
            waiting.and_then(|p| p["id"].as_str().map(str::to_owned))
        })
        .await;
    let reject = format!("/api/admin/payouts/{id}/reject");
    guard.post(&reject, json!({ "reason": "Who is this?" })).await.ok();
    assert_eq!(available(&deal.seller).await, "97500000");
    admin.put("/api/admin/settings/approval-thresholds", limits("10")).await.ok();
    deal
}

#[tokio::test(flavor = "multi_thread")]
async fn more_time_for_the_seller_is_never_less() {
    let app = TestApp::start().await;
    let deal = app.funded("10", "tUSD").await;
    let before = app.order(&deal).await["ifNobodyActs"]["at"].clone();
    for seconds in [60, 3600, 4 * 86_400] {
        deal.buyer
            .act(&deal.order, json!({ "action": "grant_time", "seconds": seconds }))
            .await
            .refused(400, "VALIDATION_FAILED");
    }
    assert_eq!(app.order(&deal).await["ifNobodyActs"]["at"], before);
    deal.buyer
        .act(&deal.order, json!({ "action": "grant_time", "seconds": 10 * 86_400 }))
        .await
        .ok();
    app.advance(TimeDelta::days(9)).await;
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Done." }))
        .await
        .ok();
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gas_for_a_sweep_is_nobodys_payment() {
    let app = TestApp::start().await;
    let guard = app.person("Gita", &[Role::Guard]).await;
    let deal = app.funded("10", "tUSD").await;
    let address = app.payout_address(&deal.seller).await;
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    // The treasury is empty, so the deposit address is swept first, with gas that the treasury sends there.
    app.eventually("the seller is paid", || async {
        (app.on_chain("tUSD", &address).await == "9750000").then_some(())
    })
    .await;
    let why: String = app
        .eventually("the scanner reports the gas", || async {
            sqlx::query_scalar("select reason from deposits where token is null")
                .fetch_optional(&app.db.store.pool)
                .await
                .expect("reads")
        })
        .await;
    assert_eq!(why, "the platform's own gas for a sweep");
    let cases = guard.get("/api/admin/exceptions").await.ok();
    assert_eq!(cases["items"], json!([]), "nobody may ask for the gas");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_payout_in_small_parts_needs_a_guard_too() {
    let app = TestApp::start().await;
    let (guard, admin) = (app.person("Gita", &[Role::Guard]).await, app.person("Amina", &[Role::Admin]).await);
    let deal = rich_seller(&app, &guard, &admin).await;
    let part = json!({ "assetId": app.asset("tUSD").await, "amount": "4000000" });
    let parts = join_all((0..6).map(|_| deal.seller.post("/api/payouts", part.clone()))).await;
    let mut free = 0;
    for answer in parts {
        free += usize::from(answer.ok()["state"] == "approved");
    }
    assert_eq!(free, 2, "4 and 4 of a limit of 10");
    app.advance(TimeDelta::days(1) + TimeDelta::minutes(5)).await;
    assert_eq!(
        deal.seller.post("/api/payouts", part).await.ok()["state"],
        "approved",
        "a day later"
    );
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_balance_is_withdrawn_once_however_many_ask() {
    let app = TestApp::start().await;
    let (guard, admin) = (app.person("Gita", &[Role::Guard]).await, app.person("Amina", &[Role::Admin]).await);
    let deal = rich_seller(&app, &guard, &admin).await;
    let body = |amount: &str, asset: &str| json!({ "assetId": asset, "amount": amount });
    let asset = app.asset("tUSD").await;
    let all = join_all((0..20).map(|_| deal.seller.post("/api/payouts", body("97500000", &asset)))).await;
    let statuses = statuses(&all);
    assert_eq!((statuses[0], statuses[1], statuses[19]), (200, 409, 409));
    assert_eq!(available(&deal.seller).await, "0");
    // Amounts at the end of the range neither wrap nor crash.
    let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let refused = deal.seller.post("/api/payouts", body(most, &asset)).await;
    refused.refused(409, "INSUFFICIENT_FUNDS");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_worth_its_gas_stays_in_the_balance() {
    let app = TestApp::start().await;
    let admin = app.person("Amina", &[Role::Admin]).await;
    let contract = app.contract("tUSD").await.to_checksum(None);
    let listing =
        json!({ "contract": contract, "symbol": "tUSD", "decimals": 6, "parCurrency": "USD", "enabled": true, "dust": "1000000" });
    admin.put("/api/admin/networks/31337/assets", listing).await.ok();
    let deal = app.funded("10", "tUSD").await;
    app.payout_address(&deal.seller).await;
    let drop = json!({ "action": "release_part", "amount": "1" });
    for _ in 0..5 {
        deal.buyer.act(&deal.order, drop.clone()).await.ok();
    }
    let withdraw = json!({ "assetId": app.asset("tUSD").await, "amount": "5" });
    deal.seller.post("/api/payouts", withdraw).await.refused(400, "VALIDATION_FAILED");
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    app.eventually("the whole is paid out", || async {
        let all = payouts(&deal.seller, &deal.order).await;
        assert!(all.len() <= 1, "one unit makes no payout: {all:?}");
        (all.first()?["amount"] == "9749995").then_some(())
    })
    .await;
    assert_eq!(available(&deal.seller).await, "5");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_goes_to_no_address_from_which_it_can_not_be_fetched() {
    let app = TestApp::start().await;
    let deal = app.deal("10").await;
    let token = app.contract("tUSD").await.to_checksum(None);
    for address in ["0x0000000000000000000000000000000000000000", token.as_str()] {
        let body = json!({ "orderId": deal.order, "assetId": app.asset("tUSD").await, "refundAddress": address });
        deal.buyer
            .post("/api/payment/checkout", body)
            .await
            .refused(400, "VALIDATION_FAILED");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_asset_back_and_forth_uses_no_new_addresses() {
    let app = TestApp::start().await;
    let deal = app.deal("10").await;
    let (first, second) = (app.checkout(&deal, "tUSD").await, app.checkout(&deal, "tDAI").await);
    for _ in 0..3 {
        assert_eq!(app.checkout(&deal, "tUSD").await["address"], first["address"]);
        assert_eq!(app.checkout(&deal, "tDAI").await["address"], second["address"]);
    }
    let payment = app.checkout(&deal, "tUSD").await;
    app.pay(&deal, &payment, None).await;
    app.until(&deal, "funded").await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_checkouts_and_two_acceptances_at_once_make_one() {
    let app = TestApp::start().await;
    let (buyer, seller) = (app.person("Bahar", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    let category = buyer.get("/api/marketplace/categories").await.ok()["items"][0]["id"].clone();
    let request = json!({ "categoryId": category, "title": "A logo", "description": "Warm, simple, readable.", "currency": "USD" });
    let request = buyer.post("/api/marketplace/requests", request).await.ok();
    let path = format!("/api/marketplace/requests/{}/offers", request["id"].as_str().expect("an id"));
    let terms = json!({ "price": "10", "deliveryDays": 5, "inspectionDays": 3 });
    let offer = seller.post(&path, terms).await.ok();
    let accept = format!("/api/marketplace/offers/{}/accept", offer["id"].as_str().expect("an id"));
    // The seller proposed these terms, so only the buyer may accept them, and only once.
    seller.post(&accept, json!({ "revision": 1 })).await.refused(409, "OWN_REVISION");
    let answers = join_all((0..8).map(|_| buyer.post(&accept, json!({ "revision": 1 })))).await;
    assert_eq!(statuses(&answers), [200, 409, 409, 409, 409, 409, 409, 409]);
    let order = buyer.get("/api/orders").await.ok()["items"][0]["id"]
        .as_str()
        .expect("an order")
        .to_owned();
    let body = json!({ "orderId": order, "assetId": app.asset("tUSD").await });
    let checkouts = join_all((0..8).map(|_| buyer.post("/api/payment/checkout", body.clone()))).await;
    let addresses: std::collections::HashSet<_> = checkouts.into_iter().map(|c| c.ok()["address"].to_string()).collect();
    assert_eq!(addresses.len(), 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_one_person_or_route_is_nothing_to_another() {
    let app = TestApp::start().await;
    let (one, two) = (app.funded("10", "tUSD").await, app.funded("10", "tUSD").await);
    let part = json!({ "action": "release_part", "amount": "1000000" });
    let act = |deal: &Deal| format!("/api/orders/{}/actions", deal.order);
    one.buyer.post_keyed(&act(&one), part.clone(), "shared").await.ok();
    // Another person's same key neither answers for them nor tells them anything.
    let answer = two.buyer.post_keyed(&act(&two), part.clone(), "shared").await.ok();
    assert_eq!(answer["id"], json!(two.order));
    one.buyer
        .post_keyed(&act(&two), part.clone(), "shared")
        .await
        .refused(422, "IDEMPOTENCY_KEY_REUSED");
    two.seller.post_keyed(&act(&one), part, "shared").await.refused(404, "NOT_FOUND");
    assert_eq!(app.order(&one).await["released"], "1000000");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_settled_once_by_two_people_of_whom_neither_is_a_party() {
    let app = TestApp::start().await;
    let (first, second) = (app.person("Gita", &[Role::Guard]).await, app.person("Goran", &[Role::Guard]).await);
    let deal = app.deal("10").await;
    app.payout_address(&deal.buyer).await;
    let payment = app.checkout(&deal, "tUSD").await;
    app.pay(&deal, &payment, Some("25000000")).await;
    app.until(&deal, "funded").await;
    let case = app
        .eventually("the surplus is a case", || async {
            let cases = first.get("/api/admin/exceptions").await.ok();
            cases["items"][0]["id"].as_str().map(str::to_owned)
        })
        .await;
    // The buyer becomes a guard: still a party.
    sqlx::query("insert into user_roles values ($1, 'guard', now())")
        .bind(deal.buyer.id.0)
        .execute(&app.db.store.pool)
        .await
        .expect("a role");
    let (propose, settle) = (
        format!("/api/admin/exceptions/{case}/propose"),
        format!("/api/admin/exceptions/{case}/settle"),
    );
    let refund = json!({ "action": "refund_to_buyer", "note": "Too much." });
    let agreed = json!({ "action": "refund_to_buyer" });
    second.post(&settle, agreed.clone()).await.refused(403, "FOUR_EYES");
    deal.buyer.post(&propose, refund.clone()).await.refused(403, "FOUR_EYES");
    first
        .post(&propose, json!({ "action": "keep_as_fee", "note": "Ours now." }))
        .await
        .refused(403, "ROLE_REQUIRED");
    first.post(&propose, refund).await.ok();
    first.post(&settle, agreed.clone()).await.refused(403, "FOUR_EYES");
    deal.buyer.post(&settle, agreed.clone()).await.refused(403, "FOUR_EYES");
    let answers = join_all((0..6).map(|_| second.post(&settle, agreed.clone()))).await;
    assert_eq!(statuses(&answers), [200, 409, 409, 409, 409, 409]);
    let paid = app
        .eventually("the surplus is given back", || async {
            let all = payouts(&deal.buyer, &deal.order).await;
            all.iter()
                .all(|p| p["state"] == "confirmed")
                .then_some(all)
                .filter(|all| !all.is_empty())
        })
        .await;
    assert_eq!((paid.len(), &paid[0]["amount"]), (1, &json!("15000000")));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resolver_who_is_a_party_does_not_rule() {
    let app = TestApp::start().await;
    let deal = app.funded("10", "tUSD").await;
    let ruling = json!({ "action": "rule", "toSeller": "10000000", "reason": "I say so." });
    for person in [&deal.buyer, &deal.seller] {
        sqlx::query("insert into user_roles values ($1, 'resolver', now())")
            .bind(person.id.0)
            .execute(&app.db.store.pool)
            .await
            .expect("a role");
    }
    let resolver = app.person("Ruth", &[Role::Resolver]).await;
    resolver.act(&deal.order, ruling.clone()).await.refused(404, "NOT_FOUND");
    deal.buyer
        .act(&deal.order, json!({ "action": "open_dispute", "reason": "Nothing came." }))
        .await
        .ok();
    for person in [&deal.buyer, &deal.seller] {
        person.act(&deal.order, ruling.clone()).await.refused(403, "FORBIDDEN");
    }
    let too_much = json!({ "action": "rule", "toSeller": "10000001", "reason": "More." });
    resolver.act(&deal.order, too_much).await.refused(409, "AMOUNT_TOO_LARGE");
    resolver.act(&deal.order, ruling).await.ok();
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_suspended_or_demoted_stops_at_once() {
    let app = TestApp::start().await;
    let (admin, guard) = (app.person("Amina", &[Role::Admin]).await, app.person("Gita", &[Role::Guard]).await);
    let deal = app.funded("10", "tUSD").await;
    guard.get("/api/admin/payouts").await.ok();
    let roles = format!("/api/admin/users/{}/roles", guard.id);
    admin.put(&roles, json!({ "roles": ["buyer"] })).await.ok();
    guard.get("/api/admin/payouts").await.refused(403, "ROLE_REQUIRED");
    guard.get(&format!("/api/orders/{}", deal.order)).await.refused(404, "NOT_FOUND");
    let status = format!("/api/admin/users/{}/status", deal.seller.id);
    admin
        .put(&status, json!({ "status": "suspended", "reason": "For the test." }))
        .await
        .ok();
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Done." }))
        .await
        .refused(403, "ACCOUNT_SUSPENDED");
    // The deal still has an end for the buyer.
    app.advance(TimeDelta::days(5) + TimeDelta::minutes(2)).await;
    app.until(&deal, "refunded").await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_at_the_edge_of_its_time_is_held_or_a_case_but_never_lost() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let deal = app.deal("10").await;
        let payment = app.checkout(&deal, "tUSD").await;
        app.advance(TimeDelta::days(1) - TimeDelta::seconds(2)).await;
        app.pay(&deal, &payment, None).await;
        let state = app
            .eventually("held, or expired with a case", || async {
                let state = app.order(&deal).await["state"].clone();
                let cases: i64 = sqlx::query_scalar("select count(*) from exception_cases where order_id = $1::uuid and kind = 'late'")
                    .bind(&deal.order)
                    .fetch_one(&app.db.store.pool)
                    .await
                    .expect("counts");
                (state == "funded" || state == "expired" && cases == 1).then_some(state)
            })
            .await;
        assert!(state == "funded" || state == "expired");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tiny_parts_of_a_tiny_price_lose_and_make_nothing() {
    let app = TestApp::start().await;
    let parts = json!([{ "title": "a", "amount": "0.000003" }, { "title": "b", "amount": "0.0000000001" }, { "title": "c", "amount": "0.0000039999" }]);
    let deal = app.deal_with("0.000007", parts).await;
    let payment = app.checkout(&deal, "tUSD").await;
    assert_eq!(payment["amount"], "7");
    app.pay(&deal, &payment, None).await;
    app.until(&deal, "funded").await;
    for _ in 0..3 {
        deal.buyer
            .act(&deal.order, json!({ "action": "release_part", "amount": "1" }))
            .await
            .ok();
    }
    deal.seller
        .act(&deal.order, json!({ "action": "refund_part", "amount": "1" }))
        .await
        .ok();
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    let order = app.order(&deal).await;
    assert_eq!(
        (&order["state"], &order["released"], &order["refunded"], &order["held"]),
        (&json!("completed"), &json!("6"), &json!("1"), &json!("0"))
    );
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_used_twice_ends_its_whole_family() {
    let app = TestApp::start().await;
    let nobody = app.person("Nobody", &[]).await;
    let first = app.register("eve@test.invalid", "correct horse battery", "Eve").await;
    let token = |answer: &Value| json!({ "refreshToken": answer["refreshToken"] });
    let second = nobody.post("/api/auth/refresh", token(&first)).await.ok();
    let same = nobody.post("/api/auth/refresh", token(&first)).await.ok();
    assert_eq!(token(&same), token(&second), "another tab, a moment later");
    app.advance(TimeDelta::seconds(11)).await;
    nobody
        .post("/api/auth/refresh", token(&first))
        .await
        .refused(401, "REFRESH_TOKEN_REUSED");
    nobody
        .post("/api/auth/refresh", token(&second))
        .await
        .refused(401, "REFRESH_TOKEN_INVALID");
    let mut eve = nobody.clone();
    eve.token = second["accessToken"].as_str().expect("a token").to_owned();
    eve.get("/api/user/me").await.refused(401, "SESSION_ENDED");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_show_themselves_nowhere() {
    let app = TestApp::start().await;
    let config = &app.app.config;
    let phrase = std::fs::read_to_string(config.custody.signer_key_file.as_ref().expect("a key file")).expect("reads");
    let shown = format!("{config:?} {:?} {:?} {:?}", app.app.custody, app.app.payments, app.app);
    for secret in [
        config.auth.jwt_secret.expose(),
        config.chain.callback_secret.expose(),
        phrase.trim(),
    ] {
        assert!(secret.len() > 20 && !shown.contains(secret), "{shown}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn production_has_no_convenience_of_development() {
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    let mut app = TestApp::start_with(setup.clone()).await;
    app.stop().await;
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), app.settings(&setup));
    for name in ["AMANAT_DEV_RPC", "AMANAT_DEMO", "STRIPE_API_URL"] {
        server.unset(name);
    }
    for (name, value) in [
        ("AMANAT_ENV", "production"),
        ("HOST", "127.0.0.1"),
        ("PUBLIC_URL", "https://amanat.example"),
        ("JWT_SECRET", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        (
            "SCANNER_CALLBACK_SECRET",
            "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        ),
        (
            "AMANAT_XPUB",
            "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5",
        ),
        ("SECRETS_KEYS", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("SIGNER", "build-only"),
        ("TREASURY_ADDRESS", "0x00000000000000000000000000000000000000a7"),
        ("SMTP_URL", "smtp://127.0.0.1:9?tls=none"),
        ("LOG_FORMAT", "json"),
        ("LOG", "error"),
    ] {
        server.set(name, value);
    }
    let somebody = app.person("Somebody", &[Role::Admin]).await;
    server.start().await;
    assert!(!server.ended(), "production starts with everything set");
    let somebody = Person::new(&server.base, somebody.id, somebody.token);
    somebody.get("/api/dev/info").await.refused(404, "NOT_FOUND");
    somebody.get("/api/dev/mailbox").await.refused(404, "NOT_FOUND");
    for path in ["/api/dev/pay", "/api/dev/advance"] {
        somebody.post(path, json!({ "seconds": 1 })).await.refused(404, "NOT_FOUND");
    }
    server.kill().await;

    for (name, value) in [("AMANAT_DEMO", "true"), ("AMANAT_DEV_RPC", app.anvil.url()), ("SIGNER", "local")] {
        server.set(name, value);
        server.start().await;
        assert!(server.ended(), "production refuses {name}={value}");
        server.unset(name);
    }
    server.set("SIGNER", "build-only");
    sqlx::query("insert into users (id, email, password_hash, display_name, created_at) values (gen_random_uuid(), 'admin@demo.amanat', '-', 'Amina', now())")
        .execute(&app.db.store.pool)
        .await
        .expect("a demo account");
    server.start().await;
    assert!(server.ended(), "production refuses a database whose passwords everybody knows");
    app.finish().await;
}
