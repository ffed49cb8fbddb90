//! Secrets of authenticator apps, sealed under the key ring and bound to their owner; re-sealing them when its keys change.

use amanat_base::{
    Code, Error, KeyRing, Result, UserId,
    keyring::{Rotation, Sealed},
};
use amanat_store::Store;
use uuid::Uuid;

/// Begins the associated data; a later layout gets another one.
const LABEL: &[u8] = b"amanat authenticator app 1\0";

/// A secret moved to somebody else's row does not open.
fn associated(user: UserId) -> Vec<u8> {
    [LABEL, user.0.as_bytes()].concat()
}

pub(super) fn seal(ring: &KeyRing, user: UserId, secret: &[u8]) -> Result<Sealed> {
    ring.seal(secret, &associated(user))
}

/// `SECRET_REFUSED`, and loud: a broken configuration, or somebody's hand in the database.
pub(super) fn open(ring: &KeyRing, user: UserId, key_id: &str, nonce: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>> {
    ring.open(key_id, nonce, ciphertext, &associated(user)).ok_or_else(|| {
        tracing::error!(user.id = %user, key = key_id, "the sealed secret of an authenticator app is refused");
        Error::new(Code::SecretRefused)
    })
}

/// Refuses a ring that lacks a key under which the secret of an authenticator app is sealed: its owner could not sign in.
pub async fn check_ring(store: &Store, ring: &KeyRing) -> Result<()> {
    let used = sqlx::query_scalar!("select distinct key_id from totp order by key_id")
        .fetch_all(&store.pool)
        .await?;
    ring.require(used)
}

/// Re-seals under the newest key what is under another one, `batch` rows per transaction. A row that somebody holds is passed over, so
/// nobody who signs in waits for this.
pub async fn rotate(store: &Store, ring: &KeyRing, batch: i64) -> Result<Rotation> {
    let newest = ring
        .newest()
        .ok_or_else(|| Code::NotConfigured.say("There is no key ring to rotate to."))?;
    let mut done = Rotation::default();
    let mut after = Some(Uuid::nil());
    while let Some(from) = after {
        after = rotate_batch(store, ring, newest, from, batch.clamp(1, 1000), &mut done).await?;
    }
    let left = sqlx::query_scalar!(r#"select count(*) as "left!" from totp where key_id <> $1"#, newest);
    done.left = left.fetch_one(&store.pool).await?.unsigned_abs();
    Ok(done)
}

/// Answers where to go on.
async fn rotate_batch(store: &Store, ring: &KeyRing, newest: &str, after: Uuid, batch: i64, done: &mut Rotation) -> Result<Option<Uuid>> {
    let mut tx = store.begin().await?;
    let rows = sqlx::query!(
        "select user_id, key_id, nonce, ciphertext from totp
         where key_id <> $1 and user_id > $2 order by user_id limit $3 for update skip locked",
        newest,
        after,
        batch,
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &rows {
        let user = UserId(row.user_id);
        let Ok(secret) = open(ring, user, &row.key_id, &row.nonce, &row.ciphertext) else {
            done.refused += 1;
            continue;
        };
        let fresh = seal(ring, user, &secret)?;
        sqlx::query!(
            "update totp set key_id = $2, nonce = $3, ciphertext = $4 where user_id = $1",
            user.0,
            fresh.key_id,
            &fresh.nonce[..],
            fresh.ciphertext,
        )
        .execute(&mut *tx)
        .await?;
        done.resealed += 1;
    }
    tx.commit().await?;
    Ok(rows.last().map(|row| row.user_id))
}
