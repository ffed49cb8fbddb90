//! Networks, endpoints, assets and confirmation rules in the database, all editable at run time.

mod assets;
mod bands;
mod networks;

pub use assets::{AssetRow, Rail, Unit, asset, asset_by_contract, assets, card_unit, check_recipient, unit, units, upsert_asset};
pub use bands::{Band, bands, put_bands, required_confirmations};
pub use networks::{Endpoint, Network, endpoints, network, networks, open_pool, put_endpoints, upsert_network};
