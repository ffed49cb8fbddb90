//! What a person clicks.

use crate::setup::Setup;
use amanat_stripe::{PaymentStatus, SessionStatus};

fn browser() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn click(url: &str, action: &str) -> reqwest::Response {
    let form = format!("action={action}");
    let request = browser().post(url).header("content-type", "application/x-www-form-urlencoded");
    request.body(form).send().await.unwrap()
}

#[tokio::test]
async fn paying_leads_back_to_the_shop() {
    let setup = Setup::new().await;
    let session = setup.session(123_456).await;
    let url = session.url.unwrap();
    let page = browser().get(&url).send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("1234.56 USD") && page.contains("Ten &lt;units&gt; &amp; more"),
        "{page}"
    );
    let declined = click(&url, "decline").await;
    assert!(declined.text().await.unwrap().contains("declined"));
    let paid = click(&url, "pay").await;
    assert_eq!(paid.status(), 303);
    assert_eq!(paid.headers()["location"], format!("http://localhost/done?session={}", session.id));
    assert_eq!(setup.stripe.session(&session.id).await.unwrap().payment_status, PaymentStatus::Paid);
    assert!(click(&url, "pay").await.text().await.unwrap().contains("done"), "not twice");
}

#[tokio::test]
async fn a_debit_leads_back_unpaid_and_an_expired_page_says_so() {
    let setup = Setup::new().await;
    let session = setup.session(900).await;
    assert_eq!(click(&session.url.unwrap(), "debit").await.status(), 303);
    let after = setup.stripe.session(&session.id).await.unwrap();
    assert_eq!(
        (after.status, after.payment_status),
        (SessionStatus::Complete, PaymentStatus::Unpaid)
    );
    let late = setup.session(900).await;
    setup.stripe.expire_session(&late.id).await.unwrap();
    let page = browser().get(late.url.unwrap()).send().await.unwrap();
    assert_eq!(page.status(), 410);
    assert!(page.text().await.unwrap().contains("expired"));
    let nothing = browser().get(format!("{}/c/pay/cs_none", setup.fake.url())).send().await.unwrap();
    assert_eq!(nothing.status(), 404);
}
