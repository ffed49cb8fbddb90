//! Rows C20 and C22: endpoints that are wrong, busy, broken or lying.

use crate::{hasty, pool};
use amanat_chain::{
    ChainError, Policy, Pool, evm,
    rpc::{Transport, TransportError},
};
use amanat_testchain::{Anvil, Liar, Lies};
use futures::future::BoxFuture;
use std::{sync::Arc, time::Duration};

async fn node_and_liar(lies: Lies) -> (Anvil, Liar) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let node = Anvil::start().await;
    node.mine(30).await;
    let liar = Liar::before(node.url()).await;
    liar.tell(lies);
    (node, liar)
}

#[tokio::test]
async fn an_endpoint_of_another_chain_is_quarantined_and_the_next_one_answers() {
    let (node, liar) = node_and_liar(Lies {
        chain_id: Some(1),
        ..Lies::default()
    })
    .await;
    let both = pool(&[liar.url(), node.url()]);
    for _ in 0..5 {
        assert_eq!(evm::block_number(&both).await, Ok(30));
    }
    assert_eq!(liar.calls().get("eth_chainId"), Some(&1), "asked once, then left alone");
    assert_eq!(liar.calls().get("eth_blockNumber"), None, "never believed");

    let alone = pool(&[liar.url()]);
    let error = evm::block_number(&alone).await.expect_err("nothing to ask");
    assert!(matches!(&error, ChainError::Unreachable { .. }), "{error}");
    assert_eq!(amanat_base::Error::from(error).code, amanat_base::Code::ChainUnavailable);
}

#[tokio::test]
async fn busy_broken_and_cut_answers_are_asked_again() {
    let lies = [
        Lies {
            busy_every: Some(2),
            retry_after_s: 1,
            ..Lies::default()
        },
        Lies {
            error_every: Some(2),
            ..Lies::default()
        },
        Lies {
            cut_every: Some(2),
            ..Lies::default()
        },
    ];
    for lie in lies {
        let (_node, liar) = node_and_liar(lie.clone()).await;
        let alone = pool(&[liar.url()]);
        for _ in 0..6 {
            assert_eq!(evm::block_number(&alone).await, Ok(30), "{lie:?}");
        }
    }
}

#[tokio::test]
async fn answers_to_other_questions_are_not_believed() {
    let (node, liar) = node_and_liar(Lies {
        wrong_id: true,
        ..Lies::default()
    })
    .await;
    assert!(evm::block_number(&pool(&[liar.url()])).await.is_err());
    assert_eq!(evm::block_number(&pool(&[liar.url(), node.url()])).await, Ok(30));
}

#[tokio::test]
async fn an_answer_over_the_limit_is_not_read_to_its_end() {
    let (_node, liar) = node_and_liar(Lies {
        padding: 50 << 20,
        ..Lies::default()
    })
    .await;
    let policy = Policy {
        max_bytes: 1 << 20,
        ..hasty()
    };
    let small = Pool::http(31337, &[liar.url()], policy).expect("a URL");
    assert!(matches!(evm::block_number(&small).await, Err(ChainError::TooLarge(_))));
}

#[tokio::test]
async fn odd_spelling_of_numbers_is_read() {
    let (_node, liar) = node_and_liar(Lies {
        odd_hex: true,
        ..Lies::default()
    })
    .await;
    assert_eq!(evm::block_number(&pool(&[liar.url()])).await, Ok(30));
}

#[tokio::test]
async fn a_node_that_went_away_is_replaced_and_comes_back() {
    let (node, liar) = node_and_liar(Lies::default()).await;
    let both = pool(&["http://127.0.0.1:1", liar.url(), node.url()]);
    assert_eq!(evm::block_number(&both).await, Ok(30));
    liar.tell(Lies {
        error_every: Some(1),
        ..Lies::default()
    });
    assert_eq!(evm::block_number(&both).await, Ok(30));
    drop(liar);
    assert_eq!(evm::block_number(&both).await, Ok(30));
}

/// A chain that exists only on paper.
struct Scripted(&'static str);

impl Transport for Scripted {
    fn send(&self, request: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, TransportError>> {
        let request: serde_json::Value = serde_json::from_slice(&request).expect("JSON");
        let result = if request["method"] == "eth_chainId" { "0x7a69" } else { self.0 };
        let answer = serde_json::json!({"jsonrpc": "2.0", "id": request["id"], "result": result});
        Box::pin(async move { Ok(answer.to_string().into_bytes()) })
    }

    fn name(&self) -> &str {
        "paper"
    }
}

#[tokio::test]
async fn two_endpoints_that_differ_are_reported_and_one_that_is_away_is_not_asked() {
    let differ = Pool::new(31337, vec![Arc::new(Scripted("0xa")), Arc::new(Scripted("0xb"))], hasty());
    let error = differ.agreed::<String>("eth_blockNumber", serde_json::json!([])).await;
    assert!(matches!(error, Err(ChainError::Disagreement { chain_id: 31337, .. })), "{error:?}");

    let away = Arc::new(amanat_chain::rpc::Http::new("http://127.0.0.1:1", &hasty()).expect("a URL"));
    let one = Pool::new(
        31337,
        vec![Arc::new(Scripted("0xa")), away],
        Policy {
            timeout: Duration::from_secs(1),
            ..hasty()
        },
    );
    assert_eq!(
        one.agreed::<String>("eth_blockNumber", serde_json::json!([])).await,
        Ok("0xa".into())
    );
}
