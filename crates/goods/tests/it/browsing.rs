//! The public list: order, search, pages, and answers that are kept but never stale.

use crate::app::{App, DESIGN, LISTINGS, Person, but, id, pool, secret, start};
use amanat_base::Role;
use serde_json::{Value, json};

async fn names(app: &App, query: &str) -> Vec<String> {
    let page = app.get(None, &format!("{LISTINGS}?{query}")).await.data();
    let items = page["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["serviceName"].as_str().unwrap().to_owned()).collect()
}

/// Every page of a list, `limit` at a time.
async fn walk(app: &App, query: &str, limit: usize) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(None, &format!("{LISTINGS}?{query}&limit={limit}{cursor}")).await.data();
        let items = page["items"].as_array().unwrap();
        all.extend(items.iter().map(|item| item["serviceName"].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

async fn named(app: &App, seller: &Person, name: &str, changes: Value) -> String {
    app.active(seller, but(but(secret(), json!({ "serviceName": name })), changes))
        .await
}

/// Seven listings, some alike in everything that is sorted by.
async fn seven(app: &App, seller: &Person) {
    for (name, price, sales, stars) in [
        ("a", "3", 5, (9, 2)),
        ("b", "1", 5, (5, 1)),
        ("c", "2", 0, (0, 0)),
        ("d", "1", 9, (5, 1)),
        ("e", "0.5", 1, (1, 1)),
        ("f", "1", 5, (14, 3)),
        ("g", "10", 2, (0, 0)),
    ] {
        let path = named(app, seller, name, json!({ "pricePerUnit": price })).await;
        sqlx::query("update listings set sales = $2, stars_sum = $3, stars_count = $4 where id = $1")
            .bind(id(&path).0)
            .bind(sales)
            .bind(stars.0)
            .bind(stars.1)
            .execute(&app.store().pool)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn every_order_walks_all_pages_without_gap_or_repeat() {
    let app = start().await;
    let seller = app.seller().await;
    seven(&app, &seller).await;
    let expected = [
        ("newest", "gfedcba"),
        ("price", "ebdfcag"),
        ("rating", "dbfaegc"),
        ("popularity", "dfbagec"),
    ];
    for (sort, order) in expected {
        let expected: Vec<String> = order.chars().map(String::from).collect();
        for limit in [1, 2, 3, 6, 7, 100] {
            assert_eq!(walk(&app, &format!("sort={sort}"), limit).await, expected, "{sort} by {limit}");
        }
    }
    assert_eq!(names(&app, "").await, walk(&app, "sort=newest", 3).await);
    let line = app.get(None, &format!("{LISTINGS}?sort=rating&limit=3")).await.data()["items"][2].clone();
    assert_eq!(
        (&line["score"], &line["ratings"], &line["seller"]["displayName"]),
        (&json!(4.667), &json!(3), &json!("Sam"))
    );
    assert_eq!(
        app.get(None, &format!("{LISTINGS}?sort=newest&limit=1")).await.data()["items"][0]["score"],
        Value::Null
    );
}

#[tokio::test]
async fn a_cursor_is_of_one_order_and_nothing_else_is_one() {
    let app = start().await;
    let seller = app.seller().await;
    seven(&app, &seller).await;
    let sorts = ["newest", "price", "rating", "popularity"];
    for of in sorts {
        let page = app.get(None, &format!("{LISTINGS}?sort={of}&limit=2")).await.data();
        let cursor = page["nextCursor"].as_str().unwrap();
        for by in sorts {
            let answer = app.get(None, &format!("{LISTINGS}?sort={by}&cursor={cursor}")).await;
            assert_eq!(answer.status, if of == by { 200 } else { 400 }, "{of} by {by}");
            if of != by {
                assert_eq!(answer.code(), "MALFORMED_CURSOR");
            }
        }
    }
    let no_id = "00000000000000000000000000000000";
    for cursor in [
        "x",
        "1_2",
        "%00",
        "n_",
        &format!("nzz_{no_id}"),
        "'%20or%201=1",
        &format!("p-1_{no_id}"),
        &format!("p1e5_{no_id}"),
    ] {
        for sort in sorts {
            let answer = app.get(None, &format!("{LISTINGS}?sort={sort}&cursor={cursor}")).await;
            assert_eq!(answer.code(), "MALFORMED_CURSOR", "{sort} {cursor}");
        }
    }
    for far in [
        format!("newest&cursor=n{:x}_{no_id}", i64::MAX / 1000),
        format!("price&cursor=p{}_{no_id}", "9".repeat(20)),
        format!("popularity&cursor=s{}_{no_id}", i64::MAX),
        format!("rating&cursor=r{}_{no_id}", "9".repeat(20)),
    ] {
        let status = app.get(None, &format!("{LISTINGS}?sort={far}")).await.status;
        assert!(status == 200 || status == 400, "{far}: {status}");
    }
    for bad in [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=1000000000",
        "limit=x",
        "sort=best",
        "fulfilment=x",
        "categoryId=1",
        "sellerId=me",
    ] {
        assert_eq!(app.get(None, &format!("{LISTINGS}?{bad}")).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn filters_and_search_narrow_the_list() {
    let app = start().await;
    let (sam, sue) = (app.seller().await, app.person("Sue", &[Role::Seller]).await);
    named(&app, &sam, "Weather for farmers", json!({ "categoryId": DESIGN })).await;
    named(
        &app,
        &sue,
        "Translations",
        json!({ "description": "From GPT-4, in all the world's languages." }),
    )
    .await;
    let cards = app.draft(&sue, but(pool(), json!({ "currency": "EUR" }))).await;
    app.post(&sue, &format!("{cards}/codes"), json!({ "codes": ["A"] })).await.data();
    app.set(&sue, &cards, "active").await.data();
    named(&app, &sam, "Paused", json!({})).await;
    let paused = app.get(None, &format!("{LISTINGS}?limit=1")).await.data()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    app.set(&sam, &format!("{LISTINGS}/{paused}"), "paused").await.data();
    app.draft(&sam, secret()).await;

    let check = async |query: &str, expected: &[&str]| assert_eq!(names(&app, query).await, expected, "{query}");
    check("", &["Gift cards", "Translations", "Weather for farmers"]).await;
    check(&format!("categoryId={DESIGN}"), &["Weather for farmers"]).await;
    check("fulfilment=code_pool", &["Gift cards"]).await;
    check("currency=EUR", &["Gift cards"]).await;
    check(&format!("sellerId={}", sue.id), &["Gift cards", "Translations"]).await;
    check(&format!("sellerId={}&sort=price", sue.id), &["Translations", "Gift cards"]).await;
    check("q=weather", &["Weather for farmers"]).await;
    check("q=farm", &["Weather for farmers"]).await;
    check("q=WEATHER%20farm", &["Weather for farmers"]).await;
    check("q=weath%20farmers", &["Weather for farmers"]).await;
    check("q=weath%20fishers", &[]).await;
    check("q=W%C3%8BATHER", &["Weather for farmers"]).await;
    check("q=gpt-4", &["Translations"]).await;
    check("q=world%27s%20lang", &["Translations"]).await;
    check("q=%20", &["Gift cards", "Translations", "Weather for farmers"]).await;
    check("q=weather&fulfilment=code_pool", &[]).await;
    // Whatever is typed is a search, never a syntax error.
    for q in [
        "'",
        "%22",
        "a%20%26%20!",
        "%3A*",
        "%5C",
        "%5C'",
        "-",
        "or%20or",
        "%7C%7C",
        "()",
        "%C3%A9t%C3%A9",
        "%F0%9F%99%82",
    ] {
        assert_eq!(app.get(None, &format!("{LISTINGS}?q={q}")).await.status, 200, "{q}");
    }
    assert_eq!(app.get(None, &format!("{LISTINGS}?q=%00")).await.status, 400);
    assert_eq!(app.get(None, &format!("{LISTINGS}?q={}", "x".repeat(201))).await.status, 400);
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_sent_again() {
    let app = start().await;
    let seller = app.seller().await;
    let path = app.active(&seller, secret()).await;
    for address in [path.as_str(), LISTINGS] {
        let first = app.get(None, address).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
        assert_eq!(
            (first.header("cache-control"), first.header("content-type")),
            ("no-cache", "application/json")
        );
        assert_eq!(app.get(None, address).await.text, first.text);
        for sent in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = app.ask_again(address, &sent).await;
            assert_eq!(
                (again.status, again.text.as_str(), again.header("etag")),
                (304, "", tag.as_str()),
                "{sent}"
            );
        }
        assert_eq!(app.ask_again(address, "\"other\"").await.status, 200);
        app.sell(&path, 1).await;
        let changed = app.ask_again(address, &tag).await;
        assert_eq!(changed.status, 200);
        assert_ne!(changed.header("etag"), tag);
    }
    // A seller sees more at the same address, and nobody keeps that.
    assert_eq!(app.get(&seller, &path).await.header("etag"), "");
}

#[tokio::test]
async fn whoever_has_just_bought_sees_the_new_stock_on_every_server() {
    let app = start().await;
    let beside = app.beside();
    let seller = app.seller().await;
    let path = app.active(&seller, secret()).await;
    named(&app, &seller, "Other", json!({})).await;
    let left = async |app: &App| {
        let item = app.get(None, &path).await.data()["availableUnits"].as_i64().unwrap();
        let list = app.get(None, &format!("{LISTINGS}?q=weather")).await.data();
        assert_eq!(list["items"][0]["availableUnits"], item);
        item
    };
    for bought in 1..=9 {
        app.sell(&path, 1).await;
        assert_eq!((left(&app).await, left(&beside).await), (10 - bought, 10 - bought));
    }
    // What brings other rows onto a page is seen at once too.
    let both = ["Other", "Weather API"];
    let seen = async |app: &App| names(app, "").await;
    assert_eq!(
        (seen(&app).await, seen(&beside).await),
        (both.map(String::from).into(), both.map(String::from).into())
    );
    app.set(&seller, &path, "paused").await.data();
    assert_eq!(
        (seen(&app).await, seen(&beside).await),
        (vec!["Other".into()], vec!["Other".into()])
    );
    app.set(&seller, &path, "active").await.data();
    assert_eq!(seen(&beside).await, both);
    named(&app, &seller, "New", json!({})).await;
    assert_eq!(seen(&beside).await, ["New", "Other", "Weather API"]);
    app.patch(&seller, &path, json!({ "serviceName": "Climate API", "pricePerUnit": "0.1" }))
        .await
        .data();
    assert_eq!(names(&beside, "q=climate").await, ["Climate API"]);
    assert_eq!(names(&beside, "sort=price&limit=1").await, ["Climate API"]);
    app.post(&seller, &format!("{path}/stock"), json!({ "change": -1 })).await.data();
    assert_eq!(seen(&beside).await, ["New", "Other"]);
    app.post(&seller, &format!("{path}/stock"), json!({ "change": 4 })).await.data();
    assert_eq!(names(&beside, "q=climate").await, ["Climate API"]);
    assert_eq!(left_of(&beside, &path).await, 4);
}

async fn left_of(app: &App, path: &str) -> i64 {
    app.get(None, path).await.data()["availableUnits"].as_i64().unwrap()
}

#[tokio::test]
async fn many_readers_share_looks_and_none_reads_what_was_before_it_came() {
    let app = start().await;
    let beside = app.beside();
    let seller = app.seller().await;
    let path = app.active(&seller, but(secret(), json!({ "availableUnits": 1_000 }))).await;
    let selling = async {
        for left in (900..1_000).rev() {
            app.sell(&path, 1).await;
            // Each of these came after the sale.
            let (a, b, c) = tokio::join!(left_of(&app, &path), left_of(&beside, &path), left_of(&beside, &path));
            assert_eq!((a, b, c), (left, left, left));
        }
    };
    let reading = async |app: &App| {
        let mut last = i64::MAX;
        for _ in 0..200 {
            let now = left_of(app, &path).await;
            assert!(now <= last, "stock never grew: {now} after {last}");
            last = now;
        }
    };
    tokio::join!(selling, reading(&app), reading(&beside), reading(&beside));
}

#[tokio::test]
async fn what_only_the_seller_may_know_is_not_public() {
    let app = start().await;
    let seller = app.seller().await;
    let listing = but(
        crate::app::metered("https://upstream.example.com/hidden"),
        json!({ "probe": { "method": "GET", "path": "/hidden-probe", "expectStatus": 200 } }),
    );
    let path = app.draft(&seller, listing).await;
    sqlx::query("update listings set status = 'active'")
        .execute(&app.store().pool)
        .await
        .unwrap();
    let public = app.get(None, &path).await;
    let data = public.body["data"].clone();
    assert_eq!(
        (
            &data["meter"]["kind"],
            &data["maxUnitsPerCall"],
            &data["callsPerMinute"],
            &data["own"]
        ),
        (&json!("request"), &json!(1), &json!(60), &Value::Null)
    );
    let list = app.get(None, LISTINGS).await;
    for hidden in ["upstream.example.com", "hidden", "Authorization", "Bearer", "moderation", "secret"] {
        assert!(!public.text.contains(hidden) && !list.text.contains(hidden), "{hidden}");
    }
    let own = app.get(&seller, &path).await.data()["own"].clone();
    assert_eq!(own["gateway"]["upstreamUrl"], "https://upstream.example.com/hidden");
    assert_eq!((&own["probe"]["path"], &own["hasSecret"]), (&json!("/hidden-probe"), &json!(true)));
}

#[tokio::test]
async fn prices_narrow_and_facets_count_with_the_other_filters_applied() {
    let app = start().await;
    let seller = app.seller().await;
    for (name, changes) in [
        ("Cheap", json!({ "pricePerUnit": "0.001" })),
        ("Cheap design", json!({ "pricePerUnit": "0.001", "categoryId": DESIGN })),
        ("Fair", json!({ "pricePerUnit": "2", "currency": "EUR" })),
        ("Dear", json!({ "pricePerUnit": "100", "categoryId": DESIGN })),
    ] {
        named(&app, &seller, name, changes).await;
    }
    let check = async |query: &str, expected: &[&str]| assert_eq!(names(&app, query).await, expected, "{query}");
    check("priceFrom=2", &["Dear", "Fair"]).await;
    check("priceFrom=0.01&priceBelow=100", &["Fair"]).await;
    check("priceBelow=2&sort=price", &["Cheap", "Cheap design"]).await;

    let counts = async |filter: &str| {
        let facets = app.get(None, &format!("{LISTINGS}/facets?{filter}")).await.data();
        let list = |kind: &str| facets[kind].as_array().unwrap().clone();
        let of = |kind: &str, field: &str| -> String {
            let each = list(kind)
                .iter()
                .map(|item| format!("{} {}", item[field].as_str().unwrap_or("-"), item["count"]))
                .collect::<Vec<_>>();
            each.join(", ")
        };
        let design = list("categories")
            .iter()
            .find(|c| c["category"]["id"] == DESIGN)
            .map_or(0, |c| c["count"].as_i64().unwrap());
        (
            facets["total"].as_i64().unwrap(),
            design,
            of("currencies", "currency"),
            of("fulfilments", "fulfilment"),
            of("prices", "from"),
        )
    };
    let text = str::to_owned;
    assert_eq!(
        counts("").await,
        (4, 2, text("USD 3, EUR 1"), text("reveal_secret 4"), text("- 2, 1 1, 100 1"))
    );
    assert_eq!(
        counts(&format!("categoryId={DESIGN}&priceBelow=1")).await,
        (1, 1, text("USD 1"), text("reveal_secret 1"), text("- 1, 100 1"))
    );
    assert_eq!(counts("q=chea&currency=EUR").await, (0, 0, text("USD 2"), text(""), text("")));
    assert_eq!(
        counts("fulfilment=code_pool").await,
        (0, 0, text(""), text("reveal_secret 4"), text(""))
    );
    for bad in ["priceFrom=-1", "priceBelow=x", "fulfilment=x", "categoryId=1"] {
        assert_eq!(app.get(None, &format!("{LISTINGS}/facets?{bad}")).await.status, 400, "{bad}");
    }
}
