//! The pages that Stripe hosts: paying a session, and onboarding an account.

use super::{Shared, connect, params::Params, sessions};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use serde_json::Value;
use std::sync::Arc;

type Ctx = State<Arc<Shared>>;

/// Its routes.
pub fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/c/pay/{id}", get(pay_page).post(pay))
        .route("/setup/e/{id}", get(setup_page).post(setup))
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{title}</title>\
         <style>body{{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:10vh auto;padding:0 1rem;color:#1a1f36}}\
         small{{display:block;background:#fff3cd;padding:.5rem .75rem;border-radius:.4rem}}strong{{font-size:2rem}}\
         button{{display:block;width:100%;margin:.6rem 0;padding:.7rem;font:inherit;border:1px solid #c1c9d2;border-radius:.4rem;background:#fff;cursor:pointer}}\
         button.main{{background:#0a5bd3;color:#fff;border-color:#0a5bd3}}p[role=alert]{{color:#a3000b}}</style>\
         <small>This page stands in for Stripe. No money moves.</small><h1>{title}</h1>{body}</html>"
    );
    (status, Html(html)).into_response()
}

fn gone(sentence: &str) -> Response {
    page(StatusCode::GONE, sentence, "")
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Minor units for a person; the currencies without cents are the exception.
fn readable(amount: i64, currency: &str) -> String {
    let shown = match currency {
        "jpy" | "krw" => amount.to_string(),
        _ => format!("{}.{:02}", amount / 100, amount % 100),
    };
    format!("{shown} {}", currency.to_uppercase())
}

async fn pay_page(State(shared): Ctx, Path(id): Path<String>) -> Response {
    show_session(&shared, &id, "")
}

fn show_session(shared: &Shared, id: &str, alert: &str) -> Response {
    let mut world = shared.world();
    sessions::tick(&mut world);
    let session = match world.find("cs_", "checkout.session", id) {
        Err(_) => return page(StatusCode::NOT_FOUND, "There is no such payment", ""),
        Ok(session) if session["status"] == "expired" => return gone("This payment has expired"),
        Ok(session) if session["status"] != "open" => return gone("This payment is done"),
        Ok(session) => session,
    };
    let text = |field: &str| escape(session[field].as_str().unwrap_or_default());
    let amount = readable(
        session["amount_total"].as_i64().unwrap_or_default(),
        session["currency"].as_str().unwrap_or_default(),
    );
    let cancel = match session["cancel_url"].as_str() {
        Some(url) => format!("<p><a href=\"{}\">Back without paying</a></p>", escape(url)),
        None => String::new(),
    };
    let body = format!(
        "<p>{}</p><p><strong>{amount}</strong></p>{alert}<form method=post>\
         <button class=main name=action value=pay>Pay by card</button>\
         <button name=action value=decline>Pay with a card that is declined</button>\
         <button name=action value=debit>Pay with a bank debit (arrives later)</button></form>{cancel}",
        text("_name")
    );
    page(StatusCode::OK, "Payment", &body)
}

async fn pay(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Response {
    let params = Params::parse(&body);
    let (done, back) = {
        let mut world = shared.world();
        sessions::tick(&mut world);
        let back = world
            .get(&id)
            .and_then(|session| session["success_url"].as_str())
            .map(str::to_owned);
        let done = match params.get("action") {
            Some("pay") => sessions::complete(&mut world, &id, true),
            Some("debit") => sessions::complete(&mut world, &id, false),
            _ => sessions::decline(&mut world, &id),
        };
        (done, back.unwrap_or_default())
    };
    shared.wake.notify_one();
    match (done, params.get("action")) {
        (Ok(()), Some("pay" | "debit")) => Redirect::to(&back.replace("{CHECKOUT_SESSION_ID}", &id)).into_response(),
        (Ok(()), _) => show_session(&shared, &id, "<p role=alert>Your card was declined. Try another.</p>"),
        (Err(_), _) => show_session(&shared, &id, ""),
    }
}

/// A link that can be used: its account and where to go back to. Others lead to `refresh_url`, if there ever was such a link.
fn link(shared: &Shared, id: &str) -> Result<Value, Option<String>> {
    let world = shared.world();
    let link = world.find("link_", "account_link", id).map_err(|_| None)?;
    let over = link["expires_at"].as_i64().is_none_or(|at| at <= world.now());
    match over || link["used"] == true {
        true => Err(Some(link["refresh_url"].as_str().unwrap_or_default().to_owned())),
        false => Ok(link.clone()),
    }
}

fn no_link(refresh_url: Option<String>) -> Response {
    match refresh_url {
        Some(url) => Redirect::to(&url).into_response(),
        None => page(StatusCode::NOT_FOUND, "There is no such link", ""),
    }
}

async fn setup_page(State(shared): Ctx, Path(id): Path<String>) -> Response {
    match link(&shared, &id) {
        Err(refresh_url) => no_link(refresh_url),
        Ok(_) => page(
            StatusCode::OK,
            "Set up payouts",
            "<p>Stripe would ask for your name, address and bank account here.</p>\
             <form method=post><button class=main>Finish</button></form>",
        ),
    }
}

async fn setup(State(shared): Ctx, Path(id): Path<String>) -> Response {
    let found = match link(&shared, &id) {
        Err(refresh_url) => return no_link(refresh_url),
        Ok(found) => found,
    };
    {
        let mut world = shared.world();
        world.set(&id, "used", true);
        let _ = connect::set_capability(&mut world, found["account"].as_str().unwrap_or_default(), "active");
    }
    shared.wake.notify_one();
    Redirect::to(found["return_url"].as_str().unwrap_or_default()).into_response()
}
