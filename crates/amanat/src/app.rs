//! The wired-up platform: what the configuration makes of the parts. Cheap to clone; every job and route gets it from here.

use crate::config::{self, Config};
use amanat_accounts::{Accounts, Identities, PasswordRules, Provider};
use amanat_base::{Code, Error, Price, Result, Secret};
use amanat_chain::{
    hd::DepositKey,
    tx::{LocalKeys, Signer},
};
use amanat_custody::Custody;
use amanat_files::{Blobs, Files};
use amanat_goods::{Egress, Goods, Settings};
use amanat_mail::{Mailer, Sender};
use amanat_payments::Payments;
use amanat_store::Store;
use amanat_stripe::Stripe;
use amanat_web::{Ctx, tokens::TokenKeys};
use chrono::TimeDelta;
use std::sync::Arc;
use url::Url;

/// Everything that runs.
#[derive(Clone)]
pub struct App {
    /// Database and token keys.
    pub ctx: Ctx,
    /// People.
    pub accounts: Accounts,
    /// Money in.
    pub payments: Payments,
    /// Money out.
    pub custody: Custody,
    /// Digital goods.
    pub goods: Goods,
    /// Uploaded files.
    pub files: Files,
    /// What is in force.
    pub config: Arc<Config>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl App {
    /// From a configuration and a connected database.
    pub fn new(config: Config, store: Store) -> Result<Self> {
        let signer = Arc::new(signer(&config)?);
        let chains = Arc::new(amanat_chain::Chains::default());
        let stripe = match &config.card {
            Some(card) => Some(Stripe::new(
                card.api_url.clone(),
                card.secret_key.clone(),
                card.webhook_secrets.clone(),
            )?),
            None => None,
        };
        let payments = Payments {
            store: store.clone(),
            chains: chains.clone(),
            deposit_key: deposit_key(&config, &signer)?,
            callback_secret: config.chain.callback_secret.clone(),
            stripe: stripe.clone(),
            public_url: config.server.public_url.to_string(),
        };
        let custody = Custody {
            chains,
            signer,
            stuck_after: TimeDelta::minutes(3),
            sweep_minimum: Price::zero(),
            stripe,
            public_url: config.server.public_url.to_string(),
        };
        let goods = Goods {
            store: store.clone(),
            ring: config.goods.ring.clone(),
            egress: Egress::new(config.goods.allowed_hosts.clone()),
            settings: Settings {
                moderated: config.goods.moderated,
                instant_limit: config.goods.instant_limit.clone(),
            },
        };
        let site = config.server.public_url.clone();
        let accounts = Accounts {
            mailer: mailer(&config.mail, &store, &site)?,
            ring: config.goods.ring.clone(),
            passwords: PasswordRules::new(config.auth.breached_passwords.clone()),
            site,
            identities: identities(&config)?,
        };
        let files = files(&config)?;
        let ctx = Ctx {
            store,
            tokens: Arc::new(TokenKeys::new(&config.auth.jwt_secret)),
            development: config.development.is_some(),
            staff_second_factor: config.auth.staff_second_factor,
        };
        Ok(Self {
            ctx,
            accounts,
            payments,
            custody,
            goods,
            files,
            config: Arc::new(config),
        })
    }
}

fn identities(config: &Config) -> Result<Identities> {
    let providers = config.identities.providers.iter().cloned().map(Provider::new);
    Ok(Identities::new(providers.collect::<Result<_>>()?, config.identities.bot.clone()))
}

fn files(config: &Config) -> Result<Files> {
    let blobs = match &config.files.store {
        config::FileStore::Local(folder) => Blobs::local(folder.clone()),
        config::FileStore::S3(s3) => Blobs::s3(s3)?,
        config::FileStore::Memory => Blobs::memory(),
    };
    let ring = config.auth.jwt_secret.expose().split(',').map(|one| Secret::new(one.trim()));
    Files::new(
        blobs,
        config.files.max_bytes,
        &ring.collect::<Vec<_>>(),
        config.server.public_url.as_str(),
    )
}

fn signer(config: &Config) -> Result<Signer> {
    match (config.custody.signer, &config.custody.signer_key_file) {
        (config::Signer::Local, Some(path)) => Ok(Signer::Local(LocalKeys::from_file(path).map_err(Error::internal)?)),
        (config::Signer::Local, None) => Err(Code::NotConfigured.say("SIGNER=local needs SIGNER_KEY_FILE.")),
        (config::Signer::BuildOnly, _) => {
            let text = config.custody.treasury.as_deref().unwrap_or_default();
            let treasury = text
                .parse()
                .map_err(|_| Code::NotConfigured.say("SIGNER=build-only needs TREASURY_ADDRESS."))?;
            Ok(Signer::BuildOnly { treasury })
        }
    }
}

/// Without a mail server, which only development may be, letters are kept.
fn mailer(mail: &config::Mail, store: &Store, site: &Url) -> Result<Mailer> {
    let Some(server) = &mail.smtp else {
        return Ok(Mailer::Kept {
            store: store.clone(),
            site: site.clone(),
        });
    };
    let from = mail.from.clone().unwrap_or_else(|| Sender::of_site(site));
    Mailer::smtp(server, &from, site.clone()).map_err(|problem| Code::NotConfigured.say(format!("SMTP_URL: {problem}.")))
}

/// From the configured extended public key; in development from the local signer's.
fn deposit_key(config: &Config, signer: &Signer) -> Result<Option<DepositKey>> {
    match (&config.chain.xpub, signer) {
        (Some(xpub), _) => Ok(Some(DepositKey::parse(xpub).map_err(Error::internal)?)),
        (None, Signer::Local(keys)) if config.development.is_some() => Ok(Some(keys.deposit_key())),
        (None, _) => Ok(None),
    }
}
