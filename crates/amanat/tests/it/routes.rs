//! Every route with who may call it, and the proof (Z01, Z05, Z06).

use crate::{
    contract::Contract,
    stage::{CALLERS, Stage, action},
};
use amanat_base::Role;
use amanat_testkit::TestApp;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TABLE: &str = include_str!("routes.txt");

/// One line of the table.
#[derive(Debug)]
struct Line {
    method: String,
    path: String,
    /// Which action, on the one route that takes several.
    action: Option<String>,
    thing: String,
    statuses: Vec<u16>,
}

impl Line {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Changes something by the power of a role: what no stranger, buyer or seller may. A preview saves nothing.
    fn is_decision(&self) -> bool {
        if self.path.ends_with("/preview") {
            return false;
        }
        let own = self.statuses.iter().take(4).all(|s| (401..=404).contains(s));
        self.method != "GET" && (self.path.starts_with("/api/admin/") || own)
    }

    fn is_in_contract(&self) -> bool {
        !self.path.starts_with('!')
    }
}

fn table() -> Vec<Line> {
    let lines = TABLE.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(parse).collect()
}

fn parse(line: &str) -> Line {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (named, statuses) = words.split_at(words.len() - CALLERS.len());
    let (method, path, action, thing) = match named {
        [method, path, thing] => (method, path, None, thing),
        [method, path, action, thing] => (method, path, Some((*action).to_owned()), thing),
        _ => panic!("not a line of the table: {line}"),
    };
    Line {
        method: (*method).to_owned(),
        path: (*path).to_owned(),
        action,
        thing: (*thing).to_owned(),
        statuses: statuses.iter().map(|s| s.parse().expect("a status")).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let mut stage = Stage::build().await;
    let document = reqwest::get(format!("{}/openapi.json", stage.app.base)).await.expect("answers");
    let contract = Contract(document.json().await.expect("JSON"));
    let promised: BTreeSet<String> = contract.operations().iter().map(|o| o.name()).collect();
    let table = table();
    let listed: BTreeSet<String> = table.iter().filter(|l| l.is_in_contract()).map(Line::name).collect();
    assert_eq!(listed, promised, "routes.txt names exactly the routes of the contract");

    let mut wrong = Vec::new();
    for line in &table {
        prove(&mut stage, line, &mut wrong).await;
    }
    let decisions = table.iter().filter(|l| l.is_decision() && l.statuses.contains(&200));
    assert!(decisions.count() >= 20, "those of staff are in the table, with somebody who may");
    assert!(wrong.is_empty(), "{} cells are not true:\n{}", wrong.len(), wrong.join("\n"));
    stage.app.finish().await;
}

/// The refused first, then the others from left to right.
async fn prove(stage: &mut Stage, line: &Line, wrong: &mut Vec<String>) {
    let cells = CALLERS.into_iter().zip(line.statuses.iter().copied());
    let (refused, allowed): (Vec<_>, Vec<_>) = cells.partition(|(_, status)| (401..=404).contains(status));
    for (caller, expected) in refused.into_iter().chain(allowed) {
        let request = amanat_base::EventId::fresh().to_string();
        let (status, body) = call(stage, line, caller, &request).await;
        if line.is_decision() && (200..300).contains(&status) && !is_written_down(stage, caller, &request).await {
            wrong.push(format!("{} as {caller} is not in the audit log", line.name()));
        }
        if status != expected {
            wrong.push(format!(
                "{} {:?} as {caller}: {status}, not {expected}: {body}",
                line.name(),
                line.action
            ));
        }
        if !["anon", "strang"].contains(&caller) {
            continue;
        }
        for secret in stage.private.iter().filter(|secret| body.contains(*secret)) {
            wrong.push(format!("{} as {caller} tells {secret}: {body}", line.name()));
        }
    }
}

/// Who, from where, in which request: one row of the audit log has it all.
async fn is_written_down(stage: &Stage, caller: &str, request: &str) -> bool {
    let actor = stage.person(caller).map(|person| person.id.0);
    sqlx::query_scalar(
        "select exists(select 1 from audit_log where request_id = $1 and actor = $2 and client is not null and session_id is not null)",
    )
    .bind(request)
    .bind(actor)
    .fetch_one(&stage.app.db.store.pool)
    .await
    .expect("reads the audit log")
}

async fn call(stage: &mut Stage, line: &Line, caller: &str, request_id: &str) -> (u16, String) {
    let thing = stage.things.get(line.thing.as_str()).cloned().unwrap_or_default();
    let body = match &line.action {
        Some(name) => Some(action(name)),
        None => stage.body(&line.name(), caller, &thing).await,
    };
    let parts = line.path.trim_start_matches('!').split('/');
    let path = parts
        .map(|part| if part.starts_with('{') { &thing } else { part })
        .collect::<Vec<_>>()
        .join("/");
    let query = match line.name().as_str() {
        "GET /api/payment" | "GET /api/payment/options" => format!("?orderId={thing}"),
        "GET /api/payment/watch" => "?chainId=31337".into(),
        "GET /api/listings/{id}/quote" => "?units=1".into(),
        "POST /api/files" => "?purpose=attachment".into(),
        _ => String::new(),
    };
    let ends_sessions = line.path.starts_with("/api/auth/logout") || line.path == "/api/user/erase";
    let person = match ends_sessions {
        true => stage.again(caller).await,
        false => stage.person(caller).cloned(),
    };
    let method: Method = line.method.parse().expect("a method");
    let key = amanat_base::EventId::fresh().to_string();
    let mut request = reqwest::Client::new()
        .request(method, format!("{}{path}{query}", stage.app.base))
        .header("Idempotency-Key", key)
        .header("X-Request-Id", request_id);
    if let Some(person) = person {
        request = request.bearer_auth(person.token);
    }
    request = match body {
        Some(body) => request.json(&body),
        // A file is its own body.
        None if line.name() == "POST /api/files" => request.body("Some words."),
        None => request,
    };
    let answer = request.send().await.expect("an answer");
    let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a body"));
    if line.path == "/api/auth/refresh"
        && let Ok(next) = serde_json::from_str::<Value>(&text)
        && let Some(token) = next["data"]["refreshToken"].as_str()
    {
        stage.refresh_token = token.to_owned();
    }
    (status, text)
}

/// Z06: power that comes with a role ends where its holder is a party.
#[tokio::test(flavor = "multi_thread")]
async fn staff_do_not_decide_about_their_own_deals() {
    let app = TestApp::start().await;
    let buyer = app.person("Bahar", &[Role::Buyer, Role::Resolver, Role::Guard, Role::Admin]).await;
    let seller = app.person("Sam", &[Role::Seller, Role::Guard]).await;
    app.payout_address(&seller).await;
    buyer
        .put("/api/admin/settings/approval-thresholds", json!({ "default": "0", "assets": [] }))
        .await
        .ok();
    let order = app.agree(&buyer, &seller, "10", json!([])).await;
    let deal = amanat_testkit::Deal { buyer, seller, order };
    let payment = app.checkout(&deal, "tUSD").await;
    app.pay(&deal, &payment, None).await;
    app.until(&deal, "funded").await;

    deal.buyer
        .act(&deal.order, json!({ "action": "release_part", "amount": "4000000" }))
        .await
        .ok();
    let payout = app
        .eventually("a payout waits", || async {
            let payouts = deal.buyer.get("/api/admin/payouts?state=pending_approval").await.ok();
            payouts["items"][0]["id"].as_str().map(str::to_owned)
        })
        .await;
    for person in [&deal.buyer, &deal.seller] {
        let approved = person.post(&format!("/api/admin/payouts/{payout}/approve"), Value::Null).await;
        approved.refused(403, "FOUR_EYES");
        let rejected = person
            .post(&format!("/api/admin/payouts/{payout}/reject"), json!({ "reason": "No." }))
            .await;
        rejected.refused(403, "FOUR_EYES");
    }

    app.pay(&deal, &payment, None).await;
    let case = app
        .eventually("a case opens", || async {
            let cases = deal.buyer.get("/api/admin/exceptions").await.ok();
            cases["items"][0]["id"].as_str().map(str::to_owned)
        })
        .await;
    let proposal = json!({ "action": "refund_to_buyer", "note": "Mine." });
    let proposed = deal.buyer.post(&format!("/api/admin/exceptions/{case}/propose"), proposal).await;
    proposed.refused(403, "FOUR_EYES");
    let settled = deal
        .seller
        .post(
            &format!("/api/admin/exceptions/{case}/settle"),
            json!({ "action": "refund_to_buyer" }),
        )
        .await;
    settled.refused(403, "FOUR_EYES");

    deal.seller.act(&deal.order, action("open_dispute")).await.ok();
    deal.buyer.act(&deal.order, action("rule")).await.refused(403, "FORBIDDEN");
    app.finish().await;
}
