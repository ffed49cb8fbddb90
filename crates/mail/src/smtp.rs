//! Sending by SMTP: which server, how it is reached, and what becomes of a refusal.

use crate::{ACCOUNT_PAGE, Letter, Recipient, render::Rendered};
use amanat_base::{Code, Error, LetterId, Result, Secret};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        self,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use std::{error::Error as StdError, fs, path::PathBuf, time::Duration};
use url::{Host, Url};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    /// From the first byte.
    Tls,
    /// By STARTTLS; a server that doesn't offer it gets nothing.
    StartTls,
    /// Not at all.
    None,
}

/// A mail server, from `SMTP_URL`.
#[derive(Clone, Debug)]
pub struct SmtpServer {
    /// Without its query: who, where and by which password.
    url: Secret,
    host: String,
    port: u16,
    protection: Protection,
    /// A further certificate authority that it may be signed by, or its own certificate.
    authority: Option<PathBuf>,
    /// How long one letter may take.
    timeout: Duration,
}

/// How long one letter may take if nothing else is said.
const PATIENCE_S: u64 = 20;

impl SmtpServer {
    /// From `smtp://user:password@host:port` (STARTTLS) or `smtps://…` (TLS from the start), with `?tls=none`, `?ca=<file>` and
    /// `?timeout=<seconds>`. The error never repeats the address, which holds a password.
    pub fn parse(address: &Secret) -> Result<Self, String> {
        let mut url = Url::parse(address.expose()).map_err(|_| "should be an address like smtp://user:password@mail.example:587")?;
        let (mut protection, port) = match url.scheme() {
            "smtp" => (Protection::StartTls, 587),
            "smtps" => (Protection::Tls, 465),
            _ => return Err("should begin with smtp:// (STARTTLS) or smtps:// (TLS from the start)".into()),
        };
        let Some(host) = url.host_str().map(str::to_owned).filter(|host| !host.is_empty()) else {
            return Err("should name a host".into());
        };
        if url.username().is_empty() != url.password().is_none() {
            return Err("should have both a user and a password, or neither".into());
        }
        let (mut authority, mut timeout) = (None, PATIENCE_S);
        for (key, value) in url.query_pairs() {
            match (key.as_ref(), value.as_ref()) {
                ("tls", "none") if protection == Protection::StartTls => protection = Protection::None,
                ("ca", path) if !path.is_empty() => authority = Some(PathBuf::from(path)),
                ("timeout", text) => {
                    let seconds = text.parse().ok().filter(|seconds| (1..=120).contains(seconds));
                    timeout = seconds.ok_or("has a timeout that is not between 1 and 120 seconds")?;
                }
                (key, _) => return Err(format!("has a part that means nothing here: {key}")),
            }
        }
        let port = url.port().unwrap_or(port);
        url.set_query(None);
        url.set_path("");
        Ok(Self {
            url: Secret::new(url),
            host,
            port,
            protection,
            authority,
            timeout: Duration::from_secs(timeout),
        })
    }

    /// Whether letters and the password would cross a network unprotected.
    pub fn is_exposed(&self) -> bool {
        let local = match Host::parse(&self.host) {
            Ok(Host::Domain(name)) => name == "localhost",
            Ok(Host::Ipv4(ip)) => ip.is_loopback(),
            Ok(Host::Ipv6(ip)) => ip.is_loopback(),
            Err(_) => false,
        };
        self.protection == Protection::None && !local
    }

    fn tls(&self) -> Result<Tls, String> {
        let mut parameters = TlsParameters::builder(self.host.trim_matches(['[', ']']).to_owned());
        if let Some(path) = &self.authority {
            let told = |error: &dyn StdError| format!("can't use the certificate {}: {error}", path.display());
            let pem = fs::read(path).map_err(|error| told(&error))?;
            parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| told(&error))?);
        }
        let parameters = parameters.build_rustls().map_err(|error| error.to_string())?;
        Ok(match self.protection {
            Protection::Tls => Tls::Wrapper(parameters),
            Protection::StartTls => Tls::Required(parameters),
            Protection::None => Tls::None,
        })
    }
}

/// In whose name letters are sent, from `MAIL_FROM`.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Sender {
    /// What is used when nothing is said: `no-reply` at the site's own name.
    pub fn of_site(site: &Url) -> Self {
        let own = site.domain().and_then(|domain| Address::new("no-reply", domain).ok());
        let address = own.unwrap_or_else(|| Address::new("no-reply", "localhost").expect("a constant address"));
        Self(Mailbox::new(Some("Amanat".into()), address))
    }

    /// From `Name <address>` or just an address.
    pub fn parse(text: &str) -> Result<Self, String> {
        let sender = text.parse().map(Self);
        sender.map_err(|_| "should be an address, like Amanat <no-reply@amanat.example>".into())
    }
}

/// A mail server and in whose name letters go through it.
#[derive(Clone, Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
    from: Mailbox,
    site: Url,
}

impl Smtp {
    /// A connection for each letter: letters are few, and a connection that was given up half-way is never used for the next one.
    pub(crate) fn new(server: &SmtpServer, from: &Sender, site: Url) -> Result<Self, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.url.expose()).map_err(|_| "can't be understood".to_owned())?;
        let hello = site
            .domain()
            .map_or_else(ClientId::default, |name| ClientId::Domain(name.to_owned()));
        let transport = builder
            .port(server.port)
            .tls(server.tls()?)
            .timeout(Some(server.timeout))
            .hello_name(hello);
        Ok(Self {
            transport: transport.build(),
            timeout: server.timeout,
            from: from.0.clone(),
            site,
        })
    }

    pub(crate) const fn site(&self) -> &Url {
        &self.site
    }

    /// An error may be tried again. What is refused for good is logged, without the address, and done.
    pub(crate) async fn send(&self, id: LetterId, to: &Recipient, letter: &Letter, rendered: Rendered) -> Result<()> {
        let Ok(address) = to.email.parse::<Address>() else {
            tracing::error!(letter.id = %id, "a letter's address is not one");
            count("refused");
            return Ok(());
        };
        let message = self.message(id, address, letter, rendered)?;
        let sent = tokio::time::timeout(self.timeout, self.transport.send(message)).await;
        match sent {
            Ok(Ok(_)) => {
                count("sent");
                Ok(())
            }
            Ok(Err(error)) if refuses_this_letter(&error) => {
                tracing::error!(letter.id = %id, said = told(&error), "a letter was refused for good");
                count("refused");
                Ok(())
            }
            Ok(Err(error)) => Err(away(told(&error))),
            Err(_) => Err(away("the mail server did not answer in time".into())),
        }
    }

    fn message(&self, id: LetterId, to: Address, letter: &Letter, rendered: Rendered) -> Result<Message> {
        let domain = self.site.host_str().unwrap_or("localhost");
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(rendered.subject)
            .message_id(Some(format!("<{id}@{domain}>")))
            .raw_header(header("Auto-Submitted", "auto-generated".into())?);
        if letter.is_notice() {
            let page = self.site.join(ACCOUNT_PAGE).map_err(Error::internal)?;
            message = message.raw_header(header("List-Unsubscribe", format!("<{page}>"))?);
        }
        let parts = MultiPart::alternative_plain_html(rendered.text, rendered.html);
        message.multipart(parts).map_err(Error::internal)
    }
}

fn header(name: &'static str, value: String) -> Result<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.into()).map_err(Error::internal)?;
    Ok(HeaderValue::new(name, value))
}

/// A refusal that would be the same tomorrow and is about this letter or its recipient. One that is about ourselves (a wrong password, a
/// command that the server doesn't know) waits until somebody has put it right.
fn refuses_this_letter(error: &smtp::Error) -> bool {
    let about_us = |code: u16| matches!(code, 500..=504 | 530 | 534 | 535 | 538);
    error.is_permanent() && error.status().is_none_or(|code| !about_us(u16::from(code)))
}

/// What to log. A server's own words repeat the address, so of those only the number.
fn told(error: &smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None => error.to_string(),
    }
}

fn away(why: String) -> Error {
    count("failed");
    Error::new(Code::Internal).because(why)
}

fn count(outcome: &'static str) {
    metrics::counter!("letters_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<SmtpServer, String> {
        SmtpServer::parse(&Secret::new(url))
    }

    #[test]
    fn an_address_says_how_it_is_protected() {
        let protection = |url: &str| parse(url).map(|server| (server.protection, server.port));
        assert_eq!(protection("smtp://ada:pw@mail.example"), Ok((Protection::StartTls, 587)));
        assert_eq!(protection("smtps://ada:pw@mail.example"), Ok((Protection::Tls, 465)));
        assert_eq!(protection("smtp://127.0.0.1:2525?tls=none"), Ok((Protection::None, 2525)));
        for (url, exposed) in [
            ("smtp://mail.example?tls=none", true),
            ("smtp://mail.example", false),
            ("smtp://localhost?tls=none", false),
            ("smtp://[::1]:25?tls=none", false),
            ("smtp://127.0.0.1.example?tls=none", true),
        ] {
            assert_eq!(parse(url).map(|server| server.is_exposed()), Ok(exposed), "{url}");
        }
    }

    #[test]
    fn what_can_not_be_meant_is_refused_without_repeating_the_password() {
        for url in [
            "mail.example",
            "http://ada:hunter2@mail.example",
            "smtp://ada@mail.example",
            "smtps://ada:hunter2@mail.example?tls=none",
            "smtp://ada:hunter2@mail.example?tls=opportunistic",
            "smtp://ada:hunter2@mail.example?timeout=0",
            "smtp://ada:hunter2@mail.example?ca=",
        ] {
            let said = parse(url).expect_err(url);
            assert!(!said.contains("hunter2"), "{said}");
        }
        let server = parse("smtp://ada:hunter2@mail.example").expect("good");
        assert!(!format!("{server:?}").contains("hunter2"));
    }
}
