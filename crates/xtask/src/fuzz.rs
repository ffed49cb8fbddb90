//! `cargo xtask fuzz`: asks a platform with demo data everything that its contract allows, and much that it forbids, as everybody who
//! may ask; and compares the answers with the contract. Needs Python 3; schemathesis comes from PyPI into a folder of its own.

use crate::{
    chain,
    guard::Guarded,
    http, npm,
    step::{Done, TICK, built, cargo, failed, go_on, run, say, terminate, times_asked},
    thirdparty::Plan,
};
use amanat_pg::Embedded;
use clap::Args as ClapArgs;
use std::{
    env,
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
};

const VERSION: &str = "4.32.5";
/// What every answer is held to. A body that fits the schema may still be refused, so that is not asked for.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,negative_data_rejection,missing_required_header,allow_header_conformance,ignored_auth";
/// The password of every demo account.
const PASSWORD: &str = "correct-horse-amanat";
/// Who asks; nobody has an e-mail address.
const WHO: [(&str, Option<&str>); 6] = [
    ("nobody", None),
    ("buyer", Some("buyer@demo.amanat")),
    ("seller", Some("seller@demo.amanat")),
    ("resolver", Some("resolver@demo.amanat")),
    ("guard", Some("guard@demo.amanat")),
    ("admin", Some("admin@demo.amanat")),
];
/// What would end the fuzzing before it has begun to look, by operation. Each has its own tests.
const LEFT_OUT: [(&str, &str); 17] = [
    ("logout", "ends the session that asks"),
    ("logout_all", "ends the session that asks"),
    ("revoke_session", "ends the session that asks"),
    ("revoke_other_sessions", "ends the sessions of the other workers"),
    ("change_password", "locks the one who asks out"),
    ("change_email", "locks the one who asks out"),
    ("erase_account", "removes the one who asks"),
    ("step_up", "wrong guesses brake the account, and then it can't sign in again"),
    ("confirm_totp", "then a password alone steps nobody up"),
    ("put_user_roles", "takes the roles of those who ask"),
    ("put_user_status", "suspends those who ask"),
    ("end_user_sessions", "ends the sessions of those who ask"),
    ("end_user_session", "ends the sessions of those who ask"),
    ("resync_nonce", "asks nodes of networks that fuzzing has invented, which are away"),
    ("end_impersonation", "ends the session that asks"),
    ("health", "says 503 while the queue is behind, which fuzzing brings about"),
    ("healthz", "answers in text"),
];

/// How much.
#[derive(ClapArgs)]
pub struct Args {
    /// Cases for each operation in each phase
    #[arg(long, default_value_t = 100)]
    examples: u32,
    /// Only as these: nobody, buyer, seller, resolver, guard, admin
    #[arg(long, value_delimiter = ',')]
    who: Vec<String>,
    /// Stop each of them after so many seconds
    #[arg(long)]
    seconds: Option<u32>,
    /// Makes the cases; the same number makes the same ones
    #[arg(long, default_value_t = 20_261_121)]
    seed: u64,
    /// A few minutes: few cases, without shrinking what fails and without sequences of requests
    #[arg(long)]
    short: bool,
}

/// Fuzzes as each of them, and names those whose answers were not as promised.
pub fn fuzz(args: &Args) -> Done {
    let schemathesis = schemathesis()?;
    chain::binary()?;
    npm::build_web()?;
    run(
        "server",
        cargo().args(["build", "--workspace", "--exclude", "amanat-xtask", "--bins"]),
    )?;
    let data = env::temp_dir().join(format!("amanat-fuzz-{}", std::process::id()));
    fs::create_dir_all(&data).map_err(|error| failed!("cannot create {}: {error}", data.display()))?;
    let done = against_a_platform(args, &schemathesis, &data);
    if done.is_ok() {
        let _ = fs::remove_dir_all(&data);
    }
    done
}

fn against_a_platform(args: &Args, schemathesis: &Path, data: &Path) -> Done {
    // Of its own, also where the tests have one: it must be empty.
    if amanat_pg::find_binaries(None).is_err() {
        npm::install("tools/postgres")?;
    }
    let database = Embedded::ephemeral()?;
    let chain_port = free_port()?;
    let _chain = chain::start(data, chain_port)?;
    let port = free_port()?;
    let plan = Plan::new("", port);
    let _stand_ins = plan.start(data, port)?;
    let log = data.join("serve.log");
    let output = File::create(&log).map_err(|error| failed!("cannot write {}: {error}", log.display()))?;
    let mut serve = Command::new(built("debug", "amanat")?);
    serve.arg("serve").envs(plan.settings()).envs([
        ("AMANAT_ENV", "development".to_owned()),
        ("AMANAT_CONFIG", String::new()),
        ("AMANAT_DATA_DIR", data.display().to_string()),
        ("AMANAT_DEV_RPC", format!("http://127.0.0.1:{chain_port}")),
        ("AMANAT_DEMO", "true".into()),
        ("DATABASE_URL", database.url().to_owned()),
        ("PORT", port.to_string()),
        ("LOG", "warn".into()),
        // So that a letter of the platform never leaves the machine, nor does a request wait for its turn.
        ("SMTP_URL", String::new()),
        ("RATE_LIMIT_GLOBAL", "10000000".into()),
        ("RATE_LIMIT_AUTH", "1000000".into()),
        ("RATE_LIMIT_PAYMENT", "1000000".into()),
        ("RATE_LIMIT_AI", "1000000".into()),
    ]);
    say("starting a platform with demo data");
    let mut server = Guarded::start("the platform", &serve, Some(output))?;
    until_furnished(&mut server, port, &log)?;
    let hooks = data.join("hooks.py");
    fs::write(&hooks, include_str!("fuzz/hooks.py")).map_err(|error| failed!("cannot write {}: {error}", hooks.display()))?;
    let wrong = all_at_once(args, schemathesis, port, data)?;
    if let Some(status) = server.ended() {
        return Err(failed!("the platform ended ({status}) while it was fuzzed: see {}", log.display()));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(failed!(
            "some answers are not as promised, as {}: each is shown above with a request that repeats it; the server's log is {}",
            wrong.join(", "),
            log.display()
        )),
    }
}

/// Everybody in a process of their own, because threads of one disturb each other in Python 3.11. Shows what those said who found
/// something, and answers who they are.
fn all_at_once(args: &Args, schemathesis: &Path, port: u16, data: &Path) -> Done<Vec<&'static str>> {
    let mut running = Vec::new();
    for (who, email) in WHO {
        if !args.who.is_empty() && !args.who.iter().any(|one| one == who) {
            continue;
        }
        let said = data.join(format!("{who}.log"));
        let told = |error: std::io::Error| failed!("cannot fuzz as {who}: {error}");
        let output = File::create(&said).map_err(told)?;
        let mut fuzzer = command(args, schemathesis, port);
        fuzzer.env("SCHEMATHESIS_HOOKS", data.join("hooks.py")).current_dir(data);
        if let Some(email) = email {
            fuzzer.env("AMANAT_FUZZ_EMAIL", email).env("AMANAT_FUZZ_PASSWORD", PASSWORD);
        }
        let copy = output.try_clone().map_err(told)?;
        running.push((who, said, fuzzer.stdout(output).stderr(copy).spawn().map_err(told)?));
    }
    say("fuzzing as everybody at once");
    let mut wrong = Vec::new();
    while !running.is_empty() {
        let mut still = Vec::new();
        for (who, said, mut fuzzer) in running {
            match fuzzer.try_wait() {
                Ok(None) if times_asked() > 0 => terminate(&fuzzer),
                Ok(None) => still.push((who, said, fuzzer)),
                Ok(Some(status)) if status.success() => say(&format!("as {who}: every answer is as promised")),
                _ => {
                    say(&format!("as {who}:"));
                    eprintln!("{}", fs::read_to_string(&said).unwrap_or_default());
                    wrong.push(who);
                }
            }
        }
        running = still;
        sleep(TICK);
    }
    go_on().map(|()| wrong)
}

fn command(args: &Args, schemathesis: &Path, port: u16) -> Command {
    let base = format!("http://127.0.0.1:{port}");
    let examples = if args.short { args.examples.min(5) } else { args.examples };
    let phases = if args.short {
        "coverage,fuzzing"
    } else {
        "examples,coverage,fuzzing,stateful"
    };
    let mut fuzzer = Command::new(schemathesis);
    fuzzer
        .args([
            "run",
            &format!("{base}/openapi.json"),
            "--no-color",
            "--workers",
            "1",
            "--checks",
            CHECKS,
        ])
        .args([
            "--phases",
            phases,
            "--max-examples",
            &examples.to_string(),
            "--seed",
            &args.seed.to_string(),
        ])
        .args(["--request-timeout", "30", "--warnings", "off", "--generation-database", "none"])
        .args(["--suppress-health-check", "all"]);
    if args.short {
        fuzzer.arg("--no-shrink");
    }
    if let Some(seconds) = args.seconds {
        fuzzer.args(["--max-time", &seconds.to_string()]);
    }
    for (operation, _) in LEFT_OUT {
        fuzzer.args(["--exclude-operation-id", operation]);
    }
    fuzzer.env("AMANAT_FUZZ_BASE", base);
    fuzzer
}

/// The demo fills an empty platform in the background; there is something to ask about once it has orders.
fn until_furnished(server: &mut Guarded, port: u16, log: &Path) -> Done {
    for _ in 0..6000 {
        go_on()?;
        if let Some(status) = server.ended() {
            let said = fs::read_to_string(log).unwrap_or_default();
            return Err(failed!("the platform would not start ({status}): {said}"));
        }
        let listings = http::get(port, "/api/listings");
        if listings.is_some_and(|answer| answer["data"]["items"].as_array().is_some_and(|items| items.len() >= 3)) {
            return Ok(());
        }
        sleep(TICK);
    }
    Err(failed!("the demo data did not come within three minutes: see {}", log.display()))
}

/// The program, installed where the next run finds it.
fn schemathesis() -> Done<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
        .unwrap_or_else(env::temp_dir);
    let folder = cache.join(format!("amanat-schemathesis-{VERSION}"));
    let program = folder.join("bin/schemathesis");
    let works = |program: &Path| {
        let asked = Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    };
    if works(&program) {
        return Ok(program);
    }
    let _ = fs::remove_dir_all(&folder);
    let made = run("a Python environment", Command::new("python3").args(["-m", "venv"]).arg(&folder));
    made.map_err(|_| failed!("fuzzing needs Python 3 with venv: install it (Debian: apt install python3-venv), then start again"))?;
    let package = format!("schemathesis=={VERSION}");
    run(
        "schemathesis",
        Command::new(folder.join("bin/python")).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &package]),
    )?;
    Ok(program)
}

fn free_port() -> Done<u16> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    bound
        .map(|address| address.port())
        .map_err(|error| failed!("there is no free port: {error}"))
}
