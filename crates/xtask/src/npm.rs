//! npm packages and the web app: installed when the lock file changed, built when a source changed.

use crate::step::{Done, failed, run, say, target_dir};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
    time::UNIX_EPOCH,
};

const OLDEST_NODE: u32 = 20;

/// Installs the packages of `folder` unless they are there already.
pub fn install(folder: &str) -> Done {
    let folder = Path::new(folder);
    if !folder.join("package.json").exists() {
        return Ok(());
    }
    let stamp = folder.join("node_modules/.amanat-installed");
    let wanted = fingerprint(&[folder.join("package.json"), folder.join("package-lock.json")], Content::Bytes);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    require_node()?;
    let lock = folder.join("package-lock.json").exists();
    let install = || {
        let mut npm = Command::new("npm");
        npm.arg(if lock { "ci" } else { "install" })
            .args(["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        npm.current_dir(folder).stdout(std::process::Stdio::null());
        npm
    };
    let text = format!("npm packages of {}/", folder.display());
    if let Err(crate::step::Stop::Failed(_)) = run(&text, &mut install()) {
        run(&format!("{text}, once more"), &mut install())?;
    }
    crate::step::go_on()?;
    fs::write(&stamp, wanted).map_err(|error| failed!("cannot write {}: {error}", stamp.display()))
}

/// Adds one package that the lock file doesn't name.
pub fn install_unlocked(folder: &str, package: &str) -> Done {
    require_node()?;
    let mut npm = Command::new("npm");
    npm.args([
        "install",
        "--no-save",
        "--no-package-lock",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        package,
    ]);
    run(&format!("{package} for {folder}/"), npm.current_dir(folder))
}

/// Builds web/dist unless no source changed since the last time.
pub fn build_web() -> Done {
    let web = Path::new("web");
    if !web.join("package.json").exists() {
        say("there is no web app here; the server answers without pages");
        return Ok(());
    }
    install("web")?;
    let stamp = target_dir().join("web-built");
    let mut sources = Vec::new();
    collect(web, &mut sources);
    sources.sort();
    let wanted = fingerprint(&sources, Content::Stat);
    if web.join("dist/index.html").exists() && fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    require_node()?;
    run("web app", Command::new("npm").args(["run", "--silent", "build"]).current_dir(web))?;
    // The build empties the folder; this file keeps it in the repository.
    let _ = fs::write(web.join("dist/.gitkeep"), "");
    fs::write(&stamp, wanted).map_err(|error| failed!("cannot write {}: {error}", stamp.display()))
}

/// Runs a script of a package when the package has it.
pub fn script(folder: &str, name: &str, prepare: impl FnOnce(&mut Command)) -> Done {
    let Ok(text) = fs::read_to_string(Path::new(folder).join("package.json")) else {
        return Ok(());
    };
    let package: serde_json::Value = serde_json::from_str(&text).map_err(|error| failed!("{folder}/package.json: {error}"))?;
    if package["scripts"][name].is_null() {
        return Ok(());
    }
    install(folder)?;
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", name]).current_dir(folder);
    prepare(&mut npm);
    run(&format!("{folder}: {name}"), &mut npm)
}

fn require_node() -> Done {
    let version = |program: &str| {
        let output = Command::new(program)
            .arg("--version")
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    };
    let Some(node) = version("node") else {
        return Err(failed!("Node is missing: install Node {OLDEST_NODE} or newer, then start again"));
    };
    let major = node
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse::<u32>().ok())
        .unwrap_or(0);
    if major < OLDEST_NODE {
        return Err(failed!(
            "Node {} is too old: install Node {OLDEST_NODE} or newer, then start again",
            node.trim()
        ));
    }
    match version("npm") {
        Some(_) => Ok(()),
        None => Err(failed!("npm is missing: install it beside Node, then start again")),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let skipped = ["node_modules", "dist", ".vite"].iter().any(|skip| name == *skip);
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !skipped => collect(&path, files),
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Content {
    Bytes,
    Stat,
}

fn fingerprint(files: &[PathBuf], content: Content) -> String {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        match content {
            Content::Bytes => fs::read(file).ok().hash(&mut hasher),
            Content::Stat => {
                let meta = fs::metadata(file).ok();
                let changed = meta.as_ref().and_then(|meta| meta.modified().ok()?.duration_since(UNIX_EPOCH).ok());
                (meta.map(|meta| meta.len()), changed).hash(&mut hasher);
            }
        }
    }
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_source_changes_the_fingerprint() {
        let file = std::env::temp_dir().join(format!("amanat-xtask-{}", std::process::id()));
        fs::write(&file, "one").expect("writes");
        let before = fingerprint(std::slice::from_ref(&file), Content::Bytes);
        assert_eq!(before, fingerprint(std::slice::from_ref(&file), Content::Bytes));
        fs::write(&file, "two").expect("writes");
        assert_ne!(before, fingerprint(std::slice::from_ref(&file), Content::Bytes));
        fs::remove_file(&file).expect("removes");
    }
}
