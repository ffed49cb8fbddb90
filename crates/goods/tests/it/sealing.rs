//! Sealed secrets open where they were sealed for and nowhere else, through every change of keys.

use crate::app::{App, KEY_1, KEY_2, id, ring, secret, start};
use amanat_base::{Code, ListingId, OrderId, Secret, SecretId, UserId, keyring::Rotation};
use amanat_goods::{
    KeyRing,
    sealed::{self, Binding},
};
use uuid::Uuid;

async fn seal(app: &App, binding: &Binding, text: &str) -> SecretId {
    let mut tx = app.store().begin().await.unwrap();
    let now = tx.now;
    let id = sealed::seal(&mut tx, &app.goods.ring, now, binding, &Secret::new(text))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn open(app: &App, ring: &KeyRing, secret: SecretId, binding: &Binding) -> Result<String, Code> {
    let mut conn = app.store().pool.acquire().await.unwrap();
    let opened = sealed::open(&mut conn, ring, secret, binding).await;
    opened.map(|secret| secret.expose().to_owned()).map_err(|error| error.code)
}

/// A seller's listing, and the place of its secrets.
async fn place(app: &App) -> Binding {
    let seller = app.seller().await;
    let listing = app.draft(&seller, secret()).await;
    Binding::of_seller(seller.id, id(&listing))
}

async fn run(app: &App, sql: &'static str, secret: SecretId, value: Uuid) {
    let done = sqlx::query(sql)
        .bind(secret.0)
        .bind(value)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(done.rows_affected(), 1);
}

#[tokio::test]
async fn a_secret_opens_in_its_place_only() {
    let app = start().await;
    let (here, there) = (place(&app).await, place(&app).await);
    let mine = seal(&app, &here, "the key").await;
    assert_eq!(open(&app, &app.goods.ring, mine, &here).await.as_deref(), Ok("the key"));
    let others = [
        there,
        Binding {
            owner: there.owner,
            ..here
        },
        Binding {
            listing: there.listing,
            ..here
        },
        Binding {
            order: Some(OrderId::fresh()),
            ..here
        },
    ];
    for other in others {
        assert_eq!(
            open(&app, &app.goods.ring, mine, &other).await,
            Err(Code::SecretRefused),
            "{other:?}"
        );
    }
    assert_eq!(open(&app, &ring(KEY_2), mine, &here).await, Err(Code::SecretRefused));
    assert_eq!(open(&app, &app.goods.ring, SecretId::fresh(), &here).await, Err(Code::NotFound));
}

#[tokio::test]
async fn what_was_moved_or_edited_in_the_database_is_refused() {
    let app = start().await;
    let (here, there) = (place(&app).await, place(&app).await);
    // Everything that a hand in the database could do to a row, and where it would then be looked for.
    let edits: [(&str, Uuid, Binding); 3] = [
        (
            "update sealed_secrets set owner_id = $2 where id = $1",
            there.owner.0,
            Binding {
                owner: there.owner,
                ..here
            },
        ),
        (
            "update sealed_secrets set listing_id = $2 where id = $1",
            there.listing.0,
            Binding {
                listing: there.listing,
                ..here
            },
        ),
        (
            "update sealed_secrets set nonce = decode('000000000000000000000000', 'hex') where id = $1 and id <> $2",
            Uuid::nil(),
            here,
        ),
    ];
    for (sql, value, looked_for) in edits {
        let moved = seal(&app, &here, "the key").await;
        run(&app, sql, moved, value).await;
        assert_eq!(
            open(&app, &app.goods.ring, moved, &looked_for).await,
            Err(Code::SecretRefused),
            "{sql}"
        );
        assert_eq!(open(&app, &app.goods.ring, moved, &here).await, Err(Code::SecretRefused), "{sql}");
    }
    let flipped = seal(&app, &here, "the key").await;
    sqlx::query("update sealed_secrets set ciphertext = set_bit(ciphertext, 3, 1 - get_bit(ciphertext, 3)) where id = $1")
        .bind(flipped.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(open(&app, &app.goods.ring, flipped, &here).await, Err(Code::SecretRefused));

    // A whole ciphertext, nonce and all, moved to another row of the same listing.
    let (from, to) = (seal(&app, &here, "worth much").await, seal(&app, &here, "worth little").await);
    sqlx::query("with old as (delete from sealed_secrets where id = $1 returning *) update sealed_secrets s set nonce = old.nonce, ciphertext = old.ciphertext from old where s.id = $2")
        .bind(from.0)
        .bind(to.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(open(&app, &app.goods.ring, to, &here).await, Err(Code::SecretRefused));

    // The key's name changed to another key of the ring.
    let both = ring(&format!("{KEY_2},{KEY_1}"));
    let renamed = seal(&app, &here, "the key").await;
    assert_eq!(open(&app, &both, renamed, &here).await.as_deref(), Ok("the key"));
    run(
        &app,
        "update sealed_secrets set key_id = 'k2' where id = $1 and id <> $2",
        renamed,
        Uuid::nil(),
    )
    .await;
    assert_eq!(open(&app, &both, renamed, &here).await, Err(Code::SecretRefused));
}

#[tokio::test]
async fn many_are_sealed_and_opened_in_order_or_not_at_all() {
    let app = start().await;
    let here = place(&app).await;
    let texts: Vec<String> = (0..50).map(|n| format!("code {n}")).collect();
    let secrets: Vec<_> = texts.iter().map(|text| (here, Secret::new(text))).collect();
    let mut tx = app.store().begin().await.unwrap();
    let now = tx.now;
    let ids = sealed::seal_all(&mut tx, &app.goods.ring, now, &secrets).await.unwrap();
    let wanted: Vec<_> = ids.iter().rev().map(|id| (*id, here)).collect();
    let opened = sealed::open_all(&mut tx, &app.goods.ring, &wanted).await.unwrap();
    assert!(opened.iter().rev().map(Secret::expose).eq(&texts));
    let mut foreign = wanted.clone();
    foreign[7].1.listing = ListingId::fresh();
    let refused = sealed::open_all(&mut tx, &app.goods.ring, &foreign).await.unwrap_err();
    assert_eq!(refused.code, Code::SecretRefused);
    let nonces: i64 = sqlx::query_scalar("select count(distinct nonce) from sealed_secrets where id = any($1)")
        .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(nonces, 50);
    for size in [0, sealed::LONGEST + 1] {
        let refused = sealed::seal(&mut tx, &app.goods.ring, now, &here, &Secret::new("x".repeat(size))).await;
        assert_eq!(refused.unwrap_err().code, Code::ValidationFailed, "{size}");
    }
    let longest = Secret::new("x".repeat(sealed::LONGEST));
    sealed::seal(&mut tx, &app.goods.ring, now, &here, &longest).await.unwrap();
}

#[tokio::test]
async fn after_a_rotation_the_old_key_is_needed_no_more() {
    let app = start().await;
    let here = place(&app).await;
    let mut kept = Vec::new();
    for n in 0..25 {
        kept.push((seal(&app, &here, &format!("secret {n}")).await, format!("secret {n}")));
    }
    let both = ring(&format!("{KEY_2},{KEY_1}"));
    // The listing's own secret is the 26th.
    let new = ring(KEY_2);
    let lacks = sealed::check_ring(app.store(), &new).await.unwrap_err();
    assert!(lacks.message.contains("lacks the key"), "{}", lacks.message);
    sealed::check_ring(app.store(), &both).await.unwrap();
    let done = sealed::rotate(app.store(), &both, 10).await.unwrap();
    sealed::check_ring(app.store(), &new).await.unwrap();
    assert_eq!(
        done,
        Rotation {
            resealed: 26,
            refused: 0,
            left: 0
        }
    );
    for (secret, text) in &kept {
        assert_eq!(open(&app, &new, *secret, &here).await.as_ref(), Ok(text));
    }
    assert_eq!(sealed::rotate(app.store(), &both, 10).await.unwrap(), Rotation::default());
    assert_eq!(
        sealed::rotate(app.store(), &KeyRing::default(), 10).await.unwrap_err().code,
        Code::NotConfigured
    );
}

#[tokio::test]
async fn a_rotation_leaves_what_does_not_open_and_passes_what_is_held() {
    let app = start().await;
    let here = place(&app).await;
    let (broken, held) = (seal(&app, &here, "broken").await, seal(&app, &here, "held").await);
    run(
        &app,
        "update sealed_secrets set ciphertext = set_bit(ciphertext, 0, 1 - get_bit(ciphertext, 0)) where id = $1 and id <> $2",
        broken,
        Uuid::nil(),
    )
    .await;
    let mut tx = app.store().begin().await.unwrap();
    sqlx::query("select 1 from sealed_secrets where id = $1 for update")
        .bind(held.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    let both = ring(&format!("{KEY_2},{KEY_1}"));
    let done = sealed::rotate(app.store(), &both, 1).await.unwrap();
    assert_eq!((done.resealed, done.refused, done.left), (1, 1, 2));
    tx.rollback().await.unwrap();
    let done = sealed::rotate(app.store(), &both, 100).await.unwrap();
    assert_eq!((done.resealed, done.refused, done.left), (1, 1, 1));
    assert_eq!(open(&app, &both, held, &here).await.as_deref(), Ok("held"));
}

#[tokio::test]
async fn reads_and_new_secrets_go_on_during_a_rotation() {
    let app = start().await;
    let here = place(&app).await;
    let mut secrets = Vec::new();
    for n in 0..60 {
        secrets.push((seal(&app, &here, &format!("secret {n}")).await, format!("secret {n}")));
    }
    let both = ring(&format!("{KEY_2},{KEY_1}"));
    let reading = async {
        for _ in 0..5 {
            for (secret, text) in &secrets {
                assert_eq!(open(&app, &both, *secret, &here).await.as_ref(), Ok(text));
            }
        }
    };
    // A server that has not been told of the new key yet.
    let writing = async {
        let mut late = Vec::new();
        for n in 0..20 {
            late.push((seal(&app, &here, &format!("late {n}")).await, format!("late {n}")));
        }
        late
    };
    let turning = async {
        for _ in 0..3 {
            sealed::rotate(app.store(), &both, 7).await.unwrap();
        }
    };
    let ((), late, ()) = tokio::join!(reading, writing, turning);
    let done = sealed::rotate(app.store(), &both, 7).await.unwrap();
    assert_eq!((done.refused, done.left), (0, 0));
    for (secret, text) in secrets.iter().chain(&late) {
        assert_eq!(open(&app, &ring(KEY_2), *secret, &here).await.as_ref(), Ok(text));
    }
}

#[tokio::test]
async fn nothing_is_sealed_without_a_ring() {
    let app = start().await;
    let mut conn = app.store().pool.acquire().await.unwrap();
    let now = app.store().now().await.unwrap();
    let binding = Binding::of_seller(UserId::fresh(), ListingId::fresh());
    let refused = sealed::seal(&mut conn, &KeyRing::default(), now, &binding, &Secret::new("x")).await;
    assert_eq!(refused.unwrap_err().code, Code::NotConfigured);
}
