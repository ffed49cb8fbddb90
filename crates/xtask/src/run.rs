//! `cargo xtask run`: builds what changed, starts the development chain, the stand-ins for third parties and the server, stops all on every
//! way out.

use crate::{
    chain,
    guard::Guarded,
    http, npm,
    step::{Done, Stop, TICK, built, cargo, failed, go_on, run as step, say},
    thirdparty::{self, Plan},
};
use amanat_pg::Embedded;
use clap::Args as ClapArgs;
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
};

/// First line of the settings file that we may overwrite.
const MARK: &str = "# Written by `cargo xtask run` at every start; remove this line to keep your own.";

/// The terminal shows what a person waits for, not each request and job, nor that anvil has forgotten the states before a restart;
/// `LOG` shows more.
const QUIET: &str = "warn,amanat=info,amanat_web=warn,amanat_chain::verify=error";

/// How to start.
#[derive(ClapArgs)]
pub struct Args {
    /// Start without demo data
    #[arg(long)]
    empty: bool,
    /// Port of the platform
    #[arg(long, default_value_t = 5001)]
    port: u16,
    /// Port of the development chain [default: 8545, moved like --port]
    #[arg(long)]
    chain_port: Option<u16>,
}

/// Runs until asked to stop, or until a child ends by itself.
pub fn run(args: &Args) -> Done {
    let chain_port = args
        .chain_port
        .unwrap_or_else(|| 8545_u16.wrapping_add(args.port.wrapping_sub(5001)).max(1024));
    chain::require_free(args.port, "--port")?;
    chain::require_free(chain_port, "--chain-port")?;
    let data = data_folder()?;
    chain::binary()?;
    postgresql(&data)?;
    npm::build_web()?;
    // The whole workspace, so that `run` and `test` agree on the features of every dependency.
    step(
        "server",
        cargo().args(["build", "--workspace", "--exclude", "amanat-xtask", "--bins"]),
    )?;
    let plan = Plan::new(&own_settings(&data), args.port);
    let settings = settings(args, chain_port, &plan);
    write_settings(&data, &settings)?;

    let _database = Leftover(data.clone());
    let mut chain = chain::start(&data, chain_port)?;
    let mut stand_ins = plan.start(&data, args.port)?;
    let mut serve = Command::new(built("debug", "amanat")?);
    serve.arg("serve").envs(settings).env("AMANAT_DATA_DIR", &data);
    if env::var_os("LOG").is_none() && env::var_os("RUST_LOG").is_none() {
        serve.env("LOG", QUIET);
    }
    say("starting the platform");
    // Declared after chain and stand-ins, so dropped before them: the server stops while they still answer.
    let mut server = Guarded::start("the platform", &serve, None)?;
    let mut told = false;
    loop {
        go_on()?;
        if let Some(status) = server.ended() {
            return Err(failed!("the platform stopped by itself ({status})"));
        }
        if let Some(status) = chain.ended() {
            return Err(failed!(
                "the development chain stopped by itself ({status}): see {}",
                data.join("chain/anvil.log").display()
            ));
        }
        if let Some(status) = stand_ins.as_mut().and_then(Guarded::ended) {
            return Err(failed!(
                "the stand-ins stopped by themselves ({status}): see {}",
                thirdparty::log(&data).display()
            ));
        }
        if !told && let Some(answer) = http::get(args.port, "/api/dev/info") {
            welcome(args, &answer["data"]);
            told = true;
        }
        sleep(TICK);
    }
}

/// A server that is killed can't stop its database. Left running, it would remove the socket of its successor when somebody deletes the
/// data folder and starts anew.
struct Leftover(PathBuf);

impl Drop for Leftover {
    fn drop(&mut self) {
        if Embedded::find_running(&self.0).is_some()
            && let Ok(database) = Embedded::start(&self.0)
        {
            let _ = database.stop();
        }
    }
}

/// Where to go and who to be there; the server knows its demo users.
fn welcome(args: &Args, info: &Value) {
    say(&format!(
        "\x1b[1mAmanat is at http://localhost:{}\x1b[0m (Ctrl-C stops it)",
        args.port
    ));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let roles = |account: &Value| {
        account["roles"]
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect::<Vec<_>>()
            .join(", ")
    };
    for account in info["accounts"].as_array().into_iter().flatten() {
        eprintln!(
            "           {:<24} {}   {}",
            text(&account["email"]),
            text(&account["password"]),
            roles(account)
        );
    }
}

fn data_folder() -> Done<PathBuf> {
    let data = env::var_os("AMANAT_DATA_DIR").map_or_else(|| PathBuf::from("data"), PathBuf::from);
    let told = |error: std::io::Error| failed!("the data folder {} cannot be used: {error}", data.display());
    fs::create_dir_all(&data).map_err(told)?;
    fs::canonicalize(&data).map_err(told)
}

/// npm's PostgreSQL is fetched only where there is none that fits.
fn postgresql(data: &Path) -> Done {
    if env::var_os("DATABASE_URL").is_some_and(|url| !url.is_empty()) {
        return Ok(());
    }
    let made_by = fs::read_to_string(data.join("pg/cluster/PG_VERSION"))
        .ok()
        .and_then(|text| text.trim().parse().ok());
    if amanat_pg::find_binaries(made_by).is_ok() {
        return Ok(());
    }
    npm::install("tools/postgres")?;
    amanat_pg::find_binaries(made_by).map(|_| ()).map_err(Stop::from)
}

fn settings(args: &Args, chain_port: u16, plan: &Plan) -> Vec<(&'static str, String)> {
    let mut settings = vec![
        ("AMANAT_ENV", "development".to_owned()),
        // One machine plays everybody here: the limits of production would lock out whoever tries all demo accounts.
        ("LOG", "warn,amanat::serve=info,amanat::dev=info,amanat::scan=info".to_owned()),
        ("RATE_LIMIT_AUTH", "1000".to_owned()),
        ("RATE_LIMIT_PAYMENT", "3000".to_owned()),
        ("RATE_LIMIT_AI", "2000".to_owned()),
        ("RATE_LIMIT_GLOBAL", "100000".to_owned()),
        ("PORT", args.port.to_string()),
        ("AMANAT_DEV_RPC", format!("http://127.0.0.1:{chain_port}")),
        ("AMANAT_DEMO", (!args.empty).to_string()),
    ];
    settings.extend(plan.settings());
    settings
}

/// What the file says that the server reads, unless it is the one that we write.
fn own_settings(data: &Path) -> String {
    let named = env::var_os("AMANAT_CONFIG").filter(|path| !path.is_empty());
    let text = fs::read_to_string(named.map_or_else(|| data.join("amanat.env"), PathBuf::from)).unwrap_or_default();
    if text.starts_with(MARK) { String::new() } else { text }
}

/// For every other command started in this folder: it sees what the running platform sees.
fn write_settings(data: &Path, settings: &[(&str, String)]) -> Done {
    let path = data.join("amanat.env");
    if fs::read_to_string(&path).is_ok_and(|text| !text.starts_with(MARK)) {
        return Ok(());
    }
    let lines: Vec<_> = settings.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    fs::write(&path, format!("{MARK}\n{}", lines.concat())).map_err(|error| failed!("cannot write {}: {error}", path.display()))
}
