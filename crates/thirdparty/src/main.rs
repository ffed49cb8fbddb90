//! `amanat-thirdparty`: the stand-ins as one program, for the demonstration. Prints one line of JSON when they answer.

use amanat_thirdparty::{FakeStripe, Options, Upstream, stripe::Settings};
use clap::Parser;
use serde_json::json;
use std::{io, path::PathBuf, process::ExitCode};
use tokio::signal::unix::{SignalKind, signal};

/// Stand-ins for Stripe and for a service to sell, on this machine only.
#[derive(Parser)]
struct Args {
    /// Port of the stand-in for Stripe; 0 for a free one
    #[arg(long, env = "THIRDPARTY_STRIPE_PORT", default_value_t = 0)]
    stripe_port: u16,
    /// Port of the service; 0 for a free one
    #[arg(long, env = "THIRDPARTY_UPSTREAM_PORT", default_value_t = 0)]
    upstream_port: u16,
    /// Where events are sent
    #[arg(long, env = "THIRDPARTY_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// What they are signed with; several with commas between them
    #[arg(
        long,
        env = "STRIPE_WEBHOOK_SECRETS",
        default_value = "whsec_thirdparty",
        value_delimiter = ',',
        hide_env_values = true
    )]
    webhook_secrets: Vec<String>,
    /// The key that clients have to show
    #[arg(long, env = "STRIPE_SECRET_KEY", default_value = "sk_test_thirdparty", hide_env_values = true)]
    secret_key: String,
    /// File that keeps the state over restarts
    #[arg(long, env = "THIRDPARTY_STATE")]
    state: Option<PathBuf>,
    /// Seconds after which a bank debit arrives by itself
    #[arg(long, env = "THIRDPARTY_DEBIT_AFTER_S", default_value_t = 20)]
    debit_after_s: i64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("amanat-thirdparty: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> io::Result<()> {
    let stripe = FakeStripe::start(Options {
        port: args.stripe_port,
        secret_key: args.secret_key,
        webhook_url: args.webhook_url,
        webhook_secrets: args.webhook_secrets,
        state: args.state,
        settings: Settings {
            debit_after_s: Some(args.debit_after_s),
            ..Settings::default()
        },
    })
    .await?;
    let upstream = Upstream::start(args.upstream_port).await?;
    println!("{}", json!({ "stripe": stripe.url(), "upstream": upstream.url() }));
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminated.recv() => {}
        done = tokio::signal::ctrl_c() => done?,
    }
    stripe.save()
}
