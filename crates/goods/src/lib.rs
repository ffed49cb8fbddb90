//! Digital goods by the unit: listings with stock, sealed secrets, purchases, tokens. The gateway that meters their use is the crate
//! `gateway`.

pub mod buying;
mod desk;
pub mod doctor;
pub mod egress;
mod events;
mod fulfil;
pub mod gateway_settings;
pub mod inject;
mod jobs;
pub mod listings;
pub mod sealed;
mod service;
mod stock;
pub mod tokens;

pub use amanat_base::{KeyRing, RingError};
pub use egress::Egress;
pub use events::{Event, Sale};
pub use fulfil::{Fulfilled, fulfil, order_ended};
pub use gateway_settings::GatewaySettings;
pub use inject::{Inject, InjectKind};
pub use jobs::{SweepGoods, run_fulfil, run_goods_sweep};
pub use listings::{FulfilmentKind, ListingStatus, Moderation, forget, take_all_off};
pub use service::{Goods, Settings};
pub use tokens::{SettleToken, enqueue_settle, order_disputed, record_use, settle, settle_before_timer};

use amanat_web::Ctx;
use utoipa_axum::router::OpenApiRouter;

/// The routes of goods.
pub fn router(goods: Goods) -> OpenApiRouter<Ctx> {
    listings::router(&goods)
        .merge(tokens::router(goods.clone()))
        .merge(buying::router(goods))
}
