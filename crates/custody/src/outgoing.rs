//! Transactions that we send: one nonce per instruction, taken once, and the bytes stored before they are sent.

use amanat_base::{Amount, Error, OutgoingId, PayoutId, Result, SweepId, Time};
use amanat_chain::{
    EvmAddress, EvmHash,
    tx::{KeyRef, SignedTx, UnsignedTx},
};
use amanat_store::Tx;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Purpose {
    /// Pays a person.
    Payout,
    /// Moves a derived address's money into the treasury.
    Sweep,
    /// Gives a derived address the native coin that its sweep needs for gas.
    Gas,
}

/// How far a transaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OutgoingState {
    /// Built, its nonce taken.
    Prepared,
    /// Signed and stored; not known to have been sent.
    Signed,
    /// Sent at least once.
    Broadcast,
    /// In a block and successful.
    Mined,
    /// In a block and without effect.
    Failed,
    /// Another with its nonce was mined.
    Replaced,
}

/// One transaction.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its id.
    pub id: OutgoingId,
    /// What it is for.
    pub purpose: Purpose,
    /// Its network.
    pub chain_id: i64,
    /// Whose key signs: a deposit key's index, or the treasury.
    pub derivation_index: Option<i64>,
    /// As built.
    pub unsigned: UnsignedTx,
    /// Signed bytes, once there are some.
    pub raw: Option<Vec<u8>>,
    /// Hash of the signed bytes.
    pub tx_hash: Option<EvmHash>,
    /// How far it is.
    pub state: OutgoingState,
    /// First attempt to send it.
    pub sent_at: Option<Time>,
    /// Where it was mined, while that stands.
    pub block: Option<(i64, EvmHash)>,
    /// When it was built.
    pub created_at: Time,
}

impl Outgoing {
    /// The key that must sign it.
    pub fn key(&self) -> Result<KeyRef> {
        match self.derivation_index {
            None => Ok(KeyRef::Treasury),
            Some(index) => Ok(KeyRef::Deposit(u32::try_from(index).map_err(Error::internal)?)),
        }
    }

    /// The signed form, if it is signed.
    pub fn signed(&self) -> Result<Option<SignedTx>> {
        Ok(self.raw.as_deref().map(SignedTx::parse).transpose()?)
    }
}

/// The instruction that a transaction carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Payout(PayoutId),
    Sweep(SweepId),
    Gas(SweepId),
}

impl Owner {
    fn columns(self) -> (Purpose, Option<PayoutId>, Option<SweepId>) {
        match self {
            Self::Payout(id) => (Purpose::Payout, Some(id), None),
            Self::Sweep(id) => (Purpose::Sweep, None, Some(id)),
            Self::Gas(id) => (Purpose::Gas, None, Some(id)),
        }
    }
}

struct Row {
    id: OutgoingId,
    purpose: Purpose,
    chain_id: i64,
    derivation_index: Option<i64>,
    unsigned: serde_json::Value,
    raw: Option<Vec<u8>>,
    tx_hash: Option<EvmHash>,
    state: OutgoingState,
    sent_at: Option<Time>,
    block_number: Option<i64>,
    block_hash: Option<EvmHash>,
    created_at: Time,
}

impl TryFrom<Row> for Outgoing {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            purpose: row.purpose,
            chain_id: row.chain_id,
            derivation_index: row.derivation_index,
            unsigned: serde_json::from_value(row.unsigned).map_err(Error::internal)?,
            raw: row.raw,
            tx_hash: row.tx_hash,
            state: row.state,
            sent_at: row.sent_at,
            block: row.block_number.zip(row.block_hash),
            created_at: row.created_at,
        })
    }
}

/// The transactions of an instruction, oldest first; each but the first replaces the one before. For gas, those of the newest top-up.
pub(crate) async fn of(conn: &mut PgConnection, owner: Owner) -> Result<Vec<Outgoing>> {
    let (purpose, payout, sweep) = owner.columns();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: OutgoingId", purpose as "purpose: Purpose", chain_id, derivation_index, unsigned, raw, tx_hash as "tx_hash: EvmHash",
                  state as "state: OutgoingState", sent_at, block_number, block_hash as "block_hash: EvmHash", created_at
           from outgoing_transactions o
           where purpose = $1 and (payout_id = $2 or sweep_id = $3)
             and nonce = (select max(nonce) from outgoing_transactions m where m.purpose = $1 and (m.payout_id = $2 or m.sweep_id = $3))
           order by id"#,
        purpose as Purpose,
        payout.map(|p| p.0),
        sweep.map(|s| s.0)
    );
    rows.fetch_all(conn).await?.into_iter().map(Outgoing::try_from).collect()
}

/// What an address holds by the chain, and which of our transactions were still under way when that was read.
#[derive(Debug)]
pub(crate) struct Funds {
    /// Of the token that is to be sent; of the native coin when that is what is sent.
    pub(crate) token: Amount,
    /// Native coin.
    pub(crate) native: Amount,
    /// Read *before* the balances: whatever of these has been mined since is not missing from them.
    pub(crate) under_way: Vec<OutgoingId>,
    /// Transactions of the address that are mined.
    pub(crate) mined_nonce: u64,
    /// The same with those that wait in the node's pool.
    pub(crate) pending_nonce: u64,
}

pub(crate) async fn under_way(conn: &mut PgConnection, chain_id: i64, from: EvmAddress) -> Result<Vec<OutgoingId>> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: OutgoingId" from outgoing_transactions
           where chain_id = $1 and from_address = $2 and state in ('prepared', 'signed', 'broadcast')"#,
        chain_id,
        from as EvmAddress
    );
    Ok(ids.fetch_all(conn).await?)
}

/// Base units of a token (or of native coin) that transactions from an address, not mined yet, will take; but for those of `except`.
pub(crate) async fn promised(
    conn: &mut PgConnection,
    chain_id: i64,
    from: EvmAddress,
    token: Option<EvmAddress>,
    except: PayoutId,
) -> Result<Amount> {
    let sum = sqlx::query_scalar!(
        r#"select coalesce(sum(amount), 0) as "sum!: Amount" from outgoing_transactions
           where chain_id = $1 and from_address = $2 and token is not distinct from $3 and state in ('prepared', 'signed', 'broadcast')
             and replaces is null and payout_id is distinct from $4"#,
        chain_id,
        from as EvmAddress,
        token as Option<EvmAddress>,
        except.0
    );
    Ok(sum.fetch_one(conn).await?)
}

/// Why a nonce could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Short {
    /// Of what is to be sent.
    Token,
    /// Of native coin for gas.
    Gas,
    /// Somebody else sends from this address.
    ForeignNonce { ours: u64, chain: u64 },
}

/// Takes the next nonce of `unsigned.from` and stores the transaction with it, under the lock of the address. What is under way from
/// the same address counts as spent.
pub(crate) async fn reserve(
    tx: &mut Tx,
    owner: Owner,
    derivation_index: Option<i64>,
    mut unsigned: UnsignedTx,
    funds: &Funds,
) -> Result<std::result::Result<OutgoingId, Short>> {
    let chain_id = i64::try_from(unsigned.chain_id).map_err(Error::internal)?;
    let next = lock_nonce(tx, chain_id, unsigned.from, funds.pending_nonce).await?;
    if funds.mined_nonce > next {
        return Ok(Err(Short::ForeignNonce {
            ours: next,
            chain: funds.mined_nonce,
        }));
    }
    if let Some(short) = shortfall(tx, chain_id, &unsigned, funds).await? {
        return Ok(Err(short));
    }
    unsigned.nonce = next;
    let id = insert(tx, owner, derivation_index, &unsigned, None, None).await?;
    sqlx::query!(
        "update treasury_nonces set next_nonce = next_nonce + 1 where chain_id = $1 and address = $2",
        chain_id,
        unsigned.from as EvmAddress
    )
    .execute(&mut **tx)
    .await?;
    Ok(Ok(id))
}

/// Our next nonce for an address, its row locked. The first time, what the chain says.
pub(crate) async fn lock_nonce(conn: &mut PgConnection, chain_id: i64, address: EvmAddress, first: u64) -> Result<u64> {
    sqlx::query!(
        "insert into treasury_nonces (chain_id, address, next_nonce) values ($1, $2, $3) on conflict do nothing",
        chain_id,
        address as EvmAddress,
        i64::try_from(first).map_err(Error::internal)?
    )
    .execute(&mut *conn)
    .await?;
    let next = sqlx::query_scalar!(
        "select next_nonce from treasury_nonces where chain_id = $1 and address = $2 for update",
        chain_id,
        address as EvmAddress
    )
    .fetch_one(conn)
    .await?;
    u64::try_from(next).map_err(Error::internal)
}

async fn shortfall(conn: &mut PgConnection, chain_id: i64, unsigned: &UnsignedTx, funds: &Funds) -> Result<Option<Short>> {
    let ids: Vec<uuid::Uuid> = funds.under_way.iter().map(|id| id.0).collect();
    let spoken_for = sqlx::query!(
        r#"select coalesce(sum(amount) filter (where token is not distinct from $3), 0) as "token!: Amount",
                  coalesce(sum(case when token is null then amount else 0 end + max_gas_cost), 0) as "native!: Amount"
           from outgoing_transactions o
           where chain_id = $1 and from_address = $2 and (state in ('prepared', 'signed', 'broadcast') or id = any($4))
             and not exists (select 1 from outgoing_transactions r where r.replaces = o.id)"#,
        chain_id,
        unsigned.from as EvmAddress,
        unsigned.token as Option<EvmAddress>,
        &ids
    )
    .fetch_one(conn)
    .await?;
    let covers = |has: Amount, parts: [Amount; 2]| Amount::sum(parts).is_some_and(|needed| has >= needed);
    if !covers(funds.token, [spoken_for.token, unsigned.amount]) {
        return Ok(Some(Short::Token));
    }
    let own = Amount::sum([unsigned.value, unsigned.max_gas_cost()]).unwrap_or(Amount(alloy::primitives::U256::MAX));
    Ok((!covers(funds.native, [spoken_for.native, own])).then_some(Short::Gas))
}

/// Stores a replacement of `stuck` with the same nonce, signed already where we can. `None`: somebody stored one just before.
pub(crate) async fn replace(
    tx: &mut Tx,
    owner: Owner,
    stuck: &Outgoing,
    unsigned: &UnsignedTx,
    signed: Option<&SignedTx>,
) -> Result<Option<OutgoingId>> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select 1 from outgoing_transactions where replaces = $1) as "taken!""#,
        stuck.id.0
    );
    if taken.fetch_one(&mut **tx).await? {
        return Ok(None);
    }
    insert(tx, owner, stuck.derivation_index, unsigned, signed, Some(stuck.id))
        .await
        .map(Some)
}

async fn insert(
    tx: &mut Tx,
    owner: Owner,
    derivation_index: Option<i64>,
    unsigned: &UnsignedTx,
    signed: Option<&SignedTx>,
    replaces: Option<OutgoingId>,
) -> Result<OutgoingId> {
    let (purpose, payout, sweep) = owner.columns();
    let (id, now) = (OutgoingId::fresh(), tx.now);
    sqlx::query!(
        "insert into outgoing_transactions (id, purpose, payout_id, sweep_id, chain_id, from_address, derivation_index, nonce, token, recipient,
           amount, max_gas_cost, unsigned, raw, tx_hash, state, replaces, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        id.0,
        purpose as Purpose,
        payout.map(|p| p.0),
        sweep.map(|s| s.0),
        i64::try_from(unsigned.chain_id).map_err(Error::internal)?,
        unsigned.from as EvmAddress,
        derivation_index,
        i64::try_from(unsigned.nonce).map_err(Error::internal)?,
        unsigned.token as Option<EvmAddress>,
        unsigned.recipient as EvmAddress,
        unsigned.amount as Amount,
        unsigned.max_gas_cost() as Amount,
        serde_json::to_value(unsigned).map_err(Error::internal)?,
        signed.map(|s| s.raw.as_slice()),
        signed.map(|s| s.hash) as Option<EvmHash>,
        if signed.is_some() { OutgoingState::Signed } else { OutgoingState::Prepared } as OutgoingState,
        replaces.map(|r| r.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Stores the signed bytes. False when they are there already.
pub(crate) async fn store_signed(conn: &mut PgConnection, id: OutgoingId, signed: &SignedTx) -> Result<bool> {
    let stored = sqlx::query!(
        "update outgoing_transactions set raw = $2, tx_hash = $3, state = 'signed' where id = $1 and state = 'prepared'",
        id.0,
        &signed.raw,
        signed.hash as EvmHash
    );
    Ok(stored.execute(conn).await?.rows_affected() == 1)
}

/// Notes that it was sent, or at least tried.
pub(crate) async fn mark_sent(conn: &mut PgConnection, id: OutgoingId, now: Time) -> Result<()> {
    sqlx::query!(
        "update outgoing_transactions set state = case when state = 'signed' then 'broadcast' else state end, sent_at = coalesce(sent_at, $2)
         where id = $1",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where a transaction was mined, and what it cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) number: u64,
    pub(crate) hash: EvmHash,
    pub(crate) gas_cost: Amount,
}

/// Notes that `mined` is in a block, with or without effect, and that its siblings are not.
pub(crate) async fn settle(conn: &mut PgConnection, all: &[Outgoing], mined: OutgoingId, worked: bool, place: Place) -> Result<()> {
    let siblings: Vec<uuid::Uuid> = all.iter().map(|o| o.id.0).filter(|id| *id != mined.0).collect();
    sqlx::query!("update outgoing_transactions set state = 'replaced' where id = any($1)", &siblings)
        .execute(&mut *conn)
        .await?;
    let state = if worked { OutgoingState::Mined } else { OutgoingState::Failed };
    sqlx::query!(
        "update outgoing_transactions set state = $2, block_number = $3, block_hash = $4, gas_cost = $5 where id = $1",
        mined.0,
        state as OutgoingState,
        i64::try_from(place.number).map_err(Error::internal)?,
        place.hash as EvmHash,
        place.gas_cost as Amount
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes [`settle`] back: the block is not on the chain any more.
pub(crate) async fn unsettle(conn: &mut PgConnection, all: &[Outgoing]) -> Result<()> {
    let ids: Vec<uuid::Uuid> = all.iter().map(|o| o.id.0).collect();
    sqlx::query!(
        "update outgoing_transactions set block_number = null, block_hash = null, gas_cost = null,
           state = case when raw is null then 'prepared' else 'broadcast' end
         where id = any($1)",
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}
