//! Building, signing, broadcasting and replacing on a real node.

use crate::pool;
use alloy::primitives::{Address, U256, address};
use amanat_base::Amount;
use amanat_chain::{
    Pool, devnet,
    tx::{self, Broadcast, Fate, KeyRef, LocalKeys, Outgoing, Signer},
};
use amanat_testchain::{Anvil, anvil::Options};
use std::sync::Arc;

const SELLER: Address = address!("0x0000000000000000000000000000000000005e11");
const JUNK: &str = "test test test test test test test test test test test junk";

struct Scene {
    node: Anvil,
    pool: Arc<Pool>,
    signer: Signer,
    token: Address,
}

/// A treasury with coin and tokens; blocks only when the test says so.
async fn scene() -> Scene {
    let node = Anvil::start().await;
    let pool = pool(&[node.url()]);
    let signer = Signer::from(LocalKeys::from_phrase(JUNK).expect("the well-known phrase"));
    let token = devnet::deploy_token(&pool, "USD Coin", "USDC", 6).await.expect("deploys");
    devnet::mint(&pool, token, signer.treasury(), amount(1_000_000))
        .await
        .expect("mints");
    let paid = devnet::pay(&pool, devnet::DEV_ACCOUNT, None, signer.treasury(), amount(10u64.pow(18)))
        .await
        .expect("pays");
    devnet::wait_mined(&pool, paid).await.expect("is mined");
    node.call("evm_setAutomine", serde_json::json!([false])).await;
    Scene { node, pool, signer, token }
}

fn amount(n: u64) -> Amount {
    Amount(U256::from(n))
}

impl Scene {
    async fn build(&self, token: Option<Address>, units: u64) -> tx::UnsignedTx {
        let nonce = tx::next_nonce(&self.pool, self.signer.treasury(), true).await.expect("a nonce");
        let what = Outgoing {
            token,
            to: SELLER,
            amount: amount(units),
        };
        tx::build(&self.pool, self.signer.treasury(), nonce, &what).await.expect("builds")
    }

    fn sign(&self, built: &tx::UnsignedTx) -> tx::SignedTx {
        self.signer.sign(KeyRef::Treasury, built).expect("signs").expect("has keys")
    }

    async fn broadcast(&self, signed: &tx::SignedTx) -> Broadcast {
        tx::broadcast(&self.pool, signed).await.expect("the node answers")
    }

    async fn fate(&self, signed: &tx::SignedTx) -> Fate {
        tx::fate(&self.pool, signed).await.expect("the node answers")
    }
}

#[tokio::test]
async fn token_and_native_payouts_arrive_once_however_often_they_are_sent() {
    let s = scene().await;
    for token in [Some(s.token), None] {
        let built = s.build(token, 250_000).await;
        let signed = s.sign(&built);
        assert_eq!(s.fate(&signed).await, Fate::Unknown);
        assert_eq!(s.broadcast(&signed).await, Broadcast::Sent);
        assert_eq!(s.broadcast(&signed).await, Broadcast::Sent, "already known");
        assert_eq!(s.fate(&signed).await, Fate::Pending);
        s.node.mine(1).await;
        assert_eq!(s.broadcast(&signed).await, Broadcast::Mined, "sent again after a crash");
        let Fate::Mined(receipt) = s.fate(&signed).await else {
            panic!("not mined")
        };
        assert!(receipt.succeeded() && receipt.gas_cost() <= built.max_gas_cost().0);
        assert_eq!(receipt.transaction_hash, signed.hash.0, "the hash was known before");
        assert_eq!(tx::balance(&s.pool, token, SELLER).await, Ok(amount(250_000)));
    }
}

#[tokio::test]
async fn a_stuck_transaction_is_replaced_by_one_that_pays_an_eighth_more() {
    let s = scene().await;
    let built = s.build(Some(s.token), 1).await;
    let stuck = s.sign(&built);
    assert_eq!(s.broadcast(&stuck).await, Broadcast::Sent);
    let mut cheaper = built.clone();
    cheaper.max_fee_per_gas -= 1;
    cheaper.max_priority_fee_per_gas -= 1;
    assert_eq!(s.broadcast(&s.sign(&cheaper)).await, Broadcast::Underpriced);

    let fees = tx::suggest_fees(&s.pool).await.expect("fees");
    let bumped = tx::bump(&built, fees);
    assert!(bumped.max_fee_per_gas * 8 >= built.max_fee_per_gas * 9);
    assert!(bumped.max_priority_fee_per_gas * 8 >= built.max_priority_fee_per_gas * 9);
    let replacement = s.sign(&bumped);
    assert_eq!(s.broadcast(&replacement).await, Broadcast::Sent);
    s.node.mine(1).await;
    assert!(matches!(s.fate(&replacement).await, Fate::Mined(_)));
    assert_eq!(s.fate(&stuck).await, Fate::Replaced);
    assert_eq!(s.broadcast(&stuck).await, Broadcast::NonceTaken);
    assert_eq!(tx::balance(&s.pool, Some(s.token), SELLER).await, Ok(amount(1)), "paid once");
}

#[tokio::test]
async fn a_transfer_that_would_fail_is_not_built() {
    let s = scene().await;
    let what = Outgoing {
        token: Some(s.token),
        to: SELLER,
        amount: amount(1_000_001),
    };
    let refused = tx::build(&s.pool, s.signer.treasury(), 0, &what).await;
    assert!(matches!(refused, Err(amanat_chain::ChainError::Refused { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_signature_for_another_chain_is_refused_by_the_node() {
    let s = scene().await;
    let other = Anvil::start_with(&Options {
        chain_id: 31338,
        ..Options::default()
    })
    .await;
    let mut built = s.build(None, 5).await;
    built.chain_id = 31338;
    let signed = s.sign(&built);
    assert!(matches!(s.broadcast(&signed).await, Broadcast::Refused(_)));
    let elsewhere = Pool::http(31338, &[other.url()], crate::hasty()).expect("a URL");
    let paid = devnet::pay(&elsewhere, devnet::DEV_ACCOUNT, None, s.signer.treasury(), amount(10u64.pow(18)))
        .await
        .expect("pays");
    devnet::wait_mined(&elsewhere, paid).await.expect("is mined");
    assert_eq!(tx::broadcast(&elsewhere, &signed).await, Ok(Broadcast::Sent));
}
