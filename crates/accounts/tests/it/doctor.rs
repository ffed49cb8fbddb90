//! The doctor names what must never be, each made by hand past the rules that keep it out.

use crate::{App, admin::trusted};
use amanat_accounts::doctor;
use amanat_base::Role;
use serde_json::json;
use sqlx::{Connection, PgConnection};

async fn findings(app: &App, conn: &mut PgConnection) -> Vec<String> {
    let now = app.store.now().await.expect("the time");
    doctor::check(conn, now).await.expect("checks")
}

#[tokio::test]
async fn the_doctor_finds_nothing_and_then_each_broken_rule() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[Role::Buyer]).await;
    let key = json!({ "name": "till", "scopes": ["read"], "expiresInDays": 30 });
    let address = json!({ "recipient": "Ada", "line1": "1 Road", "city": "Ely", "country": "GB" });
    app.post_as("/api/user/api-keys", &ada.access, key).await.data();
    app.post_as("/api/address", &ada.access, address).await.data();
    let mut conn = app.store.pool.acquire().await.expect("connects");
    assert_eq!(findings(&app, &mut conn).await, Vec::<String>::new());

    for (wrong, finding) in [
        ("update users set status = 'suspended'", "stands, and its owner is suspended"),
        ("update sessions set kind = 'person' where kind = 'api_key'", "of the kind person"),
        ("delete from api_keys", "there is no such key"),
        (
            "update sessions set kind = 'impersonation', impersonator = user_id where kind = 'person'",
            "through their own eyes",
        ),
        ("update users set email = null", "no way to sign in"),
        (
            "insert into recovery_codes select id, 'x' from users",
            "recovery codes and no authenticator app",
        ),
        ("update addresses set is_default = false", "addresses and no default"),
        (
            "update users set status = 'erased', erased_at = now(), email = null, password_hash = null",
            "was erased and still has roles",
        ),
    ] {
        let mut tx = conn.begin().await.expect("begins");
        // Past the triggers too.
        sqlx::query("set local session_replication_role = replica")
            .execute(&mut *tx)
            .await
            .expect("sets");
        sqlx::query(wrong).execute(&mut *tx).await.expect("is done");
        let found = findings(&app, &mut tx).await;
        assert!(found.iter().any(|f| f.contains(finding)), "{wrong}: {found:?}");
        tx.rollback().await.expect("undoes");
    }
    assert_eq!(findings(&app, &mut conn).await, Vec::<String>::new());
}
