//! `/openapi.json` is complete and true: a generated client needs nothing else.

use crate::{contract::Contract, stage::Stage};
use amanat_base::Code;
use amanat_testkit::{Person, Reply, Setup, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeSet, process::Command};

async fn served(app: &TestApp) -> Contract {
    let answer = reqwest::get(format!("{}/openapi.json", app.base)).await.expect("answers");
    Contract(answer.json().await.expect("JSON"))
}

async fn quiet() -> TestApp {
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    TestApp::start_with(setup).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_served_document_is_the_printed_one_and_describes_every_operation() {
    let app = quiet().await;
    let contract = served(&app).await;
    let printed = Command::new(env!("CARGO_BIN_EXE_amanat"))
        .arg("openapi")
        .env_clear()
        .output()
        .expect("runs");
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let printed: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(printed, contract.0);

    let mut ids = BTreeSet::new();
    let mut missing = Vec::new();
    for operation in contract.operations() {
        let (name, spec) = (operation.name(), operation.spec);
        let id = spec["operationId"].as_str().unwrap_or_default();
        if id.is_empty() || !ids.insert(id.to_owned()) {
            missing.push(format!("{name}: an operationId of its own, not {id:?}"));
        }
        for (what, there) in lacks(&contract, &operation) {
            if !there {
                missing.push(format!("{name}: {what}"));
            }
        }
    }
    assert!(missing.is_empty(), "the contract lacks:\n{}", missing.join("\n"));
    app.finish().await;
}

/// What an operation must say, and whether it does.
fn lacks(contract: &Contract, operation: &crate::contract::Operation<'_>) -> Vec<(&'static str, bool)> {
    let (spec, answers) = (operation.spec, &operation.spec["responses"]);
    let is_api = operation.path.starts_with("/api/");
    let answer = answers["200"]["content"].as_object().and_then(|c| c.values().next());
    let params: BTreeSet<_> = operation.parameters("path").iter().filter_map(|p| p["name"].as_str()).collect();
    let placeholders: BTreeSet<_> = operation
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .collect();
    let typed = |p: &&Value| {
        let schema = contract.resolve(&p["schema"]);
        schema["format"] == "uuid" || schema["type"] == "integer" || p["name"] == "slug" || p["name"] == "provider"
    };
    let failures = ["400", "401", "403", "404", "409", "429", "500", "503"];
    let described = |status: &&str| {
        let schema = &answers[*status]["content"]["application/json"]["schema"];
        schema["$ref"] == "#/components/schemas/FailureBody"
    };
    vec![
        (
            "a summary",
            spec["summary"]
                .as_str()
                .or(spec["description"].as_str())
                .is_some_and(|s| !s.is_empty()),
        ),
        ("a tag", spec["tags"][0].is_string()),
        (
            "a schema of its answer, or where it leads",
            answer.is_some_and(|a| a["schema"].is_object()) || answers["303"]["description"].is_string(),
        ),
        ("its path parameters, each once", params == placeholders),
        ("a type for its path parameters", operation.parameters("path").iter().all(typed)),
        ("its failures", !is_api || failures.iter().all(described)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn protected_operations_say_so_and_money_moving_ones_ask_for_a_key() {
    let app = quiet().await;
    let contract = served(&app).await;
    let http = reqwest::Client::new();
    let mut wrong = Vec::new();
    for operation in contract.operations() {
        let method: Method = operation.method.parse().expect("a method");
        let path = operation.at(&uuid::Uuid::from_u128(9).to_string());
        let body = operation.body().map(|schema| contract.sample(schema));
        let request = http
            .request(method.clone(), format!("{}{path}", app.base))
            .header("Idempotency-Key", "once");
        let request = body.iter().fold(request, |request, body| request.json(body));
        let anonymous = request.send().await.expect("an answer");
        let refused = anonymous.status() == 401 && anonymous.text().await.is_ok_and(|t| t.contains("UNAUTHENTICATED"));
        // Signing out by an access token is one way of two.
        let by_secret = ["logout", "refresh"].contains(&operation.spec["operationId"].as_str().unwrap_or_default());
        if refused != operation.is_protected() && !by_secret {
            wrong.push(format!("{}: refuses anonymous callers: {refused}", operation.name()));
        }
        // Anew for every call: two of them end the session.
        let person = app.person("Somebody", &amanat_base::Role::ALL).await;
        let answer = person.send(method, &path, body, None).await;
        let asks = answer.body["error"]["code"] == Code::IdempotencyKeyRequired.as_str();
        let mut headers = operation.parameters("header").into_iter();
        let declared = headers
            .find(|p| p["name"] == "Idempotency-Key")
            .is_some_and(|p| p["required"] == true);
        if asks != declared {
            wrong.push(format!("{}: asks for a key: {asks}, says so: {declared}", operation.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_code_is_in_the_document_as_it_is_on_the_wire() {
    let app = quiet().await;
    let contract = served(&app).await;
    let listed: BTreeSet<_> = contract.0["components"]["schemas"]["Code"]["enum"]
        .as_array()
        .expect("a closed list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let ours: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(listed, ours);
    app.finish().await;
}

/// Answers as they come, against what the document promises.
struct Checked<'a> {
    contract: &'a Contract,
    seen: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Checked<'_> {
    async fn call(&mut self, person: &Person, id: &str, parameter: &str, query: &str, body: Option<Value>) -> Reply {
        let operation = self.contract.operation(id);
        let key = amanat_base::EventId::fresh().to_string();
        let (method, path) = (operation.method.parse().expect("a method"), operation.at(parameter) + query);
        let reply = person.send(method, &path, body, Some(&key)).await;
        let status = reply.status.as_u16().to_string();
        let schema = &operation.spec["responses"][&status]["content"]["application/json"]["schema"];
        if schema.is_null() {
            self.wrong.push(format!("{id}: {status} is not in the contract: {}", reply.body));
        }
        for difference in self.contract.differences(schema, &reply.body) {
            self.wrong.push(format!("{id} {status}{difference}"));
        }
        self.seen.insert(format!("{id} {status}"));
        reply
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_what_the_document_promises() {
    let stage = Stage::build().await;
    let contract = served(&stage.app).await;
    let mut checked = Checked {
        contract: &contract,
        seen: BTreeSet::new(),
        wrong: Vec::new(),
    };
    let thing = |name: &str| stage.things[name].clone();
    let of_order = format!("?orderId={}", thing("order.paid"));
    for (who, id, parameter, query) in [
        ("buyer", "get_me", "", ""),
        ("buyer", "list_addresses", "", ""),
        ("buyer", "get_public_profile", &thing("user"), ""),
        ("buyer", "list_sessions", "", "?limit=1"),
        ("buyer", "list_payout_addresses", "", ""),
        ("buyer", "get_payout_address", "31337", ""),
        ("seller", "get_balances", "", ""),
        ("buyer", "list_notifications", "", "?limit=2"),
        ("buyer", "list_categories", "", ""),
        ("buyer", "list_requests", "", "?limit=3"),
        ("buyer", "get_request", &thing("request"), ""),
        ("buyer", "list_request_offers", &thing("request"), ""),
        ("seller", "list_own_offers", "", ""),
        ("seller", "get_sales_summary", "", ""),
        ("seller", "list_sales", "", ""),
        ("seller", "list_templates", "", ""),
        ("seller", "get_template", &thing("template"), ""),
        ("buyer", "list_shops", "", ""),
        ("seller", "get_offer", &thing("offer"), ""),
        ("seller", "preview_offer", &thing("offer"), ""),
        ("seller", "list_orders", "", "?side=seller&limit=2"),
        ("buyer", "get_order", &thing("order.paid"), ""),
        ("seller", "get_order", &thing("order.cancelling"), ""),
        ("buyer", "get_order_timeline", &thing("order.paid"), ""),
        ("buyer", "list_public_networks", "", ""),
        ("buyer", "payment_options", "", of_order.as_str()),
        ("buyer", "list_payments", "", &of_order),
        ("buyer", "get_payment", &thing("payment"), ""),
        ("seller", "list_payouts", "", ""),
        ("seller", "get_payout", &thing("payout.sent"), ""),
        ("guard", "admin_list_payouts", "", "?limit=1"),
        ("guard", "get_payout_transaction", &thing("payout.sent"), ""),
        ("guard", "list_sweeps", "", ""),
        ("guard", "get_sweep_transaction", &thing("sweep.sent"), ""),
        ("guard", "list_exceptions", "", ""),
        ("guard", "get_exception", &thing("case"), ""),
        ("admin", "list_derived_destinations", "", ""),
        ("admin", "list_nonces", "", ""),
        ("admin", "get_approval_thresholds", "", ""),
        ("admin", "get_thresholds", "", ""),
        ("admin", "list_networks", "", ""),
        ("admin", "get_network", "31337", ""),
        ("admin", "list_assets", "31337", ""),
        ("admin", "list_awaiting_confirmation", "", ""),
        ("admin", "list_users", "", "?limit=2"),
        ("admin", "list_audit", "", "?limit=5"),
        ("admin", "list_audit_actions", "", ""),
        ("admin", "staff_overview", "", ""),
        ("guard", "staff_overview", "", ""),
        ("admin", "get_network_health", "31337", ""),
        ("admin", "list_webhooks", "", "?limit=2"),
        ("admin", "get_webhook", &thing("webhook"), ""),
        ("admin", "list_jobs", "", ""),
        ("admin", "list_ledger_accounts", "", "?funded=true"),
        ("admin", "get_ledger_account", &thing("ledger-account"), "?at=2026-01-01T00:00:00Z"),
        ("admin", "list_ledger_entries", &thing("ledger-account"), ""),
        ("admin", "list_ledger_transactions", "", "?limit=3"),
        ("admin", "get_ledger_transaction", &thing("ledger-transaction"), ""),
        ("admin", "list_verifications", "", ""),
        ("admin", "list_all_categories", "", ""),
        ("guard", "get_sweep", &thing("sweep.sent"), ""),
    ] {
        let reply = checked.call(&stage.people[who], id, parameter, query, None).await;
        assert_eq!(reply.status, 200, "{id}: {}", reply.body);
    }
    changes(&stage, &mut checked).await;
    failures(&stage, &mut checked).await;
    assert!(checked.wrong.is_empty(), "{}", checked.wrong.join("\n"));
    assert!(checked.seen.len() >= 55, "{:?}", checked.seen);
    stage.app.finish().await;
}

async fn changes(stage: &Stage, checked: &mut Checked<'_>) {
    for (who, id, thing) in [
        ("buyer", "update_me", "-"),
        ("buyer", "put_payout_address", "network"),
        ("seller", "put_shop_settings", "-"),
        ("buyer", "create_request", "-"),
        ("buyer", "change_request", "request"),
        ("seller", "revise_offer", "offer"),
        ("buyer", "accept_offer", "offer.accept"),
        ("buyer", "decline_offer", "offer.decline"),
        ("seller", "withdraw_offer", "offer.withdraw"),
        ("buyer", "cancel_request", "request"),
        ("buyer", "checkout_payment", "order.unpaid"),
        ("buyer", "read_notification", "notification"),
        ("buyer", "read_all_notifications", "-"),
        ("admin", "create_category", "-"),
        ("admin", "verify_ledger", "-"),
        ("admin", "replay_webhook", "webhook"),
        ("admin", "retry_job", "job"),
        ("guard", "approve_payout", "payout.approve"),
        ("guard", "reject_payout", "payout.reject"),
        ("guard", "reject_sweep", "sweep.reject"),
        ("admin", "propose_exception", "case"),
        ("guard", "settle_exception", "case"),
        ("admin", "put_network", "network"),
        ("admin", "put_asset", "network"),
        ("admin", "put_user_roles", "user"),
        ("strang", "register", "-"),
        ("strang", "login", "-"),
        ("strang", "logout", "-"),
    ] {
        let thing = stage.things.get(thing).cloned().unwrap_or_default();
        let line = checked.contract.operation(id).name();
        let body = stage.body(&line, who, &thing).await;
        let reply = checked.call(&stage.people[who], id, &thing, "", body).await;
        assert_eq!(reply.status, 200, "{id}: {}", reply.body);
    }
    let act = json!({ "action": "deliver", "note": "Here." });
    let order = stage.things["order.ready"].clone();
    let delivered = checked
        .call(&stage.people["seller"], "act_on_order", &order, "", Some(act))
        .await
        .ok();
    assert_eq!(delivered["state"], "delivered");
}

async fn failures(stage: &Stage, checked: &mut Checked<'_>) {
    let (buyer, admin) = (&stage.people["buyer"], &stage.people["admin"]);
    let unknown = uuid::Uuid::from_u128(9).to_string();
    let offer = stage.things["offer.accept"].clone();
    for (person, id, parameter, body, status) in [
        (buyer, "get_order", "junk", None, 400),
        (buyer, "create_request", "", Some(json!({ "title": 7 })), 400),
        (buyer, "list_users", "", None, 403),
        (buyer, "get_order", unknown.as_str(), None, 404),
        (buyer, "accept_offer", &offer, Some(json!({ "revision": 1 })), 409),
        (admin, "get_exception", &unknown, None, 404),
    ] {
        let reply = checked.call(person, id, parameter, "", body).await;
        assert_eq!(reply.status, status, "{id}: {}", reply.body);
    }
    let nobody = Person::new(&stage.app.base, buyer.id, "x.y.z".into());
    let reply = checked.call(&nobody, "get_me", "", "", None).await;
    assert_eq!(reply.status, 401);
}
