//! Which sentences the sources have for people.

use crate::source::{Call, Literal, read};
use amanat_texts::key_of_format;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Crates and files whose words are for operators and developers, who read English: tools, logs, the command line, tests' helpers.
const FOR_OPERATORS: &[&str] = &[
    "pglauncher/",
    "scanner/",
    "testchain/",
    "testkit/",
    "thirdparty/",
    "xtask/",
    "texts/",
    "amanat/src/app.rs",
    "amanat/src/cli",
    "amanat/src/config",
    "amanat/src/dev",
    "amanat/src/doctor",
    "amanat/src/jobs.rs",
    "amanat/src/main.rs",
    "amanat/src/openapi.rs",
    "amanat/src/serve.rs",
    "amanat/src/scan.rs",
    "accounts/src/admin/operator.rs",
    "chain/src/callback.rs",
    "chain/src/error.rs#key",
    "ledger/src/",
    "mail/src/",
    "store/src/",
    "stripe/src/",
];

/// What a person reads as an argument of these, wherever they are.
const SITES: &[&str] = &[
    ".say",
    "Error::invalid",
    "Self::invalid",
    ".at",
    "garde::Error::new",
    ".notify",
    "Said::with",
    "Said::from",
];

/// Files whose sentences come to people by way of a variable: each literal of theirs with a space in it is one.
const CARRIERS: &[&str] = &[
    "accounts/src/password/rules.rs",
    "amanat/src/gdpr/erase.rs",
    "amanat/src/reactions/",
    "base/src/money.rs",
    "chain/src/address.rs",
    "chain/src/registry/networks.rs",
    "custody/src/cards/accounts.rs",
    "custody/src/payouts/",
    "custody/src/sweeps/",
    "escrow/src/decide.rs",
    "gateway/src/service.rs",
    "gateway/src/target.rs",
    "goods/src/egress.rs",
    "goods/src/gateway_settings.rs",
    "goods/src/inject.rs",
    "goods/src/listings/codes.rs",
    "goods/src/listings/probe.rs",
    "goods/src/listings/status.rs",
    "orders/src/routes/view.rs",
    "payments/src/callback.rs",
    "payments/src/card/books.rs",
    "payments/src/card/checkout.rs",
    "payments/src/card/jobs.rs",
    "payments/src/card/look.rs",
    "payments/src/card/webhook.rs",
    "payments/src/exceptions/mod.rs",
    "payments/src/matching.rs",
    "payments/src/safety.rs",
];

/// Files that only pass on what others say.
const FORWARDERS: &[&str] = &[
    "base/src/error.rs",
    "chain/src/error.rs",
    "goods/src/desk.rs",
    "goods/src/listings/create.rs",
    "orders/src/act.rs",
    "store/src/constraint.rs",
    "web/src/extract.rs",
    "web/src/language.rs",
];

/// What stands around texts that are no sentences for people.
const NOT_SAID: &[&str] = &[
    "assert",
    "because",
    "concat!",
    "debug!",
    "doc",
    "emit",
    "error!",
    "expect",
    "expect_err",
    "failpoint",
    "from_static",
    "garde",
    "histogram!",
    "counter!",
    "info!",
    "internal",
    "json!",
    "panic!",
    "query",
    "query!",
    "query_as!",
    "query_scalar!",
    "schema",
    "select!",
    "serde",
    "sqlx",
    "sql",
    "unreachable!",
    "utoipa::path",
    "warn!",
    "write!",
    "strip_prefix",
    "write_str",
    "rows!",
    "contains",
];

/// Literals in carriers that no person is told.
const NOT_FOR_PEOPLE: &[(&str, &str)] = &[
    ("custody/src/payouts/steps.rs", "insufficient funds"),
    (
        "payments/src/card/checkout.rs",
        "the session of an earlier try can't be created any more",
    ),
    (
        "base/src/money.rs",
        "Integer amount in the asset's smallest unit, as a decimal string",
    ),
    (
        "base/src/money.rs",
        "Exact decimal, at most 20 digits before and 18 after the point",
    ),
    ("chain/src/address.rs", "EVM address with EIP-55 checksum"),
    ("chain/src/address.rs", "32-byte hash of a transaction or block"),
];

/// A sentence's key and where it was first found.
pub type Found = BTreeMap<String, String>;

/// Everything that the sources say to people.
pub fn sentences() -> Found {
    let mut found = Found::new();
    for (name, text) in files() {
        let (literals, _) = read(&text);
        for literal in literals.iter().filter(|literal| is_said(&name, literal)) {
            found.entry(key(literal)).or_insert_with(|| format!("{name}:{}", literal.line));
        }
    }
    found
}

/// Places that tell somebody something without a literal, in files of which nobody knows what that is.
pub fn unknown_origins() -> Vec<String> {
    let mut unknown = Vec::new();
    for (name, text) in files() {
        if is_in(&name, CARRIERS) || is_in(&name, FORWARDERS) {
            continue;
        }
        let (_, calls) = read(&text);
        // What has the name of a site and one argument less is something else: `store.at(instant)`.
        let least = |site: &str| usize::from(matches!(site, ".at" | "Error::invalid" | "Self::invalid"));
        let wordless =
            |call: &&Call| call.sentences == 0 && SITES.iter().any(|site| is_site(&call.name, site) && call.commas >= least(site));
        unknown.extend(
            calls
                .iter()
                .filter(wordless)
                .map(|call| format!("{name}:{} {}", call.line, call.name)),
        );
    }
    unknown
}

/// Entries of the lists above that fit nothing any more.
pub fn stale() -> Vec<String> {
    let files: Vec<(String, String)> = all_files();
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let lists = CARRIERS.iter().chain(FORWARDERS).chain(FOR_OPERATORS);
    let there = |entry: &str| {
        names
            .iter()
            .any(|name| name.starts_with(entry.split('#').next().unwrap_or_default()))
    };
    let mut stale: Vec<String> = lists.filter(|entry| !there(entry)).map(|entry| (*entry).to_owned()).collect();
    for (file, words) in NOT_FOR_PEOPLE {
        let text = files.iter().find(|(name, _)| name == file).map_or("", |(_, text)| text);
        if !text.contains(words) {
            stale.push(format!("{file}: {words}"));
        }
    }
    stale
}

fn is_said(name: &str, literal: &Literal) -> bool {
    let within = |names: &[&str]| literal.within.iter().any(|open| names.iter().any(|name| is_site(open, name)));
    let text = literal.text.as_str();
    let speaks = text.contains(' ') || (is_in(name, &["amanat/src/reactions/"]) && text.starts_with(|c: char| c.is_ascii_uppercase()));
    if !speaks || NOT_FOR_PEOPLE.contains(&(name, text)) || within(NOT_SAID) {
        return false;
    }
    // A sentence begins with a letter, a figure or a place; a query begins with its verb.
    let is_query = ["select ", "insert ", "update ", "delete ", "with ", "set "]
        .iter()
        .any(|verb| text.starts_with(verb))
        && text.contains('$');
    !is_query && (within(SITES) || is_in(name, CARRIERS))
}

fn key(literal: &Literal) -> String {
    let is_format = literal
        .within
        .last()
        .is_some_and(|open| open.ends_with("format!") || open == "error");
    if is_format {
        key_of_format(&literal.text)
    } else {
        literal.text.clone()
    }
}

/// `Code::Conflict.say` is `.say`, `amanat_base::Error::invalid` is `Error::invalid`, `tracing::info!` is `info!`.
fn is_site(open: &str, site: &str) -> bool {
    let Some(before) = open.strip_suffix(site) else { return false };
    site.starts_with('.') || before.is_empty() || before.ends_with(['.', ':', '#'])
}

fn is_in(name: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| name.starts_with(entry))
}

/// The sources that speak to people, by name.
pub fn files() -> Vec<(String, String)> {
    all_files().into_iter().filter(|(name, _)| !is_in(name, FOR_OPERATORS)).collect()
}

fn all_files() -> Vec<(String, String)> {
    let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for entry in fs::read_dir(&crates).expect("crates") {
        collect(&entry.expect("an entry").path().join("src"), &mut found);
    }
    let name = |path: &Path| path.strip_prefix(&crates).expect("below").to_str().expect("a name").to_owned();
    let mut files: Vec<_> = found
        .iter()
        .map(|path| (name(path), fs::read_to_string(path).expect("a source")))
        .collect();
    files.retain(|(name, _)| {
        !name.ends_with("tests.rs") && !name.contains("/tests/") && !name.contains("testing") && !name.contains("/bin/")
    });
    files.sort();
    files
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}
