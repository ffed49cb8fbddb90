//! The pool and the transaction: every command's one unit of work, with the instant at which it happens.

use crate::Clock;
use amanat_base::{Result, Time};
use sqlx::{
    Connection, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

/// How long a connection that was in order is taken to be so still.
const FRESH: Duration = Duration::from_secs(1);

/// The database and its clock. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    /// Connections; for reads that need no transaction.
    pub pool: PgPool,
    /// The time offset of tests and development.
    pub clock: Clock,
}

impl Store {
    /// Connects lazily with at most `connections`; every connection refuses to wait for a lock longer than 10 s.
    pub fn connect_lazy(url: &str, connections: u32) -> Result<Self> {
        let options: PgConnectOptions = url.parse().map_err(|e: sqlx::Error| amanat_base::Error::from(e))?;
        let options = options.application_name("amanat").options([
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("statement_timeout", "60s"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(5))
            // The pool asks after a connection when it comes back; asking again before each use is a round trip that no reader needs.
            .test_before_acquire(false)
            .before_acquire(|conn, meta| {
                Box::pin(async move {
                    if meta.idle_for > FRESH {
                        conn.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options);
        Ok(Self {
            pool,
            clock: Clock::default(),
        })
    }

    /// Around an existing pool.
    pub fn from_pool(pool: PgPool) -> Self {
        Self {
            pool,
            clock: Clock::default(),
        }
    }

    /// Begins a transaction. Its `now` is the database's transaction start plus the clock's offset.
    pub async fn begin(&self) -> Result<Tx> {
        let mut inner = self.pool.begin().await?;
        let now: Time = sqlx::query_scalar("select now()").fetch_one(&mut *inner).await?;
        Ok(Tx {
            inner,
            now: now + self.clock.offset(),
            clock: self.clock.clone(),
        })
    }

    /// Begins a read-only transaction that sees one snapshot throughout: for checks that compare tables.
    pub async fn snapshot(&self) -> Result<Tx> {
        let mut inner = self.pool.begin_with("begin isolation level repeatable read, read only").await?;
        let now: Time = sqlx::query_scalar("select now()").fetch_one(&mut *inner).await?;
        Ok(Tx {
            inner,
            now: now + self.clock.offset(),
            clock: self.clock.clone(),
        })
    }

    /// The platform's present instant, for reads outside a transaction.
    pub async fn now(&self) -> Result<Time> {
        let now: Time = sqlx::query_scalar("select now()").fetch_one(&self.pool).await?;
        Ok(self.at(now))
    }

    /// The platform's instant at the database's `now()`, for statements that bring it along with what they read.
    pub fn at(&self, database_now: Time) -> Time {
        database_now + self.clock.offset()
    }

    /// Moves time forward, and with it the jobs that are waiting for their time (tests and development only).
    pub async fn advance(&self, by: chrono::TimeDelta) -> Result<()> {
        self.clock.advance(by);
        sqlx::query("update graphile_worker._private_jobs set run_at = run_at - make_interval(secs => $1::float8) where run_at > now() and locked_at is null")
            .bind(by.num_seconds())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// An open transaction; derefs to the connection. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    /// The instant at which everything in this transaction happens.
    pub now: Time,
    clock: Clock,
}

impl Tx {
    /// Makes it so.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    /// Undoes it now (dropping does the same later).
    pub async fn rollback(self) -> Result<()> {
        Ok(self.inner.rollback().await?)
    }

    /// `at` on the database's own clock, for rows that the database itself compares with `now()`.
    pub(crate) fn database_time(&self, at: Time) -> Time {
        at - self.clock.offset()
    }
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
