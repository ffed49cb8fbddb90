//! What reaches a mail server, and what becomes of its refusals.

use crate::{Post, ada, notice, reset};
use amanat_base::LetterId;
use amanat_mail::{Language, Letter, Recipient};
use std::time::Duration;

#[tokio::test]
async fn a_letter_arrives_whole_in_each_language() {
    let post = Post::open().await;
    let mailer = post.plain();
    for language in Language::ALL {
        mailer.send(&ada(language), &reset()).await.expect("sends");
    }
    let taken = post.sink.letters().await;
    assert_eq!(taken.len(), Language::ALL.len());
    for (letter, language) in taken.iter().zip(Language::ALL) {
        let expected = amanat_mail::render(&ada(language), &reset(), &crate::site()).expect("renders");
        assert_eq!(letter.subject, expected.subject);
        assert_eq!(letter.text.trim_end(), expected.text.trim_end());
        assert_eq!(letter.html.trim_end(), expected.html.trim_end());
        let direction = if matches!(language, Language::Fa | Language::Ar) {
            "rtl"
        } else {
            "ltr"
        };
        assert!(letter.html.contains(&format!("dir=\"{direction}\"")), "{}", letter.html);
        assert!(
            letter.text.contains("\nhttps://amanat.example/reset#token=5ec7e7\n"),
            "{}",
            letter.text
        );
        assert!(
            letter.raw.is_ascii() && letter.raw.lines().all(|line| line.len() <= 998),
            "{}",
            letter.raw
        );
        assert!(letter.raw.to_lowercase().contains("multipart/alternative"), "{}", letter.raw);
        assert_eq!(letter.raw.to_lowercase().matches("charset=utf-8").count(), 2, "{}", letter.raw);
        assert_eq!(
            (letter.from.as_str(), letter.to.as_str()),
            ("\"Amanat\" <no-reply@amanat.example>", "ada@example.test")
        );
        assert_eq!((letter.sender.as_str(), letter.recipients.len()), ("no-reply@amanat.example", 1));
    }
}

#[tokio::test]
async fn only_notices_can_be_unsubscribed_from_and_all_say_that_a_program_wrote_them() {
    let post = Post::open().await;
    let mailer = post.plain();
    mailer.send(&ada(Language::En), &reset()).await.expect("sends");
    mailer.send(&ada(Language::En), &notice("Paid out")).await.expect("sends");
    let [security, notice] = &post.sink.letters().await[..] else {
        panic!("two letters");
    };
    assert_eq!(notice.headers["list-unsubscribe"], "<https://amanat.example/account>");
    assert!(!security.headers.contains_key("list-unsubscribe"), "{:?}", security.headers);
    for letter in [security, notice] {
        assert_eq!(letter.headers["auto-submitted"], "auto-generated");
        assert!(letter.message_id.ends_with("@amanat.example>"), "{}", letter.message_id);
        assert!(letter.headers.contains_key("date"));
    }
}

#[tokio::test]
async fn nothing_that_people_typed_becomes_a_header() {
    let post = Post::open().await;
    let mailer = post.plain();
    let evil = "Paid\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>\u{2028}X-Evil: 1";
    let to = Recipient {
        name: evil.into(),
        ..ada(Language::Fa)
    };
    mailer.send(&to, &notice(evil)).await.expect("sends");
    let no_address = Recipient {
        email: "ada@example.test\r\nRCPT TO:<eve@evil.example>".into(),
        ..ada(Language::En)
    };
    mailer.send(&no_address, &notice("Hello")).await.expect("is dropped");
    let taken = post.sink.letters().await;
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].recipients, ["ada@example.test"]);
    assert!(
        !taken[0].headers.contains_key("bcc") && !taken[0].headers.contains_key("x-evil"),
        "{:?}",
        taken[0].headers
    );
    assert!(taken[0].subject.starts_with("Paid  Bcc: eve@evil.example"), "{}", taken[0].subject);
    assert!(!taken[0].html.contains("<script"), "{}", taken[0].html);
}

#[tokio::test]
async fn a_server_that_can_not_prove_itself_gets_nothing() {
    let post = Post::open().await;
    let unknown = post.mailer("smtp://ada:open%20sesame@localhost:{port}");
    unknown
        .send(&ada(Language::En), &reset())
        .await
        .expect_err("an unknown certificate");
    let elsewhere = post.mailer("smtp://ada:open%20sesame@127.0.0.1:{port}?ca={ca}");
    elsewhere.send(&ada(Language::En), &reset()).await.expect_err("another name");
    let known = post.mailer("smtp://ada:open%20sesame@localhost:{port}?ca={ca}");
    known.send(&ada(Language::En), &reset()).await.expect("the certificate is known");
    post.sink.offer_tls(false).await;
    known
        .send(&ada(Language::En), &reset())
        .await
        .expect_err("no encryption is offered");
    let taken = post.sink.letters().await;
    assert_eq!(taken.len(), 1);
    assert!(taken[0].encrypted);
    assert_eq!(taken[0].user.as_deref(), Some("ada"));
}

#[tokio::test]
async fn a_wrong_password_is_ours_to_put_right_so_the_letter_waits() {
    let post = Post::open().await;
    let mailer = post.mailer("smtp://ada:hunter2@localhost:{port}?ca={ca}");
    let error = mailer.send(&ada(Language::En), &reset()).await.expect_err("refused");
    assert!(format!("{error:?}").contains("535"), "{error:?}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    assert!(post.sink.letters().await.is_empty());
}

#[tokio::test]
async fn a_letter_that_had_to_wait_is_the_same_letter() {
    let post = Post::open().await;
    let (mailer, id) = (post.plain(), LetterId::fresh());
    post.sink.answer(&[451, 421]).await;
    for _ in 0..2 {
        let error = mailer.send_as(id, &ada(Language::En), &reset()).await.expect_err("later");
        assert!(!format!("{error:?}").contains("ada@"), "{error:?}");
    }
    mailer.send_as(id, &ada(Language::En), &reset()).await.expect("takes it now");
    let taken = post.sink.letters().await;
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].message_id, format!("<{id}@amanat.example>"));
}

#[tokio::test]
async fn a_letter_that_is_refused_for_good_is_not_tried_again() {
    let post = Post::open().await;
    post.sink.answer(&[550]).await;
    post.plain().send(&ada(Language::En), &reset()).await.expect("is done with");
    assert!(post.sink.letters().await.is_empty());
}

#[tokio::test]
async fn a_server_that_is_away_or_silent_makes_the_letter_wait() {
    let post = Post::open().await;
    let mailer = post.mailer("smtp://127.0.0.1:{port}?tls=none&timeout=1");
    post.sink.delay(Duration::from_secs(3600)).await;
    let error = mailer.send(&ada(Language::En), &reset()).await.expect_err("silent");
    assert!(format!("{error:?}").contains("in time"), "{error:?}");
    post.sink.delay(Duration::ZERO).await;
    post.sink.listen(false).await;
    mailer.send(&ada(Language::En), &reset()).await.expect_err("away");
    post.sink.listen(true).await;
    mailer.send(&ada(Language::En), &Letter::Erased).await.expect("there again");
    assert_eq!(post.sink.letters().await.len(), 1);
}
