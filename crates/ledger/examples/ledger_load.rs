//! Load for `bench/ledger/run.sh`: `ledger_load <database url> seed|single|combined_hot|combined_many|batch|verify <seconds>` prints
//! postings per second; `seed` opens the accounts, `verify` seals and verifies what the load left behind.

use amanat_base::{Amount, AssetId, Error, Result, Time};
use amanat_ledger::{Account, Combiner, Move, Posting, Purpose};
use rand::{Rng, RngExt};
use sqlx::{PgPool, postgres::PgPoolOptions};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use uuid::Uuid;

const BATCH: usize = 1_000;

#[tokio::main]
async fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [url, what, seconds] = args.as_slice() else {
        return Err(Error::invalid("arguments", "are <database url> <what> <seconds>"));
    };
    let pool = PgPoolOptions::new().max_connections(32).connect(url).await?;
    let seconds = seconds.parse().map_err(|_| Error::invalid("seconds", "is a whole number"))?;
    let end = Instant::now() + Duration::from_secs(seconds);
    let done = match what.as_str() {
        "single" => single(pool, end).await?,
        "combined_hot" => combined(pool, end, true).await?,
        "combined_many" => combined(pool, end, false).await?,
        "batch" => batches(pool, end).await?,
        "seed" => return seed(&pool).await,
        "verify" => return verify(&pool).await,
        _ => {
            return Err(Error::invalid(
                "what",
                "is seed, single, combined_hot, combined_many, batch or verify",
            ));
        }
    };
    println!("{}", done / seconds);
    Ok(())
}

/// Sixteen connections, each posting one after the other; the one statement commits by itself.
async fn single(pool: PgPool, end: Instant) -> Result<u64> {
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let mut conn = pool.acquire().await?;
        tasks.spawn(async move {
            let mut done = 0;
            while Instant::now() < end {
                let posting = random(&mut rand::rng(), false);
                amanat_ledger::post(&mut conn, &posting).await?;
                done += 1;
            }
            Ok::<u64, Error>(done)
        });
    }
    let mut done = 0;
    while let Some(ended) = tasks.join_next().await {
        done += ended.map_err(Error::internal)??;
    }
    Ok(done)
}

async fn combined(pool: PgPool, end: Instant, hot: bool) -> Result<u64> {
    let combiner = Combiner::start(pool);
    let post = move |posting| {
        let combiner = combiner.clone();
        async move { combiner.post(posting).await.map(drop) }
    };
    callers(1_000, end, post, hot).await
}

/// So many callers, each posting one after the other.
async fn callers<F>(count: usize, end: Instant, post: impl Fn(Posting) -> F + Clone + Send + 'static, hot: bool) -> Result<u64>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let done = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..count {
        let (post, done) = (post.clone(), done.clone());
        tasks.spawn(async move {
            while Instant::now() < end {
                let posting = random(&mut rand::rng(), hot);
                post(posting).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), Error>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(Error::internal)??;
    }
    Ok(done.load(Ordering::Relaxed))
}

/// One connection, a transaction per thousand.
async fn batches(pool: PgPool, end: Instant) -> Result<u64> {
    let mut done = 0;
    while Instant::now() < end {
        let postings: Vec<Posting> = (0..BATCH).map(|_| random(&mut rand::rng(), false)).collect();
        let mut tx = pool.begin().await?;
        amanat_ledger::post_batch(&mut tx, &postings).await?;
        tx.commit().await?;
        done += BATCH as u64;
    }
    Ok(done)
}

/// Gives 10,000 users a million each.
async fn seed(pool: &PgPool) -> Result<()> {
    let users: Vec<u32> = (10_001..=20_000).collect();
    for chunk in users.chunks(BATCH) {
        let postings: Vec<Posting> = chunk.iter().map(|n| transfer(world(), user(*n), 1_000_000)).collect();
        let mut tx = pool.begin().await?;
        amanat_ledger::post_batch(&mut tx, &postings).await?;
        tx.commit().await?;
    }
    sqlx::query("analyze").execute(pool).await?;
    Ok(())
}

async fn verify(pool: &PgPool) -> Result<()> {
    let mut conn = pool.acquire().await?;
    let start = Instant::now();
    let sealed = amanat_ledger::seal(&mut conn).await?;
    println!("sealed {sealed} transactions in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let report = amanat_ledger::verify(&mut conn).await?;
    println!("verified in {:.1} s: {report}", start.elapsed().as_secs_f64());
    Ok(())
}

/// One unit between two users, or from one of them to the account that all share.
fn random(dice: &mut impl Rng, hot: bool) -> Posting {
    let from = dice.random_range(10_001..=20_000);
    let to = match hot {
        true => Account::new("platform", Purpose::Fees, ASSET),
        false => user(10_001 + (from - 10_001 + dice.random_range(1..10_000)) % 10_000),
    };
    transfer(user(from), to, 1)
}

const ASSET: AssetId = AssetId(Uuid::from_u128(1));

fn user(n: u32) -> Account {
    Account::new(format!("user:{n}"), Purpose::Available, ASSET)
}

fn world() -> Account {
    Account::new("network:1", Purpose::World, ASSET)
}

fn transfer(from: Account, to: Account, amount: u128) -> Posting {
    Posting {
        key: Uuid::from_u128(rand::rng().random()).to_string(),
        kind: "transfer",
        reference: None,
        moves: vec![Move {
            from,
            to,
            amount: Amount::from_u128(amount),
        }],
        occurred_at: Time::UNIX_EPOCH,
    }
}
