//! `cargo xtask bench`: a release build, a PostgreSQL that really syncs, and every program in bench/ named `run` or `*.sh`.

use crate::{
    chain, npm,
    step::{Done, built, cargo, failed, run},
};
use amanat_pg::Embedded;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Runs the benchmarks whose path contains `filter`.
pub fn bench(filter: Option<&str>) -> Done {
    let mut programs = Vec::new();
    collect(Path::new("bench"), &mut programs);
    programs.retain(|path| filter.is_none_or(|filter| path.to_string_lossy().contains(filter)));
    programs.sort();
    if programs.is_empty() {
        return Err(failed!("bench/ has no such benchmark"));
    }
    let anvil = chain::binary()?;
    npm::build_web()?;
    run(
        "release build",
        cargo().args(["build", "--release", "--workspace", "--exclude", "amanat-xtask", "--bins"]),
    )?;
    let data = std::path::absolute("target/bench-data").map_err(|error| failed!("target/bench-data: {error}"))?;
    let database = Embedded::start(&data)?;
    for program in programs {
        let mut command = Command::new(std::path::absolute(&program).map_err(|error| failed!("{}: {error}", program.display()))?);
        command
            .env("AMANAT_BENCH_DATABASE_URL", database.url())
            .env("AMANAT_ANVIL", &anvil)
            .env("AMANAT_BIN", built("release", "amanat")?);
        run(&program.display().to_string(), &mut command)?;
    }
    Ok(())
}

fn collect(folder: &Path, programs: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let named = path.file_name().is_some_and(|name| name == "run") || path.extension().is_some_and(|extension| extension == "sh");
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, programs);
        } else if named {
            programs.push(path);
        }
    }
}
