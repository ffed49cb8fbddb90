//! Every route in one place: the features' routers, their contract, the docs page, the sockets and the web app.

use crate::{App, docs, health, openapi, site};
use amanat_gateway::Gateway;
use amanat_web::{Ctx, harden};
use axum::Router;
use utoipa::{OpenApi, openapi::OpenApi as Document};
use utoipa_axum::router::OpenApiRouter;

fn api(app: &App) -> OpenApiRouter<Ctx> {
    OpenApiRouter::with_openapi(openapi::Base::openapi())
        .merge(health::router(app.files.clone()))
        .merge(amanat_accounts::router(app.accounts.clone()))
        .merge(crate::gdpr::router(app.clone()))
        .merge(crate::desk::router(app.clone()))
        .merge(amanat_marketplace::router())
        .merge(amanat_orders::router())
        .merge(amanat_goods::router(app.goods.clone()))
        .merge(crate::selling::router())
        .merge(amanat_gateway::usage_router())
        .merge(amanat_payments::router(app.payments.clone()))
        .merge(amanat_custody::router(app.custody.clone()))
        .merge(amanat_files::router(app.files.clone()))
        .merge(amanat_notifications::router())
}

/// The contract: `/openapi.json`.
pub fn document(app: &App) -> Document {
    openapi::complete(api(app).split_for_parts().1)
}

/// The whole server, with the given socket layer and gateway.
pub fn router(app: &App, realtime: &amanat_notifications::Realtime, gateway: Gateway) -> Router {
    let (routes, document) = api(app).split_for_parts();
    let document = openapi::complete(document);
    let mut routes = routes
        .merge(health::metrics_router())
        .merge(amanat_gateway::router(gateway))
        .merge(amanat_files::downloads(app.files.clone()));
    if app.config.development.is_some() {
        routes = routes.merge(crate::dev::router(app.clone()));
    }
    let routes = routes.with_state(app.ctx.clone());
    let site = site::router(app, routes.clone());
    let routes = routes.merge(docs::router(document)).merge(site).layer(realtime.layer());
    harden(routes, &crate::serve::http_config(&app.config))
}
