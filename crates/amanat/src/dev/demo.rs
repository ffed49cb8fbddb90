//! Demo data: a believable marketplace, made the way people would make it: over the API, with payments on the development chain.
//!
//! It runs once, beside the server, and goes on where it was interrupted: every step looks first whether it is there already.

mod catalogue;
mod client;
mod listings;

use crate::App;
use amanat_accounts::NewUser;
use amanat_base::{Result, Role};
use catalogue::{REQUESTS, Stage};
use client::{Api, Member};
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use tokio::sync::watch;

/// The password of every demo account. Development only.
pub const PASSWORD: &str = "correct-horse-amanat";

/// A demo account, as the sign-in page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// Sign-in.
    pub email: &'static str,
    /// Public name.
    pub name: &'static str,
    /// The same for all.
    pub password: &'static str,
    /// What it may do.
    pub roles: &'static [Role],
}

const fn account(email: &'static str, name: &'static str, roles: &'static [Role]) -> Account {
    Account {
        email,
        name,
        password: PASSWORD,
        roles,
    }
}

const ACCOUNTS: [Account; 9] = [
    account("buyer@demo.amanat", "Bahar Rostami", &[Role::Buyer]),
    account("seller@demo.amanat", "Samuel Ortiz", &[Role::Seller]),
    account("resolver@demo.amanat", "Ruth Adeyemi", &[Role::Resolver]),
    account("guard@demo.amanat", "Gita Perera", &[Role::Guard]),
    account("guard2@demo.amanat", "Goran Ilić", &[Role::Guard]),
    account("admin@demo.amanat", "Amina Farah", &[Role::Admin]),
    account("nadia@demo.amanat", "Nadia Haddad", &[Role::Buyer, Role::Seller]),
    account("linh@demo.amanat", "Linh Tran", &[Role::Seller]),
    account("pierre@demo.amanat", "Pierre Lefèvre", &[Role::Buyer, Role::Seller]),
];

/// The demo accounts, for the sign-in page and the terminal.
pub fn accounts() -> Vec<Account> {
    ACCOUNTS.to_vec()
}

/// Refuses a database with demo accounts that can still sign in: their password is public.
pub async fn refuse_in_production(store: &amanat_store::Store) -> Result<()> {
    let emails: Vec<String> = ACCOUNTS.iter().map(|account| account.email.to_owned()).collect();
    let known = sqlx::query_scalar!(
        r#"select exists (select 1 from users where email = any($1) and status = 'active') as "known!""#,
        &emails
    )
    .fetch_one(&store.pool)
    .await?;
    if known {
        return Err(amanat_base::Code::NotConfigured.say(
            "this database has the demo accounts of a development instance, and everybody knows their password: use a fresh database",
        ));
    }
    Ok(())
}

/// Makes the demo accounts: part of the start, so that the printed sign-ins work at once.
pub async fn people(app: &App) -> Result<()> {
    let password = amanat_accounts::hash_password(PASSWORD.to_owned()).await?;
    for account in &ACCOUNTS {
        let mut tx = app.ctx.store.begin().await?;
        let known = sqlx::query_scalar!("select 1 from users where email = $1", account.email)
            .fetch_optional(&mut *tx)
            .await?;
        if known.is_none() {
            let (email, display_name, roles) = (account.email, account.name, account.roles);
            amanat_accounts::create_user(
                &mut tx,
                &NewUser {
                    email,
                    password: &password,
                    display_name,
                    roles,
                },
            )
            .await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Fills the marketplace in the background; a failure is logged and tried again.
pub async fn fill(app: App, port: u16, mut stop: watch::Receiver<bool>) {
    let fill = async {
        for _ in 0..20 {
            match fill_once(&app, port).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(error, "the demo data is not complete yet; going on in a moment"),
            }
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
    };
    tokio::select! {
        () = fill => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

async fn fill_once(app: &App, port: u16) -> Result<(), String> {
    let titles: Vec<String> = REQUESTS.iter().map(|request| request.title.to_owned()).collect();
    let known = sqlx::query_scalar!("select distinct title from purchase_requests where title = any($1)", &titles)
        .fetch_all(&app.ctx.store.pool)
        .await
        .map_err(|e| e.to_string())?;
    let total = REQUESTS.len();
    let api = Api::new(app.clone(), port);
    let categories = api.categories().await?;
    let upstream = app.config.development.as_ref().and_then(|d| d.upstream.as_ref());
    if known.len() == total {
        // Whatever somebody has changed since stays as they left it.
        return listings::fill(&api, &categories, upstream.map(url::Url::as_str)).await;
    }
    shops(&api).await?;
    addresses(&api).await?;
    api.distrust_large_payments().await?;
    // What comes back to the demo's buyer stays in the balance, so that there is something to buy goods with.
    let buyer = api.member("buyer@demo.amanat").await?;
    buyer.put("/api/payouts/preferences", json!({ "automatic": false })).await?;
    listings::fill(&api, &categories, upstream.map(url::Url::as_str)).await?;
    for (n, request) in REQUESTS.iter().enumerate() {
        let title = request.title;
        if !known.iter().any(|known| known == title) {
            api.publish(request, &categories).await.map_err(|e| format!("{title}: {e}"))?;
            tracing::info!("demo data: {} of {total} requests", n + 1);
        }
    }
    tracing::info!("demo data: complete");
    Ok(())
}

async fn shops(api: &Api) -> Result<(), String> {
    let shops = [
        (
            "seller@demo.amanat",
            "ortiz-studio",
            "Ortiz Studio",
            "Brand, print and web design from Valencia. Twelve years, three languages, no surprises.",
        ),
        (
            "linh@demo.amanat",
            "linh-repairs",
            "Linh Repairs",
            "Phones, cameras and synthesizers, mended in Hà Nội and sent back insured.",
        ),
    ];
    for (email, slug, name, about) in shops {
        api.member(email)
            .await?
            .put(
                "/api/marketplace/shop-settings",
                json!({ "slug": slug, "name": name, "about": about }),
            )
            .await?;
    }
    Ok(())
}

/// Everybody but Nadia has a payout address, so that one payout shows what it waits for.
async fn addresses(api: &Api) -> Result<(), String> {
    for (n, account) in ACCOUNTS.iter().enumerate().filter(|(_, a)| !a.email.starts_with("nadia")) {
        let address = alloy::primitives::Address::repeat_byte(0xA0 + u8::try_from(n).unwrap_or(0)).to_checksum(None);
        let member: Member = api.member(account.email).await?;
        let path = format!("/api/user/payout-addresses/{}", super::chain::CHAIN_ID);
        if member.get(&path).await.is_err() {
            member.put(&path, json!({ "address": address })).await?;
        }
    }
    Ok(())
}

/// How far a demo deal goes.
fn reaches(stage: Stage, wanted: Stage) -> bool {
    stage as u8 >= wanted as u8
}
