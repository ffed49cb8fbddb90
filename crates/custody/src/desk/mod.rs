//! `/api/admin/payouts/{id}`: everything that a guard should know before money goes out.

mod address;
mod books;
mod case;
mod list;
mod people;
mod preview;
mod simulation;

use amanat_web::Ctx;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list::admin_list_payouts))
        .routes(routes!(case::get_payout_case))
        .routes(routes!(simulation::simulate_payout))
        .routes(routes!(preview::preview_approval_thresholds))
}
