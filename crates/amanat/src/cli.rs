//! `amanat …`: one sentence and a non-zero exit when something is wrong.

pub(crate) mod database;
mod scan;

use crate::{App, config::Config, doctor, router, serve};
use amanat_base::{Error, Result, Role};
use amanat_store::Store;
use clap::{Parser, Subcommand};
use std::{io::Write, process::ExitCode};

/// Amanat: a self-hosted escrow marketplace.
#[derive(Debug, Parser)]
#[command(name = "amanat", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server: API, sockets, workers, and the scanner unless SCANNER_ENABLED=false
    Serve {
        /// Stop when standard input ends (set by a program that starts this one)
        #[arg(long)]
        exit_with_parent: bool,
    },
    /// Follow the chains and report to the servers in SCANNER_SERVERS
    Scan,
    /// Bring the database's schema up to date
    Migrate,
    /// Print the settings in force, secrets redacted, and where each came from
    Config,
    /// Print the HTTP contract (OpenAPI 3.1) as JSON
    Openapi,
    /// The escrow lifecycle
    Escrow {
        #[command(subcommand)]
        command: EscrowCommand,
    },
    /// The ledger
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Sealed secrets: sellers' goods, people's authenticator apps
    Secrets {
        #[command(subcommand)]
        command: SecretsCommand,
    },
    /// People's roles, for whoever runs the instance: its first administrator is made here
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Check every rule that must hold at any time; fails when one does not
    Doctor,
}

#[derive(Debug, Subcommand)]
enum EscrowCommand {
    /// Print the lifecycle table as a Mermaid diagram
    Graph,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Recompute balances and the hash chain, and name whatever was altered
    Verify,
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Seal everything anew under the first key of SECRETS_KEYS; servers go on working meanwhile
    Rotate,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Give a person a role: buyer, seller, resolver, guard or admin
    Grant {
        /// Their e-mail address
        email: String,
        /// The role
        role: Role,
    },
    /// Take a role from a person
    Revoke {
        /// Their e-mail address
        email: String,
        /// The role
        role: Role,
    },
}

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // The TLS library needs one provider for the whole process; a second call in the same process changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the runtime can't start: {error}")),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(error) => fail(&sentence(&error)),
    }
}

fn fail(sentence: &str) -> ExitCode {
    eprintln!("amanat: {sentence}");
    ExitCode::FAILURE
}

/// What an operator needs of an error: the cause when the error itself only says that something went wrong.
fn sentence(error: &Error) -> String {
    match &error.cause {
        Some(cause) => format!("{} ({cause})", error.message),
        None => error.message.to_string(),
    }
}

async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve { exit_with_parent } => serve::run(load()?, exit_with_parent).await?,
        Command::Scan => scan::run(load()?).await?,
        Command::Migrate => {
            amanat_store::migrate(&database::connect().await?.pool).await?;
            say("the schema is up to date\n");
        }
        Command::Config => say(&crate::config::print(&load()?)),
        Command::Openapi => say(&format!("{}\n", contract()?)),
        Command::Escrow {
            command: EscrowCommand::Graph,
        } => say(&amanat_escrow::mermaid()),
        Command::Ledger {
            command: LedgerCommand::Verify,
        } => return report(verify(&database::connect().await?).await?, "the ledger"),
        Command::Secrets {
            command: SecretsCommand::Rotate,
        } => return rotate(&load()?, &database::connect().await?).await,
        Command::Admin { command } => {
            let (email, role, give) = match command {
                AdminCommand::Grant { email, role } => (email, role, true),
                AdminCommand::Revoke { email, role } => (email, role, false),
            };
            let roles = amanat_accounts::change_role(&database::connect().await?, &email, role, give).await?;
            let roles: Vec<_> = roles.iter().map(Role::to_string).collect();
            say(&format!("{email} is now: {}\n", roles.join(", ")));
        }
        Command::Doctor => {
            let store = database::connect().await?;
            return report(doctor::check(&store, doctor::LIVE_GRACE_S).await?, "the platform");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints; whoever stops reading (`| head`) has read enough.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn load() -> Result<Config> {
    Config::load().map_err(|problems| amanat_base::Code::NotConfigured.say(problems.to_string()))
}

/// The contract needs routes only: a configuration of its own, and a database that is never asked.
fn contract() -> Result<String> {
    let app = App::new(Config::for_contract()?, Store::connect_lazy("postgres://localhost/amanat", 1)?)?;
    router::document(&app).to_pretty_json().map_err(Error::internal)
}

async fn verify(store: &Store) -> Result<Vec<String>> {
    let mut conn = store.pool.acquire().await?;
    Ok(amanat_ledger::verify(&mut conn).await?.findings)
}

/// Secrets of one transaction while rotating.
const ROTATE_BATCH: i64 = 200;

async fn rotate(config: &Config, store: &Store) -> Result<ExitCode> {
    let ring = &config.goods.ring;
    let done = amanat_goods::sealed::rotate(store, ring, ROTATE_BATCH).await? + amanat_accounts::rotate(store, ring, ROTATE_BATCH).await?;
    let key = config.goods.ring.newest().unwrap_or_default();
    say(&format!(
        "{} secret(s) sealed anew under {key}; {} under another key\n",
        done.resealed, done.left
    ));
    if done.left == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "amanat: keep the older keys: {} secret(s) did not open, the others were in use; run this again",
        done.refused
    );
    Ok(ExitCode::FAILURE)
}

fn report(findings: Vec<String>, what: &str) -> Result<ExitCode> {
    if findings.is_empty() {
        say(&format!("{what} is well\n"));
        return Ok(ExitCode::SUCCESS);
    }
    for finding in &findings {
        say(&format!("{finding}\n"));
    }
    eprintln!("amanat: {} finding(s) in {what}", findings.len());
    Ok(ExitCode::FAILURE)
}
