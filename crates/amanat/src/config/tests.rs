//! What the configuration accepts, refuses and shows.

use super::{
    Config, FileStore, Given, Mode, Origin, Problems, Signer, reader,
    vars::{Unset, VARS},
};
use std::{collections::BTreeMap, path::Path};

const XPUB: &str = super::SOME_XPUB;

fn given(pairs: &[(&str, &str)]) -> Given {
    let environment = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Given { environment, file: None }
}

fn production() -> Vec<(&'static str, &'static str)> {
    vec![
        ("HOST", "0.0.0.0"),
        ("PUBLIC_URL", "https://amanat.example"),
        ("JWT_SECRET", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        (
            "SCANNER_CALLBACK_SECRET",
            "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        ),
        ("XPUB", XPUB),
        ("SECRETS_KEYS", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("SIGNER", "build-only"),
        ("TREASURY_ADDRESS", "0x00000000000000000000000000000000000000a7"),
        ("SMTP_URL", "smtp://amanat:4f9d0c1b@mail.example:587"),
        ("LOG_FORMAT", "json"),
    ]
}

fn problems(pairs: &[(&str, &str)]) -> String {
    Config::read(&given(pairs), Vec::new()).expect_err("refuses").to_string()
}

fn with(key: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    production()
        .into_iter()
        .filter(|(name, _)| *name != key)
        .chain([(key, value)])
        .collect()
}

#[test]
fn production_with_everything_set_starts_without_conveniences() {
    let config = Config::read(&given(&production()), Vec::new()).expect("complete");
    assert_eq!(config.mode, Mode::Production);
    assert!(config.development.is_none());
    assert_eq!(config.custody.signer, Signer::BuildOnly);
    assert_eq!(config.chain.xpub.as_deref(), Some(XPUB));
}

#[test]
fn production_holds_staff_to_a_second_factor_unless_told() {
    let held = |pairs: &[(&str, &str)]| Config::read(&given(pairs), Vec::new()).expect("complete").auth.staff_second_factor;
    assert!(held(&production()));
    assert!(!held(&with("STAFF_SECOND_FACTOR", "false")));
    let said = problems(&with("STAFF_SECOND_FACTOR", "perhaps"));
    assert!(said.contains("STAFF_SECOND_FACTOR should be true or false"), "{said}");
}

#[test]
fn production_with_nothing_set_names_every_missing_setting_at_once() {
    let Problems(said) = Config::read(&given(&[]), Vec::new()).expect_err("refuses");
    let needed = |default: Unset| matches!(default, Unset::Required | Unset::Generated | Unset::Development(_));
    for var in VARS.iter().filter(|var| needed(var.unset) && !var.development_only) {
        assert_eq!(
            said.iter()
                .filter(|line| line.starts_with(&format!("{} has to be set", var.name)))
                .count(),
            1,
            "{} in {said:?}",
            var.name
        );
    }
}

#[test]
fn production_refuses_what_is_weak_or_meant_for_development() {
    let check = |key, value, sentence: &str| {
        let said = problems(&with(key, value));
        assert!(said.contains(sentence) && said.contains("1 problem"), "{key}={value}: {said}");
    };
    check("JWT_SECRET", "tooshort", "JWT_SECRET should have at least 32 characters");
    check(
        "JWT_SECRET",
        "change-me-change-me-change-me-change-me",
        "JWT_SECRET looks like an example",
    );
    check(
        "JWT_SECRET",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,short",
        "JWT_SECRET should have at least 32 characters in each of its parts",
    );
    check(
        "BREACHED_PASSWORDS_FILE",
        "/nowhere/passwords",
        "BREACHED_PASSWORDS_FILE: there is no /nowhere/passwords",
    );
    check(
        "GOOGLE_CLIENT_ID",
        "site",
        "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET have to be set together",
    );
    check("OIDC_ISSUER", "https://id.example", "have to be set together");
    check("TELEGRAM_BOT_TOKEN", "123456", "TELEGRAM_BOT_TOKEN should be as BotFather gave it");
    check("TELEGRAM_BOT_ID", "@bot", "TELEGRAM_BOT_ID should be a number");
    check("TELEGRAM_TEST_DC", "true", "TELEGRAM_TEST_DC is for development only");
    check("SCANNER_CALLBACK_SECRET", "", "SCANNER_CALLBACK_SECRET has to be set in production");
    check("SIGNER", "local", "SIGNER=local keeps a private key on the server");
    check("AMANAT_DEMO", "true", "AMANAT_DEMO is for development only");
    check("AMANAT_DEV_RPC", "http://127.0.0.1:8545", "AMANAT_DEV_RPC is for development only");
    check("PUBLIC_URL", "http://amanat.example", "PUBLIC_URL should begin with https://");
    check("SMTP_URL", "", "SMTP_URL has to be set in production");
    check("SMTP_URL", "smtp://mail.example?tls=none", "SMTP_URL says tls=none");
    check("SMTP_URL", "mail.example", "SMTP_URL should");
    check("MAIL_FROM", "nobody", "MAIL_FROM should be an address");
    check("XPUB", "xprv9s21ZrQH143K", "configure the xpub instead");
    check(
        "XPUB",
        "xpub6Ce9NcJvTk36xtLSrJLZqE7wtgA5deCeYs7rSQtreh4cj6ByPtrg9sD7V2FNFLPnf8heNP3FGkeV9qwfzvZNSd54JoNXVsXFYSYwHsnJxqP",
        "AMANAT_XPUB is that of the well-known test phrase",
    );
    check(
        "TREASURY_ADDRESS",
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "TREASURY_ADDRESS is the first account of the well-known test phrase",
    );
}

#[test]
fn a_secret_is_never_repeated_in_a_problem_or_in_what_is_shown() {
    let said = problems(&with("JWT_SECRET", "hunter2hunter2"));
    assert!(!said.contains("hunter2"), "{said}");
    let config = Config::read(&given(&production()), Vec::new()).expect("complete");
    let printed = super::print(&config) + &format!("{config:?}");
    assert!(!printed.contains("4f9d0c1b"), "{printed}");
    for (_, secret) in production().iter().filter(|(name, _)| name.ends_with("_SECRET")) {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("JWT_SECRET") && printed.contains("***"));
}

#[test]
fn development_needs_nothing_and_keeps_what_it_makes() {
    let data = tempfile::tempdir().expect("a folder");
    let data_dir = data.path().to_str().expect("text");
    let pairs = [("AMANAT_ENV", "development"), ("AMANAT_DATA_DIR", data_dir), ("PORT", "5099")];
    let first = Config::read(&given(&pairs), Vec::new()).expect("starts with nothing");
    let second = Config::read(&given(&pairs), Vec::new()).expect("starts again");
    assert_eq!(first.auth.jwt_secret.expose(), second.auth.jwt_secret.expose());
    assert_ne!(first.auth.jwt_secret.expose(), first.chain.callback_secret.expose());
    assert_eq!(first.server.public_url.as_str(), "http://localhost:5099/");
    assert_eq!(first.server.host.to_string(), "127.0.0.1");
    assert!(first.development.is_some_and(|development| development.demo));
    assert!(first.custody.signer_key_file.is_some_and(|path| path.exists()));
    assert_eq!(
        (&first.chain.xpub, &first.custody.treasury),
        (&second.chain.xpub, &second.custody.treasury)
    );
    assert!(
        first
            .chain
            .xpub
            .as_ref()
            .is_some_and(|xpub| amanat_chain::hd::DepositKey::parse(xpub).is_ok()),
        "{:?}",
        first.chain.xpub
    );
    assert!(Path::new(data_dir).join("secrets/JWT_SECRET").exists());
}

#[test]
fn development_on_a_public_address_is_refused() {
    let data = tempfile::tempdir().expect("a folder");
    let data_dir = data.path().to_str().expect("text");
    let said = problems(&[
        ("AMANAT_ENV", "development"),
        ("AMANAT_DATA_DIR", data_dir),
        ("PUBLIC_URL", "https://amanat.example"),
    ]);
    assert!(said.contains("set AMANAT_ENV=production"), "{said}");
}

#[test]
fn unreadable_values_are_named_all_together() {
    let pairs: Vec<_> = production()
        .into_iter()
        .chain([
            ("PORT", "99999"),
            ("TRUST_PROXY", "yes"),
            ("SCANNER_ENABLED", "maybe"),
            ("DATABASE_URL", "mysql://x"),
            ("RATE_LIMIT_AUTH", "0"),
            ("REDIS_URL", "http://127.0.0.1"),
        ])
        .collect();
    let said = problems(&pairs);
    for name in [
        "PORT",
        "TRUST_PROXY",
        "SCANNER_ENABLED",
        "DATABASE_URL",
        "RATE_LIMIT_AUTH",
        "REDIS_URL",
    ] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert!(said.contains("6 problem"), "{said}");
}

#[test]
fn a_bucket_needs_its_keys_and_without_one_files_are_in_the_data_folder() {
    let with = |more: &[(&'static str, &'static str)]| production().into_iter().chain(more.iter().copied()).collect::<Vec<_>>();
    let said = problems(&with(&[("S3_BUCKET", "files"), ("S3_ACCESS_KEY_ID", "id")]));
    assert!(said.contains("1 problem") && said.contains("S3_SECRET_ACCESS_KEY"), "{said}");
    let read = |pairs: &[(&'static str, &'static str)]| Config::read(&given(pairs), Vec::new()).expect("complete").files;
    let local = read(&production());
    assert!(matches!(local.store, FileStore::Local(folder) if folder.ends_with("files")));
    assert_eq!(local.max_bytes, 10 << 20);
    let bucket = [("S3_BUCKET", "files"), ("S3_ACCESS_KEY_ID", "id"), ("S3_SECRET_ACCESS_KEY", "key")];
    let FileStore::S3(s3) = read(&with(&bucket)).store else {
        panic!("a bucket")
    };
    assert!(s3.path_style && s3.endpoint.is_none() && s3.region == "us-east-1");
}

#[test]
fn the_environment_wins_over_the_file_and_the_origin_is_kept() {
    let mut both = given(&production());
    both.environment.insert("PORT".into(), "7001".into());
    let lines = BTreeMap::from([("PORT".to_owned(), "7002".to_owned()), ("LOG".to_owned(), "debug".to_owned())]);
    both.file = Some(("amanat.env".into(), lines));
    let config = Config::read(&both, Vec::new()).expect("complete");
    assert_eq!(config.server.port, 7001);
    assert_eq!(config.log.filter, "debug");
    let origin = |name| {
        config
            .shown
            .iter()
            .find(|shown| shown.name == name)
            .map(|shown| shown.origin.clone())
    };
    assert_eq!(origin("PORT"), Some(Origin::Environment));
    assert_eq!(origin("LOG"), Some(Origin::File("amanat.env".into())));
    assert_eq!(origin("TRUST_PROXY"), Some(Origin::Default));
}

#[test]
fn the_file_takes_remarks_and_quotes_and_names_bad_lines() {
    let (lines, problems) = reader::parse_file("# remark\n\nPORT=7001\nexport LOG=\"info,sqlx=warn\"\nnonsense\nPROT=1\n");
    assert_eq!(lines["PORT"], "7001");
    assert_eq!(lines["LOG"], "info,sqlx=warn");
    assert_eq!(problems, ["line 5 is not KEY=VALUE", "line 6: there is no setting PROT"]);
}

#[test]
fn every_setting_is_read_once_and_documented_in_the_example() {
    let config = Config::read(&given(&production()), Vec::new()).expect("complete");
    let mut read: Vec<_> = config.shown.iter().map(|shown| shown.name).collect();
    read.sort_unstable();
    let mut table: Vec<_> = VARS.iter().map(|var| var.name).collect();
    table.sort_unstable();
    assert_eq!(read, table);

    let example = include_str!("../../../../.env.example");
    let expected = example_file();
    assert!(example == expected, ".env.example should read:\n{expected}");
}

/// The example, from the table.
fn example_file() -> String {
    let mut text = String::from(
        "# Every setting with its default. Copy what you change to the environment, or to the file that AMANAT_CONFIG names\n\
         # (else <data folder>/amanat.env); the environment wins. `amanat config` shows what is in force and why.\n",
    );
    for var in VARS {
        let note = match var.unset {
            Unset::Nothing => "Not set by default.".to_owned(),
            Unset::Value(_) => String::new(),
            Unset::Development(value) if var.development_only => format!("Development only: {value}."),
            Unset::Development(value) => format!("Development: {value}. Production: required."),
            Unset::Generated => "Development: generated once. Production: required.".to_owned(),
            Unset::Required => "Production: required.".to_owned(),
        };
        let value = if let Unset::Value(value) = var.unset { value } else { "" };
        let only = if var.development_only && var.unset == Unset::Nothing {
            "Development only. "
        } else {
            ""
        };
        text += format!("\n# {} {only}{note}", var.doc).trim_end();
        text += &format!("\n#{}={value}\n", var.name);
    }
    text
}

#[test]
fn accounts_elsewhere_are_accepted_as_configured() {
    let mut settings = production();
    settings.extend([
        ("GOOGLE_CLIENT_ID", "site"),
        ("GOOGLE_CLIENT_SECRET", "s1"),
        ("OIDC_ISSUER", "https://id.example"),
    ]);
    settings.extend([("OIDC_CLIENT_ID", "site"), ("OIDC_CLIENT_SECRET", "s2"), ("OIDC_NAME", "Example")]);
    settings.push(("TELEGRAM_BOT_ID", "7342037359"));
    let config = Config::read(&given(&settings), Vec::new()).expect("complete");
    let providers: Vec<_> = config
        .identities
        .providers
        .iter()
        .map(|p| (p.id, p.name.as_str(), p.issuer.as_str()))
        .collect();
    // The issuer keeps its spelling: an address would have gained a slash.
    assert_eq!(
        providers,
        [
            ("google", "Google", "https://accounts.google.com"),
            ("oidc", "Example", "https://id.example")
        ]
    );
    assert!(matches!(
        config.identities.bot,
        Some(amanat_accounts::Bot::Id {
            id: 7_342_037_359,
            test_servers: false
        })
    ));
}

#[test]
fn production_trusts_no_provider_over_plain_http() {
    let mut settings = production();
    settings.extend([
        ("OIDC_ISSUER", "http://id.example"),
        ("OIDC_CLIENT_ID", "site"),
        ("OIDC_CLIENT_SECRET", "s"),
    ]);
    let said = problems(&settings);
    assert!(
        said.contains("OIDC_ISSUER should begin with https://") && said.contains("1 problem"),
        "{said}"
    );
}
