//! Slowing down whoever guesses one account's password, without locking its owner out.
//!
//! Every attempt is counted *before* the password is looked at, so that a thousand at once are not a thousand guesses. An address
//! that keeps failing waits longer and longer. All strangers together (addresses from which this account was never used) share a
//! second, milder brake against many addresses; the owner's own addresses don't feel it.

use amanat_base::{Code, Error, Result, Time, UserId};
use amanat_store::Tx;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

/// After the longest of the quiet times nothing is counted any more.
const FORGOTTEN: TimeDelta = TimeDelta::days(1);
/// From how long ago an address is still known.
const KNOWN_FOR: TimeDelta = TimeDelta::days(30);
/// The row that counts all strangers together.
const STRANGERS: &str = "*";

#[derive(Clone, Copy)]
struct Brake {
    /// Attempts without any wait.
    free: i32,
    /// The longest wait between two attempts, in seconds.
    longest_s: f64,
}

/// What slows down one kind of attempt.
#[derive(Clone, Copy)]
struct Brakes {
    per_client: Brake,
    all_strangers: Brake,
    /// After a quiet time this long, counting begins anew.
    forget_after: TimeDelta,
}

const GUESSING: Brakes = Brakes {
    per_client: Brake { free: 5, longest_s: 300.0 },
    all_strangers: Brake { free: 20, longest_s: 10.0 },
    forget_after: TimeDelta::minutes(15),
};
/// Six digits fall to a million guesses. Whoever makes any has passed the first factor, so strangers are held to some hundred a day: that
/// an owner waits who comes from a new place meanwhile, takes a thief of their password.
const SECOND_FACTOR: Brakes = Brakes {
    per_client: Brake { free: 5, longest_s: 300.0 },
    all_strangers: Brake {
        free: 10,
        longest_s: 900.0,
    },
    forget_after: FORGOTTEN,
};
/// Letters fill a mailbox, so these brakes are firmer; they hold for each kind of letter. Nobody is kept out by them: a letter that a stranger asked for comes to the owner too.
const LETTERS: Brakes = Brakes {
    per_client: Brake { free: 3, longest_s: 900.0 },
    all_strangers: Brake {
        free: 10,
        longest_s: 180.0,
    },
    forget_after: TimeDelta::minutes(15),
};

/// Who tries to get into which account.
pub(crate) struct Attempt {
    brakes: Brakes,
    account: Vec<u8>,
    client: String,
    /// Whether the account was used from there lately.
    pub(crate) known_client: bool,
}

impl Attempt {
    /// `user` is the account with that address, if there is one.
    pub(crate) async fn new(tx: &mut Tx, email: &str, user: Option<UserId>, client: Option<String>) -> Result<Self> {
        let since = tx.now - KNOWN_FOR;
        let known_client = sqlx::query_scalar!(
            r#"select exists(select 1 from sessions where user_id = $1 and client = $2 and last_used_at > $3) as "known!""#,
            user.map(|u| u.0),
            client,
            since,
        )
        .fetch_one(&mut **tx)
        .await?;
        Ok(Self {
            brakes: GUESSING,
            account: Sha256::digest(email.as_bytes()).to_vec(),
            client: client.unwrap_or_else(|| "unknown".into()),
            known_client,
        })
    }

    /// Somebody who passed the first factor tries a code. Counted apart from guesses at the password, which whoever knows it could start
    /// afresh at will.
    pub(crate) async fn second_factor(tx: &mut Tx, user: UserId, client: Option<String>) -> Result<Self> {
        let attempt = Self::new(tx, &format!("second factor of {user}"), Some(user), client).await?;
        Ok(Self {
            brakes: SECOND_FACTOR,
            ..attempt
        })
    }

    /// Somebody wants a letter of one kind sent to this address, whoever has it. Counted apart from guesses, and from other kinds: whoever
    /// keeps having useless letters sent must not keep the owner from a useful one.
    pub(crate) async fn letter(tx: &mut Tx, kind: &str, email: &str, client: Option<String>) -> Result<Self> {
        let since = tx.now - KNOWN_FOR;
        let known_client = sqlx::query_scalar!(
            r#"select exists(select 1 from sessions s join users u on u.id = s.user_id
                             where u.email = $1 and s.client = $2 and s.last_used_at > $3) as "known!""#,
            email,
            client,
            since,
        )
        .fetch_one(&mut **tx)
        .await?;
        Ok(Self {
            brakes: LETTERS,
            account: Sha256::digest(format!("{kind} letters to {email}").as_bytes()).to_vec(),
            client: client.unwrap_or_else(|| "unknown".into()),
            known_client,
        })
    }

    /// Counts it. The refusal to answer with, if it comes too early; the transaction is to be committed either way.
    pub(crate) async fn count(&self, tx: &mut Tx) -> Result<Option<Error>> {
        let mut wait = self.count_as(tx, &self.client, self.brakes.per_client).await?;
        if wait.is_none() && !self.known_client {
            wait = self.count_as(tx, STRANGERS, self.brakes.all_strangers).await?;
        }
        Ok(wait.map(|until| too_early(until - tx.now)))
    }

    /// Until when to wait; an attempt that comes too early changes nothing. Free ones leave an instant long past: of two at once, the one that
    /// began a moment earlier may come second.
    async fn count_as(&self, tx: &mut Tx, client: &str, brake: Brake) -> Result<Option<Time>> {
        let now = tx.now;
        let counted = sqlx::query!(
            "insert into sign_in_attempts as a (account, client, attempts, last_at, not_before) values ($1, $2, 1, $3, $4)
             on conflict (account, client) do update set
                 attempts = case when a.last_at < $4 then 1 else a.attempts + 1 end,
                 not_before = case when a.last_at < $4 or a.attempts + 1 < $5 then $4
                     else $3 + make_interval(secs => least($6, power(2, least(a.attempts + 1 - $5, 20)))) end,
                 last_at = $3
             where a.not_before <= $3",
            self.account,
            client,
            now,
            now - self.brakes.forget_after,
            brake.free,
            brake.longest_s,
        )
        .execute(&mut **tx)
        .await?
        .rows_affected();
        if counted == 1 {
            return Ok(None);
        }
        let until = sqlx::query_scalar!(
            "select not_before from sign_in_attempts where account = $1 and client = $2",
            self.account,
            client,
        )
        .fetch_optional(&mut **tx)
        .await?;
        Ok(until)
    }

    /// The password was right: this address starts afresh, and the attempt wasn't a stranger's.
    pub(crate) async fn succeeded(&self, tx: &mut Tx) -> Result<()> {
        let now = tx.now;
        sqlx::query!(
            "delete from sign_in_attempts where account = $1 and client = $2",
            self.account,
            self.client
        )
        .execute(&mut **tx)
        .await?;
        if !self.known_client {
            sqlx::query!(
                "update sign_in_attempts set attempts = greatest(attempts - 1, 0), not_before = least(not_before, $3)
                 where account = $1 and client = $2",
                self.account,
                STRANGERS,
                now,
            )
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }
}

fn too_early(wait: TimeDelta) -> Error {
    Error {
        retry_after_s: Some(wait.num_seconds().unsigned_abs() + 1),
        ..Code::RateLimited.say("Too many attempts for this account; wait a moment.")
    }
}

/// Forgets attempts that count no more, and whatever else of accounts has had its time. For the periodic sweep.
pub async fn tidy(conn: &mut PgConnection, now: Time) -> Result<()> {
    // Most are one guess at an account that may not even exist; they don't wait for the longest.
    sqlx::query!(
        "delete from sign_in_attempts where last_at < $1 or attempts <= 1 and last_at < $2",
        now - FORGOTTEN,
        now - GUESSING.forget_after,
    )
    .execute(&mut *conn)
    .await?;
    crate::links::tidy(conn, now).await?;
    crate::identities::tidy(conn, now).await?;
    crate::factors::tidy(conn, now).await
}
