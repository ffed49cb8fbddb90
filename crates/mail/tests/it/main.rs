//! Letters through a real mail server, and from the queue.

mod queue;
mod server;

use amanat_base::Secret;
use amanat_mail::{Language, Letter, Mailer, Recipient, Sender, SmtpServer};
use amanat_texts::Said;
use amanat_thirdparty::MailSink;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use std::{fs, path::PathBuf};
use tempfile::TempDir;
use url::Url;

/// A mail server whose certificate nobody signed.
struct Post {
    sink: MailSink,
    files: TempDir,
}

impl Post {
    async fn open() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let files = tempfile::tempdir().expect("a folder");
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        fs::write(files.path().join("key.pem"), signing_key.serialize_pem()).expect("writes");
        fs::write(files.path().join("cert.pem"), cert.pem()).expect("writes");
        let sink = MailSink::start_with(&files.path().join("key.pem"), &files.path().join("cert.pem")).await;
        Self { sink, files }
    }

    fn certificate(&self) -> PathBuf {
        self.files.path().join("cert.pem")
    }

    /// A mailer that reaches it by this address; `{port}` and `{ca}` are filled in.
    fn mailer(&self, url: &str) -> Mailer {
        let url = url
            .replace("{port}", &self.sink.port.to_string())
            .replace("{ca}", &self.certificate().display().to_string());
        let server = SmtpServer::parse(&Secret::new(url)).expect("an address");
        Mailer::smtp(&server, &Sender::of_site(&site()), site()).expect("settings")
    }

    /// The usual one, without encryption.
    fn plain(&self) -> Mailer {
        self.mailer("smtp://127.0.0.1:{port}?tls=none")
    }
}

fn site() -> Url {
    "https://amanat.example/".parse().expect("an address")
}

fn ada(language: Language) -> Recipient {
    Recipient {
        email: "ada@example.test".into(),
        name: "Ada".into(),
        language,
    }
}

fn reset() -> Letter {
    Letter::ResetPassword {
        url: "https://amanat.example/reset#token=5ec7e7".into(),
    }
}

fn notice(title: &str) -> Letter {
    Letter::Notice {
        title: Said::Theirs(title.into()),
        text: "The money is at your address on chain.".into(),
        path: "/payouts".into(),
    }
}
