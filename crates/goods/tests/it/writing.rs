//! Sellers write listings, stock them, put codes and secrets in, and put them on sale.

use crate::app::{App, DESIGN, KEY_1, KEY_2, LISTINGS, Reply, but, id, metered, pool, ring, secret, start};
use amanat_base::Role;
use amanat_goods::{doctor, sealed};
use serde_json::{Value, json};

#[tokio::test]
async fn a_listing_goes_from_draft_to_sale_and_back() {
    let app = start().await;
    let seller = app.seller().await;
    let made = app
        .post(&seller, LISTINGS, but(secret(), json!({ "categoryId": DESIGN })))
        .await
        .data();
    assert_eq!((&made["status"], &made["own"]["moderation"]), (&json!("draft"), &json!("approved")));
    assert_eq!((&made["inspectionS"], &made["tokenLifetimeS"]), (&json!(86_400), &json!(2_592_000)));
    assert_eq!(
        (&made["category"]["slug"], &made["own"]["hasSecret"]),
        (&json!("design"), &json!(true))
    );
    let path = format!("{LISTINGS}/{}", made["id"].as_str().unwrap());
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    assert_eq!(app.set(&seller, &path, "paused").await.field(), ("VALIDATION_FAILED", "status"));

    assert_eq!(app.set(&seller, &path, "active").await.data()["status"], "active");
    assert_eq!(app.set(&seller, &path, "active").await.data()["status"], "active");
    let public = app.get(None, &path).await.data();
    assert_eq!((&public["own"], &public["availableUnits"]), (&Value::Null, &json!(10)));
    assert_eq!(app.set(&seller, &path, "paused").await.data()["status"], "paused");
    assert_eq!(app.get(None, &path).await.data()["status"], "paused");
    assert_eq!(app.set(&seller, &path, "removed").await.data()["status"], "removed");
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    for change in ["active", "paused", "removed"] {
        assert_eq!(app.set(&seller, &path, change).await.code(), "LISTING_CLOSED", "{change}");
    }
    assert_eq!(
        app.patch(&seller, &path, json!({ "pricePerUnit": "1" })).await.code(),
        "LISTING_CLOSED"
    );
    assert_eq!(app.announced().await, vec!["listing_status_changed"; 3]);
    let mine = app.get(&seller, &format!("{LISTINGS}/mine")).await.data();
    assert_eq!(mine["items"][0]["status"], "removed");
}

#[tokio::test]
async fn what_is_incomplete_is_not_sold() {
    let app = start().await;
    let seller = app.seller().await;
    let named = |reply: &Reply| -> Vec<String> {
        let details = reply.body["error"]["details"].as_array().unwrap().clone();
        details.iter().map(|d| d["path"].as_str().unwrap().to_owned()).collect()
    };
    let without = |mut listing: Value, fields: &[&str]| {
        for field in fields {
            listing.as_object_mut().unwrap().remove(*field);
        }
        listing
    };
    let metered = metered("https://api.example.com");
    let cases = [
        (without(secret(), &["secret"]), vec!["secret"]),
        (without(secret(), &["secret", "availableUnits"]), vec!["availableUnits", "secret"]),
        (pool(), vec!["availableUnits"]),
        (without(metered.clone(), &["gateway"]), vec!["gateway"]),
        (without(metered, &["gateway", "secret"]), vec!["secret", "gateway"]),
    ];
    for (listing, missing) in cases {
        let path = app.draft(&seller, listing.clone()).await;
        let reply = app.set(&seller, &path, "active").await;
        assert_eq!(reply.status, 400);
        assert_eq!(named(&reply), missing, "{listing}");
    }
}

#[tokio::test]
async fn impossible_listings_are_refused_with_the_field() {
    let app = start().await;
    let seller = app.seller().await;
    let cases = [
        ("serviceName", json!("  ")),
        ("serviceName", json!("x".repeat(121))),
        ("serviceName", json!("a\u{0}b")),
        ("description", json!("")),
        ("unitDescription", json!("x".repeat(201))),
        ("pricePerUnit", json!("0")),
        ("pricePerUnit", json!("-1")),
        ("pricePerUnit", json!("0.0000000000000000001")),
        ("pricePerUnit", json!("NaN")),
        ("pricePerUnit", json!(1.5)),
        ("currency", json!("usd")),
        ("currency", json!("USDT")),
        ("fulfilment", json!("by_post")),
        ("availableUnits", json!(-1)),
        ("availableUnits", json!(1_000_000_001)),
        ("minUnits", json!(0)),
        ("maxUnits", json!(1_000_001)),
        ("maxUnits", json!(0)),
        ("inspectionS", json!(59)),
        ("tokenLifetimeS", json!(31_622_401)),
        ("categoryId", json!("00000000-0000-7000-8000-0000000000ff")),
        ("secret", json!(" ")),
        ("secret", json!("x".repeat(65_537))),
        ("secret", json!(12345)),
        (
            "gateway",
            json!({ "upstreamUrl": "https://api.example.com", "inject": { "kind": "header", "name": "X-Key" } }),
        ),
        ("probe", json!({ "method": "GET", "path": "/", "expectStatus": 200 })),
        // What is decided elsewhere can't be set here (mass assignment).
        ("sellerId", json!(seller.id)),
        ("status", json!("active")),
        ("moderation", json!("approved")),
        ("sales", json!(1000)),
        ("score", json!(5)),
        ("soldUnits", json!(1)),
    ];
    for (field, value) in cases {
        let reply = app.post(&seller, LISTINGS, but(secret(), json!({ field: value.clone() }))).await;
        assert_eq!(reply.status, 400, "{field} = {value}: {}", reply.text);
        // A NUL is refused by the database, which names no field.
        let path = reply.field().1.to_owned();
        assert!(
            path.starts_with(field) || path.is_empty() && value == "a\u{0}b",
            "{path} for {field}: {}",
            reply.text
        );
        assert!(!reply.text.contains("12345"), "what was sent as a secret is not repeated");
    }
    let both = but(secret(), json!({ "minUnits": 5, "maxUnits": 4 }));
    assert_eq!(app.post(&seller, LISTINGS, both).await.field(), ("VALIDATION_FAILED", "maxUnits"));
    for (field, value) in [("secret", json!("x")), ("availableUnits", json!(3))] {
        let reply = app.post(&seller, LISTINGS, but(pool(), json!({ field: value }))).await;
        assert_eq!(reply.field(), ("VALIDATION_FAILED", field));
    }
    for upstream in [
        "http://api.example.com",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:10.0.0.1]/",
        "ftp://x",
    ] {
        let reply = app.post(&seller, LISTINGS, metered(upstream)).await;
        assert_eq!(reply.field(), ("VALIDATION_FAILED", "gateway.upstreamUrl"), "{upstream}");
    }
    let none: i64 = sqlx::query_scalar("select count(*) from listings")
        .fetch_one(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(none, 0);
}

#[tokio::test]
async fn only_its_seller_touches_a_listing() {
    let app = start().await;
    let (sam, sue) = (app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let (bea, ada) = (app.person("Bea", &[Role::Buyer]).await, app.person("Ada", &[Role::Admin]).await);
    assert_eq!(app.post(&bea, LISTINGS, secret()).await.code(), "ROLE_REQUIRED");
    assert_eq!(
        app.send("POST", None, LISTINGS, None, Some(secret())).await.code(),
        "UNAUTHENTICATED"
    );
    let path = app.active(&sam, secret()).await;
    for stranger in [&sue, &bea, &ada] {
        let answers = [
            app.patch(stranger, &path, json!({ "pricePerUnit": "1" })).await,
            app.set(stranger, &path, "removed").await,
            app.post(stranger, &format!("{path}/stock"), json!({ "change": 1 })).await,
            app.post(stranger, &format!("{path}/codes"), json!({ "codes": ["x"] })).await,
            app.put(stranger, &format!("{path}/secret"), json!({ "secret": "mine" })).await,
            app.post(stranger, &format!("{path}/probe"), json!({})).await,
        ];
        for answer in answers {
            assert_eq!((answer.status, answer.code()), (404, "NOT_FOUND"));
        }
    }
    assert_eq!(app.get(&sue, &path).await.data()["own"], Value::Null);
    assert_eq!(app.get(&ada, &path).await.data()["own"]["hasSecret"], true);
    assert_eq!(app.get(&sue, &format!("{LISTINGS}/mine")).await.data()["items"], json!([]));
    assert_eq!(app.get(None, &format!("{LISTINGS}/mine")).await.code(), "UNAUTHENTICATED");
    assert_eq!(app.get(None, &format!("{LISTINGS}/99999999999")).await.code(), "MALFORMED_ID");

    // A seller who may not sell any more has nothing on sale.
    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(sam.id.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    assert_eq!(app.get(None, LISTINGS).await.data()["items"], json!([]));
    assert_eq!(app.post(&sam, LISTINGS, secret()).await.code(), "ACCOUNT_SUSPENDED");
}

#[tokio::test]
async fn edits_change_what_is_named_and_nothing_else() {
    let app = start().await;
    let seller = app.seller().await;
    let path = app.active(&seller, but(secret(), json!({ "categoryId": DESIGN }))).await;
    let seen = app
        .patch(&seller, &path, json!({ "pricePerUnit": "3", "maxUnits": 7 }))
        .await
        .data();
    assert_eq!((&seen["pricePerUnit"], &seen["maxUnits"]), (&json!("3"), &json!(7)));
    assert_eq!((&seen["serviceName"], &seen["status"]), (&json!("Weather API"), &json!("active")));
    assert_eq!(app.get(None, &path).await.data()["pricePerUnit"], "3");
    let seen = app.patch(&seller, &path, json!({ "categoryId": null })).await.data();
    assert_eq!((&seen["category"], &seen["maxUnits"]), (&Value::Null, &json!(7)));
    let refused = [
        json!({ "fulfilment": "code_pool" }),
        json!({ "status": "removed" }),
        json!({ "sellerId": seller.id }),
        json!({ "availableUnits": 1_000 }),
        json!({ "moderation": "approved" }),
        json!({ "secret": "other" }),
        json!({ "minUnits": 8 }),
        json!({ "pricePerUnit": "0" }),
        json!({ "serviceName": " " }),
        json!({ "gateway": { "upstreamUrl": "https://api.example.com", "inject": { "kind": "header", "name": "X-Key" } } }),
    ];
    for change in refused {
        assert_eq!(app.patch(&seller, &path, change.clone()).await.status, 400, "{change}");
    }
}

#[tokio::test]
async fn stock_never_falls_below_nothing_and_sold_out_comes_and_goes_by_itself() {
    let app = start().await;
    let seller = app.seller().await;
    let path = app.active(&seller, secret()).await;
    let stock = async |change: i64| app.post(&seller, &format!("{path}/stock"), json!({ "change": change })).await;
    assert_eq!(stock(5).await.data()["availableUnits"], 15);
    assert_eq!(stock(-16).await.field(), ("SOLD_OUT", "change"));
    assert_eq!(stock(0).await.field(), ("VALIDATION_FAILED", "change"));
    assert_eq!(stock(1_000_000_000).await.field(), ("VALIDATION_FAILED", "change"));
    let empty = stock(-15).await.data();
    assert_eq!((&empty["status"], &empty["availableUnits"]), (&json!("sold_out"), &json!(0)));
    assert_eq!(
        app.set(&seller, &path, "active").await.field(),
        ("VALIDATION_FAILED", "availableUnits")
    );
    assert_eq!(stock(-1).await.field(), ("SOLD_OUT", "change"));
    assert_eq!(app.get(None, LISTINGS).await.data()["items"], json!([]));
    assert_eq!(stock(2).await.data()["status"], "active");
    assert_eq!(app.get(None, LISTINGS).await.data()["items"][0]["availableUnits"], 2);
    app.set(&seller, &path, "paused").await.data();
    stock(-2).await.data();
    assert_eq!(stock(3).await.data()["status"], "paused");

    // Many at once: what is taken out was there.
    let (a, b, c, d, e) = tokio::join!(stock(-1), stock(-1), stock(-1), stock(-1), stock(-1));
    let taken = [a, b, c, d, e].iter().filter(|answer| answer.status == 200).count();
    let left = app.get(&seller, &path).await.data();
    assert_eq!(
        (taken, &left["availableUnits"], &left["own"]["stockedUnits"]),
        (3, &json!(0), &json!(0))
    );
}

#[tokio::test]
async fn unsold_codes_are_taken_out_by_name_or_all_together() {
    let app = start().await;
    let (seller, stranger) = (app.seller().await, app.seller().await);
    let path = app.draft(&seller, pool()).await;
    let (codes, remove) = (format!("{path}/codes"), format!("{path}/codes/remove"));
    let left = |reply: Reply| reply.data()["availableUnits"].clone();
    app.post(&seller, &codes, json!({ "codes": ["A-1", "A-2", "A-3", "A-4"] }))
        .await
        .data();
    assert_eq!(app.post(&stranger, &remove, json!({})).await.code(), "NOT_FOUND");

    let strange = app.post(&seller, &remove, json!({ "codes": ["A-2", "B-9"] })).await;
    assert_eq!(strange.field(), ("VALIDATION_FAILED", "codes[1]"));
    assert!(!strange.text.contains("B-9"), "a refusal does not repeat the codes");
    assert_eq!(app.post(&seller, &remove, json!({ "codes": [] })).await.status, 400);
    assert_eq!(left(app.post(&seller, &remove, json!({ "codes": [" A-2 "] })).await), 3);
    assert_eq!(app.post(&seller, &remove, json!({ "codes": ["A-2"] })).await.field().1, "codes[0]");
    app.post(&seller, &codes, json!({ "codes": ["A-2"] })).await.data();

    assert_eq!(left(app.post(&seller, &remove, json!({})).await), 0);
    assert_eq!(left(app.post(&seller, &remove, json!({})).await), 0);
    let secrets: i64 =
        sqlx::query_scalar("select count(*) from sealed_secrets s where not exists (select from listings l where l.code_key_id = s.id)")
            .fetch_one(&app.store().pool)
            .await
            .unwrap();
    assert_eq!(secrets, 0, "what was sealed is destroyed");
    let whole = app.active(&seller, secret()).await;
    assert_eq!(
        app.post(&seller, &format!("{whole}/codes/remove"), json!({})).await.field().1,
        "codes"
    );
    let mut conn = app.store().pool.acquire().await.unwrap();
    let now = app.store().now().await.unwrap();
    assert_eq!(doctor::check(&mut conn, now, 0.0).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn codes_are_put_in_once_all_or_none() {
    let app = start().await;
    let seller = app.seller().await;
    let path = app.draft(&seller, pool()).await;
    let import = async |codes: Value| app.post(&seller, &format!("{path}/codes"), json!({ "codes": codes })).await;
    let lines = |reply: &Reply| -> Vec<String> {
        let details = reply.body["error"]["details"].as_array().unwrap().clone();
        details.iter().map(|d| d["msg"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(import(json!(["AAA-1", " BBB-2 ", "CCC-3"])).await.data()["availableUnits"], 3);
    let twice = import(json!(["DDD-4", "EEE-5", "DDD-4"])).await;
    assert_eq!(lines(&twice), ["line 3: is the same code as line 1"]);
    let again = import(json!(["EEE-5", "BBB-2", "FFF-6", "AAA-1"])).await;
    assert_eq!(
        lines(&again),
        ["line 2: is in this pool already", "line 4: is in this pool already"]
    );
    assert_eq!(again.field(), ("VALIDATION_FAILED", "codes[1]"));
    assert!(!again.text.contains("BBB-2"), "a refusal does not repeat the codes");
    let wrong = import(json!(["ok", "  ", "x".repeat(501)])).await;
    assert_eq!(
        lines(&wrong),
        ["line 2: must be 1 to 500 characters", "line 3: must be 1 to 500 characters"]
    );
    for bad in [json!([]), json!("A"), json!([1]), json!([["A"]]), json!(null)] {
        assert_eq!(import(bad.clone()).await.status, 400, "{bad}");
    }
    let many: Vec<String> = (0..5_000).map(|n| format!("many-{n:06}")).collect();
    let mut too_many = many.clone();
    too_many.push("one more".into());
    assert_eq!(import(json!(too_many)).await.field(), ("VALIDATION_FAILED", "codes"));
    assert_eq!(import(json!(many)).await.data()["availableUnits"], 5_003);
    let stock = app.post(&seller, &format!("{path}/stock"), json!({ "change": 1 })).await;
    assert_eq!(stock.field(), ("VALIDATION_FAILED", "change"));
    let secret = app.put(&seller, &format!("{path}/secret"), json!({ "secret": "x" })).await;
    assert_eq!(secret.field(), ("VALIDATION_FAILED", "secret"));
    assert_eq!(app.set(&seller, &path, "active").await.data()["status"], "active");
    let mut conn = app.store().pool.acquire().await.unwrap();
    let now = app.store().now().await.unwrap();
    assert_eq!(doctor::check(&mut conn, now, 0.0).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_same_code_is_found_again_after_the_keys_have_changed() {
    let mut app = start().await;
    let seller = app.seller().await;
    let path = app.draft(&seller, pool()).await;
    let codes = format!("{path}/codes");
    app.post(&seller, &codes, json!({ "codes": ["A-1", "A-2"] })).await.data();
    sealed::rotate(app.store(), &ring(&format!("{KEY_2},{KEY_1}")), 100).await.unwrap();
    app.goods.ring = ring(KEY_2);
    let app = app.beside();
    let again = app.post(&seller, &codes, json!({ "codes": ["A-3", "A-2"] })).await;
    assert_eq!(again.field(), ("VALIDATION_FAILED", "codes[1]"));
    assert_eq!(
        app.post(&seller, &codes, json!({ "codes": ["A-3"] })).await.data()["availableUnits"],
        3
    );
    // Another pool may sell the same code, and its fingerprint tells nobody so.
    let other = app.draft(&seller, pool()).await;
    app.post(&seller, &format!("{other}/codes"), json!({ "codes": ["A-1"] }))
        .await
        .data();
    let prints: i64 = sqlx::query_scalar("select count(distinct fingerprint) from codes")
        .fetch_one(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(prints, 4);
}

#[tokio::test]
async fn two_imports_at_once_put_a_code_in_once() {
    let app = start().await;
    let seller = app.seller().await;
    let path = app.draft(&seller, pool()).await;
    let codes = format!("{path}/codes");
    let import = || app.post(&seller, &codes, json!({ "codes": ["A-1", "A-2", "A-3"] }));
    let (a, b, c) = tokio::join!(import(), import(), import());
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400]);
    assert_eq!(app.get(&seller, &path).await.data()["availableUnits"], 3);
}

/// Every value of every column of every table, but the ciphertexts themselves.
async fn everything_written(app: &App) -> String {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    )
    .fetch_all(&app.store().pool)
    .await
    .unwrap();
    let mut all = String::new();
    for table in tables {
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select (to_jsonb(t) - 'ciphertext')::text from {table} t"
        )))
        .fetch_all(&app.store().pool)
        .await
        .unwrap();
        all.push_str(&rows.join("\n"));
    }
    all
}

#[tokio::test]
async fn a_secret_is_nowhere_in_clear() {
    const CANARY: &str = "canary-3f9a77";
    let app = start().await;
    let seller = app.seller().await;
    let mut said = Vec::new();
    let made = app.post(&seller, LISTINGS, but(secret(), json!({ "secret": CANARY }))).await;
    let path = format!("{LISTINGS}/{}", made.body["data"]["id"].as_str().unwrap());
    said.push(made.text);
    said.push(app.set(&seller, &path, "active").await.text);
    said.push(
        app.put(&seller, &format!("{path}/secret"), json!({ "secret": format!("{CANARY} 2") }))
            .await
            .text,
    );
    said.push(
        app.put(&seller, &format!("{path}/secret"), json!({ "secret": CANARY, "more": CANARY }))
            .await
            .text,
    );
    said.push(
        app.put(&seller, &format!("{path}/secret"), json!({ "secret": [CANARY] }))
            .await
            .text,
    );
    let codes = app.draft(&seller, pool()).await;
    said.push(
        app.post(&seller, &format!("{codes}/codes"), json!({ "codes": [CANARY] }))
            .await
            .text,
    );
    said.push(
        app.post(&seller, &format!("{codes}/codes"), json!({ "codes": [CANARY] }))
            .await
            .text,
    );
    for path in [&path, &codes, LISTINGS, &format!("{LISTINGS}/mine")] {
        said.push(app.get(&seller, path).await.text);
        said.push(app.get(None, path).await.text);
    }
    let hexed = hex::encode(CANARY);
    for text in said.iter().chain([&everything_written(&app).await]) {
        assert!(!text.contains(CANARY) && !text.contains(&hexed), "{text}");
    }
    // And not in the ciphertexts as they are either.
    let ciphertexts: Vec<Vec<u8>> = sqlx::query_scalar("select ciphertext from sealed_secrets")
        .fetch_all(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(ciphertexts.len(), 3, "the secret, the code, the key of the pool's fingerprints");
    assert!(
        !ciphertexts
            .iter()
            .any(|c| c.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()))
    );
    assert!(!format!("{:?}", app.goods).contains("AAECAwQ"));
}

#[tokio::test]
async fn another_secret_takes_the_place_of_the_first() {
    let app = start().await;
    let seller = app.seller().await;
    let path = app.active(&seller, secret()).await;
    let seen = app
        .put(&seller, &format!("{path}/secret"), json!({ "secret": "the second" }))
        .await
        .data();
    assert_eq!((&seen["own"]["hasSecret"], &seen["status"]), (&json!(true), &json!("active")));
    let (count, secret): (i64, uuid::Uuid) = sqlx::query_as("select (select count(*) from sealed_secrets), secret_id from listings")
        .fetch_one(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(count, 1, "the first one is gone");
    let mut conn = app.store().pool.acquire().await.unwrap();
    let binding = sealed::Binding::of_seller(seller.id, id(&path));
    let opened = sealed::open(&mut conn, &app.goods.ring, secret.into(), &binding).await.unwrap();
    assert_eq!(opened.expose(), "the second");
}

#[tokio::test]
async fn the_doctor_names_a_listing_whose_stock_was_altered() {
    let app = start().await;
    let seller = app.seller().await;
    let (whole, codes) = (app.active(&seller, secret()).await, app.draft(&seller, pool()).await);
    app.post(&seller, &format!("{codes}/codes"), json!({ "codes": ["A", "B"] }))
        .await
        .data();
    let findings = async || {
        let mut conn = app.store().pool.acquire().await.unwrap();
        let now = app.store().now().await.unwrap();
        doctor::check(&mut conn, now, 0.0).await.unwrap()
    };
    assert_eq!(findings().await, Vec::<String>::new());
    app.sell(&whole, 1).await;
    sqlx::query("delete from codes where id in (select id from codes limit 1)")
        .execute(&app.store().pool)
        .await
        .unwrap();
    sqlx::query("update sealed_secrets set owner_id = $1 where id = (select secret_id from listings where id = $2)")
        .bind(app.person("Eve", &[]).await.id.0)
        .bind(id(&whole).0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    let found = findings().await;
    assert_eq!(found.len(), 3, "{found:?}");
    for (part, sentence) in ["1 sold of 10 units", "has 1 codes", "another place"].iter().zip(&found) {
        assert!(sentence.contains(part), "{sentence}");
    }
}
