//! What everybody may know of a person.

use crate::{App, send};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_profile_changes_in_parts_and_strangers_see_the_public_side() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let patch = async |body| send(app.request(Method::PATCH, "/api/user/me").bearer_auth(&ada.access).json(&body)).await;
    let me = patch(json!({ "about": "I count.\nAlways.", "language": "fa", "currency": "EUR", "channels": { "email": false } })).await;
    let me = me.data();
    assert_eq!((&me["displayName"], &me["about"]), (&json!("ada"), &json!("I count.\nAlways.")));
    assert_eq!(
        (&me["language"], &me["currency"], &me["channels"]),
        (&json!("fa"), &json!("EUR"), &json!({ "email": false }))
    );
    assert_eq!(
        (&me["hasPassword"], &me["impersonatedBy"], &me["avatar"]),
        (&json!(true), &json!(null), &json!(null))
    );
    assert_eq!(patch(json!({})).await.data(), me, "what is absent stays");
    for (field, wrong) in [
        ("currency", json!("XTS")),
        ("currency", json!("usd")),
        ("language", json!("de")),
        ("channels", json!({ "pigeon": true })),
        ("about", json!("x".repeat(1001))),
        ("about", json!("a\u{200b}b")),
        ("displayName", json!("")),
        ("displayName", json!("Аda")),
        ("displayName", json!("ada\u{202e}")),
    ] {
        let refused = patch(json!({ field: wrong })).await;
        assert_eq!(refused.code(), (400, "VALIDATION_FAILED"), "{field}: {wrong}");
    }

    let path = format!("/api/users/{}", ada.id);
    let seen = send(app.request(Method::GET, &path)).await;
    let seen = seen.data();
    assert_eq!(
        (&seen["displayName"], &seen["about"], &seen["emailProven"]),
        (&json!("ada"), &json!("I count.\nAlways."), &json!(true))
    );
    assert_eq!(seen["completedDeals"], json!({ "asBuyer": 0, "asSeller": 0 }));
    assert_eq!(seen["rating"], json!({ "average": null, "count": 0 }));
    assert_eq!(seen["memberSince"].as_str().map(str::len), Some(7));
    assert!(!seen.to_string().contains('@'), "no address: {seen}");

    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(ada.id.0)
        .execute(&app.store.pool)
        .await
        .expect("suspends");
    assert_eq!(
        send(app.request(Method::GET, &path)).await.data(),
        seen,
        "a suspension is nobody's business"
    );
    sqlx::query("update users set status = 'erased', erased_at = now(), email = null, password_hash = null where id = $1")
        .bind(ada.id.0)
        .execute(&app.store.pool)
        .await
        .expect("erases");
    assert_eq!(send(app.request(Method::GET, &path)).await.code(), (404, "NOT_FOUND"));
}

/// Deals are counted over the index that holds just them, however many orders there are.
#[tokio::test]
async fn deals_are_counted_by_an_index() {
    let app = App::start().await;
    let (ada, bob) = (app.person("ada", &[]).await, app.person("bob", &[]).await);
    sqlx::query(
        "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state,
                             paid_in, released, refunded, acts_at, created_at, updated_at)
         select gen_random_uuid(), $1, $2, 'offer', gen_random_uuid(), 'A logo', '{}', '\\x00', 10, 'USD', 1,
                case n % 4 when 0 then 'completed' when 1 then 'resolved' when 2 then 'refunded' else 'funded' end,
                case n % 4 when 3 then 10 else 10 end, case n % 4 when 0 then 10 when 1 then 5 else 0 end,
                case n % 4 when 1 then 5 when 2 then 10 else 0 end, case n % 4 when 3 then now() end, now(), now()
         from generate_series(1, 4000) n",
    )
    .bind(ada.id.0)
    .bind(bob.id.0)
    .execute(&app.store.pool)
    .await
    .expect("inserts orders");
    sqlx::query("analyze orders").execute(&app.store.pool).await.expect("analyzes");
    let profile = |id| send(app.request(Method::GET, &format!("/api/users/{id}")));
    assert_eq!(
        profile(ada.id).await.data()["completedDeals"],
        json!({ "asBuyer": 2000, "asSeller": 0 })
    );
    assert_eq!(
        profile(bob.id).await.data()["completedDeals"],
        json!({ "asBuyer": 0, "asSeller": 2000 })
    );
    for (side, who) in [("buyer_id", bob.id), ("seller_id", ada.id)] {
        let explain =
            format!("explain select count(*) from orders where {side} = '{who}' and state in ('completed', 'resolved') and released > 0");
        let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(explain))
            .fetch_all(&app.store.pool)
            .await
            .expect("a plan");
        let plan = plan.join("\n");
        assert!(plan.contains("orders_done_") && !plan.contains("Seq Scan"), "{plan}");
    }
}
