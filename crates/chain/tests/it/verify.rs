//! Rows C04, C06, C07, C09, C10, C15 and C16: what really arrived, whatever the events say.

use crate::pool;
use alloy::{
    primitives::{Address, B256, U256, address},
    sol_types::SolValue,
};
use amanat_base::Amount;
use amanat_chain::{ChainError, Expected, Pool, Verification, Verified, verify_transfer};
use amanat_testchain::{Anvil, Liar, Lies, contract};
use serde_json::json;
use std::sync::Arc;

const SHOP: Address = address!("0x00000000000000000000000000000000005e11e2");

struct Scene {
    node: Anvil,
    pool: Arc<Pool>,
    payer: Address,
}

async fn scene() -> Scene {
    let node = Anvil::start().await;
    let pool = pool(&[node.url()]);
    let payer = node.accounts().await[0];
    Scene { node, pool, payer }
}

impl Scene {
    async fn check(&self, tx: B256, token: Option<Address>) -> Verification {
        let expected = Expected {
            tx_hash: tx,
            token,
            recipient: SHOP,
        };
        verify_transfer(&self.pool, &expected).await.expect("the node answers")
    }

    async fn mined(&self, tx: B256, token: Option<Address>) -> Verified {
        match self.check(tx, token).await {
            Verification::Mined(verified) => verified,
            other => panic!("{other:?}"),
        }
    }
}

fn n(units: u64) -> U256 {
    U256::from(units)
}

fn amounts(verified: &Verified) -> Vec<(u32, Amount, Amount)> {
    verified.transfers.iter().map(|t| (t.ordinal, t.claimed, t.arrived)).collect()
}

#[tokio::test]
async fn an_honest_token_arrives_whole_and_grows_deep() {
    let s = scene().await;
    let token = s.node.deploy_token("USDC", 6).await;
    let tx = s.node.send_token(token, s.payer, SHOP, n(1_500_000)).await;
    let first = s.mined(tx, Some(token)).await;
    assert_eq!(amounts(&first), [(0, Amount(n(1_500_000)), Amount(n(1_500_000)))]);
    assert_eq!((first.confirmations, first.measured, first.sender.0), (1, true, s.payer));
    s.node.mine(4).await;
    assert_eq!(s.mined(tx, Some(token)).await.confirmations, 5);
}

#[tokio::test]
async fn native_coin_arrives_and_another_asset_of_the_same_transaction_does_not() {
    let s = scene().await;
    let token = s.node.deploy_token("USDC", 6).await;
    let tx = s.node.send_native(s.payer, SHOP, n(7)).await;
    assert_eq!(amounts(&s.mined(tx, None).await), [(0, Amount(n(7)), Amount(n(7)))]);
    assert_eq!(amounts(&s.mined(tx, Some(token)).await), []);
    let tx = s.node.send_token(token, s.payer, SHOP, n(7)).await;
    assert_eq!(amounts(&s.mined(tx, None).await), []);
}

#[tokio::test]
async fn a_look_alike_contract_is_another_token() {
    let s = scene().await;
    let usdt = s.node.deploy_token("USDT", 6).await;
    let fake = s.node.deploy("FakeToken", &[]).await;
    let tx = s.node.send_token(fake, s.payer, SHOP, n(1_000_000)).await;
    assert_eq!(amounts(&s.mined(tx, Some(usdt)).await), [], "the listed contract says nothing");
    // Even if somebody listed it: it moved nothing.
    assert_eq!(amounts(&s.mined(tx, Some(fake)).await), [(0, Amount(n(1_000_000)), Amount::ZERO)]);
}

#[tokio::test]
async fn a_fee_on_the_way_counts_as_not_arrived() {
    let s = scene().await;
    for (gross, claimed) in [(true, 1_000_000), (false, 990_000)] {
        let token = s.node.deploy("FeeToken", &gross.abi_encode()).await;
        s.node.mint(token, s.payer, n(10_000_000)).await;
        let tx = s.node.send_token(token, s.payer, SHOP, n(1_000_000)).await;
        let expected = [(0, Amount(n(claimed)), Amount(n(990_000)))];
        assert_eq!(amounts(&s.mined(tx, Some(token)).await), expected, "gross: {gross}");
    }
}

#[tokio::test]
async fn several_transfers_of_one_block_share_what_arrived_to_the_last_unit() {
    let s = scene().await;
    let token = s.node.deploy("FeeToken", &true.abi_encode()).await;
    let batch = s.node.deploy("Caller", &[]).await;
    s.node.mint(token, batch, n(10_000)).await;
    let calls: Vec<alloy::primitives::Bytes> = [333u64, 1_001, 50].iter().map(|a| contract::transfer(SHOP, n(*a)).into()).collect();
    let data = contract::call("callMany(address,bytes[])", &(token, calls).abi_encode_params());
    let tx = s.node.execute(s.payer, batch, data).await;
    let verified = s.mined(tx, Some(token)).await;
    assert_eq!(verified.transfers.iter().map(|t| t.ordinal).collect::<Vec<_>>(), [0, 1, 2]);
    let arrived = Amount::sum(verified.transfers.iter().map(|t| t.arrived)).expect("small");
    assert_eq!(arrived, Amount(n(333 - 3 + 1_001 - 10 + 50)));
}

#[tokio::test]
async fn what_failed_was_undone_or_says_false_brings_nothing() {
    let s = scene().await;
    let token = s.node.deploy_token("USDC", 6).await;
    let poor = s.node.accounts().await[5];
    let tx = s.node.send_token(token, poor, SHOP, n(1)).await;
    assert!(matches!(s.check(tx, Some(token)).await, Verification::Failed { .. }), "status 0");

    let caller = s.node.deploy("Caller", &[]).await;
    s.node.mint(token, caller, n(5)).await;
    let inner: alloy::primitives::Bytes = contract::transfer(SHOP, n(5)).into();
    let data = contract::call("callAndRevert(address,bytes)", &(token, inner).abi_encode_params());
    let tx = s.node.execute(s.payer, caller, data).await;
    assert_eq!(amounts(&s.mined(tx, Some(token)).await), [], "the inner call was reverted");

    let no = s.node.deploy("FalseToken", &[]).await;
    let tx = s.node.send_token(no, s.payer, SHOP, n(5)).await;
    assert_eq!(amounts(&s.mined(tx, Some(no)).await), [], "transfer() returned false");
}

#[tokio::test]
async fn nothing_sent_by_a_look_alike_address_is_no_payment() {
    let s = scene().await;
    let fake = s.node.deploy("FakeToken", &[]).await;
    let data = contract::call("poison(address,address)", &(s.payer, SHOP).abi_encode_params());
    let tx = s.node.execute(s.payer, fake, data).await;
    assert_eq!(amounts(&s.mined(tx, Some(fake)).await), []);
}

#[tokio::test]
async fn one_symbol_with_other_decimals_elsewhere_is_another_contract() {
    let s = scene().await;
    let six = s.node.deploy_token("USDT", 6).await;
    let eighteen = s.node.deploy_token("USDT", 18).await;
    let tx = s.node.send_token(six, s.payer, SHOP, n(1_000_000)).await;
    assert_eq!(amounts(&s.mined(tx, Some(six)).await).len(), 1);
    assert_eq!(amounts(&s.mined(tx, Some(eighteen)).await), []);
}

#[tokio::test]
async fn a_reorg_makes_it_missing_and_a_second_block_gives_it_the_same_ordinal() {
    let s = scene().await;
    let token = s.node.deploy_token("USDC", 6).await;
    s.node.mine(3).await;
    let tx = s.node.send_token(token, s.payer, SHOP, n(9)).await;
    let before = s.mined(tx, Some(token)).await;
    s.node.mine(2).await;
    s.node.reorg(3).await;
    assert_eq!(s.check(tx, Some(token)).await, Verification::Missing);

    let again = contract::request(s.payer, token, &contract::transfer(SHOP, n(9)));
    s.node.reorg_with(3, &[(again, 2)]).await;
    let block = s.node.head().await;
    let hash = s.node.call("eth_getBlockByNumber", json!([format!("{block:#x}"), false])).await["transactions"][0].clone();
    let after = s.mined(hash.as_str().expect("a hash").parse().expect("hex"), Some(token)).await;
    assert_ne!((after.block_number, after.block_hash), (before.block_number, before.block_hash));
    assert_eq!(amounts(&after), amounts(&before));
}

#[tokio::test]
async fn a_receipt_from_a_block_that_is_not_on_the_chain_counts_for_nothing() {
    let s = scene().await;
    let token = s.node.deploy_token("USDC", 6).await;
    let tx = s.node.send_token(token, s.payer, SHOP, n(9)).await;
    let liar = Liar::before(s.node.url()).await;
    liar.tell(Lies {
        receipt_block_hash: Some(format!("0x{}", "ab".repeat(32))),
        ..Lies::default()
    });
    let expected = Expected {
        tx_hash: tx,
        token: Some(token),
        recipient: SHOP,
    };
    let lied = verify_transfer(&pool(&[liar.url(), s.node.url()]), &expected).await;
    assert!(matches!(lied, Err(ChainError::Disagreement { .. })), "{lied:?}");
    let alone = verify_transfer(&pool(&[liar.url()]), &expected).await;
    assert!(!matches!(alone, Ok(Verification::Mined(_))), "{alone:?}");
}

#[tokio::test]
async fn a_head_behind_the_block_gives_no_confirmations() {
    let s = scene().await;
    let token = s.node.deploy_token("USDC", 6).await;
    let tx = s.node.send_token(token, s.payer, SHOP, n(9)).await;
    let liar = Liar::before(s.node.url()).await;
    liar.tell(Lies {
        stale: 0,
        ahead: 0,
        ..Lies::default()
    });
    let honest = pool(&[liar.url()]);
    let expected = Expected {
        tx_hash: tx,
        token: Some(token),
        recipient: SHOP,
    };
    assert!(matches!(verify_transfer(&honest, &expected).await, Ok(Verification::Mined(v)) if v.confirmations == 1));
    liar.tell(Lies {
        stale: 3,
        ..Lies::default()
    });
    assert!(!matches!(verify_transfer(&honest, &expected).await, Ok(Verification::Mined(v)) if v.confirmations > 0));
}
