//! Sealed secrets: sellers' keys and codes and buyers' tokens, encrypted, each bound to its place.
//!
//! The associated data of a ciphertext names its row, owner, listing and order. A ciphertext that was moved to another row, or whose row
//! was given to somebody else, does not open: `SECRET_REFUSED`.

use amanat_base::keyring::{KeyRing, Rotation, random};
use amanat_base::{Code, Error, ListingId, OrderId, Result, Secret, SecretId, Time, UserId};
use amanat_store::Store;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::PgConnection;
use uuid::Uuid;

/// Begins the associated data; a later layout gets another one.
const LABEL: &[u8] = b"amanat sealed secret 1\0";
/// The longest secret, bytes.
pub const LONGEST: usize = 65_536;

/// The place that a secret belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Who may reveal it: the listing's seller, or with an order its buyer.
    pub owner: UserId,
    /// Of which listing.
    pub listing: ListingId,
    /// Sold by which order; none while it is the seller's.
    pub order: Option<OrderId>,
}

impl Binding {
    /// Of a secret that its seller holds.
    pub fn of_seller(owner: UserId, listing: ListingId) -> Self {
        Self {
            owner,
            listing,
            order: None,
        }
    }

    fn associated(&self, secret: SecretId) -> Vec<u8> {
        let order = self.order.map_or(Uuid::nil(), |order| order.0);
        let ids = [secret.0, self.owner.0, self.listing.0, order];
        LABEL.iter().copied().chain(ids.iter().flat_map(|id| *id.as_bytes())).collect()
    }
}

/// Seals one secret and stores it.
pub async fn seal(conn: &mut PgConnection, ring: &KeyRing, now: Time, binding: &Binding, secret: &Secret) -> Result<SecretId> {
    let ids = seal_all(conn, ring, now, &[(*binding, secret.clone())]).await?;
    ids.first().copied().ok_or_else(|| Error::internal("sealed nothing"))
}

/// Seals any number of secrets with one statement; the ids are in the order of `secrets`. Each must be 1 to [`LONGEST`] bytes.
pub async fn seal_all(conn: &mut PgConnection, ring: &KeyRing, now: Time, secrets: &[(Binding, Secret)]) -> Result<Vec<SecretId>> {
    let mut rows = Columns::default();
    for (binding, secret) in secrets {
        rows.push(ring, SecretId::fresh(), binding, within_size(secret)?)?;
    }
    sqlx::query!(
        "insert into sealed_secrets (id, listing_id, owner_id, order_id, key_id, nonce, ciphertext, sealed_at)
         select id, listing_id, owner_id, order_id, key_id, nonce, ciphertext, $8
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[], $7::bytea[])
              as t(id, listing_id, owner_id, order_id, key_id, nonce, ciphertext)",
        &rows.ids,
        &rows.listings,
        &rows.owners,
        &rows.orders as &[Option<Uuid>],
        &rows.keys,
        &rows.nonces,
        &rows.ciphertexts,
        now,
    )
    .execute(conn)
    .await?;
    Ok(rows.ids.into_iter().map(SecretId).collect())
}

/// Seals another secret into the same row; what was there before is gone.
pub async fn replace(conn: &mut PgConnection, ring: &KeyRing, now: Time, id: SecretId, binding: &Binding, secret: &Secret) -> Result<()> {
    let plain = within_size(secret)?;
    let sealed = ring.seal(plain, &binding.associated(id))?;
    let updated = sqlx::query!(
        "update sealed_secrets set key_id = $5, nonce = $6, ciphertext = $7, sealed_at = $8
         where id = $1 and owner_id = $2 and listing_id = $3 and order_id is not distinct from $4",
        id.0,
        binding.owner.0,
        binding.listing.0,
        binding.order.map(|order| order.0),
        sealed.key_id,
        &sealed.nonce[..],
        sealed.ciphertext,
        now,
    )
    .execute(conn)
    .await?;
    if updated.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Code::SecretRefused.into())
    }
}

/// Seals the same nothing over secrets that their seller holds; what they were is gone, and nothing that points to them breaks.
pub(crate) async fn blank_all(conn: &mut PgConnection, ring: &KeyRing, now: Time, seller: UserId) -> Result<()> {
    let held = sqlx::query!(
        r#"select s.id as "id: SecretId", s.listing_id as "listing: ListingId" from sealed_secrets s
           where s.order_id is null and s.owner_id = $1
             and s.id in (select secret_id from listings where seller_id = $1 and secret_id is not null
                          union all
                          select c.secret_id from codes c join listings l on l.id = c.listing_id where l.seller_id = $1 and c.order_id is null)"#,
        seller.0
    )
    .fetch_all(&mut *conn)
    .await?;
    for some in held.chunks(1000) {
        let mut fresh = Columns::default();
        for secret in some {
            fresh.push(ring, secret.id, &Binding::of_seller(seller, secret.listing), b"erased")?;
        }
        fresh.write_over(conn, now).await?;
    }
    Ok(())
}

fn within_size(secret: &Secret) -> Result<&[u8]> {
    let plain = secret.expose().as_bytes();
    if plain.is_empty() || plain.len() > LONGEST {
        return Err(Error::invalid("secret", format!("must be 1 to {LONGEST} bytes")));
    }
    Ok(plain)
}

/// Opens a secret that must be at exactly this place. `SECRET_REFUSED` when it is not, or was altered, or its key is not in the ring.
pub async fn open(conn: &mut PgConnection, ring: &KeyRing, id: SecretId, binding: &Binding) -> Result<Secret> {
    let mut opened = open_all(conn, ring, &[(id, *binding)]).await?;
    opened.pop().ok_or_else(|| Error::internal("opened nothing"))
}

/// Opens any number of secrets with one statement, in the order of `wanted`; refuses all when one is refused.
pub async fn open_all(conn: &mut PgConnection, ring: &KeyRing, wanted: &[(SecretId, Binding)]) -> Result<Vec<Secret>> {
    let ids: Vec<Uuid> = wanted.iter().map(|(id, _)| id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select s.id as "id: SecretId", s.owner_id as "owner: UserId", s.listing_id as "listing: ListingId",
                  s.order_id as "order: OrderId", s.key_id, s.nonce, s.ciphertext
           from unnest($1::uuid[]) with ordinality as t(id, place) join sealed_secrets s on s.id = t.id order by t.place"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    if rows.len() != wanted.len() {
        return Err(Code::NotFound.into());
    }
    rows.iter()
        .zip(wanted)
        .map(|(row, (_, binding))| match row.open(ring) {
            Some(plain) if row.binding() == *binding => String::from_utf8(plain).map(Secret::new).map_err(|_| row.refused("is no text")),
            Some(_) => Err(row.refused("belongs to another place")),
            None => Err(row.refused("was altered, or its key is not in the ring")),
        })
        .collect()
}

/// Refuses a ring that lacks a key under which secrets are sealed.
pub async fn check_ring(store: &Store, ring: &KeyRing) -> Result<()> {
    let used = sqlx::query_scalar!("select distinct key_id from sealed_secrets order by key_id")
        .fetch_all(&store.pool)
        .await?;
    ring.require(used)
}

/// Re-seals under the newest key what is under another one, `batch` rows per transaction. Reads go on meanwhile: a row that was read
/// just before still opens, because the ring keeps its older keys. An older key may be taken out of the ring when nothing is `left`.
pub async fn rotate(store: &Store, ring: &KeyRing, batch: i64) -> Result<Rotation> {
    let newest = ring
        .newest()
        .ok_or_else(|| Code::NotConfigured.say("There is no key ring to rotate to."))?;
    let mut done = Rotation::default();
    let old = sqlx::query_scalar!(
        "select distinct key_id from sealed_secrets where key_id <> $1 order by key_id",
        newest
    )
    .fetch_all(&store.pool)
    .await?;
    for key in old {
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            after = rotate_batch(store, ring, (&key, from), batch.clamp(1, 1000), &mut done).await?;
        }
    }
    let left = sqlx::query_scalar!(r#"select count(*) as "left!" from sealed_secrets where key_id <> $1"#, newest);
    done.left = left.fetch_one(&store.pool).await?.unsigned_abs();
    Ok(done)
}

/// Re-seals the next rows of one key; answers where to go on. A row that somebody holds is passed over, so nobody waits for this.
async fn rotate_batch(store: &Store, ring: &KeyRing, (key, after): (&str, Uuid), batch: i64, done: &mut Rotation) -> Result<Option<Uuid>> {
    let mut tx = store.begin().await?;
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: SecretId", owner_id as "owner: UserId", listing_id as "listing: ListingId", order_id as "order: OrderId",
                  key_id, nonce, ciphertext
           from sealed_secrets where key_id = $1 and id > $2 order by id limit $3 for update skip locked"#,
        key,
        after,
        batch
    )
    .fetch_all(&mut *tx)
    .await?;
    let Some(last) = rows.last().map(|row| row.id.0) else {
        return Ok(None);
    };
    let mut fresh = Columns::default();
    for row in &rows {
        match row.open(ring) {
            Some(plain) => fresh.push(ring, row.id, &row.binding(), &plain)?,
            None => {
                row.refused("was altered, or its key is not in the ring");
                done.refused += 1;
            }
        }
    }
    let now = tx.now;
    let updated = fresh.write_over(&mut tx, now).await?;
    tx.commit().await?;
    done.resealed += updated;
    Ok(Some(last))
}

/// The key by which one listing's codes are fingerprinted.
///
/// It is random and the listing's own, and kept as a sealed secret: derived from a key of the ring it would change when that key is
/// dropped, and the same codes could be put in again. Being the listing's own, it does not tell that two listings sell the same code.
pub(crate) struct FingerprintKey(Secret);

impl FingerprintKey {
    /// A new one, as the secret to seal.
    pub(crate) fn fresh() -> Result<Secret> {
        Ok(Secret::new(hex::encode(random::<32>()?)))
    }

    /// From the opened secret.
    pub(crate) fn new(secret: Secret) -> Self {
        Self(secret)
    }

    /// HMAC-SHA256 of the code: the same code, the same value; without the key it tells nothing, not even of a code with few digits.
    pub(crate) fn fingerprint(&self, code: &str) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.0.expose().as_bytes()).expect("HMAC takes a key of any length");
        mac.update(code.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

struct Row {
    id: SecretId,
    owner: UserId,
    listing: ListingId,
    order: Option<OrderId>,
    key_id: String,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl Row {
    fn binding(&self) -> Binding {
        Binding {
            owner: self.owner,
            listing: self.listing,
            order: self.order,
        }
    }

    fn open(&self, ring: &KeyRing) -> Option<Vec<u8>> {
        ring.open(&self.key_id, &self.nonce, &self.ciphertext, &self.binding().associated(self.id))
    }

    /// Loud, because it is a broken configuration or somebody's hand in the database.
    fn refused(&self, why: &'static str) -> Error {
        tracing::error!(secret = %self.id, listing = %self.listing, key = self.key_id, why, "a sealed secret is refused");
        Error::new(Code::SecretRefused).because(why)
    }
}

/// Rows on their way into the table, by column.
#[derive(Default)]
struct Columns {
    ids: Vec<Uuid>,
    listings: Vec<Uuid>,
    owners: Vec<Uuid>,
    orders: Vec<Option<Uuid>>,
    keys: Vec<String>,
    nonces: Vec<Vec<u8>>,
    ciphertexts: Vec<Vec<u8>>,
}

impl Columns {
    fn push(&mut self, ring: &KeyRing, id: SecretId, binding: &Binding, plain: &[u8]) -> Result<()> {
        let sealed = ring.seal(plain, &binding.associated(id))?;
        self.ids.push(id.0);
        self.listings.push(binding.listing.0);
        self.owners.push(binding.owner.0);
        self.orders.push(binding.order.map(|order| order.0));
        self.keys.push(sealed.key_id);
        self.nonces.push(sealed.nonce.to_vec());
        self.ciphertexts.push(sealed.ciphertext);
        Ok(())
    }

    /// Puts these in the place of what their rows hold; how many rows that were.
    async fn write_over(&self, conn: &mut PgConnection, now: Time) -> Result<u64> {
        let updated = sqlx::query!(
            "update sealed_secrets s set key_id = t.key_id, nonce = t.nonce, ciphertext = t.ciphertext, sealed_at = $5
             from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) as t(id, key_id, nonce, ciphertext) where s.id = t.id",
            &self.ids,
            &self.keys,
            &self.nonces,
            &self.ciphertexts,
            now,
        )
        .execute(conn)
        .await?;
        Ok(updated.rows_affected())
    }
}
