//! What a person may ask about themselves: everything that is kept of them, and to be forgotten.

use amanat::gdpr::{EXPORTED, NOT_EXPORTED};
use amanat_base::{Amount, EventId, Role};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_store::testdb;
use amanat_testkit::{Market, Person, Setup, TestApp};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::BTreeSet;

const NAME: &str = "Zebulon Quux";
const EMAIL: &str = "zebulon.quux@example.test";
const CLIENT: &str = "203.0.113.77";
const BOTH: &[Role] = &[Role::Buyer, Role::Seller];

/// Columns that say whose a row is: those that refer to people, and those that are named so.
async fn columns_of_people(pool: &PgPool) -> BTreeSet<String> {
    let columns: Vec<String> = sqlx::query_scalar(
        "select format('%s.%s', c.conrelid::regclass, a.attname)
         from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
         where c.contype = 'f' and c.confrelid = 'users'::regclass
         union
         select format('%s.%s', table_name, column_name) from information_schema.columns
         where table_schema = 'public' and data_type in ('uuid', 'text', 'character varying')
           and (column_name in ('user_id', 'owner', 'owner_id', 'buyer_id', 'seller_id', 'author_id', 'actor_id', 'impersonator', 'rater_id',
                                'rated_id', 'requested_by', 'decided_by', 'settled_by', 'proposed_by', 'changed_by', 'added_by')
                or table_name = 'audit_log' and column_name = 'actor')",
    )
    .fetch_all(pool)
    .await
    .expect("the columns");
    columns.into_iter().collect()
}

#[tokio::test]
async fn every_column_that_names_a_person_is_exported_or_left_out_for_a_reason() {
    let db = testdb::fresh().await;
    let there = columns_of_people(&db.store.pool).await;
    assert!(there.len() > 40, "{there:?}");
    let exported = EXPORTED.iter().flat_map(|section| section.by.iter().copied());
    let excluded = NOT_EXPORTED
        .iter()
        .inspect(|left_out| assert!(left_out.reason.len() > 10))
        .map(|left_out| left_out.column);
    let known: BTreeSet<String> = exported.chain(excluded).map(str::to_owned).collect();
    let missing: Vec<_> = there.difference(&known).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "decide about {missing:?}; {gone:?} don't exist"
    );
}

/// Tables that may get a row of somebody who was erased, and why that does no harm.
const COMES_LATE: &[(&str, &str)] = &[
    ("ceremonies", "lives for minutes, and nobody signs in with it: the passkey is gone"),
    ("sign_in_tickets", "lives for minutes, and opens no session: those are refused"),
    ("oidc_flows", "lives for minutes, and links nothing: identities are refused"),
    ("siwe_nonces", "lives for minutes, and links nothing: identities are refused"),
    ("offer_revisions", "of an offer, which is refused or was withdrawn"),
    ("sealed_secrets", "of a listing or an order, which are refused"),
    ("order_files", "of a file, which is refused"),
    ("token_reveals", "says that a secret was shown: the seller's evidence"),
    ("order_ratings", "of an order that is over: the other side's books"),
    ("payments", "of an order: the books"),
    ("payouts", "the books, also for money that comes late"),
    ("sweeps", "staff, who cannot be erased"),
    ("exception_cases", "staff, who cannot be erased"),
    ("approval_thresholds", "staff, who cannot be erased"),
    ("fee_rules", "written by the operator"),
];

#[tokio::test]
async fn every_table_of_people_refuses_the_erased_or_is_known_not_to() {
    let db = testdb::fresh().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select distinct c.conrelid::regclass::text from pg_constraint c
         where c.contype = 'f' and c.confrelid = 'users'::regclass
           and not exists (select from pg_trigger t where t.tgrelid = c.conrelid and t.tgname like 'erased%')",
    )
    .fetch_all(&db.store.pool)
    .await
    .expect("the tables");
    let open: BTreeSet<&str> = open.iter().map(String::as_str).collect();
    let known: BTreeSet<&str> = COMES_LATE
        .iter()
        .inspect(|(_, why)| assert!(why.len() > 10))
        .map(|(table, _)| *table)
        .collect();
    assert_eq!(open, known, "decide what a row of somebody who was erased meanwhile does");
}

/// Somebody with one of nearly everything, and the others of their deals.
struct Life {
    market: Market,
    zeb: Person,
    other: Person,
}

impl Life {
    async fn lead() -> Self {
        let market = Market::open().await;
        let zeb = market.app.person(NAME, BOTH).await;
        let other = market.app.person("Ophelia Other", BOTH).await;
        market.endow(&[zeb.id, other.id], 100_000_000).await;
        let pool = &market.app.db.store.pool;
        for statement in [
            "update users set email = $2 where id = $1",
            "update sessions set client = $3, user_agent = 'Quuxfox 1' where user_id = $1 and $2 is not null",
        ] {
            let statement = sqlx::query(sqlx::AssertSqlSafe(statement.replace("$3", &format!("'{CLIENT}'"))));
            statement.bind(zeb.id.0).bind(EMAIL).execute(pool).await.expect("sets");
        }
        let life = Self { market, zeb, other };
        life.belongings().await;
        life.deals().await;
        life
    }

    async fn belongings(&self) {
        let zeb = &self.zeb;
        let me = json!({ "about": "Quux through and through." });
        zeb.send(reqwest::Method::PATCH, "/api/user/me", Some(me), None).await.ok();
        let home = json!({ "label": "Burrow", "recipient": NAME, "line1": "7 Quuxley Lane", "city": "Quuxham", "country": "GB", "phone": "+442071838750" });
        zeb.post("/api/address", home).await.ok();
        self.market.app.payout_address(zeb).await;
        self.market.app.payout_address(&self.other).await;
        zeb.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
        self.other.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
        zeb.put(
            "/api/marketplace/shop-settings",
            json!({ "slug": "quuxery", "name": "Quuxery", "about": "By Zebulon Quux." }),
        )
        .await
        .ok();
        let text = json!({ "kind": "delivery", "name": "Quux greets", "body": "Yours, Zebulon Quux." });
        zeb.post("/api/marketplace/templates", text).await.ok();
    }

    async fn deals(&self) {
        let (zeb, other) = (&self.zeb, &self.other);
        self.market
            .listing(
                zeb,
                json!({ "serviceName": "Quux in person", "description": "Made by Zebulon Quux.", "secret": "sk-of-quux" }),
            )
            .await;
        // What is said of a listing when it is bought is in the deal's terms, which stay.
        let mine = self.market.listing(zeb, json!({})).await;
        let theirs = self.market.listing(other, json!({})).await;
        for (buyer, listing) in [(other, &mine), (zeb, &theirs)] {
            let (order, _) = self.market.buy(buyer, listing, 1).await;
            buyer.act(&order, json!({ "action": "confirm" })).await.ok();
            for person in [zeb, other] {
                person
                    .post(&format!("/api/orders/{order}/ratings"), json!({ "stars": 5, "comment": "Good." }))
                    .await
                    .ok();
            }
        }
        let category = zeb.get("/api/marketplace/categories").await.ok()["items"][0]["id"].clone();
        let request =
            json!({ "categoryId": category, "title": "A quuxophone", "description": "For Zebulon Quux only.", "currency": "USD" });
        zeb.post("/api/marketplace/requests", request).await.ok();
        let request = json!({ "categoryId": category, "title": "A saxophone", "description": "It must be a red one.", "currency": "USD" });
        let wanted = other.post("/api/marketplace/requests", request).await.ok();
        let offers = format!("/api/marketplace/requests/{}/offers", wanted["id"].as_str().expect("an id"));
        zeb.post(&offers, json!({ "price": "9", "deliveryDays": 2, "inspectionDays": 2 }))
            .await
            .ok();
    }

    /// Takes the rest of the balance away, as if it had been paid out.
    async fn drain(&self) {
        let app = &self.market.app;
        let balance: String = sqlx::query_scalar("select balance::text from ledger_accounts where owner = $1 and purpose = 'available'")
            .bind(format!("user:{}", self.zeb.id))
            .fetch_one(&app.db.store.pool)
            .await
            .expect("a balance");
        let asset = app.asset("tUSD").await.parse().expect("an id");
        let mut tx = app.db.store.begin().await.expect("begins");
        let account = |owner: String, purpose| Account { owner, purpose, asset };
        let posting = Posting {
            key: format!("test:{}", EventId::fresh()),
            kind: "withdrawal",
            reference: None,
            moves: vec![Move {
                from: account(format!("user:{}", self.zeb.id), Purpose::Available),
                to: account("network:31337".into(), Purpose::World),
                amount: Amount::from_u128(balance.parse().expect("a number")),
            }],
            occurred_at: tx.now,
        };
        amanat_ledger::post(&mut tx, &posting).await.expect("posts");
        tx.commit().await.expect("commits");
    }
}

async fn export(person: &Person) -> (u16, String, Value) {
    let request = reqwest::Client::new().get(format!("{}/api/user/export", person.base));
    let answer = request.bearer_auth(&person.token).send().await.expect("answers");
    let how = answer
        .headers()
        .get("content-disposition")
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let status = answer.status().as_u16();
    (status, how, answer.json().await.expect("JSON"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_everything_of_oneself_and_of_others_the_name_only() {
    let life = Life::lead().await;
    let (status, how, document) = export(&life.zeb).await;
    assert_eq!((status, how.as_str()), (200, "attachment; filename=\"amanat-export.json\""));
    let sections = document["sections"].as_object().expect("sections");
    assert_eq!(sections.len(), EXPORTED.len());
    for full in [
        "account",
        "roles",
        "sessions",
        "addresses",
        "payoutAddresses",
        "payoutPreferences",
        "shop",
        "requests",
        "offers",
        "offerRevisions",
        "listings",
        "ordersBought",
        "ordersSold",
        "actions",
        "ratingsGiven",
        "purchases",
        "tokens",
        "balances",
        "bookings",
        "notifications",
        "log",
    ] {
        assert!(sections[full].as_array().is_some_and(|rows| !rows.is_empty()), "{full} is empty");
    }
    let text = document.to_string();
    for own in [EMAIL, CLIENT, "7 Quuxley Lane", "+442071838750", "Quuxery", "A quuxophone"] {
        assert!(text.contains(own), "{own} is missing");
    }
    assert_eq!(sections["ordersBought"][0]["other_name"], "Ophelia Other");
    let other = life.other.get("/api/user/me").await.ok();
    let address = life.other.get("/api/user/payout-addresses/31337").await.ok();
    let address = address["address"].as_str().expect("an address").to_lowercase();
    for foreign in [
        other["email"].as_str().expect("an e-mail"),
        &address,
        "$argon2",
        "sk-of-quux",
        "sk-the-sellers-own",
    ] {
        assert!(!text.contains(foreign), "{foreign} is in it");
    }

    for _ in 1..5 {
        assert_eq!(export(&life.zeb).await.0, 200);
    }
    let (status, _, refused) = export(&life.zeb).await;
    assert_eq!((status, refused["error"]["code"].as_str()), (429, Some("RATE_LIMITED")));
    assert_eq!(export(&life.other).await.0, 200, "the limit is each one's own");
    life.market.app.finish().await;
}

/// Each export holds a connection while it is read: who reads slowly must not take them all from everybody else.
#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_leave_the_connections_to_others() {
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    let app = TestApp::start_with(setup).await;
    let (una, otto) = (app.person("Una", &[Role::Buyer]).await, app.person("Otto", &[Role::Buyer]).await);
    sqlx::query(
        "insert into notifications (id, event_id, user_id, kind, title, body, created_at)
         select gen_random_uuid(), gen_random_uuid(), u.id, 'x', 'x', repeat('x', 100000), now() from users u, generate_series(1, 300)",
    )
    .execute(&app.db.store.pool)
    .await
    .expect("adds");
    let begin = async |person: &Person| {
        let request = reqwest::Client::new().get(format!("{}/api/user/export", person.base));
        request.bearer_auth(&person.token).send().await.expect("answers")
    };
    let mut unread = Vec::new();
    for person in [&una, &otto, &una, &otto] {
        unread.push(begin(person).await);
    }
    assert!(unread.iter().all(|answer| answer.status() == 200));
    let refused = begin(&una).await;
    assert_eq!(
        (refused.status().as_u16(), refused.headers().contains_key("retry-after")),
        (429, true)
    );
    drop(unread);
    app.eventually("there is room again", || async {
        let answer = begin(&una).await;
        (answer.status() == 200).then_some(())
    })
    .await;
    app.finish().await;
}

/// Money that comes when the buyer is gone must not go where nobody can ever take it from.
#[tokio::test(flavor = "multi_thread")]
async fn late_money_of_an_erased_buyer_is_not_credited_to_nobody() {
    let app = TestApp::start().await;
    let deal = app.deal("10").await;
    let payment = app.checkout(&deal, "tUSD").await;
    deal.buyer.act(&deal.order, json!({ "action": "cancel" })).await.ok();
    deal.buyer.post("/api/user/erase", json!({ "confirm": "Bahar" })).await.ok();
    app.pay(&deal, &payment, None).await;
    let case = app
        .eventually("a case is opened", || async {
            let open = sqlx::query_scalar::<_, uuid::Uuid>("select id from exception_cases where status = 'open'");
            open.fetch_optional(&app.db.store.pool).await.expect("looks")
        })
        .await;
    let admin = app.person("Root", &[Role::Admin]).await;
    let propose = async |action: &str| {
        let path = format!("/api/admin/exceptions/{case}/propose");
        admin.post(&path, json!({ "action": action, "note": "It came too late." })).await
    };
    propose("refund_to_buyer").await.refused(409, "ACTION_NOT_ALLOWED");
    propose("keep_as_fee").await.ok();
    app.finish().await;
}

/// Where a text is still found: all columns of all tables that hold text.
async fn found(pool: &PgPool, needle: &str) -> Vec<String> {
    let columns: Vec<(String, String, String)> = sqlx::query_as(
        "select c.table_schema::text, c.table_name::text, c.column_name::text
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where t.table_type = 'BASE TABLE' and c.table_schema in ('public', 'graphile_worker')
           and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector')",
    )
    .fetch_all(pool)
    .await
    .expect("the columns");
    assert!(columns.len() > 150, "{}", columns.len());
    let mut found = Vec::new();
    for (schema, table, column) in columns {
        let query = format!("select count(*) from {schema}.{table} where \"{column}\"::text ilike $1");
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
            .bind(format!("%{needle}%"))
            .fetch_one(pool)
            .await
            .expect("looks");
        if rows > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found
}

async fn no_jobs_left(app: &TestApp) {
    app.eventually("the work is done", || async {
        let left: i64 =
            sqlx::query_scalar("select count(*) from graphile_worker._private_jobs where attempts < max_attempts and run_at <= now()")
                .fetch_one(&app.db.store.pool)
                .await
                .expect("counts");
        (left == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_is_found_nowhere_any_more() {
    let life = Life::lead().await;
    let (app, zeb) = (&life.market.app, &life.zeb);
    let pool = &app.db.store.pool;
    for needle in [EMAIL, NAME, CLIENT, "Quuxley", "+442071838750", "quuxery"] {
        assert!(!found(pool, needle).await.is_empty(), "{needle} is there to be forgotten");
    }
    zeb.post("/api/user/erase", json!({ "confirm": "Somebody" }))
        .await
        .refused(400, "VALIDATION_FAILED");
    let refused = zeb
        .post("/api/user/erase", json!({ "confirm": NAME }))
        .await
        .refused(409, "MONEY_REMAINS");
    assert_eq!(refused["details"][0]["path"], "balance");
    assert!(
        refused["details"][0]["msg"].as_str().is_some_and(|m| m.contains("tUSD")),
        "{refused}"
    );
    assert_eq!(
        zeb.get("/api/listings/mine").await.ok()["items"][0]["status"],
        "active",
        "a refusal changes nothing"
    );
    life.drain().await;
    zeb.post("/api/user/erase", json!({ "confirm": NAME })).await.ok();

    no_jobs_left(app).await;
    // The development mailbox keeps the last letter. Where a request came from stays in the audit log, and with secrets that were shown.
    // What was announced to others, titles in it, is kept for a week and for three months.
    let kept = ["letters_kept.", "audit_log.client", "token_reveals.client"];
    let announced = ["realtime_events.payload", "events.payload"];
    for (needle, kept) in [
        (EMAIL, &kept[..]),
        (NAME, &kept[..]),
        (CLIENT, &kept[..]),
        ("+442071838750", &kept[..]),
        ("Burrow", &kept[..]),
        ("quux", &[&kept[..], &announced[..]].concat()),
    ] {
        let places: Vec<String> = found(pool, needle)
            .await
            .into_iter()
            .filter(|place| !kept.iter().any(|k| place.starts_with(k)))
            .collect();
        assert!(places.is_empty(), "{needle} is in {places:?}");
    }
    let letters: Vec<(String, String)> = sqlx::query_as("select recipient, subject from letters_kept where recipient = $1")
        .bind(EMAIL)
        .fetch_all(pool)
        .await
        .expect("letters");
    assert_eq!(letters.len(), 1, "one letter says that it is done: {letters:?}");

    let after = zeb.get("/api/user/me").await;
    assert!([401, 403].contains(&after.status.as_u16()), "{}", after.body);
    life.other.get(&format!("/api/users/{}", zeb.id)).await.refused(404, "NOT_FOUND");
    let orders = life.other.get("/api/orders").await.ok();
    assert!(orders.to_string().contains("Erased user"), "{orders}");
    let again = app.person(NAME, BOTH).await;
    sqlx::query("update users set email = $2 where id = $1")
        .bind(again.id.0)
        .bind(EMAIL)
        .execute(pool)
        .await
        .expect("the address is free again");
    life.market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_while_something_is_owed() {
    let market = Market::open().await;
    let seller = market.app.person("Sam", &[Role::Seller]).await;
    let buyer = market.rich("Bahar").await;
    let listing = market.listing(&seller, json!({})).await;
    let order = market.order(&buyer, &listing, 2).await;
    for (person, name) in [(&buyer, "Bahar"), (&seller, "Sam")] {
        let refused = person
            .post("/api/user/erase", json!({ "confirm": name }))
            .await
            .refused(409, "MONEY_REMAINS");
        assert_eq!(refused["details"][0]["path"], "orders", "{refused}");
    }
    buyer.act(&order, json!({ "action": "cancel" })).await.ok();
    seller.post("/api/user/erase", json!({ "confirm": "Sam" })).await.ok();
    let gone = buyer.get(&format!("/api/listings/{listing}")).await;
    assert_eq!(gone.status, 404, "{}", gone.body);

    for role in [Role::Resolver, Role::Guard, Role::Admin] {
        let staff = market.app.person("Stef", &[Role::Buyer, role]).await;
        staff
            .post("/api/user/erase", json!({ "confirm": "Stef" }))
            .await
            .refused(409, "CONFLICT");
    }
    market.app.finish().await;
}

/// What is on its way out, and what came in that nobody expected, holds its owner too.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_while_a_payout_or_a_case_is_open() {
    let app = TestApp::start().await;
    let deal = app.deal("10").await;
    let payment = app.checkout(&deal, "tUSD").await;
    app.pay(&deal, &payment, None).await;
    app.until(&deal, "funded").await;
    deal.seller.act(&deal.order, json!({ "action": "refund" })).await.ok();
    // There is no address to pay it out to, so it waits.
    let erase = async || deal.buyer.post("/api/user/erase", json!({ "confirm": "Bahar" })).await;
    app.eventually("a payout waits", || async {
        let payouts = deal.buyer.get("/api/payouts").await.ok();
        (payouts["items"][0]["state"] == "waiting_address").then_some(())
    })
    .await;
    let refused = erase().await.refused(409, "MONEY_REMAINS");
    let paths = |refused: &Value| -> Vec<String> {
        let details = refused["details"].as_array().expect("details").iter();
        details.map(|detail| detail["path"].as_str().expect("a path").to_owned()).collect()
    };
    assert_eq!(paths(&refused), ["payouts", "balance"]);
    app.payout_address(&deal.buyer).await;
    app.eventually("it is paid out", || async {
        let payouts = deal.buyer.get("/api/payouts").await.ok();
        (payouts["items"][0]["state"] == "confirmed").then_some(())
    })
    .await;
    app.pay(&deal, &payment, None).await;
    app.eventually("a case is opened", || async {
        let open: i64 = sqlx::query_scalar("select count(*) from exception_cases where status = 'open'")
            .fetch_one(&app.db.store.pool)
            .await
            .expect("counts");
        (open == 1).then_some(())
    })
    .await;
    assert_eq!(paths(&erase().await.refused(409, "MONEY_REMAINS")), ["cases"]);
    let seller = deal.seller.post("/api/user/erase", json!({ "confirm": "Sam" })).await;
    assert_eq!(
        paths(&seller.refused(409, "MONEY_REMAINS")),
        ["cases"],
        "the case is about the seller's order, too"
    );
    app.finish().await;
}

/// Whoever comes too late with a link or an office gets nothing: the row stays nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_not_brought_back() {
    let market = Market::open().await;
    let (leaver, admin) = (
        market.app.person("Leaver", BOTH).await,
        market.app.person("Ada", &[Role::Admin]).await,
    );
    leaver.post("/api/user/erase", json!({ "confirm": "Leaver" })).await.ok();
    for (path, body) in [
        ("status", json!({ "status": "active", "reason": "They asked for it back." })),
        ("roles", json!({ "roles": ["buyer"], "reason": "They asked for it back." })),
    ] {
        let answer = admin.put(&format!("/api/admin/users/{}/{path}", leaver.id), body).await;
        assert!(
            (400..500).contains(&answer.status.as_u16()),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
    }
    for statement in [
        "update users set email = 'leaver@example.test' where id = $1",
        "update users set status = 'active', erased_at = null where id = $1",
        "insert into addresses (id, user_id, recipient, line1, city, country, created_at)
         values (gen_random_uuid(), $1, 'L', '1', 'Vienna', 'AT', now())",
        "insert into shops (owner_id, slug, name, created_at, updated_at) values ($1, 'leaver', 'Leaver', now(), now())",
        "insert into sessions (id, user_id, created_at, last_used_at, expires_at) values (gen_random_uuid(), $1, now(), now(), now())",
    ] {
        let refused = sqlx::query(statement).bind(leaver.id.0).execute(&market.app.db.store.pool).await;
        let code = refused.as_ref().err().and_then(|e| e.as_database_error()?.code());
        assert_eq!(code.as_deref(), Some("AM001"), "{statement}: {refused:?}");
    }
    market.app.finish().await;
}

/// Erasing beside purchases, on both sides, and sign-ins: one or the other, never half of each.
#[tokio::test(flavor = "multi_thread")]
async fn erasing_beside_deals_and_sign_ins_is_one_or_the_other() {
    let market = Market::open().await;
    let rich = futures::future::join_all((0..4).map(|n| market.rich(["Ava", "Bo", "Cy", "Di"][n]))).await;
    for round in 0..6 {
        let leaver = market.app.person("Leaver", BOTH).await;
        let own = market.listing(&leaver, json!({})).await;
        let shop = market.app.person("Sam", &[Role::Seller]).await;
        let wanted = market.listing(&shop, json!({})).await;
        let email: String = sqlx::query_scalar("select email from users where id = $1")
            .bind(leaver.id.0)
            .fetch_one(&market.app.db.store.pool)
            .await
            .expect("an address");
        let ask = |listing: &str| json!({ "listingId": listing, "units": 1, "unitPrice": "1" });
        let erasing = async {
            tokio::time::sleep(std::time::Duration::from_millis(round * 4)).await;
            leaver.post("/api/user/erase", json!({ "confirm": "Leaver" })).await
        };
        let selling = futures::future::join_all(rich.iter().map(|buyer| buyer.post("/api/orders", ask(&own))));
        let buying = leaver.post("/api/orders", ask(&wanted));
        let login = json!({ "email": email, "password": amanat_web::testing::PASSWORD });
        let signing_in = shop.post("/api/auth/login", login);
        let (erased, sold, bought, signed_in) = tokio::join!(erasing, selling, buying, signing_in);
        for answer in sold.iter().chain([&erased, &bought, &signed_in]) {
            assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.body);
        }
        let dealt = bought.status.is_success() || sold.iter().any(|answer| answer.status.is_success());
        assert_ne!(erased.status.is_success(), dealt, "{} {:?}", erased.body, bought.body);
        let half: i64 = sqlx::query_scalar(
            "select count(*) from users u where u.status = 'erased' and (
                 exists (select from orders where buyer_id = u.id or seller_id = u.id)
                 or exists (select from sessions where user_id = u.id and revoked_at is null)
                 or exists (select from listings where seller_id = u.id and status <> 'removed'))",
        )
        .fetch_one(&market.app.db.store.pool)
        .await
        .expect("counts");
        assert_eq!(half, 0, "nobody is half erased");
    }
    market.app.finish().await;
}

/// A deal that was struck just before holds its parties.
#[tokio::test(flavor = "multi_thread")]
async fn erasing_beside_an_acceptance_is_one_or_the_other() {
    let market = Market::open().await;
    let app = &market.app;
    for round in 0..4_u64 {
        let (buyer, seller) = (app.person("Bahar", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
        let category = buyer.get("/api/marketplace/categories").await.ok()["items"][0]["id"].clone();
        let request = json!({ "categoryId": category, "title": "A logo", "description": "Warm, simple, readable.", "currency": "USD" });
        let request = buyer.post("/api/marketplace/requests", request).await.ok();
        let offers = format!("/api/marketplace/requests/{}/offers", request["id"].as_str().expect("an id"));
        let offer = seller
            .post(&offers, json!({ "price": "10", "deliveryDays": 5, "inspectionDays": 3 }))
            .await
            .ok();
        let accept = format!("/api/marketplace/offers/{}/accept", offer["id"].as_str().expect("an id"));
        let (leaver, name) = if round % 2 == 0 { (&buyer, "Bahar") } else { (&seller, "Sam") };
        let (erased, accepted) = tokio::join!(
            leaver.post("/api/user/erase", json!({ "confirm": name })),
            buyer.post(&accept, json!({ "revision": 1 }))
        );
        assert!(
            erased.status.as_u16() < 500 && accepted.status.as_u16() < 500,
            "{} {}",
            erased.body,
            accepted.body
        );
        assert_ne!(
            erased.status.is_success(),
            accepted.status.is_success(),
            "{} {}",
            erased.body,
            accepted.body
        );
        if accepted.status.is_success() {
            let order = accepted.body["data"]["order"]["id"]
                .as_str()
                .or(accepted.body["data"]["orderId"].as_str());
            assert!(order.is_some(), "{}", accepted.body);
        }
    }
    market.app.finish().await;
}
