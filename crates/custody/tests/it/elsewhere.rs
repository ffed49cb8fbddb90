//! Signing elsewhere: download, sign, submit.

use crate::world::{SELLER, World, signer, units};
use amanat_chain::tx::{KeyRef, Signer, UnsignedTx};
use amanat_custody::PayoutState;
use serde_json::{Value, json};

async fn build_only() -> World {
    World::with(
        Signer::BuildOnly {
            treasury: signer().treasury(),
        },
        None,
    )
    .await
}

fn sign(unsigned: &UnsignedTx) -> String {
    signer()
        .sign(KeyRef::Treasury, unsigned)
        .expect("signs")
        .expect("has keys")
        .raw_hex()
}

fn unsigned(answer: &Value) -> UnsignedTx {
    serde_json::from_value(answer["data"]["transaction"].clone()).expect("a transaction")
}

#[tokio::test]
async fn exactly_what_was_built_is_taken() {
    let w = build_only().await;
    w.fill_treasury().await;
    let id = w.instruct(w.eighteen.0, units(10u128.pow(18))).await;
    w.tick().await;
    let waiting = w.payout(id).await;
    assert_eq!(
        (waiting.state, waiting.waiting_reason.as_deref()),
        (PayoutState::Prepared, Some("Its transaction waits to be signed."))
    );

    let path = format!("/api/admin/payouts/{id}/transaction");
    assert_eq!(w.http(Some(w.seller), "GET", &path, None).await.0, 403);
    let (status, download) = w.http(Some(w.guard), "GET", &path, None).await;
    assert_eq!(status, 200, "{download}");
    let built = unsigned(&download);
    let submit = async |who, raw: String| w.http(Some(who), "POST", &path, Some(json!({"rawTransaction": raw}))).await;

    let changes: [fn(&mut UnsignedTx); 3] = [
        |t| t.input = [&t.input[..36], &[0xff; 32][..]].concat().into(),
        |t| t.nonce += 1,
        |t| t.max_fee_per_gas *= 2,
    ];
    for change in changes {
        let mut other = built.clone();
        change(&mut other);
        let (status, answer) = submit(w.guard, sign(&other)).await;
        assert_eq!((status, &answer["error"]["code"]), (409, &json!("PAYOUT_MISMATCH")));
    }
    for broken in ["0x1234", "hello", "0x02c0"] {
        assert_eq!(submit(w.guard, broken.into()).await.0, 400, "{broken}");
    }
    assert_eq!(submit(w.seller, sign(&built)).await.0, 403);
    let (status, answer) = submit(w.guard, sign(&built)).await;
    assert_eq!((status, &answer["data"]["state"]), (200, &json!("signed")), "{answer}");
    assert_eq!(submit(w.guard, sign(&built)).await.0, 200, "the same again changes nothing");
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.eighteen.1), SELLER).await, units(10u128.pow(18)));
    w.sound().await;
}

#[tokio::test]
async fn a_stuck_one_gets_a_replacement_to_sign() {
    let w = build_only().await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(8_000_000)).await;
    w.tick().await;
    let path = format!("/api/admin/payouts/{id}/transaction");
    let first = unsigned(&w.http(Some(w.guard), "GET", &path, None).await.1);
    w.node.call("evm_setAutomine", json!([false])).await;
    w.http(Some(w.guard), "POST", &path, Some(json!({"rawTransaction": sign(&first)})))
        .await;
    for _ in 0..6 {
        w.tick().await;
    }
    assert!(w.payout(id).await.waiting_reason.is_some_and(|r| r.contains("replacement")));
    let second = unsigned(&w.http(Some(w.guard), "GET", &path, None).await.1);
    assert_eq!(second.nonce, first.nonce);
    assert!(second.max_fee_per_gas > first.max_fee_per_gas);
    let (status, answer) = w
        .http(Some(w.guard), "POST", &path, Some(json!({"rawTransaction": sign(&second)})))
        .await;
    assert_eq!(status, 200, "{answer}");
    w.tick().await;
    w.node.mine(1).await;
    let paid = w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(8_000_000));
    assert_eq!(answer["data"]["txHash"], json!(paid.tx_hash));
    w.sound().await;
}
