//! Accounts elsewhere that sign people in: which are accepted.

use super::{Identities, Mode, reader::Reader};
use amanat_accounts::{Bot, ProviderSettings};
use amanat_base::Secret;

const GOOGLE: &str = "https://accounts.google.com";

pub(super) fn identities(r: &mut Reader, mode: Mode) -> Identities {
    let google = client(r, "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET").map(|(client_id, client_secret)| ProviderSettings {
        id: "google",
        name: "Google".into(),
        issuer: GOOGLE.into(),
        client_id,
        client_secret,
    });
    let issuer = issuer(r, mode);
    let named = client(r, "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET");
    let name = r.text("OIDC_NAME").unwrap_or_default();
    if issuer.is_some() != named.is_some() {
        r.problems
            .push("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET have to be set together".into());
    }
    let other = issuer.zip(named).map(|(issuer, (client_id, client_secret))| ProviderSettings {
        id: "oidc",
        name,
        issuer,
        client_id,
        client_secret,
    });
    Identities {
        providers: google.into_iter().chain(other).collect(),
        bot: bot(r),
    }
}

/// Kept as it is written: a provider's name is compared letter by letter.
fn issuer(r: &mut Reader, mode: Mode) -> Option<String> {
    let text = r.text("OIDC_ISSUER")?;
    let url = r.url("OIDC_ISSUER", &text)?;
    if mode == Mode::Production && url.scheme() != "https" {
        r.problems
            .push("OIDC_ISSUER should begin with https:// in production: whoever is on the way could sign in as anybody".into());
    }
    Some(text)
}

fn client(r: &mut Reader, id: &'static str, secret: &'static str) -> Option<(String, Secret)> {
    let (client_id, client_secret) = (r.text(id), r.text(secret));
    if client_id.is_some() != client_secret.is_some() {
        r.problems.push(format!("{id} and {secret} have to be set together"));
    }
    client_id.zip(client_secret.map(Secret::new))
}

fn bot(r: &mut Reader) -> Option<Bot> {
    let token = r.text("TELEGRAM_BOT_TOKEN");
    let id = r.parsed("TELEGRAM_BOT_ID", "a number");
    let test_servers = r.flag("TELEGRAM_TEST_DC");
    if token.as_ref().is_some_and(|token| !is_token(token)) {
        r.problems
            .push("TELEGRAM_BOT_TOKEN should be as BotFather gave it: digits, a colon, letters".into());
    }
    match token {
        Some(token) => Some(Bot::Token(Secret::new(token))),
        None => id.map(|id| Bot::Id { id, test_servers }),
    }
}

fn is_token(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(id, rest)| id.parse::<u64>().is_ok() && rest.len() >= 20)
}
