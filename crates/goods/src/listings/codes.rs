//! What a listing sells when it sells secrets: a pool of codes, imported from a list, or the one secret itself.

use super::{FulfilmentKind, ListingView, check, create, lock, restock, view};
use crate::{
    Goods,
    sealed::{self, Binding, FingerprintKey},
};
use amanat_base::{Code, Error, ListingId, Result, Secret, SecretId};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Path, ok};
use axum::{Extension, extract::DefaultBodyLimit};
use garde::Validate;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Codes of one import.
const MOST_CODES: usize = 5_000;
/// Characters of a code.
const LONGEST_CODE: usize = 500;
/// The body that holds them all, with quotes and escapes.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// Lines that a refusal names; who has more wrong ones has the same mistake in all.
const MOST_NAMED: usize = 20;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(import_listing_codes))
        .routes(routes!(remove_listing_codes))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// Codes to put into a pool.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCodes {
    /// 1 to 5,000 codes of 1 to 500 characters, one unit each. Spaces around a code don't count.
    #[garde(length(min = 1, max = MOST_CODES))]
    #[schema(value_type = Vec<String>, write_only, min_items = 1, max_items = 5_000)]
    #[serde(deserialize_with = "check::quietly")]
    codes: Vec<Secret>,
}

/// Codes to take out of a pool.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnusedCodes {
    /// These codes, 1 to 5,000; without it all that nobody has bought or is paying for.
    #[garde(inner(length(min = 1, max = MOST_CODES)))]
    #[schema(value_type = Option<Vec<String>>, write_only, min_items = 1, max_items = 5_000)]
    #[serde(default, deserialize_with = "check::quietly")]
    codes: Option<Vec<Secret>>,
}

/// The listing's secret.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListingSecret {
    /// The key or credential; it is sealed at once and never shown again here.
    #[garde(custom(check::secret))]
    #[schema(value_type = String, write_only, min_length = 1, max_length = 65_536)]
    #[serde(deserialize_with = "check::quietly")]
    secret: Secret,
}

/// Puts codes into the pool, all or none (its seller). A code that is there already is refused, with the number of its line.
#[utoipa::path(post, path = "/api/listings/{id}/codes", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = NewCodes, responses((status = 200, body = Envelope<ListingView>)))]
async fn import_listing_codes(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Json(new): Json<NewCodes>,
) -> Answer<ListingView> {
    let codes: Vec<Secret> = new.codes.iter().map(|code| Secret::new(code.expose().trim())).collect();
    check_lines(&codes)?;
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    if listing.fulfilment != FulfilmentKind::CodePool {
        return Err(Error::invalid("codes", "only a pool has codes").into());
    }
    import(&mut tx, &goods, &listing, codes).await?;
    let view = view::own(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

/// Takes codes out of the pool and destroys them (its seller). One that was sold, or isn't there, is refused with the number of its line;
/// `SOLD_OUT` when so many are being paid for that fewer are free.
#[utoipa::path(post, path = "/api/listings/{id}/codes/remove", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = UnusedCodes, responses((status = 200, body = Envelope<ListingView>)))]
async fn remove_listing_codes(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Json(unused): Json<UnusedCodes>,
) -> Answer<ListingView> {
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    if listing.fulfilment != FulfilmentKind::CodePool {
        return Err(Error::invalid("codes", "only a pool has codes").into());
    }
    let which = match &unused.codes {
        Some(codes) => named(&mut tx, &goods, &listing, codes).await?,
        None => spare(&mut tx, &listing).await?,
    };
    remove(&mut tx, &listing, &which).await?;
    let view = view::own(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

/// The ids of these codes, all of which must be unsold.
async fn named(tx: &mut Tx, goods: &Goods, listing: &lock::Locked, codes: &[Secret]) -> Result<Vec<Uuid>> {
    let codes: Vec<Secret> = codes.iter().map(|code| Secret::new(code.expose().trim())).collect();
    check_lines(&codes)?;
    let key = fingerprint_key(tx, goods, listing).await?;
    let prints: Vec<Vec<u8>> = codes.iter().map(|code| key.fingerprint(code.expose())).collect();
    let free = sqlx::query!(
        "select id, fingerprint from codes where listing_id = $1 and order_id is null and fingerprint = any($2)",
        listing.id.0,
        &prints
    )
    .fetch_all(&mut **tx)
    .await?;
    let free: HashMap<Vec<u8>, Uuid> = free.into_iter().map(|row| (row.fingerprint, row.id)).collect();
    let strange = prints.iter().enumerate().filter(|(_, print)| !free.contains_key(*print));
    refuse(strange.map(|(index, _)| (index, "is no unsold code of this pool".to_owned())))?;
    Ok(free.into_values().collect())
}

/// All that nobody is paying for. Who is paying gets the ones that came first, so those stay.
async fn spare(tx: &mut Tx, listing: &lock::Locked) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select id from codes where listing_id = $1 and order_id is null order by imported_at desc, id desc limit $2",
        listing.id.0,
        listing.available_units
    );
    Ok(ids.fetch_all(&mut **tx).await?)
}

/// Destroys codes of a locked pool, with what is sealed of them. A token of a refunded order may still name one; it showed it to nobody.
async fn remove(tx: &mut Tx, listing: &lock::Locked, ids: &[Uuid]) -> Result<()> {
    let count = i64::try_from(ids.len()).map_err(Error::internal)?;
    if count == 0 {
        return Ok(());
    }
    restock::add(tx, listing, -count).await?;
    sqlx::query!(
        "update tokens set code_id = null where listing_id = $1 and code_id = any($2)",
        listing.id.0,
        ids
    )
    .execute(&mut **tx)
    .await?;
    let secrets = sqlx::query_scalar!("delete from codes where id = any($1) returning secret_id", ids)
        .fetch_all(&mut **tx)
        .await?;
    sqlx::query!("delete from sealed_secrets where id = any($1) and order_id is null", &secrets)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Refuses lines that are no code, and lines that repeat an earlier one.
fn check_lines(codes: &[Secret]) -> Result<()> {
    let mut seen = HashMap::new();
    let wrong = codes.iter().enumerate().filter_map(|(index, code)| {
        let text = code.expose();
        if text.is_empty() || text.chars().count() > LONGEST_CODE {
            return Some((index, format!("must be 1 to {LONGEST_CODE} characters")));
        }
        let first = *seen.entry(text).or_insert(index);
        (first != index).then(|| (index, format!("is the same code as line {}", first + 1)))
    });
    refuse(wrong)
}

/// One refusal that names each line; a line is counted from 1, its place in the list from 0.
fn refuse(wrong: impl Iterator<Item = (usize, String)>) -> Result<()> {
    let error = wrong
        .take(MOST_NAMED)
        .fold(Error::new(Code::ValidationFailed), |error, (index, why)| {
            error.at(format!("codes[{index}]"), format!("line {}: {why}", index + 1))
        });
    if error.details.is_empty() { Ok(()) } else { Err(error) }
}

/// Seals and stores the codes of a locked pool. The lock is what makes looking for the same codes first enough.
async fn import(tx: &mut Tx, goods: &Goods, listing: &lock::Locked, codes: Vec<Secret>) -> Result<()> {
    let (now, binding) = (tx.now, Binding::of_seller(listing.seller, listing.id));
    let key = fingerprint_key(tx, goods, listing).await?;
    let prints: Vec<Vec<u8>> = codes.iter().map(|code| key.fingerprint(code.expose())).collect();
    let there = sqlx::query_scalar!(
        "select fingerprint from codes where listing_id = $1 and fingerprint = any($2)",
        listing.id.0,
        &prints
    )
    .fetch_all(&mut **tx)
    .await?;
    let known = prints.iter().enumerate().filter(|(_, print)| there.contains(print));
    refuse(known.map(|(index, _)| (index, "is in this pool already".to_owned())))?;
    let count = i64::try_from(codes.len()).map_err(Error::internal)?;
    let secrets: Vec<(Binding, Secret)> = codes.into_iter().map(|code| (binding, code)).collect();
    let secrets: Vec<Uuid> = sealed::seal_all(tx, &goods.ring, now, &secrets)
        .await?
        .iter()
        .map(|id| id.0)
        .collect();
    // The id of a code is that of its first secret: one random id per line is enough.
    sqlx::query!(
        "insert into codes (id, listing_id, secret_id, fingerprint, imported_at)
         select secret, $1, secret, print, $4 from unnest($2::uuid[], $3::bytea[]) as t(secret, print)",
        listing.id.0,
        &secrets,
        &prints,
        now
    )
    .execute(&mut **tx)
    .await?;
    restock::add(tx, listing, count).await
}

async fn fingerprint_key(tx: &mut Tx, goods: &Goods, listing: &lock::Locked) -> Result<FingerprintKey> {
    let binding = Binding::of_seller(listing.seller, listing.id);
    if let Some(id) = listing.code_key {
        return Ok(FingerprintKey::new(sealed::open(tx, &goods.ring, id, &binding).await?));
    }
    let (key, now) = (FingerprintKey::fresh()?, tx.now);
    let id: SecretId = sealed::seal(tx, &goods.ring, now, &binding, &key).await?;
    sqlx::query!("update listings set code_key_id = $2 where id = $1", listing.id.0, id.0)
        .execute(&mut **tx)
        .await?;
    Ok(FingerprintKey::new(key))
}

/// Puts another secret in the place of the listing's (its seller); the earlier one is overwritten. A listing with a test call goes off
/// sale until it is made active again.
#[utoipa::path(put, path = "/api/listings/{id}/secret", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = ListingSecret, responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn replace_listing_secret(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Json(new): Json<ListingSecret>,
) -> Answer<ListingView> {
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    if listing.fulfilment == FulfilmentKind::CodePool {
        return Err(Error::invalid("secret", "a pool has codes instead: send them to …/codes").into());
    }
    create::put_secret(&mut tx, &goods, (id, caller.user), &new.secret).await?;
    let (now, status) = (tx.now, listing.status_unproven());
    sqlx::query!(
        "update listings set status = $2, probed_at = null, probe_failure = null, version = version + 1, updated_at = $3 where id = $1",
        id.0,
        status.as_str(),
        now
    )
    .execute(&mut *tx)
    .await?;
    listing.announce_status(&mut tx, status).await?;
    let view = view::own(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_lines_are_named_by_number_and_never_repeated() {
        let codes = ["A-1", "", "B-2", "A-1"].map(Secret::new);
        let error = check_lines(&codes).unwrap_err();
        let named: Vec<_> = error.details.iter().map(|d| (d.path.as_str(), d.msg.as_str())).collect();
        assert_eq!(
            named,
            [
                ("codes[1]", "line 2: must be 1 to 500 characters"),
                ("codes[3]", "line 4: is the same code as line 1")
            ]
        );
        assert!(!format!("{error:?}").contains("A-1"));
        let many = vec![Secret::new(""); 100];
        assert_eq!(check_lines(&many).unwrap_err().details.len(), MOST_NAMED);
        assert!(check_lines(&["é".repeat(500).as_str(), "x"].map(Secret::new)).is_ok());
    }
}
