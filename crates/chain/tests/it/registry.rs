//! Networks, assets and bands as an administrator edits them.

use amanat_base::{Amount, AssetId, Code};
use amanat_chain::registry::{self, AssetRow, Band, Endpoint, Network};

fn network(chain_id: i64, name: &str) -> Network {
    Network {
        chain_id,
        name: name.into(),
        native_symbol: "ETH".into(),
        enabled: true,
        confirmations: 12,
        finality_depth: 64,
        block_time_ms: 12_000,
        explorer_url: None,
    }
}

fn token(chain_id: i64, byte: u8, decimals: i16) -> AssetRow {
    AssetRow {
        id: AssetId::fresh(),
        chain_id,
        contract: (byte > 0).then(|| alloy::primitives::Address::repeat_byte(byte).into()),
        symbol: "USDT".into(),
        decimals,
        par_currency: Some("USD".into()),
        enabled: true,
    }
}

#[tokio::test]
async fn a_network_is_edited_at_run_time() {
    let db = amanat_store::testdb::fresh().await;
    let mut tx = db.store.begin().await.expect("begins");
    let mut eth = network(1, "Ethereum");
    registry::upsert_network(&mut tx, &eth).await.expect("saves");
    eth.confirmations = 20;
    registry::upsert_network(&mut tx, &eth).await.expect("saves again");
    assert_eq!(registry::networks(&mut tx).await.expect("reads"), [eth.clone()]);
    assert_eq!(registry::network(&mut tx, 2).await.expect("reads"), None);
    let bad = Network {
        confirmations: 0,
        ..network(2, "x")
    };
    assert_eq!(
        registry::upsert_network(&mut tx, &bad).await.map_err(|e| e.code),
        Err(Code::ValidationFailed)
    );

    let urls = [("http://b", 1, true), ("http://a", 0, true), ("https://c", 2, false)];
    let endpoints = urls.map(|(url, priority, enabled)| Endpoint {
        url: url.into(),
        priority,
        enabled,
    });
    registry::put_endpoints(&mut tx, 1, &endpoints).await.expect("saves");
    let listed = registry::endpoints(&mut tx, 1).await.expect("reads");
    assert_eq!(
        listed.iter().map(|e| e.url.as_str()).collect::<Vec<_>>(),
        ["http://a", "http://b", "https://c"]
    );
    let nothing = registry::open_pool(&mut tx, 2, Default::default()).await.map(|_| ());
    assert_eq!(nothing.map_err(|e| e.code), Err(Code::NotConfigured));
    tx.commit().await.expect("commits");

    let mut tx = db.store.begin().await.expect("begins");
    let twin = registry::upsert_network(&mut tx, &network(5, "Ethereum")).await;
    assert_eq!(twin.map_err(|e| e.code), Err(Code::NameTaken));
}

#[tokio::test]
async fn an_asset_is_its_contract_on_its_network_not_its_symbol() {
    let db = amanat_store::testdb::fresh().await;
    let mut tx = db.store.begin().await.expect("begins");
    for (id, name) in [(1, "Ethereum"), (56, "BNB")] {
        registry::upsert_network(&mut tx, &network(id, name)).await.expect("saves");
    }
    let (six, eighteen, native) = (token(1, 7, 6), token(56, 7, 18), token(1, 0, 18));
    for asset in [&six, &eighteen, &native] {
        assert_eq!(registry::upsert_asset(&mut tx, asset).await.expect("saves"), asset.id);
    }
    let again = AssetRow {
        id: AssetId::fresh(),
        symbol: "USD₮".into(),
        ..six.clone()
    };
    assert_eq!(
        registry::upsert_asset(&mut tx, &again).await.expect("updates"),
        six.id,
        "the same row"
    );
    let found = registry::asset_by_contract(&mut tx, 56, eighteen.contract).await.expect("reads");
    assert_eq!(found.map(|a| a.decimals), Some(18));
    let found = registry::asset_by_contract(&mut tx, 1, None).await.expect("reads");
    assert_eq!(found.map(|a| a.id), Some(native.id));
    assert_eq!(registry::assets(&mut tx, Some(1)).await.expect("reads").len(), 2);
    let other = AssetRow { decimals: 8, ..six };
    assert_eq!(
        registry::upsert_asset(&mut tx, &other).await.map_err(|e| e.code),
        Err(Code::ValidationFailed)
    );
}

#[tokio::test]
async fn the_highest_band_that_is_reached_decides() {
    let db = amanat_store::testdb::fresh().await;
    let mut tx = db.store.begin().await.expect("begins");
    registry::upsert_network(&mut tx, &network(1, "Ethereum")).await.expect("saves");
    let (usdt, native) = (token(1, 7, 6), token(1, 0, 18));
    registry::upsert_asset(&mut tx, &usdt).await.expect("saves");
    registry::upsert_asset(&mut tx, &native).await.expect("saves");
    let band = |asset_id, min: u128, confirmations| Band {
        asset_id,
        min_amount: Amount::from_u128(min),
        confirmations,
    };
    let bands = [band(None, 0, 6), band(Some(usdt.id), 0, 2), band(Some(usdt.id), 1_000, 30)];

    let needed = |asset: AssetId, amount: u128| (asset, Amount::from_u128(amount));
    let before = registry::required_confirmations(&mut tx, 1, usdt.id, Amount::ZERO).await;
    assert_eq!(before.expect("reads"), 12, "the network's number");
    registry::put_bands(&mut tx, 1, &bands).await.expect("saves");
    for ((asset, amount), expected) in [
        (needed(usdt.id, 999), 2),
        (needed(usdt.id, 1_000), 30),
        (needed(usdt.id, u128::MAX), 30),
        (needed(native.id, 1), 6),
    ] {
        assert_eq!(
            registry::required_confirmations(&mut tx, 1, asset, amount).await.expect("reads"),
            expected
        );
    }
    assert_eq!(registry::bands(&mut tx, 1).await.expect("reads").len(), 3);
    let unknown = registry::required_confirmations(&mut tx, 9, usdt.id, Amount::ZERO).await;
    assert_eq!(unknown.map_err(|e| e.code), Err(Code::NotFound));
    let twice = [band(None, 5, 1), band(None, 5, 2)];
    assert_eq!(
        registry::put_bands(&mut tx, 1, &twice).await.map_err(|e| e.code),
        Err(Code::ValidationFailed)
    );
}
