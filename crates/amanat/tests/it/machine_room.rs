//! What administrators look into, through HTTP: what waits, what came in, what the workers have, the books.

use amanat_base::Role;
use amanat_testkit::{Person, Setup, Sockets, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

async fn quiet() -> (TestApp, Person) {
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    let app = TestApp::start_with(setup).await;
    let admin = app.person("Ada", &[Role::Admin]).await;
    (app, admin)
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().expect("items").clone()
}

/// Walks a list two rows at a time; every row comes once.
async fn walk(person: &Person, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = person.get(&format!("{path}limit=2{cursor}")).await.ok();
        all.extend(items(&page));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_what_waits_for_them_and_nothing_else() {
    let app = TestApp::start().await;
    let admin = app.person("Ada", &[Role::Admin]).await;
    let (guard, resolver) = (
        app.person("Gwen", &[Role::Guard]).await,
        app.person("Remy", &[Role::Resolver]).await,
    );
    let limits = json!({ "default": "0", "assets": [] });
    admin.put("/api/admin/settings/approval-thresholds", limits).await.ok();
    let deal = app.funded("30", "tUSD").await;
    app.payout_address(&deal.seller).await;
    let part = json!({ "action": "release_part", "amount": "10000000" });
    deal.buyer.act(&deal.order, part).await.ok();
    deal.buyer
        .act(&deal.order, json!({ "action": "open_dispute", "reason": "It does not work." }))
        .await
        .ok();
    let seen = app
        .eventually("a payout waits for a guard", || async {
            let seen = guard.get("/api/admin/overview").await.ok();
            (seen["payoutsToApprove"] == 1).then_some(seen)
        })
        .await;
    assert_eq!(
        (&seen["openExceptions"], &seen["disputes"], &seen["machines"]),
        (&json!(0), &Value::Null, &Value::Null)
    );

    let seen = resolver.get("/api/admin/overview").await.ok();
    assert_eq!(
        (&seen["disputes"], &seen["payoutsToApprove"], &seen["machines"]),
        (&json!(1), &Value::Null, &Value::Null)
    );

    let seen = admin.get("/api/admin/overview").await.ok();
    assert_eq!(
        (&seen["disputes"], &seen["payoutsToApprove"], &seen["listingsToModerate"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let machines = &seen["machines"];
    assert_eq!(
        (&machines["deadJobs"], &machines["illEndpoints"], &machines["unreachableNetworks"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert_eq!(machines["verification"], Value::Null, "nobody has asked yet");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_shown_without_its_proof_and_looked_into_again_without_effect() {
    let app = TestApp::start().await;
    let admin = app.person("Ada", &[Role::Admin]).await;
    let deal = app.funded("30", "tUSD").await;
    let all = app
        .eventually("all reports are looked into", || async {
            let all = walk(&admin, "/api/admin/webhooks?provider=scanner&").await;
            let done = all.iter().all(|d| d["state"] == "done");
            (done && !all.is_empty()).then_some(all)
        })
        .await;
    assert!(
        all.iter().all(|d| d["attempts"].as_i64() >= Some(1) && d["lastError"].is_null()),
        "{all:?}"
    );
    assert_eq!(
        items(&admin.get("/api/admin/webhooks?provider=stripe").await.ok()),
        Vec::<Value>::new()
    );
    assert_eq!(
        items(&admin.get("/api/admin/webhooks?state=rejected").await.ok()),
        Vec::<Value>::new()
    );
    let path = format!("/api/admin/webhooks/{}", all[0]["id"].as_str().expect("an id"));
    let detail = admin.get(&path).await.ok();
    let report: Value = serde_json::from_str(detail["body"].as_str().expect("text")).expect("JSON");
    assert!(report["txHash"].is_string(), "{report}");
    assert_eq!(detail["isCut"], false);
    let headers = detail["headers"].as_array().expect("headers");
    let signature = headers
        .iter()
        .find(|h| h["name"].as_str().is_some_and(|n| n.to_lowercase().contains("signature")));
    assert_eq!(signature.expect("it came")["value"], Value::Null, "a proof is not shown");

    let booked = "select count(*) from ledger_transactions";
    let count = async || -> i64 { sqlx::query_scalar(booked).fetch_one(&app.db.store.pool).await.expect("counts") };
    let before = count().await;
    admin.post(&format!("{path}/replay"), Value::Null).await.ok();
    app.eventually("it is looked into again", || async {
        let again = admin.get(&path).await.ok();
        let webhook = &again["webhook"];
        (webhook["state"] == "done" && webhook["replays"] == 1).then_some(())
    })
    .await;
    assert_eq!(count().await, before, "nothing is booked twice");
    assert_eq!(app.order(&deal).await["state"], "funded");
    let log = items(&admin.get("/api/admin/audit?action=webhook.replay").await.ok());
    assert_eq!((log.len(), &log[0]["subject"]), (1, &all[0]["id"]));
    let nobody = format!("/api/admin/webhooks/{}", uuid::Uuid::from_u128(9));
    admin.get(&nobody).await.refused(404, "NOT_FOUND");
    admin.post(&format!("{nobody}/replay"), Value::Null).await.refused(404, "NOT_FOUND");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_given_up_is_tried_again_and_no_other() {
    let (app, admin) = quiet().await;
    let pool = &app.db.store.pool;
    for (key, at) in [("dead", "1 day"), ("later", "2 days")] {
        sqlx::query("select graphile_worker.add_job('order_timer_sweep', $3::json, run_at => now() + $2::text::interval, job_key => $1)")
            .bind(key)
            .bind(at)
            .bind(json!({ "order": uuid::Uuid::from_u128(7), "to": "bahar@example.test" }))
            .execute(pool)
            .await
            .expect("adds");
    }
    sqlx::query("update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'It would not.' where key = 'dead'")
        .execute(pool)
        .await
        .expect("gives up");
    let dead = items(&admin.get("/api/admin/jobs?state=dead").await.ok());
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (&dead[0]["name"], &dead[0]["lastError"]),
        (&json!("order_timer_sweep"), &json!("It would not."))
    );
    assert_eq!(
        dead[0]["about"],
        json!([{ "name": "order", "id": uuid::Uuid::from_u128(7) }]),
        "ids and nothing else"
    );
    assert_eq!(admin.get("/api/admin/overview").await.ok()["machines"]["deadJobs"], 1);
    let later = items(&admin.get("/api/admin/jobs?state=scheduled&name=order_timer_sweep").await.ok());
    let later = later.iter().find(|job| job["key"] == "later").expect("it is there")["id"].clone();
    admin
        .post(&format!("/api/admin/jobs/{later}/retry"), Value::Null)
        .await
        .refused(409, "CONFLICT");
    admin
        .post("/api/admin/jobs/999999999/retry", Value::Null)
        .await
        .refused(404, "NOT_FOUND");
    admin
        .post(&format!("/api/admin/jobs/{}/retry", dead[0]["id"]), Value::Null)
        .await
        .ok();
    app.eventually("it is done", || async {
        let dead = admin.get("/api/admin/jobs?state=dead").await.ok();
        let failing = admin.get("/api/admin/jobs?state=failing").await.ok();
        (items(&dead).is_empty() && items(&failing).is_empty()).then_some(())
    })
    .await;
    let log = items(&admin.get("/api/admin/audit?action=job.retry").await.ok());
    assert_eq!((log.len(), &log[0]["before"]["state"]), (1, &json!("dead")));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_no_worker_knows_is_left_alone() {
    let (app, admin) = quiet().await;
    let pool = &app.db.store.pool;
    // Of a version before this one: given up, and waiting for ten minutes.
    for (key, dead) in [("given_up", true), ("waits", false)] {
        sqlx::query("select graphile_worker.add_job('fold_the_laundry', '{}', run_at => now() - interval '10 minutes', job_key => $1)")
            .bind(key)
            .execute(pool)
            .await
            .expect("adds");
        let gives_up =
            "update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'It would not.' where key = $1 and $2";
        sqlx::query(gives_up).bind(key).bind(dead).execute(pool).await.expect("gives up");
    }
    let dead = items(&admin.get("/api/admin/jobs?state=dead").await.ok());
    let retry = format!("/api/admin/jobs/{}/retry", dead[0]["id"]);
    admin.post(&retry, Value::Null).await.refused(409, "CONFLICT");
    assert_eq!(
        items(&admin.get("/api/admin/jobs?state=dead").await.ok()),
        dead,
        "it stays where it was"
    );
    let health = admin.get("/health").await.ok();
    assert_eq!(
        (&health["oldestDueJobS"], &health["status"]),
        (&json!(0), &json!("ok")),
        "fresh workers would not take it either"
    );
    // The doctor would find the one that was given up, as it should.
    sqlx::query("delete from graphile_worker._private_jobs where key in ('given_up', 'waits')")
        .execute(pool)
        .await
        .expect("clears");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_read_line_by_line_and_recomputed_when_asked() {
    let app = TestApp::start().await;
    let admin = app.person("Ada", &[Role::Admin]).await;
    let start = app.db.store.now().await.expect("the time") - chrono::TimeDelta::days(1);
    let deal = app.funded("30", "tUSD").await;
    let owner = format!("order:{}", deal.order);
    let of_order = items(
        &admin
            .get(&format!("/api/admin/ledger/accounts?owner={owner}&funded=true"))
            .await
            .ok(),
    );
    assert_eq!(of_order.len(), 1, "{of_order:?}");
    let held = &of_order[0];
    assert_eq!((&held["purpose"], &held["balance"]), (&json!("held"), &json!("30000000")));
    let orders = walk(&admin, "/api/admin/ledger/accounts?owner=order:&").await;
    assert!(
        orders.iter().all(|a| a["owner"].as_str().is_some_and(|o| o.starts_with("order:"))),
        "{orders:?}"
    );
    let worlds = items(&admin.get("/api/admin/ledger/accounts?purpose=world").await.ok());
    assert!(worlds.iter().any(|a| a["balance"] == "-30000000"), "{worlds:?}");

    let account = format!("/api/admin/ledger/accounts/{}", held["id"]);
    let entries = walk(&admin, &format!("{account}/entries?")).await;
    assert_eq!(entries[0]["balanceAfter"], "30000000");
    let at = |at: chrono::DateTime<chrono::Utc>| format!("{account}?at={}", at.format("%Y-%m-%dT%H:%M:%SZ"));
    assert_eq!(admin.get(&at(start)).await.ok()["balanceAt"], "0");
    assert_eq!(
        admin.get(&at(start + chrono::TimeDelta::days(2))).await.ok()["balanceAt"],
        "30000000"
    );

    let transaction = entries[0]["transactionId"].as_str().expect("an id");
    let path = format!("/api/admin/ledger/transactions/{transaction}");
    let detail = app
        .eventually("it is sealed", || async {
            let detail = admin.get(&path).await.ok();
            detail["seal"].is_object().then_some(detail)
        })
        .await;
    let lines = detail["lines"].as_array().expect("lines");
    let sum: i128 = lines
        .iter()
        .map(|l| l["amount"].as_str().expect("a number").parse::<i128>().expect("whole"))
        .sum();
    assert_eq!((lines.len() % 2, sum), (0, 0));
    assert_eq!(detail["seal"]["hash"].as_str().expect("a hash").len(), 64);
    let key = detail["transaction"]["key"].as_str().expect("a key");
    let found = items(&admin.get(&format!("/api/admin/ledger/transactions?key={key}")).await.ok());
    assert_eq!((found.len(), &found[0]["id"]), (1, &json!(transaction)));
    let journal = walk(&admin, "/api/admin/ledger/transactions?").await;
    assert!(journal.iter().any(|t| t["id"] == transaction), "{journal:?}");

    let mut sockets = Sockets::start();
    sockets.connect("ada", &app.base, &admin.token).await;
    let asked = admin.post("/api/admin/ledger/verifications", Value::Null).await.ok();
    let told = sockets.next("ada", "ledger:verified").await;
    assert_eq!(told["verificationId"], asked["id"]);
    let run = items(&admin.get("/api/admin/ledger/verifications").await.ok())[0].clone();
    assert_eq!(
        (&run["id"], &run["state"], &run["findingCount"]),
        (&asked["id"], &json!("sound"), &json!(0))
    );
    assert_eq!(
        admin.get("/api/admin/overview").await.ok()["machines"]["verification"]["state"],
        "sound"
    );

    // Somebody with the keys of the database takes a coin out of the books.
    for sql in [
        "alter table ledger_entries disable trigger all",
        "update ledger_entries set amount = amount - 1 where amount > 0",
        "alter table ledger_entries enable trigger all",
    ] {
        sqlx::query(sql).execute(&app.db.store.pool).await.expect(sql);
    }
    admin.post("/api/admin/ledger/verifications", Value::Null).await.ok();
    sockets.next("ada", "ledger:verified").await;
    let run = items(&admin.get("/api/admin/ledger/verifications").await.ok())[0].clone();
    assert_eq!(run["state"], "unsound");
    assert!(run["findings"][0].as_str().is_some_and(|f| f.contains("entries sum to")), "{run}");
    sqlx::query("alter table ledger_entries disable trigger all")
        .execute(&app.db.store.pool)
        .await
        .expect("opens");
    sqlx::query("update ledger_entries set amount = amount + 1 where amount > 0")
        .execute(&app.db.store.pool)
        .await
        .expect("mends");
    sqlx::query("alter table ledger_entries enable trigger all")
        .execute(&app.db.store.pool)
        .await
        .expect("shuts");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_tell_their_block_and_who_is_away_is_named() {
    let (app, admin) = quiet().await;
    let health = admin.get("/api/admin/networks/31337/health").await.ok();
    assert_eq!(health["endpoints"][0]["answers"], true);
    assert_eq!(
        (&health["endpoints"][0]["lag"], &health["block"]),
        (&json!(0), &health["endpoints"][0]["block"])
    );
    let mut network = admin.get("/api/admin/networks/31337").await.ok();
    let mut endpoints = network["endpoints"].as_array().expect("endpoints").clone();
    endpoints.push(json!({ "url": "http://127.0.0.1:9/key-of-the-operator", "priority": 9, "enabled": true }));
    let mut wish = network["network"].take();
    wish.as_object_mut().expect("an object").remove("chainId");
    wish["endpoints"] = json!(endpoints);
    admin.put("/api/admin/networks/31337", wish).await.ok();
    let health = admin.get("/api/admin/networks/31337/health").await.ok();
    let away = &health["endpoints"][1];
    assert_eq!(
        (&away["answers"], &away["block"], &away["host"]),
        (&json!(false), &Value::Null, &json!("127.0.0.1:9"))
    );
    assert!(
        away["lastError"].is_string() && !health.to_string().contains("key-of-the-operator"),
        "{health}"
    );
    admin.get("/api/admin/networks/31337/health").await.ok();
    assert_eq!(
        admin.get("/api/admin/overview").await.ok()["machines"]["illEndpoints"],
        1,
        "twice in a row"
    );
    admin.get("/api/admin/networks/5/health").await.refused(404, "NOT_FOUND");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_narrowed_down_and_taken_away_as_a_table() {
    let (app, admin) = quiet().await;
    let category = json!({ "slug": "formulas", "name": "=HYPERLINK(\"http://evil\")" });
    let made = admin.post("/api/marketplace/categories", category).await.ok();
    let path = format!("/api/marketplace/categories/{}", made["id"].as_str().expect("an id"));
    admin.send(Method::PATCH, &path, Some(json!({ "active": false })), None).await.ok();
    let all = items(&admin.get("/api/admin/categories").await.ok());
    assert!(all.iter().any(|c| c["id"] == made["id"] && c["active"] == false), "{all:?}");
    let open = items(&admin.get("/api/marketplace/categories").await.ok());
    assert!(open.iter().all(|c| c["id"] != made["id"]), "closed ones take no requests");

    let actions = items(&admin.get("/api/admin/audit/actions").await.ok());
    assert!(actions.windows(2).all(|w| w[0].as_str() < w[1].as_str()), "{actions:?}");
    assert!(
        actions.contains(&json!("category.create")) && actions.contains(&json!("category.change")),
        "{actions:?}"
    );
    let until = items(&admin.get("/api/admin/audit?until=2020-01-01T00:00:00Z").await.ok());
    assert_eq!(until, Vec::<Value>::new());
    let since = items(&admin.get("/api/admin/audit?action=category.&from=2020-01-01T00:00:00Z").await.ok());
    assert_eq!(since.len(), 2);

    let answer = reqwest::Client::new()
        .get(format!("{}/api/admin/audit.csv?action=category.", app.base))
        .bearer_auth(&admin.token)
        .send()
        .await
        .expect("answers");
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(
        answer.headers()["content-disposition"]
            .to_str()
            .is_ok_and(|h| h.starts_with("attachment"))
    );
    let table = answer.text().await.expect("text");
    let lines: Vec<_> = table.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(lines[0].starts_with("at,actor,actorName"), "{table}");
    assert!(lines[2].contains("\"category.create\""), "{table}");
    app.finish().await;
}
