//! `cargo xtask check`: what a reviewer should not have to look for.

use crate::{
    codegen::{self, GENERATED},
    npm,
    step::{Done, Stop, cargo, failed, run},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Runs every check and names all that failed.
pub fn check(after_lints: bool) -> Done {
    let mut failures = Vec::new();
    let steps: [fn() -> Done; 5] = [
        || run("formatting", cargo().args(["fmt", "--all", "--check"])),
        || {
            run(
                "lints",
                cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
            )
        },
        || npm::script("web", "check", |_| {}),
        || {
            npm::build_web()?;
            npm::script("web", "budget", |_| {})
        },
        generated,
    ];
    for step in steps.into_iter().skip(if after_lints { 2 } else { 0 }) {
        match step() {
            Err(Stop::Failed(sentence)) => failures.push(sentence),
            other => other?,
        }
    }
    match failures.is_empty() {
        true => Ok(()),
        false => Err(failed!("{}", failures.join("; "))),
    }
}

/// Regenerates and compares; what changed stays changed, ready to be committed.
fn generated() -> Done {
    let before = snapshot();
    codegen::codegen()?;
    let after = snapshot();
    let mut stale: Vec<_> = before
        .iter()
        .filter(|(path, text)| after.get(*path) != Some(text))
        .map(|(path, _)| path)
        .collect();
    stale.extend(after.keys().filter(|path| !before.contains_key(*path)));
    match stale.first() {
        None => Ok(()),
        Some(first) => Err(failed!(
            "{} generated file(s) were not current (such as {}) and are now: commit them",
            stale.len(),
            first.display()
        )),
    }
}

fn snapshot() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    GENERATED.iter().for_each(|path| collect(Path::new(path), &mut files));
    files
}

fn collect(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    if let Ok(entries) = fs::read_dir(path) {
        entries.flatten().for_each(|entry| collect(&entry.path(), files));
    } else if let Ok(bytes) = fs::read(path) {
        files.insert(path.to_path_buf(), bytes);
    }
}
