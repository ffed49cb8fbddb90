//! Administration of people (Z05, A04).

use crate::{App, PASSWORD, Person, send};
use amanat_base::{Role, SessionId, UserId};
use futures::future::join;
use reqwest::Method;
use serde_json::{Value, json};

/// Somebody whose session proved who they are, for as long as the test lasts.
pub(crate) async fn trusted(app: &App, name: &str, roles: &[Role]) -> Person {
    let person = app.person(name, roles).await;
    app.trust(&person).await
}

#[tokio::test]
async fn only_an_administrator_administers() {
    let app = App::start().await;
    let everybody_else = [Role::Buyer, Role::Seller, Role::Resolver, Role::Guard];
    let ada = app.person("ada", &everybody_else).await;
    let of = |rest: &str| format!("/api/admin/users/{}{rest}", ada.id);
    let reason = json!({ "reason": "They lost their telephone." });
    for (method, path, body) in [
        (Method::GET, "/api/admin/users", Value::Null),
        (Method::GET, &of(""), Value::Null),
        (Method::PUT, &of("/roles"), json!({ "roles": ["admin"] })),
        (Method::PUT, &of("/status"), json!({ "status": "active" })),
        (Method::DELETE, &of("/sessions"), Value::Null),
        (Method::DELETE, &of(&format!("/sessions/{}", SessionId::fresh())), Value::Null),
        (Method::POST, &of("/reset-factors"), reason.clone()),
        (Method::POST, &of("/impersonate"), reason),
        (Method::DELETE, "/api/admin/impersonation", Value::Null),
        (Method::GET, "/api/admin/audit", Value::Null),
    ] {
        let request = || app.request(method.clone(), path).json(&body);
        assert_eq!(
            send(request().bearer_auth(&ada.access)).await.code(),
            (403, "ROLE_REQUIRED"),
            "{path}"
        );
        assert_eq!(send(request()).await.code(), (401, "UNAUTHENTICATED"), "{path}");
    }
}

#[tokio::test]
async fn roles_hold_from_the_next_request() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[Role::Buyer]).await;
    let path = format!("/api/admin/users/{}/roles", ada.id);
    let set = app
        .put(&path, &admin.access, json!({ "roles": ["seller", "admin", "seller"] }))
        .await;
    assert_eq!(set.data()["roles"], json!(["admin", "seller"]));
    assert_eq!(
        app.get("/api/admin/users?role=admin", &ada.access).await.data()["items"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    app.put(&path, &admin.access, json!({ "roles": [] })).await.data();
    assert_eq!(app.get("/api/admin/users", &ada.access).await.status, 403);
    app.put(&path, &admin.access, json!({ "roles": [] })).await.data();
    assert_eq!(app.announced("roles_changed").await, 2, "no change is no event");
    assert_eq!(app.put(&path, &admin.access, json!({ "roles": ["king"] })).await.status, 400);
    let nobody = format!("/api/admin/users/{}/roles", UserId::fresh());
    assert_eq!(app.put(&nobody, &admin.access, json!({ "roles": [] })).await.status, 404);
}

#[tokio::test]
async fn suspending_ends_every_session_at_once_and_closes_the_door() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[Role::Buyer]).await;
    let path = format!("/api/admin/users/{}/status", ada.id);
    let set = app
        .put(
            &path,
            &admin.access,
            json!({ "status": "suspended", "reason": "Asked to pay elsewhere." }),
        )
        .await;
    assert_eq!(set.data()["status"], "suspended");
    assert_eq!(app.get("/api/user/me", &ada.access).await.code(), (403, "ACCOUNT_SUSPENDED"));
    assert_eq!(app.refresh(&ada.refresh).await.status, 401);
    assert_eq!(app.login(&ada.email, PASSWORD).await.code(), (403, "ACCOUNT_SUSPENDED"));
    assert_eq!(app.login(&ada.email, "wrong password").await.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(
        (app.announced("session_revoked").await, app.announced("status_changed").await),
        (1, 1)
    );
    let list = app.get("/api/admin/users?status=suspended&q=ADA%40", &admin.access).await;
    assert_eq!(list.data()["items"][0]["email"], "ada@example.test");

    app.put(&path, &admin.access, json!({ "status": "active" })).await.data();
    assert_eq!(
        app.get("/api/user/me", &ada.access).await.code(),
        (401, "SESSION_ENDED"),
        "old sessions stay ended"
    );
    assert_eq!(app.login(&ada.email, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn there_is_always_an_administrator_left() {
    let app = App::start().await;
    let one = trusted(&app, "one", &[Role::Admin]).await;
    let roles = |id: UserId| format!("/api/admin/users/{id}/roles");
    let status = |id: UserId| format!("/api/admin/users/{id}/status");
    assert_eq!(
        app.put(&roles(one.id), &one.access, json!({ "roles": [] })).await.code(),
        (409, "CONFLICT")
    );
    assert_eq!(
        app.put(
            &status(one.id),
            &one.access,
            json!({ "status": "suspended", "reason": "Asked to pay elsewhere." })
        )
        .await
        .code(),
        (409, "CONFLICT")
    );

    let two = trusted(&app, "two", &[Role::Admin]).await;
    let (roles_one, roles_two) = (roles(one.id), roles(two.id));
    let answers = join(
        app.put(&roles_two, &one.access, json!({ "roles": [] })),
        app.put(&roles_one, &two.access, json!({ "roles": [] })),
    )
    .await;
    let removed = [answers.0.status, answers.1.status].iter().filter(|s| **s == 200).count();
    assert_eq!(removed, 1, "{} {}", answers.0.body, answers.1.body);
}

#[tokio::test]
async fn nobody_gives_themselves_power_while_there_is_somebody_to_ask() {
    let app = App::start().await;
    let one = trusted(&app, "one", &[Role::Admin]).await;
    let path = format!("/api/admin/users/{}/roles", one.id);
    let alone = app.put(&path, &one.access, json!({ "roles": ["admin", "guard"] })).await;
    assert_eq!(alone.data()["roles"], json!(["admin", "guard"]), "nobody else could");
    app.put(&path, &one.access, json!({ "roles": ["admin"] })).await.data();

    let two = trusted(&app, "two", &[Role::Admin]).await;
    for role in ["guard", "resolver"] {
        let own = app.put(&path, &one.access, json!({ "roles": ["admin", role] })).await;
        assert_eq!(own.code(), (403, "FOUR_EYES"), "{role}");
    }
    app.put(&path, &one.access, json!({ "roles": ["admin", "buyer"] })).await.data();
    let given = app.put(&path, &two.access, json!({ "roles": ["admin", "guard"] })).await;
    assert_eq!(given.data()["roles"], json!(["admin", "guard"]));
}

#[tokio::test]
async fn roles_and_status_take_a_fresh_proof_and_a_reason() {
    let app = App::start().await;
    let hasty = app.person("hasty", &[Role::Admin]).await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[]).await;
    let (roles, status) = (
        format!("/api/admin/users/{}/roles", ada.id),
        format!("/api/admin/users/{}/status", ada.id),
    );
    let suspend = json!({ "status": "suspended", "reason": "Asked to pay elsewhere." });
    for (path, body) in [(&roles, json!({ "roles": [] })), (&status, suspend.clone())] {
        assert_eq!(app.put(path, &hasty.access, body).await.code(), (403, "STEP_UP_REQUIRED"), "{path}");
    }
    for body in [
        json!({ "status": "suspended" }),
        json!({ "status": "suspended", "reason": "   " }),
        json!({ "status": "suspended", "reason": "x".repeat(501) }),
        json!({ "status": "erased", "reason": "Asked to be forgotten." }),
        json!({ "status": "suspended", "reason": "Asked to pay.", "email": "eve@example.test" }),
    ] {
        assert_eq!(app.put(&status, &admin.access, body.clone()).await.status, 400, "{body}");
    }
    app.put(&status, &admin.access, suspend).await.data();
    let path = format!("/api/admin/users/{}", ada.id);
    assert_eq!(
        app.get(&path, &admin.access).await.data()["suspendedReason"],
        "Asked to pay elsewhere."
    );
    app.put(&status, &admin.access, json!({ "status": "active" })).await.data();
    assert_eq!(app.get(&path, &admin.access).await.data()["suspendedReason"], Value::Null);
}

#[tokio::test]
async fn an_administrator_sees_how_somebody_stands_and_no_secret() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = trusted(&app, "ada", &[Role::Buyer]).await;
    let wish = json!({ "name": "Stock", "scopes": ["read"], "expiresInDays": 7 });
    let key = app.post_as("/api/user/api-keys", &ada.access, wish).await.data()["key"].clone();
    let seen = app.get(&format!("/api/admin/users/{}", ada.id), &admin.access).await;
    let data = seen.data();
    assert_eq!(data["user"]["email"], "ada@example.test");
    assert_eq!(data["sessions"].as_array().map(Vec::len), Some(1));
    assert_eq!(data["apiKeys"][0]["name"], "Stock");
    assert_eq!(
        data["factors"],
        json!({ "password": true, "totp": false, "recoveryCodes": 0, "passkeys": 0 })
    );
    assert_eq!(data["orders"], json!({ "bought": 0, "sold": 0, "open": 0, "disputed": 0 }));
    assert!(data["lastSignInAt"].is_string());
    let text = seen.body.to_string();
    for secret in [key.as_str().expect("a key"), "argon2", ada.access.as_str(), ada.refresh.as_str()] {
        assert!(!text.contains(secret), "tells {secret}");
    }
    assert_eq!(
        app.get(&format!("/api/admin/users/{}", UserId::fresh()), &admin.access)
            .await
            .status,
        404
    );
    for (query, found) in [
        ("verified=email", 2),
        ("verified=passkey", 0),
        ("verified=totp", 0),
        ("verified=identity", 0),
    ] {
        let list = app.get(&format!("/api/admin/users?{query}"), &admin.access).await;
        assert_eq!(list.data()["items"].as_array().map(Vec::len), Some(found), "{query}");
    }
    let by_id = app.get(&format!("/api/admin/users?q={}", ada.id), &admin.access).await;
    assert_eq!(by_id.data()["items"][0]["displayName"], "ada");
}

#[tokio::test]
async fn sessions_are_ended_one_by_one_or_together() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[]).await;
    app.login(&ada.email, PASSWORD).await.data();
    let path = format!("/api/admin/users/{}", ada.id);
    let end = async |rest: &str| {
        send(
            app.request(Method::DELETE, &format!("{path}/sessions{rest}"))
                .bearer_auth(&admin.access),
        )
        .await
    };
    let seen = app.get(&path, &admin.access).await;
    let newest = seen.data()["sessions"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(end(&format!("/{newest}")).await.data()["ended"], 1);
    assert_eq!(end(&format!("/{newest}")).await.status, 404);
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200);
    assert_eq!(end("").await.data()["ended"], 1);
    assert_eq!(app.get("/api/user/me", &ada.access).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.refresh(&ada.refresh).await.status, 401);
    let other = trusted(&app, "other", &[]).await;
    let own = app.get("/api/auth/sessions", &other.access).await.data()["items"][0]["id"].clone();
    assert_eq!(end(&format!("/{}", own.as_str().expect("an id"))).await.status, 404, "not hers");
}

#[tokio::test]
async fn who_lost_the_authenticator_gets_back_in() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[]).await;
    let now = app.store.now().await.expect("the time");
    sqlx::query("insert into totp (user_id, key_id, nonce, ciphertext, confirmed_at, created_at) values ($1, 'test', 'n', 'c', $2, $2)")
        .bind(ada.id.0)
        .bind(now)
        .execute(&app.store.pool)
        .await
        .expect("sets up");
    sqlx::query("insert into recovery_codes (user_id, code_hash) values ($1, 'h')")
        .bind(ada.id.0)
        .execute(&app.store.pool)
        .await
        .expect("makes a code");
    assert!(app.login(&ada.email, PASSWORD).await.data()["secondFactor"].is_object());

    let path = format!("/api/admin/users/{}/reset-factors", ada.id);
    let why = json!({ "reason": "Called back, answered everything." });
    let reset = app.post_as(&path, &admin.access, why.clone()).await;
    assert_eq!(reset.data(), &json!({ "totp": true, "ended": 1 }));
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 401);
    assert!(app.login(&ada.email, PASSWORD).await.data()["accessToken"].is_string());
    assert_eq!(app.announced("security").await, 1, "she is told");
    let own = format!("/api/admin/users/{}/reset-factors", admin.id);
    assert_eq!(app.post_as(&own, &admin.access, why).await.code(), (403, "FOUR_EYES"));
    assert_eq!(app.post_as(&path, &admin.access, json!({ "reason": "short" })).await.status, 400);
}
