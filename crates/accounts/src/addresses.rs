//! `/api/address`: where a person has things sent. As long as they have any, exactly one is the default.

use crate::{
    countries::assigned_country,
    erase::lock_active,
    text::{printable, trimmed, trimmed_if_there},
};
use amanat_base::{AddressId, Code, DateTime, Error, Page, Result, UserId};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many a person may have: all of them fit one page.
const MOST: i64 = 50;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_addresses, create_address))
        .routes(routes!(update_address, delete_address))
        .routes(routes!(make_address_default))
}

/// A postal address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Address {
    id: AddressId,
    /// What its owner calls it.
    label: String,
    /// Who receives there.
    recipient: String,
    line1: String,
    line2: String,
    city: String,
    /// State, province, prefecture.
    region: String,
    postal_code: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// E.164, or empty.
    phone: String,
    /// True for exactly one of a person's addresses.
    is_default: bool,
    created_at: DateTime,
}

/// A new postal address.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewAddress {
    /// What its owner calls it.
    #[serde(default, deserialize_with = "trimmed")]
    #[garde(length(chars, max = 60), custom(printable))]
    #[schema(max_length = 60)]
    label: String,
    /// Who receives there.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 100), custom(printable))]
    #[schema(min_length = 1, max_length = 100)]
    recipient: String,
    /// Street and number, or what is said there instead.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 200), custom(printable))]
    #[schema(min_length = 1, max_length = 200)]
    line1: String,
    /// More of it.
    #[serde(default, deserialize_with = "trimmed")]
    #[garde(length(chars, max = 200), custom(printable))]
    #[schema(max_length = 200)]
    line2: String,
    /// Town.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 100), custom(printable))]
    #[schema(min_length = 1, max_length = 100)]
    city: String,
    /// State, province, prefecture.
    #[serde(default, deserialize_with = "trimmed")]
    #[garde(length(chars, max = 100), custom(printable))]
    #[schema(max_length = 100)]
    region: String,
    /// Empty where there are none.
    #[serde(default, deserialize_with = "trimmed")]
    #[garde(length(chars, max = 20), custom(printable))]
    #[schema(max_length = 20)]
    postal_code: String,
    /// ISO 3166-1 alpha-2, in capitals.
    #[garde(custom(assigned_country))]
    #[schema(pattern = "^[A-Z]{2}$")]
    country: String,
    /// E.164, like `+442071838750`; empty for none.
    #[serde(default)]
    #[garde(custom(phone_number))]
    #[schema(pattern = r"^(\+[1-9]\d{6,14})?$")]
    phone: String,
    /// Makes it the default; a person's first address is it anyway.
    #[serde(default)]
    #[garde(skip)]
    is_default: bool,
}

/// What to change of a postal address; what is absent stays.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AddressChange {
    /// What its owner calls it.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, max = 60), custom(printable)))]
    #[schema(max_length = 60)]
    label: Option<String>,
    /// Who receives there.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, min = 1, max = 100), custom(printable)))]
    #[schema(min_length = 1, max_length = 100)]
    recipient: Option<String>,
    /// Street and number, or what is said there instead.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, min = 1, max = 200), custom(printable)))]
    #[schema(min_length = 1, max_length = 200)]
    line1: Option<String>,
    /// More of it.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, max = 200), custom(printable)))]
    #[schema(max_length = 200)]
    line2: Option<String>,
    /// Town.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, min = 1, max = 100), custom(printable)))]
    #[schema(min_length = 1, max_length = 100)]
    city: Option<String>,
    /// State, province, prefecture.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, max = 100), custom(printable)))]
    #[schema(max_length = 100)]
    region: Option<String>,
    /// Empty where there are none.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, max = 20), custom(printable)))]
    #[schema(max_length = 20)]
    postal_code: Option<String>,
    /// ISO 3166-1 alpha-2, in capitals.
    #[garde(inner(custom(assigned_country)))]
    #[schema(pattern = "^[A-Z]{2}$")]
    country: Option<String>,
    /// E.164; empty for none.
    #[garde(inner(custom(phone_number)))]
    #[schema(pattern = r"^(\+[1-9]\d{6,14})?$")]
    phone: Option<String>,
}

macro_rules! addresses {
    ($which:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Address,
            r#"select id as "id: AddressId", label, recipient, line1, line2, city, region, postal_code, country, phone, is_default, created_at
               from addresses where "# + $which
            $(, $arg)*
        )
    };
}

/// The caller's addresses, the default first.
#[utoipa::path(get, path = "/api/address", tag = "user", responses((status = 200, body = PageOf<Address>)), security(("bearer" = [])))]
async fn list_addresses(State(ctx): State<Ctx>, caller: Caller) -> Answer<Page<Address>> {
    let items = addresses!("user_id = $1 order by is_default desc, created_at desc, id desc", caller.user.0)
        .fetch_all(&ctx.store.pool)
        .await?;
    ok(Page { items, next_cursor: None })
}

/// Adds an address, up to 50.
#[utoipa::path(post, path = "/api/address", tag = "user", request_body = NewAddress,
    responses((status = 200, body = Envelope<Address>)), security(("bearer" = [])))]
async fn create_address(State(ctx): State<Ctx>, caller: Caller, Json(new): Json<NewAddress>) -> Answer<Address> {
    let mut tx = ctx.store.begin().await?;
    lock_active(&mut tx, caller.user).await?;
    let count = sqlx::query_scalar!(r#"select count(*) as "n!" from addresses where user_id = $1"#, caller.user.0)
        .fetch_one(&mut *tx)
        .await?;
    if count >= MOST {
        return Err(Error::new(Code::TooMany).into());
    }
    let is_default = new.is_default || count == 0;
    if is_default {
        clear_default(&mut tx, caller.user).await?;
    }
    let (id, now) = (AddressId::fresh(), tx.now);
    sqlx::query!(
        "insert into addresses (id, user_id, label, recipient, line1, line2, city, region, postal_code, country, phone, is_default, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id.0,
        caller.user.0,
        new.label,
        new.recipient,
        new.line1,
        new.line2,
        new.city,
        new.region,
        new.postal_code,
        new.country,
        new.phone,
        is_default,
        now,
    )
    .execute(&mut *tx)
    .await?;
    let address = own(&mut tx, caller.user, id).await?;
    tx.commit().await?;
    ok(address)
}

/// Changes one of the caller's addresses.
#[utoipa::path(patch, path = "/api/address/{id}", tag = "user", params(("id" = Uuid, Path)), request_body = AddressChange,
    responses((status = 200, body = Envelope<Address>)), security(("bearer" = [])))]
async fn update_address(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<AddressId>,
    Json(change): Json<AddressChange>,
) -> Answer<Address> {
    let mut tx = ctx.store.begin().await?;
    lock_active(&mut tx, caller.user).await?;
    sqlx::query!(
        "update addresses
         set label = coalesce($3, label), recipient = coalesce($4, recipient), line1 = coalesce($5, line1), line2 = coalesce($6, line2),
             city = coalesce($7, city), region = coalesce($8, region), postal_code = coalesce($9, postal_code),
             country = coalesce($10, country), phone = coalesce($11, phone)
         where id = $1 and user_id = $2",
        id.0,
        caller.user.0,
        change.label,
        change.recipient,
        change.line1,
        change.line2,
        change.city,
        change.region,
        change.postal_code,
        change.country,
        change.phone,
    )
    .execute(&mut *tx)
    .await?;
    let address = own(&mut tx, caller.user, id).await?;
    tx.commit().await?;
    ok(address)
}

/// Makes one of the caller's addresses the default.
#[utoipa::path(post, path = "/api/address/{id}/default", tag = "user", params(("id" = Uuid, Path)),
    responses((status = 200, body = Envelope<Address>)), security(("bearer" = [])))]
async fn make_address_default(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<AddressId>) -> Answer<Address> {
    let mut tx = ctx.store.begin().await?;
    lock_active(&mut tx, caller.user).await?;
    own(&mut tx, caller.user, id).await?;
    clear_default(&mut tx, caller.user).await?;
    sqlx::query!("update addresses set is_default = true where id = $1", id.0)
        .execute(&mut *tx)
        .await?;
    let address = own(&mut tx, caller.user, id).await?;
    tx.commit().await?;
    ok(address)
}

/// Removes one of the caller's addresses. If it was the default, the newest that is left becomes it.
#[utoipa::path(delete, path = "/api/address/{id}", tag = "user", params(("id" = Uuid, Path)),
    responses((status = 200, body = Envelope<Address>)), security(("bearer" = [])))]
async fn delete_address(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<AddressId>) -> Answer<Address> {
    let mut tx = ctx.store.begin().await?;
    lock_active(&mut tx, caller.user).await?;
    let gone = own(&mut tx, caller.user, id).await?;
    sqlx::query!("delete from addresses where id = $1", id.0).execute(&mut *tx).await?;
    if gone.is_default {
        sqlx::query!(
            "update addresses set is_default = true
             where id = (select id from addresses where user_id = $1 order by created_at desc, id desc limit 1)",
            caller.user.0
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    ok(gone)
}

/// Somebody else's address doesn't exist for the caller.
async fn own(tx: &mut Tx, user: UserId, id: AddressId) -> Result<Address> {
    let found = addresses!("id = $1 and user_id = $2", id.0, user.0)
        .fetch_optional(&mut **tx)
        .await?;
    found.ok_or(Error::new(Code::NotFound))
}

async fn clear_default(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("update addresses set is_default = false where user_id = $1 and is_default", user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// E.164: a plus, then 7 to 15 digits of which the first is none of the trunk's zeros.
fn phone_number(text: &str, (): &()) -> garde::Result {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let fits = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if text.is_empty() || fits {
        return Ok(());
    }
    Err(garde::Error::new("must be an international number, like +442071838750"))
}

#[cfg(test)]
mod tests {
    use super::phone_number;

    #[test]
    fn phones_are_international_numbers_or_none() {
        for right in ["", "+442071838750", "+1234567", "+982112345678"] {
            assert!(phone_number(right, &()).is_ok(), "{right}");
        }
        for wrong in [
            "+",
            "442071838750",
            "+0442071838",
            "+123456",
            "+1234567890123456",
            "+44 207",
            "+44a0718387",
            "+٤٤٢٠٧١٨٣٨٧٥٠",
            "00442071838750",
        ] {
            assert!(phone_number(wrong, &()).is_err(), "{wrong}");
        }
    }
}
