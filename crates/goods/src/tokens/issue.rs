//! Issuing tokens: what buyers get is opened once, sealed for each of them, and written in a handful of statements.

use super::{SettleToken, TokenState, TokenView, settle_key};
use crate::{
    FulfilmentKind, KeyRing,
    sealed::{self, Binding},
    stock::Listing,
};
use amanat_base::{Code, Error, OrderId, Result, Secret, SecretId, TokenId, UserId, keyring::random};
use amanat_store::{Tx, enqueue_all_at};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Begins every access token, so that leak scanners know it.
const PREFIX: &str = "amt_";

/// A paid order that gets its tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant {
    pub order: OrderId,
    pub buyer: UserId,
    pub units: i64,
}

/// What tokens are made of, opened before any order is made: what can't be opened is not sold.
pub(crate) enum Material {
    /// The listing's secret; each order gets a copy sealed for its buyer.
    Secret(Secret),
    /// Codes that nobody has, oldest first; each is one unit.
    Codes(Vec<(Uuid, Secret)>),
    /// Nothing of the seller's: the gateway keeps the key.
    Access,
}

/// Opens what `units` units of a locked listing are made of. `SECRET_REFUSED` when it can't be, or when codes are missing.
pub(crate) async fn material(tx: &mut Tx, ring: &KeyRing, listing: &Listing, units: i64) -> Result<Material> {
    let sellers = Binding {
        owner: listing.seller,
        listing: listing.id,
        order: None,
    };
    match listing.fulfilment {
        FulfilmentKind::MeteredGateway => Ok(Material::Access),
        FulfilmentKind::RevealSecret => {
            let missing = || Code::SecretRefused.say("The listing has no secret.");
            let secret = sealed::open(tx, ring, listing.secret.ok_or_else(missing)?, &sellers).await?;
            Ok(Material::Secret(secret))
        }
        FulfilmentKind::CodePool => {
            // The listing's lock keeps others away from its free codes.
            let codes = sqlx::query!(
                r#"select id, secret_id as "secret: SecretId" from codes where listing_id = $1 and order_id is null
                   order by imported_at, id limit $2"#,
                listing.id.0,
                units
            )
            .fetch_all(&mut **tx)
            .await?;
            if i64::try_from(codes.len()).unwrap_or(i64::MAX) < units {
                return Err(Code::SecretRefused.say("The pool has fewer codes than units."));
            }
            let wanted: Vec<_> = codes.iter().map(|code| (code.secret, sellers)).collect();
            let opened = sealed::open_all(tx, ring, &wanted).await?;
            Ok(Material::Codes(codes.iter().map(|code| code.id).zip(opened).collect()))
        }
    }
}

/// The tokens of each order, in the order of `grants`.
pub(crate) async fn issue_all(
    tx: &mut Tx,
    ring: &KeyRing,
    listing: &Listing,
    material: Material,
    grants: &[Grant],
) -> Result<Vec<Vec<TokenView>>> {
    let drafts = drafts(material, grants)?;
    let secrets: Vec<_> = drafts.iter().map(|draft| (draft.binding(listing), draft.secret.clone())).collect();
    let now = tx.now;
    let sealed = sealed::seal_all(tx, ring, now, &secrets).await?;
    let expires_at = now + TimeDelta::seconds(listing.token_lifetime_s);
    write(tx, listing, &drafts, &sealed, expires_at).await?;
    hand_out_codes(tx, &drafts).await?;
    if listing.fulfilment == FulfilmentKind::MeteredGateway {
        let alarms: Vec<_> = drafts.iter().map(|d| (SettleToken { token: d.id }, settle_key(d.id))).collect();
        enqueue_all_at(tx, alarms.iter().map(|(job, key)| (job, key)), expires_at).await?;
    }
    let mut views: Vec<Vec<TokenView>> = grants.iter().map(|_| Vec::new()).collect();
    for draft in &drafts {
        views[draft.place].push(TokenView {
            id: draft.id,
            order_id: draft.grant.order,
            listing_id: listing.id,
            service_name: listing.service_name.clone(),
            fulfilment: listing.fulfilment,
            units: draft.units,
            used_units: 0,
            state: TokenState::Active,
            ended_because: None,
            expires_at,
            created_at: now,
            revealed_at: None,
            on_hold: false,
        });
    }
    Ok(views)
}

/// The SHA-256 by which an access token is found again. It is 32 random bytes, so no salt is needed.
pub fn lookup_hash(access_token: &str) -> [u8; 32] {
    Sha256::digest(access_token.as_bytes()).into()
}

struct Draft {
    id: TokenId,
    /// Which grant it belongs to.
    place: usize,
    grant: Grant,
    units: i64,
    code: Option<Uuid>,
    hash: Option<Vec<u8>>,
    secret: Secret,
}

impl Draft {
    fn binding(&self, listing: &Listing) -> Binding {
        Binding {
            owner: self.grant.buyer,
            listing: listing.id,
            order: Some(self.grant.order),
        }
    }
}

fn drafts(material: Material, grants: &[Grant]) -> Result<Vec<Draft>> {
    let draft = |place: usize, units, secret| Draft {
        id: TokenId::fresh(),
        place,
        grant: grants[place],
        units,
        code: None,
        hash: None,
        secret,
    };
    let places = 0..grants.len();
    match material {
        Material::Secret(secret) => Ok(places.map(|i| draft(i, grants[i].units, secret.clone())).collect()),
        Material::Access => {
            let access = places.map(|i| {
                let token = format!("{PREFIX}{}", hex::encode(random::<32>()?));
                let hash = Some(lookup_hash(&token).to_vec());
                Ok(Draft {
                    hash,
                    ..draft(i, grants[i].units, Secret::new(token))
                })
            });
            access.collect()
        }
        Material::Codes(codes) => {
            let mut codes = codes.into_iter();
            let mut drafts = Vec::new();
            for i in places {
                for _ in 0..grants[i].units {
                    let (code, secret) = codes.next().ok_or_else(|| Error::internal("fewer codes than units were opened"))?;
                    drafts.push(Draft {
                        code: Some(code),
                        ..draft(i, 1, secret)
                    });
                }
            }
            Ok(drafts)
        }
    }
}

async fn write(tx: &mut Tx, listing: &Listing, drafts: &[Draft], sealed: &[SecretId], expires_at: amanat_base::Time) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        r#"insert into tokens (id, order_id, listing_id, buyer_id, seller_id, fulfilment, secret_id, code_id, lookup_hash, units, state,
                               expires_at, created_at)
           select id, order_id, $8, buyer_id, $9, $10, secret_id, code_id, lookup_hash, units, 'active', $11, $12
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bytea[], $7::bigint[])
                as t (id, order_id, buyer_id, secret_id, code_id, lookup_hash, units)"#,
        &drafts.iter().map(|d| d.id.0).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.grant.order.0).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.grant.buyer.0).collect::<Vec<_>>(),
        &sealed.iter().map(|secret| secret.0).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.code).collect::<Vec<_>>() as &[Option<Uuid>],
        &drafts.iter().map(|d| d.hash.clone()).collect::<Vec<_>>() as &[Option<Vec<u8>>],
        &drafts.iter().map(|d| d.units).collect::<Vec<_>>(),
        listing.id.0,
        listing.seller.0,
        listing.fulfilment.as_str(),
        expires_at,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn hand_out_codes(tx: &mut Tx, drafts: &[Draft]) -> Result<()> {
    let (codes, orders): (Vec<Uuid>, Vec<Uuid>) = drafts.iter().filter_map(|d| Some((d.code?, d.grant.order.0))).unzip();
    if codes.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update codes c set order_id = t.order_id from unnest($1::uuid[], $2::uuid[]) as t (id, order_id) where c.id = t.id",
        &codes,
        &orders,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
