//! Every setting there is: name, default, whether it is secret, what it means. `.env.example` is tested against this table.

/// What a setting is when nobody sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unset {
    /// Nothing; what it belongs to is off, or chosen by the program.
    Nothing,
    /// This, in development and in production.
    Value(&'static str),
    /// This in development; in production it has to be set.
    Development(&'static str),
    /// A random text made once and kept under `<data>/secrets` in development; in production it has to be set.
    Generated,
    /// Nothing in development; in production it has to be set.
    Required,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Var {
    /// Name in the environment and in the file.
    pub name: &'static str,
    /// A second name that means the same.
    pub alias: Option<&'static str>,
    /// When nobody sets it.
    pub unset: Unset,
    /// Never shown.
    pub secret: bool,
    /// May only be set in development: production refuses to start with it.
    pub development_only: bool,
    /// One sentence for the operator.
    pub doc: &'static str,
}

const fn var(name: &'static str, unset: Unset, doc: &'static str) -> Var {
    Var {
        name,
        alias: None,
        unset,
        secret: false,
        development_only: false,
        doc,
    }
}

impl Var {
    const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    const fn development_only(self) -> Self {
        Self {
            development_only: true,
            ..self
        }
    }

    const fn or(self, alias: &'static str) -> Self {
        Self {
            alias: Some(alias),
            ..self
        }
    }
}

use self::Unset::{Development, Generated, Nothing, Required, Value};

/// The table, in the order in which `amanat config` prints it.
pub const VARS: &[Var] = &[
    var("AMANAT_ENV", Value("production"), "development or production."),
    var(
        "AMANAT_DATA_DIR",
        Value("./data"),
        "Folder of the built-in database, generated secrets and files.",
    ),
    var("HOST", Development("127.0.0.1"), "Address to listen on; 0.0.0.0 for all."),
    var("PORT", Value("5001"), "Port to listen on."),
    var(
        "PUBLIC_URL",
        Development("http://localhost:{PORT}"),
        "Address under which people reach this server.",
    ),
    var(
        "FRONTEND_URL",
        Nothing,
        "Further web origins that may call the API, comma separated.",
    ),
    var(
        "TRUST_PROXY",
        Value("0"),
        "How many reverse proxies in front of the server append to X-Forwarded-For.",
    ),
    var(
        "DATABASE_URL",
        Nothing,
        "PostgreSQL to use; without it the server runs its own in the data folder.",
    )
    .secret(),
    var(
        "DATABASE_MAX_CONNECTIONS",
        Value("32"),
        "Connections that one process keeps to PostgreSQL at most.",
    ),
    var("AMANAT_PG_BIN", Nothing, "Folder of initdb and postgres for the built-in database."),
    var(
        "JWT_SECRET",
        Generated,
        "Signs access tokens; at least 32 characters. Several, comma separated: the first signs, the others still verify.",
    )
    .secret(),
    var(
        "STAFF_SECOND_FACTOR",
        Nothing,
        "Whether guards, resolvers and administrators act as that only with an authenticator app, or signed in by a passkey: true or false. In production true unless told.",
    ),
    var(
        "BREACHED_PASSWORDS_FILE",
        Nothing,
        "Passwords to refuse: SHA-1 in hex, one a line, sorted, as Have I Been Pwned publishes them.",
    ),
    var("GOOGLE_CLIENT_ID", Nothing, "OAuth client of this site at Google; without it nobody signs in with Google."),
    var("GOOGLE_CLIENT_SECRET", Nothing, "Its secret.").secret(),
    var(
        "OIDC_ISSUER",
        Nothing,
        "Another OpenID provider to sign in with, exactly as it names itself (`issuer` in its /.well-known/openid-configuration).",
    ),
    var("OIDC_CLIENT_ID", Nothing, "Client of this site at that provider; it returns to {PUBLIC_URL}/api/auth/oidc/oidc/callback."),
    var("OIDC_CLIENT_SECRET", Nothing, "Its secret.").secret(),
    var("OIDC_NAME", Value("OpenID"), "What people call that provider."),
    var(
        "TELEGRAM_BOT_TOKEN",
        Nothing,
        "Token of the bot whose Mini App people sign in from; without it and the id nobody signs in with Telegram.",
    )
    .secret(),
    var(
        "TELEGRAM_BOT_ID",
        Nothing,
        "Id of that bot; enough where the token is not to be kept here: Telegram's own signature is checked then.",
    ),
    var(
        "TELEGRAM_TEST_DC",
        Development("false"),
        "Whether that bot lives on Telegram's test servers.",
    )
    .development_only(),
    var(
        "SCANNER_CALLBACK_SECRET",
        Generated,
        "Signs the scanner's reports; at least 32 characters.",
    )
    .secret(),
    var(
        "SCANNER_ENABLED",
        Value("true"),
        "Whether `serve` follows the chains itself; false when `amanat scan` runs elsewhere.",
    ),
    var(
        "SCANNER_RPC",
        Nothing,
        "Networks of an `amanat scan` without database: chainId=url|url,chainId=url; read from the database when empty.",
    ),
    var(
        "SCANNER_SERVERS",
        Nothing,
        "Servers whose watch lists `amanat scan` follows, comma separated; this machine's server when empty.",
    ),
    var(
        "AMANAT_XPUB",
        Required,
        "Extended public key (m/44'/60'/0') from which deposit addresses are derived.",
    )
    .or("XPUB"),
    var(
        "SIGNER",
        Development("local"),
        "How payouts are signed: local (a key file, development only) or build-only.",
    ),
    var(
        "SIGNER_KEY_FILE",
        Nothing,
        "Key file of the local signer; made in the data folder in development.",
    ),
    var("TREASURY_ADDRESS", Required, "Address that sweeps send to and payouts leave from."),
    var(
        "SECRETS_KEYS",
        Required,
        "Keys that seal sellers' secrets, newest first: id:base64 of 32 random bytes, comma separated. `amanat secrets rotate` re-seals under the first.",
    )
    .secret(),
    var(
        "LISTINGS_MODERATED",
        Value("false"),
        "Whether a new listing is public only after an administrator approved it.",
    ),
    var(
        "INSTANT_LIMIT",
        Value("100"),
        "Largest order, in whole units of its currency, that may be paid from the balance.",
    ),
    var(
        "GATEWAY_ALLOWED_HOSTS",
        Nothing,
        "Private hosts (host:port, comma separated) that the gateway may call all the same.",
    )
    .development_only(),
    var(
        "SMTP_URL",
        Required,
        "Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465. In development without it letters are kept for the mailbox page.",
    )
    .secret(),
    var(
        "MAIL_FROM",
        Nothing,
        "In whose name letters are sent, like Amanat <no-reply@amanat.example>; no-reply at the host of PUBLIC_URL when empty.",
    ),
    var("STRIPE_SECRET_KEY", Nothing, "Secret key of the Stripe account; without it there are no card payments.").secret(),
    var(
        "STRIPE_WEBHOOK_SECRETS",
        Nothing,
        "Signing secrets of the webhook endpoint /api/payment/webhook/stripe, comma separated while they are rotated.",
    )
    .secret(),
    var("STRIPE_API_URL", Value(amanat_stripe::Stripe::API_URL), "Where Stripe's API is; something else is for tests and the demo."),
    var(
        "REDIS_URL",
        Nothing,
        "Redis (redis:// or rediss://) through which all processes share the rate limits; without it each counts by itself.",
    )
    .secret(),
    var("FILES_MAX_BYTES", Value("10485760"), "Largest file that people may upload, in bytes."),
    var(
        "S3_BUCKET",
        Nothing,
        "Bucket for uploaded files, this platform's alone; without it they are in the data folder.",
    ),
    var("S3_ENDPOINT", Nothing, "Address of the S3 service, for people's browsers too, which download from it; Amazon's of the region when empty."),
    var("S3_REGION", Value("us-east-1"), "Region of the bucket."),
    var("S3_ACCESS_KEY_ID", Nothing, "Who reads and writes the bucket."),
    var("S3_SECRET_ACCESS_KEY", Nothing, "Its secret.").secret(),
    var(
        "S3_PATH_STYLE",
        Value("true"),
        "Whether the bucket is named in the path (most services), not in the host name.",
    ),
    var("RATE_LIMIT_WINDOW_S", Value("900"), "Length of the rate limits' window in seconds."),
    var("RATE_LIMIT_GLOBAL", Value("3000"), "Requests per window from one address."),
    var("RATE_LIMIT_AUTH", Value("10"), "Sign-in attempts per window from one address."),
    var("RATE_LIMIT_PAYMENT", Value("30"), "Payment commands per window from one address."),
    var("RATE_LIMIT_AI", Value("20"), "Requests to a model per window from one address."),
    var("LOG_FORMAT", Development("pretty"), "pretty or json."),
    var(
        "LOG",
        Value("info,graphile_worker=warn"),
        "What is logged: a level, or a filter like info,amanat_scanner=debug.",
    )
    .or("RUST_LOG"),
    var(
        "AMANAT_DEMO",
        Development("true"),
        "Fills an empty platform with a believable marketplace and demo users.",
    )
    .development_only(),
    var(
        "DEMO_UPSTREAM_URL",
        Nothing,
        "A small service that the demo's gateway listing sells.",
    )
    .development_only(),
    var("AMANAT_DEV_RPC", Nothing, "RPC address of the development chain.").development_only(),
    var(
        "AMANAT_DEV_MNEMONIC",
        Development("test test test test test test test test test test test junk"),
        "Phrase of the development chain's funded accounts.",
    )
    .secret()
    .development_only(),
];
