//! What documents point to is there.

use std::{fs, path::PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What stands in backticks and looks like a file or folder of ours: a slash inside, and neither an address of the API nor a sentence.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter(|text| text.contains('/') && !text.starts_with('/') && !text.contains("://") && !text.contains([' ', '*', '{', '$']))
}

/// `accounts/src/x.rs` is below `crates/`; `accounts/it/x.rs#a_test` is that crate's integration test of this name.
fn is_there(pointer: &str) -> bool {
    let (path, test) = pointer.split_once('#').map_or((pointer, None), |(path, test)| (path, Some(test)));
    let path = path.replacen("/it/", "/tests/it/", usize::from(!path.contains("/tests/")));
    let file = ["crates", "."]
        .map(|base| root().join(base).join(&path))
        .into_iter()
        .find(|file| file.exists());
    match (file, test) {
        (Some(file), Some(test)) => fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {test}("))),
        (file, _) => file.is_some(),
    }
}

#[test]
fn what_the_security_page_points_to_is_there() {
    let text = fs::read_to_string(root().join("docs/security.md")).expect("docs/security.md is there");
    let missing: Vec<_> = paths(&text).filter(|pointer| !is_there(pointer)).collect();
    assert!(missing.is_empty(), "docs/security.md points to what is not there: {missing:#?}");
    let tests = paths(&text).filter(|pointer| pointer.contains('#')).count();
    assert!(tests > 50, "its claims name the tests that prove them, and only {tests} were found");
}

#[test]
fn a_wrong_pointer_is_noticed() {
    assert_eq!(
        paths("a `b/c.rs` and `/api/x`, `d`, `https://e/f` `g/h#i`").collect::<Vec<_>>(),
        ["b/c.rs", "g/h#i"]
    );
    assert!(is_there("docs/operating.md") && is_there("web/src/tokens.rs") && is_there("web/it/limits.rs"));
    assert!(is_there("amanat/it/docs.rs#a_wrong_pointer_is_noticed"));
    assert!(!is_there("web/src/nothing.rs") && !is_there("amanat/it/docs.rs#nothing"));
}
