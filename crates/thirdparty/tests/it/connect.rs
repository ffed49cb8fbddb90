//! Sellers' accounts, their onboarding, and transfers.

use crate::setup::{Setup, uuid};
use amanat_base::Code;
use amanat_stripe::{Account, Capability, Metadata, NewAccount, NewTransfer, Refused};
use serde_json::json;

async fn account(setup: &Setup, transfers: &str) -> Account {
    let new = NewAccount {
        email: Some("seller@example.com".to_owned()),
        metadata: Metadata::from([("user".to_owned(), "u1".to_owned())]),
    };
    let account = setup.stripe.create_account(&new, &uuid()).await.unwrap();
    setup
        .control(&format!("accounts/{}", account.id), json!({ "transfers": transfers }))
        .await;
    setup.stripe.account(&account.id).await.unwrap()
}

fn transfer(destination: &str, amount: i64, source: Option<&str>) -> NewTransfer {
    NewTransfer {
        amount,
        currency: "usd".to_owned(),
        destination: destination.to_owned(),
        transfer_group: "order-1".to_owned(),
        source_transaction: source.map(str::to_owned),
        metadata: Metadata::from([("payout".to_owned(), "p1".to_owned())]),
    }
}

fn code(result: amanat_base::Result<impl Sized>) -> String {
    let error = result.map(|_| ()).unwrap_err();
    Refused::of(&error).unwrap_or_else(|| panic!("{error:?}")).code.clone()
}

#[tokio::test]
async fn an_account_becomes_active_by_its_owners_answers() {
    let setup = Setup::new().await;
    let new = NewAccount {
        email: Some("seller@example.com".to_owned()),
        metadata: Metadata::new(),
    };
    let account = setup.stripe.create_account(&new, "a1").await.unwrap();
    assert_eq!((account.transfers, account.details_submitted), (Capability::Inactive, false));
    let url = setup
        .stripe
        .account_link(&account.id, "http://localhost/again", "http://localhost/back")
        .await
        .unwrap();
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    assert!(http.get(&url).send().await.unwrap().text().await.unwrap().contains("Finish"));
    let location = |answer: reqwest::Response| answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(location(http.post(&url).send().await.unwrap()), "http://localhost/back");
    assert_eq!(
        location(http.post(&url).send().await.unwrap()),
        "http://localhost/again",
        "a link is good once"
    );
    let account = setup.stripe.account(&account.id).await.unwrap();
    assert_eq!((account.transfers, account.payouts_enabled), (Capability::Active, true));
    let event = setup.events().await.pop().unwrap();
    assert_eq!(
        (event.kind.as_str(), event.account.as_deref()),
        ("account.updated", Some(account.id.as_str()))
    );
    assert_eq!(event.read::<Account>().unwrap(), account);
    let late = setup
        .stripe
        .account_link(&account.id, "http://localhost/again", "http://localhost/back")
        .await
        .unwrap();
    setup.control("clock", json!({ "advanceS": 301 })).await;
    assert_eq!(location(http.get(&late).send().await.unwrap()), "http://localhost/again");
    assert_eq!(
        setup
            .stripe
            .account_link("acct_none", "http://localhost", "http://localhost")
            .await
            .map_err(|e| e.code),
        Err(Code::NotFound)
    );
}

#[tokio::test]
async fn a_transfer_needs_a_destination_that_may_receive() {
    let setup = Setup::new().await;
    setup.control("balance", json!({ "amount": 5000, "currency": "usd" })).await;
    let missing = setup.stripe.create_transfer(&transfer("acct_none", 100, None), "t1").await;
    assert_eq!(missing.map_err(|e| e.code), Err(Code::NotFound));
    for status in ["inactive", "pending"] {
        let to = account(&setup, status).await.id;
        let refused = setup.stripe.create_transfer(&transfer(&to, 100, None), status).await;
        assert_eq!(code(refused), "insufficient_capabilities_for_transfer");
    }
    let to = account(&setup, "active").await.id;
    let sent = setup.stripe.create_transfer(&transfer(&to, 100, None), "t2").await.unwrap();
    assert_eq!(
        (sent.destination.as_deref(), sent.transfer_group.as_deref()),
        (Some(to.as_str()), Some("order-1"))
    );
    assert_eq!(setup.stripe.create_transfer(&transfer(&to, 100, None), "t2").await.unwrap(), sent);
    assert_eq!(setup.stripe.transfer(&sent.id).await.unwrap(), sent);
    assert_eq!(setup.stripe.transfers_of("order-1").await.unwrap(), [sent]);
    assert_eq!(setup.stripe.transfers_of("order-2").await.unwrap(), []);
}

#[tokio::test]
async fn money_goes_out_when_it_has_settled_or_with_its_source() {
    let setup = Setup::new().await;
    let to = account(&setup, "active").await.id;
    let intent = setup.paid(1000).await.payment_intent.unwrap();
    let charge = setup.stripe.payment_intent(&intent).await.unwrap().latest_charge.unwrap().id;
    let unsettled = setup.stripe.create_transfer(&transfer(&to, 100, None), "t1").await;
    assert_eq!(code(unsettled), "balance_insufficient");
    setup
        .stripe
        .create_transfer(&transfer(&to, 600, Some(&charge)), "t2")
        .await
        .unwrap();
    let beyond = setup.stripe.create_transfer(&transfer(&to, 401, Some(&charge)), "t3").await;
    assert_eq!(code(beyond), "balance_insufficient");
    setup.control("settle", json!({})).await;
    let sent = setup.stripe.create_transfer(&transfer(&to, 400, None), "t4").await.unwrap();
    assert_eq!(
        code(setup.stripe.create_transfer(&transfer(&to, 1, None), "t5").await),
        "balance_insufficient"
    );
    let stored = setup.stripe.create_transfer(&transfer(&to, 100, None), "t1").await;
    assert_eq!(
        code(stored),
        "balance_insufficient",
        "the key keeps what the endpoint said, as a new key would not"
    );
    let missing = setup.stripe.create_transfer(&transfer(&to, 1, Some("ch_none")), "t6").await;
    assert_eq!(missing.map_err(|e| e.code), Err(Code::NotFound));

    let back = setup.stripe.reverse_transfer(&sent.id, 150, &Metadata::new(), "v1").await.unwrap();
    assert_eq!((back.amount, back.transfer.as_deref()), (150, Some(sent.id.as_str())));
    assert_eq!(setup.stripe.transfer(&sent.id).await.unwrap().amount_reversed, 150);
    assert!(setup.stripe.reverse_transfer(&sent.id, 251, &Metadata::new(), "v2").await.is_err());
    let (_, balance) = setup.raw("GET", "balance", "", None).await;
    assert_eq!(balance["available"][0]["amount"], 150);
}
