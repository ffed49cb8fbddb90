//! A small bank over a fresh database: the words that the tests are written in.

use amanat_base::{Amount, AssetId, LedgerTxId, Result, Time};
use amanat_ledger::{Account, Move, Posted, Posting, Purpose, Report};
use sqlx::{PgPool, postgres::PgPoolOptions};

pub struct Bank {
    pub pool: PgPool,
    pub asset: AssetId,
}

impl Bank {
    pub async fn open() -> Self {
        let db = amanat_store::testdb::fresh().await;
        let pool = PgPoolOptions::new().max_connections(40).connect(&db.url).await.expect("connects");
        Self {
            pool,
            asset: AssetId::fresh(),
        }
    }

    pub fn world(&self) -> Account {
        Account::new("network:1", Purpose::World, self.asset)
    }

    pub fn user(&self, n: impl std::fmt::Display) -> Account {
        Account::new(format!("user:{n}"), Purpose::Available, self.asset)
    }

    pub async fn post(&self, posting: &Posting) -> Result<Posted> {
        let mut tx = self.pool.begin().await?;
        let posted = amanat_ledger::post(&mut tx, posting).await?;
        tx.commit().await?;
        Ok(posted)
    }

    /// Puts money on an account from outside.
    pub async fn fund(&self, account: &Account, amount: u128) {
        let world = Account::new("network:1", Purpose::World, account.asset);
        self.post(&transfer(&fresh_key(), &world, account, amount))
            .await
            .expect("world may be negative");
    }

    pub async fn balance(&self, account: &Account) -> Amount {
        let mut conn = self.pool.acquire().await.expect("connects");
        amanat_ledger::balance(&mut conn, account).await.expect("reads")
    }

    pub async fn seal(&self) -> u64 {
        let mut conn = self.pool.acquire().await.expect("connects");
        amanat_ledger::seal(&mut conn).await.expect("seals")
    }

    pub async fn verify(&self) -> Report {
        let mut conn = self.pool.acquire().await.expect("connects");
        amanat_ledger::verify(&mut conn).await.expect("reads")
    }

    /// The checker that every test ends with.
    pub async fn assert_sound(&self) {
        let report = self.verify().await;
        assert!(report.is_sound(), "{report}");
        let negative: i64 = sqlx::query_scalar("select count(*) from ledger_entries e join ledger_accounts a on a.id = e.account_id where e.balance_after < 0 and a.purpose <> 'world'")
            .fetch_one(&self.pool)
            .await
            .expect("reads");
        assert_eq!(negative, 0, "a balance was below zero on the way");
    }
}

pub fn fresh_key() -> String {
    LedgerTxId::fresh().to_string()
}

pub fn step(from: &Account, to: &Account, amount: u128) -> Move {
    Move {
        from: from.clone(),
        to: to.clone(),
        amount: Amount::from_u128(amount),
    }
}

pub fn posting(key: &str, moves: Vec<Move>) -> Posting {
    Posting {
        key: key.to_owned(),
        kind: "test",
        reference: None,
        moves,
        occurred_at: Time::UNIX_EPOCH,
    }
}

pub fn transfer(key: &str, from: &Account, to: &Account, amount: u128) -> Posting {
    posting(key, vec![step(from, to, amount)])
}
