//! Many postings in one transaction: lock all their accounts, decide one after the other in memory, write everything in a
//! handful of set-based statements.

use crate::{Account, Posted, Posting, post::refusal, posting::Plan};
use amanat_base::{Code, Error, LedgerTxId, Result};
use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, Sign},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Posts all or none, in their order. Good for 1,000 at a time.
///
/// # Errors
/// The first refusal (see [`crate::post`]); nothing is written then, and the caller's transaction is still usable.
pub async fn post_batch(conn: &mut PgConnection, postings: &[Posting]) -> Result<Vec<Posted>> {
    let decided = decide(conn, postings).await?;
    let posted = decided.outcomes.iter().map(|o| match o {
        Ok(posted) => Ok(*posted),
        Err(e) => Err(again(e)),
    });
    let posted = posted.collect::<Result<Vec<Posted>>>()?;
    decided.batch.write(conn).await?;
    Ok(posted)
}

/// Posts those that can be posted, in their order; each has its own answer and a refused one moves nothing.
///
/// # Errors
/// Outside: only what concerns the whole, such as a lost connection.
pub async fn post_each(conn: &mut PgConnection, postings: &[Posting]) -> Result<Vec<Result<Posted>>> {
    let decided = decide(conn, postings).await?;
    decided.batch.write(conn).await?;
    Ok(decided.outcomes)
}

/// The same refusal for another caller; its cause stays with the first.
pub(crate) fn again(e: &Error) -> Error {
    Error {
        code: e.code,
        message: e.message.clone(),
        details: e.details.clone(),
        retry_after_s: e.retry_after_s,
        cause: None,
    }
}

struct Decided {
    outcomes: Vec<Result<Posted>>,
    batch: Batch,
}

/// A locked account: its row, its balance so far, and whether the batch moved it.
struct Open {
    id: i64,
    balance: BigInt,
    moved: bool,
}

async fn decide(conn: &mut PgConnection, postings: &[Posting]) -> Result<Decided> {
    let plans: Vec<Result<Plan<'_>>> = postings.iter().map(Posting::plan).collect();
    let mut accounts: Vec<&Account> = plans.iter().flatten().flat_map(|p| p.accounts.iter().copied()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut open = lock(conn, &accounts).await?;
    let mut known = known_keys(conn, &plans).await?;
    let mut batch = Batch::default();
    let mut outcomes = Vec::with_capacity(plans.len());
    for plan in plans {
        outcomes.push(plan.and_then(|plan| batch.take(&plan, &accounts, &mut open, &mut known)));
    }
    for account in open.into_iter().filter(|a| a.moved) {
        batch.accounts.push(account.id);
        batch.balances.push(BigDecimal::new(account.balance, 0));
    }
    Ok(Decided { outcomes, batch })
}

/// Opens what is missing and locks all, in the order given.
async fn lock(conn: &mut PgConnection, accounts: &[&Account]) -> Result<Vec<Open>> {
    let owners: Vec<&str> = accounts.iter().map(|a| a.owner.as_str()).collect();
    let purposes: Vec<&str> = accounts.iter().map(|a| a.purpose.as_str()).collect();
    let assets: Vec<Uuid> = accounts.iter().map(|a| a.asset.0).collect();
    let rows = sqlx::query!(
        r#"select id as "id!", balance as "balance!" from ledger_lock($1, $2, $3) order by place"#,
        owners.as_slice() as &[&str],
        purposes.as_slice() as &[&str],
        assets.as_slice(),
    )
    .fetch_all(conn)
    .await?;
    if rows.len() != accounts.len() {
        return Err(Code::DatabaseUnavailable.say("Accounts were opened by someone else just now; try again."));
    }
    let open = rows.into_iter().map(|row| Open {
        id: row.id,
        balance: row.balance.with_scale(0).into_bigint_and_exponent().0,
        moved: false,
    });
    Ok(open.collect())
}

/// Which keys were posted before: read after the locks, so that a posting with the same input has ended by now.
async fn known_keys(conn: &mut PgConnection, plans: &[Result<Plan<'_>>]) -> Result<HashMap<String, (LedgerTxId, Vec<u8>)>> {
    let keys: Vec<&str> = plans.iter().flatten().map(|p| p.posting.key.as_str()).collect();
    let rows = sqlx::query!(
        "select key, id, input_hash from ledger_transactions where key = any($1)",
        keys.as_slice() as &[&str]
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.key, (r.id.into(), r.input_hash))).collect())
}

/// The columns of everything that will be written.
#[derive(Default)]
struct Batch {
    ids: Vec<Uuid>,
    keys: Vec<String>,
    hashes: Vec<Vec<u8>>,
    kinds: Vec<String>,
    references: Vec<Option<Uuid>>,
    occurred_at: Vec<amanat_base::Time>,
    accounts: Vec<i64>,
    balances: Vec<BigDecimal>,
    entry_transactions: Vec<Uuid>,
    entry_lines: Vec<i16>,
    entry_accounts: Vec<i64>,
    entry_amounts: Vec<BigDecimal>,
    entry_after: Vec<BigDecimal>,
}

impl Batch {
    /// Adds one posting, or says why not and leaves everything as it was.
    fn take(
        &mut self,
        plan: &Plan<'_>,
        accounts: &[&Account],
        open: &mut [Open],
        known: &mut HashMap<String, (LedgerTxId, Vec<u8>)>,
    ) -> Result<Posted> {
        if let Some((id, hash)) = known.get(&plan.posting.key) {
            return match hash[..] == plan.hash {
                true => Ok(Posted { id: *id, replayed: true }),
                false => Err(Code::IdempotencyKeyReused.into()),
            };
        }
        let places = plan
            .accounts
            .iter()
            .map(|a| accounts.binary_search(a).expect("every planned account was locked"));
        let places: Vec<usize> = places.collect();
        let after = run(plan, &places, open)?;
        let id = LedgerTxId::fresh();
        for (i, (leg, after)) in plan.legs.iter().zip(after).enumerate() {
            let account = &mut open[places[leg.account]];
            account.moved = true;
            account.balance = after.clone();
            self.entry_transactions.push(id.0);
            self.entry_lines
                .push(i16::try_from(i + 1).expect("a posting has at most 1,000 moves"));
            self.entry_accounts.push(account.id);
            self.entry_amounts.push(BigDecimal::new(leg.amount.clone(), 0));
            self.entry_after.push(BigDecimal::new(after, 0));
        }
        self.ids.push(id.0);
        self.keys.push(plan.posting.key.clone());
        self.hashes.push(plan.hash.to_vec());
        self.kinds.push(plan.posting.kind.to_owned());
        self.references.push(plan.posting.reference);
        self.occurred_at.push(plan.posting.occurred_at);
        known.insert(plan.posting.key.clone(), (id, plan.hash.to_vec()));
        Ok(Posted { id, replayed: false })
    }

    async fn write(self, conn: &mut PgConnection) -> Result<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            r#"select ledger_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as "done: ()""#,
            &self.ids,
            &self.keys,
            &self.hashes,
            &self.kinds,
            self.references.as_slice() as &[Option<Uuid>],
            &self.occurred_at,
            &self.accounts,
            &self.balances,
            &self.entry_transactions,
            &self.entry_lines,
            &self.entry_accounts,
            &self.entry_amounts,
            &self.entry_after,
        )
        .fetch_one(conn)
        .await
        .map_err(refusal)?;
        Ok(())
    }
}

/// The balance after each leg, or the refusal of the first that may not be.
fn run(plan: &Plan<'_>, places: &[usize], open: &[Open]) -> Result<Vec<BigInt>> {
    let mut balances: Vec<BigInt> = places.iter().map(|p| open[*p].balance.clone()).collect();
    let mut after = Vec::with_capacity(plan.legs.len());
    for leg in &plan.legs {
        let balance = &mut balances[leg.account];
        *balance += &leg.amount;
        if balance.sign() == Sign::Minus && !plan.accounts[leg.account].purpose.may_be_negative() {
            return Err(Code::InsufficientFunds.into());
        }
        // numeric(78,0): 258 bits always fit, 260 never do
        if balance.bits() > 258 && balance.magnitude().to_string().len() > 78 {
            return Err(Code::AmountTooLarge.into());
        }
        after.push(balance.clone());
    }
    Ok(after)
}
