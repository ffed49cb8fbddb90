//! The search over everything, sorting and counting requests.

use crate::app::{App, DESIGN, PHONES, Person, start, wanted};
use amanat_base::Role;
use serde_json::{Value, json};

const REQUESTS: &str = "/api/marketplace/requests";

async fn post(app: &App, by: &Person, title: &str, change: Value) -> Value {
    let mut body = wanted();
    body["title"] = json!(title);
    for (field, value) in change.as_object().unwrap() {
        body[field] = value.clone();
    }
    app.post(by, REQUESTS, body).await.data()
}

fn names(found: &Value, kind: &str, field: &str) -> Vec<String> {
    let items = found[kind].as_array().unwrap().iter();
    items.map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

fn query(q: &str) -> String {
    q.bytes().map(|b| format!("%{b:02x}")).collect()
}

#[tokio::test]
async fn words_are_found_however_they_are_typed() {
    let app = start().await;
    let buyer = app.buyer().await;
    for title in [
        "گوشی‌های ۱۲۸ گیگابایتی",
        "كتاب عربي قديم",
        "Café crème machine",
        "Điện thoại cũ",
        "二手手机壳",
        "A phone, model GPT-4",
    ] {
        post(&app, &buyer, title, json!({ "description": "Nothing more is said of it." })).await;
    }
    for (typed, expected) in [
        ("گوشي", "گوشی‌های ۱۲۸ گیگابایتی"),
        ("گوشیهای 128", "گوشی‌های ۱۲۸ گیگابایتی"),
        ("کتاب عربی", "كتاب عربي قديم"),
        ("cafe CREME", "Café crème machine"),
        ("dien thoai", "Điện thoại cũ"),
        ("手机", "二手手机壳"),
        ("gpt 4", "A phone, model GPT-4"),
        ("gpt-4", "A phone, model GPT-4"),
        ("phon", "A phone, model GPT-4"),
        // One slip of the finger: a neighbour, one too many, one missing, another one.
        ("phnoe", "A phone, model GPT-4"),
        ("phonne", "A phone, model GPT-4"),
        ("modl phine", "A phone, model GPT-4"),
        ("machone", "Café crème machine"),
    ] {
        let found = app.get(None, &format!("/api/search?q={}", query(typed))).await.data();
        assert_eq!(names(&found, "requests", "title"), [expected], "{typed}");
    }
    for nothing in ["phnneo", "p", " ", "", "zzzz", "'", "\\", "& | ! ( ) : *", "\u{200c}", "🙂"] {
        let found = app.get(None, &format!("/api/search?q={}", query(nothing))).await.data();
        assert_eq!(
            found,
            json!({ "requests": [], "listings": [], "shops": [], "orders": [] }),
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn titles_come_first_and_what_is_over_does_not_come() {
    let app = start().await;
    let buyer = app.buyer().await;
    let titled = post(&app, &buyer, "A camera", json!({ "description": "Whichever works well." })).await;
    post(&app, &buyer, "A phone", json!({})).await;
    let gone = post(&app, &buyer, "Another camera", json!({})).await;
    let cancel = format!("{REQUESTS}/{}/cancel", gone["id"].as_str().unwrap());
    app.send("POST", Some(&buyer), &cancel, None, None).await.data();
    let found = app.get(None, "/api/search?q=camera").await.data();
    assert_eq!(names(&found, "requests", "title"), ["A camera", "A phone"]);
    assert_eq!(found["requests"][0]["id"], titled["id"]);
    let one = app.get(None, "/api/search?q=camera&limit=1").await.data();
    assert_eq!(names(&one, "requests", "title"), ["A camera"]);
    let other = app.get(None, "/api/search?q=camera&kind=shops").await.data();
    assert_eq!(names(&other, "requests", "title").len(), 0);
    for bad in ["q=a&limit=0", "q=a&limit=21", "q=a&kind=people"] {
        assert_eq!(app.get(None, &format!("/api/search?{bad}")).await.status, 400, "{bad}");
    }
    assert_eq!(app.get(None, &format!("/api/search?q={}", "x".repeat(201))).await.status, 400);
}

#[tokio::test]
async fn orders_are_found_by_their_sides_only_and_shops_by_everybody() {
    let app = start().await;
    let (buyer, seller, other) = (app.buyer().await, app.seller().await, app.person("Olga", &[Role::Buyer]).await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    let order = app.accept(&buyer, &offer, 1, "k").await.data()["orderId"]
        .as_str()
        .unwrap()
        .to_owned();
    for typed in ["used phone", &order] {
        let path = format!("/api/search?q={}&kind=orders", query(typed));
        for (side, person) in [("buyer", &buyer), ("seller", &seller)] {
            let found = app.get(person, &path).await.data();
            assert_eq!(found["orders"][0]["id"], json!(order), "{typed}");
            assert_eq!(found["orders"][0]["you"], side);
        }
        assert_eq!(app.get(&other, &path).await.data()["orders"], json!([]), "{typed}");
        assert_eq!(app.get(None, &path).await.data()["orders"], json!([]), "{typed}");
    }
    let settings = json!({ "slug": "sams-phones", "name": "Sam's Phones", "about": "Repaired by hand." });
    app.put(&seller, "/api/marketplace/shop-settings", settings).await.data();
    for typed in ["sam phones", "repaired", "Phoens"] {
        let found = app.get(None, &format!("/api/search?q={}", query(typed))).await.data();
        assert_eq!(names(&found, "shops", "slug"), ["sams-phones"], "{typed}");
        assert_eq!(names(&found, "shops", "ownerName"), ["Sam"], "{typed}");
    }
}

/// Follows the cursors of a list to its end.
async fn all_titles(app: &App, filter: &str) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(None, &format!("{REQUESTS}?limit=2&{filter}{cursor}")).await.data();
        seen.extend(names(&page, "items", "title"));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
    }
}

#[tokio::test]
async fn requests_are_sorted_and_narrowed_by_budget_and_deadline() {
    let app = start().await;
    let buyer = app.buyer().await;
    let budgets = [("Tiny", "10"), ("Small", "50"), ("Large", "4000"), ("Middle", "300")];
    for (place, (title, most)) in budgets.into_iter().enumerate() {
        let at = app.store().now().await.unwrap() + chrono::TimeDelta::days(5 - i64::try_from(place).unwrap());
        let change =
            json!({ "budgetMin": null, "budgetMax": most, "currency": if most == "300" { "EUR" } else { "USD" }, "deadlineAt": at });
        post(&app, &buyer, title, change).await;
    }
    post(
        &app,
        &buyer,
        "Open end",
        json!({ "budgetMin": null, "budgetMax": null, "categoryId": DESIGN }),
    )
    .await;
    let check = async |filter: &str, expected: &[&str]| assert_eq!(all_titles(&app, filter).await, expected, "{filter}");
    check("sort=newest", &["Open end", "Middle", "Large", "Small", "Tiny"]).await;
    check("sort=budget", &["Large", "Middle", "Small", "Tiny", "Open end"]).await;
    check("sort=ending", &["Middle", "Large", "Small", "Tiny"]).await;
    check("budgetFrom=50", &["Middle", "Large", "Small"]).await;
    check("budgetFrom=50&budgetBelow=300", &["Small"]).await;
    check("currency=EUR", &["Middle"]).await;
    check("currency=EUR&sort=budget&budgetBelow=300", &[]).await;
    for bad in ["sort=best", "budgetFrom=-1", "budgetFrom=x", "currency=ABCDEFGHIJK"] {
        assert_eq!(app.get(None, &format!("{REQUESTS}?{bad}")).await.status, 400, "{bad}");
    }
    let cursor = app.get(None, &format!("{REQUESTS}?limit=2&sort=budget")).await.data()["nextCursor"].clone();
    let other = format!("{REQUESTS}?sort=ending&cursor={}", cursor.as_str().unwrap());
    assert_eq!(app.get(None, &other).await.code(), "MALFORMED_CURSOR");
}

#[tokio::test]
async fn facets_count_with_the_other_filters_applied() {
    let app = start().await;
    let buyer = app.buyer().await;
    for (title, category, currency, most) in [
        ("One phone", PHONES, "USD", json!("20")),
        ("Two phones", PHONES, "USD", json!("300")),
        ("Three phones", PHONES, "EUR", json!("300")),
        ("A logo", DESIGN, "USD", json!("300")),
        ("A poster", DESIGN, "USD", Value::Null),
    ] {
        let change = json!({ "categoryId": category, "currency": currency, "budgetMin": null, "budgetMax": most });
        post(&app, &buyer, title, change).await;
    }
    let counts = async |filter: &str| {
        let facets = app.get(None, &format!("{REQUESTS}/facets?{filter}")).await.data();
        let each = |kind: &str, of: &dyn Fn(&Value) -> String| -> Vec<String> {
            let items = facets[kind].as_array().unwrap().iter();
            items.map(|item| format!("{} {}", of(item), item["count"])).collect()
        };
        let categories = each("categories", &|item| item["category"]["slug"].as_str().unwrap().to_owned());
        let currencies = each("currencies", &|item| item["currency"].as_str().unwrap().to_owned());
        let budgets = each("budgets", &|item| {
            format!("{}-{}", item["from"].as_str().unwrap_or(""), item["below"].as_str().unwrap_or(""))
        });
        (
            facets["total"].as_i64().unwrap(),
            [categories.join(", "), currencies.join(", "), budgets.join(", ")],
        )
    };
    assert_eq!(
        counts("").await,
        (5, ["phones 3, design 2", "USD 4, EUR 1", "-50 1, 200-1000 3"].map(str::to_owned))
    );
    assert_eq!(
        counts(&format!("category={DESIGN}")).await,
        (2, ["phones 3, design 2", "USD 2", "200-1000 1"].map(str::to_owned))
    );
    assert_eq!(
        counts("budgetFrom=200&budgetBelow=1000&currency=USD").await,
        (2, ["design 1, phones 1", "USD 2, EUR 1", "-50 1, 200-1000 2"].map(str::to_owned))
    );
    assert_eq!(
        counts("q=phones&currency=EUR").await,
        (1, ["phones 1", "EUR 1, USD 1", "200-1000 1"].map(str::to_owned))
    );
    assert_eq!(counts("q=nothing").await, (0, ["", "", ""].map(str::to_owned)));
    assert_eq!(app.get(None, &format!("{REQUESTS}/facets?category=1")).await.status, 400);
}

#[tokio::test]
async fn files_of_a_request_are_its_buyers_and_part_of_its_wording() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let file = async |owner: &Person, purpose: &str| {
        let id = amanat_base::FileId::fresh();
        sqlx::query(
            "insert into files (id, owner, purpose, name, content_type, bytes, sha256, storage_key, created_at)
             values ($1, $2, $3, 'plan.pdf', 'application/pdf', 9, '\\x00', $1::text, now())",
        )
        .bind(id.0)
        .bind(owner.id.0)
        .bind(purpose)
        .execute(&app.store().pool)
        .await
        .unwrap();
        id
    };
    let (plan, photo) = (file(&buyer, "attachment").await, file(&buyer, "attachment").await);
    let (face, theirs) = (file(&buyer, "avatar").await, file(&seller, "attachment").await);
    let mut body = wanted();
    for refused in [
        json!([face]),
        json!([plan, theirs]),
        json!([plan, plan]),
        json!([amanat_base::FileId::fresh()]),
    ] {
        body["fileIds"] = refused.clone();
        assert_eq!(
            app.post(&buyer, REQUESTS, body.clone()).await.code(),
            "VALIDATION_FAILED",
            "{refused}"
        );
    }
    body["fileIds"] = json!(vec![plan; 11]);
    assert_eq!(app.post(&buyer, REQUESTS, body.clone()).await.status, 400);

    body["fileIds"] = json!([plan]);
    let made = app.post(&buyer, REQUESTS, body).await.data();
    let path = format!("{REQUESTS}/{}", made["id"].as_str().unwrap());
    let shown = |view: &Value| -> Vec<Value> { view["files"].as_array().unwrap().iter().map(|f| f["fileId"].clone()).collect() };
    assert_eq!(shown(&app.get(None, &path).await.data()), [json!(plan)]);
    let offer = app.offer(&seller, &path, "100").await;

    // The same files are no change; others are, and offers have to be made anew.
    assert_eq!(app.patch(&buyer, &path, json!({ "fileIds": [plan] })).await.data()["version"], 1);
    let changed = app.patch(&buyer, &path, json!({ "fileIds": [photo, plan] })).await.data();
    assert_eq!((&changed["version"], shown(&changed)), (&json!(2), vec![json!(photo), json!(plan)]));
    assert_eq!(app.get(&buyer, &offer).await.data()["mayAccept"], Value::Null);
    assert_eq!(app.patch(&seller, &path, json!({ "fileIds": [] })).await.code(), "FORBIDDEN");
    assert_eq!(
        app.patch(&buyer, &path, json!({ "fileIds": [theirs] })).await.code(),
        "VALIDATION_FAILED"
    );
    assert_eq!(
        shown(&app.patch(&buyer, &path, json!({ "fileIds": [] })).await.data()),
        [] as [Value; 0]
    );
}

#[tokio::test]
async fn an_offer_tells_its_total_and_what_is_known_of_its_seller() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    sqlx::query("update fee_rules set percent_bps = 250, fixed = 1, payer = 'buyer'")
        .execute(&app.store().pool)
        .await
        .unwrap();
    let request = app.request(&buyer).await;
    app.offer(&seller, &request, "100").await;
    let seen = app.get(&buyer, &request).await.data();
    let offer = &seen["offers"][0];
    assert_eq!(offer["buyerPays"], "103.5");
    let month = app.store().now().await.unwrap().format("%Y-%m").to_string();
    assert_eq!(
        offer["standing"],
        json!({ "deals": 0, "rating": null, "ratings": 0, "memberSince": month })
    );
    let listed = app.get(&seller, "/api/marketplace/offers").await.data();
    assert_eq!(listed["items"][0]["standing"], offer["standing"]);
}

#[tokio::test]
async fn listings_are_found_while_they_are_on_sale_most_sold_first() {
    let app = start().await;
    let (sam, gone) = (app.seller().await, app.person("Gus", &[Role::Seller]).await);
    for (name, seller, status, moderation, sales) in [
        ("Weather API", &sam, "active", "approved", 1),
        ("Weather codes", &sam, "active", "approved", 9),
        ("Weather of a draft", &sam, "draft", "approved", 0),
        ("Weather to approve", &sam, "active", "pending", 0),
        ("Weather of nobody", &gone, "active", "approved", 0),
    ] {
        sqlx::query(
            "insert into listings (id, seller_id, service_name, description, unit_description, price_per_unit, currency, fulfilment, status,
                                   moderation, available_units, stocked_units, inspection_s, token_lifetime_s, sales, created_at, updated_at)
             values (gen_random_uuid(), $1, $2, 'Climate of every day.', 'one call', 0.5, 'USD', 'reveal_secret', $3, $4, 5, 5, 3600, 3600, $5,
                     now(), now())",
        )
        .bind(seller.id.0)
        .bind(name)
        .bind(status)
        .bind(moderation)
        .bind(sales)
        .execute(&app.store().pool)
        .await
        .unwrap();
    }
    sqlx::query("update users set status = 'suspended', suspended_reason = 'test' where id = $1")
        .bind(gone.id.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    for typed in ["weather", "wether", "climate"] {
        let found = app.get(None, &format!("/api/search?q={typed}")).await.data();
        assert_eq!(
            names(&found, "listings", "serviceName"),
            ["Weather codes", "Weather API"],
            "{typed}"
        );
        assert_eq!(found["listings"][0]["pricePerUnit"], "0.5");
    }
}

#[tokio::test]
async fn what_suspended_people_ask_for_is_not_shown_to_others() {
    let app = start().await;
    let buyer = app.buyer().await;
    let request = app.request(&buyer).await;
    let title = app.get(None, &request).await.data()["title"].as_str().expect("a title").to_owned();
    let word = title.split(' ').next_back().expect("a word").to_lowercase();
    let seen = async |what: &str| {
        let listed = app.get(None, "/api/marketplace/requests").await.data()["items"]
            .as_array()
            .expect("a list")
            .len();
        let found = app.get(None, &format!("/api/search?q={word}")).await.data()["requests"]
            .as_array()
            .expect("a list")
            .len();
        let counted = app.get(None, "/api/marketplace/requests/facets").await.data()["total"].clone();
        (what.to_owned(), listed, found, counted)
    };
    assert_eq!(seen("before").await, ("before".to_owned(), 1, 1, 1.into()));
    sqlx::query("update users set status = 'suspended', suspended_reason = 'test' where id = $1")
        .bind(buyer.id.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(seen("after").await, ("after".to_owned(), 0, 0, 0.into()));
}
