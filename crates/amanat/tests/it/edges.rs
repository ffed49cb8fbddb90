//! The tree keeps to what ARCHITECTURE.md says of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there")
}

/// Crates of ours that a manifest's `[dependencies]` name.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.split(['=', '.', ' ']).next());
    names
        .filter_map(|name| name.strip_prefix("amanat-"))
        .map(|name| if name == "pg" { "pglauncher" } else { name }.to_owned())
        .collect()
}

#[test]
fn crates_depend_only_downward() {
    let text = architecture();
    let block = text
        .split("```edges\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("an edges block");
    let listed: BTreeMap<&str, BTreeSet<String>> = block
        .lines()
        .map(|line| {
            let (name, to) = line.split_once(':').expect("name: edges");
            (name, to.split_whitespace().map(str::to_owned).collect())
        })
        .collect();
    let everything = ["amanat", "testkit", "testchain", "thirdparty", "xtask"];
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates")).expect("crates") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        if everything.contains(&name.as_str()) {
            continue;
        }
        let allowed = listed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} is not in the edges of ARCHITECTURE.md"));
        let found = dependencies(&fs::read_to_string(path.join("Cargo.toml")).expect("a manifest"));
        assert!(
            found.is_subset(allowed),
            "{name} depends on {found:?}, ARCHITECTURE.md allows {allowed:?}"
        );
        seen.insert(name);
    }
    let gone: Vec<_> = listed.keys().filter(|name| !seen.contains(**name)).collect();
    assert!(gone.is_empty(), "ARCHITECTURE.md lists crates that are not there: {gone:?}");
}

#[test]
fn the_diagram_of_the_lifecycle_is_current() {
    let text = architecture();
    let block = text
        .split("<!-- escrow graph -->\n```mermaid\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a diagram");
    assert_eq!(
        block,
        amanat_escrow::mermaid(),
        "put the output of `amanat escrow graph` into ARCHITECTURE.md"
    );
}
