//! Whoever acts for somebody else: programs by key, administrators through a person's eyes. On every route of the contract (Z05).

use crate::contract::{Contract, Operation};
use amanat_base::Role;
use amanat_testkit::{Person, Setup, Sockets, TestApp};
use amanat_web::scope::{Decision, Scope, decide};
use reqwest::Method;
use serde_json::{Value, json};

async fn quiet() -> (TestApp, Contract) {
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    let app = TestApp::start_with(setup).await;
    let document = reqwest::get(format!("{}/openapi.json", app.base)).await.expect("answers");
    (app, Contract(document.json().await.expect("JSON")))
}

fn method(operation: &Operation<'_>) -> Method {
    operation.method.parse().expect("a method")
}

fn changes(operation: &Operation<'_>) -> bool {
    operation.method != "GET"
}

/// What an order of this shape asks of a key.
fn decision(operation: &Operation<'_>) -> Option<Decision> {
    decide(&method(operation), operation.path)
}

/// The same person by a key with these scopes.
async fn by_key(app: &TestApp, person: &Person, scopes: &[Scope]) -> Person {
    let wish = json!({ "name": "A key", "scopes": scopes, "expiresInDays": 1, "perMinute": 6000 });
    let made = person.post("/api/user/api-keys", wish).await.ok();
    Person::new(&app.base, person.id, made["key"].as_str().expect("a key").to_owned())
}

/// A request to the operation, as if made by `caller`; the code of its refusal, or nothing.
async fn ask(contract: &Contract, operation: &Operation<'_>, caller: &Person) -> String {
    let body = operation.body().map(|schema| contract.sample(schema));
    let path = operation.at(&uuid::Uuid::from_u128(9).to_string());
    let reply = caller.send(method(operation), &path, body, Some("once")).await;
    assert!(
        reply.status.as_u16() < 500 || reply.status == 503,
        "{}: {}",
        operation.name(),
        reply.body
    );
    reply.body["error"]["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_has_decided_of_every_route_what_a_key_may_do_there() {
    let (app, contract) = quiet().await;
    let undecided: Vec<_> = contract
        .operations()
        .iter()
        .filter(|o| decision(o).is_none())
        .map(Operation::name)
        .collect();
    assert!(
        undecided.is_empty(),
        "crates/web/src/scope.rs doesn't say who may:\n{}",
        undecided.join("\n")
    );
    let mut wrong = Vec::new();
    for operation in contract.operations() {
        let path = operation.path;
        let forbidden = [
            "/api/auth",
            "/api/admin",
            "/api-keys",
            "/reveal",
            "/approve",
            "/impersonat",
            "/export",
            "/erase",
        ];
        let moves_money_out = path.starts_with("/api/payouts") && changes(&operation);
        if (forbidden.iter().any(|part| path.contains(part)) || moves_money_out) && decision(&operation) != Some(Decision::Never) {
            wrong.push(operation.name());
        }
        // Whoever only reads changes nothing.
        if changes(&operation) && decision(&operation) == Some(Decision::Needs(Scope::Read)) {
            wrong.push(operation.name());
        }
    }
    assert!(wrong.is_empty(), "no key may do this:\n{}", wrong.join("\n"));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_the_routes_of_its_scopes_and_no_other() {
    let (app, contract) = quiet().await;
    // Whoever has every power gives none of it to a program.
    let owner = app.person("Olga", &Role::ALL).await;
    let mut without = Vec::new();
    for scope in Scope::ALL {
        let others: Vec<Scope> = Scope::ALL.into_iter().filter(|s| *s != scope).collect();
        without.push((scope, by_key(&app, &owner, &others).await, by_key(&app, &owner, &[scope]).await));
    }
    let all = by_key(&app, &owner, &Scope::ALL).await;
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for operation in contract.operations().iter().filter(|o| o.is_protected()) {
        asked += 1;
        let mut expect = |as_what: String, code: String, refused: bool| {
            if (code == "API_KEY_SCOPE") != refused || code == "API_KEY_INVALID" {
                wrong.push(format!("{} {as_what}: {code:?}", operation.name()));
            }
        };
        match decision(operation) {
            Some(Decision::Needs(scope)) => {
                for (missing, lacks, has) in &without {
                    if *missing == scope {
                        expect(format!("without {scope:?}"), ask(&contract, operation, lacks).await, true);
                        expect(format!("with {scope:?}"), ask(&contract, operation, has).await, false);
                    }
                }
            }
            _ => expect("with every scope".into(), ask(&contract, operation, &all).await, true),
        }
    }
    assert!(asked >= 100, "only {asked} routes ask for a token");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_has_no_power_over_what_belongs_to_others() {
    let app = TestApp::start().await;
    let (buyer, seller) = (app.person("Bahar", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    let staff = app.person("Ada", &Role::ALL).await;
    let order = app.agree(&buyer, &seller, "10", json!([])).await;
    let path = format!("/api/orders/{order}");
    assert_eq!(staff.get(&path).await.status, 200, "the control");
    let program = by_key(&app, &staff, &Scope::ALL).await;
    program.get(&path).await.refused(404, "NOT_FOUND");
    assert_eq!(
        by_key(&app, &buyer, &[Scope::Read]).await.get(&path).await.status,
        200,
        "a party's may look"
    );
    let ruling = json!({ "action": "rule", "toSeller": "1", "reason": "Mine." });
    program.act(&order, ruling).await.refused(404, "NOT_FOUND");

    let mut sockets = Sockets::start();
    for (name, person) in [("staff", &staff), ("program", &program)] {
        sockets.connect(name, &app.base, &person.token).await;
    }
    assert_eq!(sockets.ask("staff", "join-order-room", order.as_str()).await["success"], true);
    let refused = sockets.ask("program", "join-order-room", order.as_str()).await;
    assert_eq!(refused["error"]["code"], "NOT_FOUND", "{refused}");
    let party = by_key(&app, &buyer, &[Scope::Read]).await;
    sockets.connect("party", &app.base, &party.token).await;
    assert_eq!(sockets.ask("party", "join-order-room", order.as_str()).await["success"], true);
    for (name, networks, expected) in [("home", "127.0.0.0/8", None), ("abroad", "203.0.113.0/24", Some("API_KEY_NETWORK"))] {
        let wish = json!({ "name": name, "scopes": ["read"], "expiresInDays": 1, "allowedNetworks": [networks] });
        let made = buyer.post("/api/user/api-keys", wish).await.ok();
        sockets.open(name, &app.base, json!({ "token": made["key"] })).await;
        match expected {
            Some(code) => assert_eq!(sockets.next(name, "connect_error").await, code),
            None => assert!(sockets.next(name, "ready").await.is_object()),
        }
    }
    let mute = by_key(&app, &buyer, &[Scope::Orders]).await;
    sockets.open("mute", &app.base, json!({ "token": mute.token })).await;
    assert_eq!(sockets.next("mute", "connect_error").await, "API_KEY_SCOPE");
    app.finish().await;
}

/// The token of a look at this person.
async fn eyes_of(app: &TestApp, admin: &Person, person: &Person) -> Person {
    let path = format!("/api/admin/users/{}/impersonate", person.id);
    let look = admin.post(&path, json!({ "reason": "They can't find their order." })).await.ok();
    Person::new(&app.base, person.id, look["accessToken"].as_str().expect("a token").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_through_anothers_eyes_reads_and_never_acts() {
    let (app, contract) = quiet().await;
    let admin = app.person("Ada", &[Role::Admin]).await;
    let person = app.person("Bahar", &[Role::Buyer, Role::Seller]).await;
    let eyes = eyes_of(&app, &admin, &person).await;
    let (mut wrong, mut acts) = (Vec::new(), 0);
    for operation in contract.operations().iter().filter(|o| o.is_protected()) {
        let ends = ["logout", "end_impersonation"].contains(&operation.spec["operationId"].as_str().unwrap_or_default());
        if ends {
            continue;
        }
        let code = ask(&contract, operation, &eyes).await;
        acts += usize::from(changes(operation));
        // A copy of everything takes a proof, which nobody has in another's place.
        let refused = changes(operation) || operation.path == "/api/user/export";
        if (code == "IMPERSONATION_READS_ONLY") != refused {
            wrong.push(format!("{}: {code:?}", operation.name()));
        }
    }
    assert!(acts >= 50, "only {acts} routes change something");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_is_told_and_the_log_names_who_looked() {
    let (app, _) = quiet().await;
    let admin = app.person("Ada", &[Role::Admin]).await;
    let person = app.person("Bahar", &[Role::Buyer]).await;
    let eyes = eyes_of(&app, &admin, &person).await;
    eyes.send(Method::DELETE, "/api/admin/impersonation", None, None).await.ok();
    let log = admin.get(&format!("/api/admin/audit?subject={}", person.id)).await.ok();
    let seen: Vec<_> = log["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|e| (&e["action"], &e["actor"], &e["impersonator"]))
        .collect();
    let (looked, looker) = (json!(person.id), json!(admin.id));
    let (began, ended) = (json!("user.impersonate"), json!("user.impersonate_end"));
    assert_eq!(seen, [(&ended, &looked, &looker), (&began, &looker, &Value::Null)]);
    app.eventually("a letter tells of it", || async {
        let letters: Vec<String> = sqlx::query_scalar("select body_text from letters_kept order by kept_at")
            .fetch_all(&app.db.store.pool)
            .await
            .expect("reads");
        letters.iter().any(|l| l.contains("They can't find their order.")).then_some(())
    })
    .await;
    app.finish().await;
}

/// Z05
#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_staff_refuses_whoever_is_none() {
    let (app, contract) = quiet().await;
    let person = app.person("Bahar", &[Role::Buyer, Role::Seller]).await;
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for operation in contract.operations().iter().filter(|o| o.path.starts_with("/api/admin/")) {
        asked += 1;
        let code = ask(&contract, operation, &person).await;
        if code != "ROLE_REQUIRED" {
            wrong.push(format!("{}: {code:?}", operation.name()));
        }
    }
    assert!(asked >= 30, "only {asked} routes");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.finish().await;
}
