//! What holds for every endpoint: keys, idempotency, faults, lists, expansion.

use crate::setup::{KEY, Setup, client, new_session, now};
use amanat_base::Code;
use amanat_stripe::{Refused, Unavailable};
use serde_json::json;

#[tokio::test]
async fn a_wrong_key_is_401_and_no_key_too() {
    let setup = Setup::new().await;
    let wrong = client(&setup.fake.url(), "sk_test_wrong_key", &[]);
    let error = wrong.session("cs_1").await.unwrap_err();
    assert_eq!(error.code, Code::NotConfigured);
    let refused = Refused::of(&error).unwrap();
    assert_eq!((refused.status, refused.kind.as_str()), (401, "invalid_request_error"));
    assert!(!format!("{error:?}").contains("sk_test_wrong_key"));
    let bare = reqwest::get(format!("{}/v1/refunds", setup.fake.url())).await.unwrap();
    assert_eq!(bare.status(), 401);
    // curl -u key:
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v1/refunds", setup.fake.url());
    let basic = |key: &'static str| http.get(&url).basic_auth(key, Some("")).send();
    assert_eq!(basic(KEY).await.unwrap().status(), 200);
    assert_eq!(basic("sk_test_wrong_key").await.unwrap().status(), 401);
}

#[tokio::test]
async fn the_same_key_repeats_the_answer_and_refuses_other_parameters() {
    let setup = Setup::new().await;
    let new = new_session(1000);
    let first = setup.stripe.create_session(&new, "k1").await.unwrap();
    let again = setup.stripe.create_session(&new, "k1").await.unwrap();
    assert_eq!(first, again);
    let mut other = new.clone();
    other.amount = 1001;
    let error = setup.stripe.create_session(&other, "k1").await.unwrap_err();
    let refused = Refused::of(&error).unwrap();
    assert_eq!((refused.status, refused.kind.as_str()), (400, "idempotency_error"));
    assert_eq!(
        setup
            .stripe
            .sessions_since(now() - chrono::TimeDelta::hours(1))
            .await
            .unwrap()
            .len(),
        1
    );
    let (status, body) = setup.raw("POST", "refunds", "", Some(&"k".repeat(256))).await;
    assert_eq!((status, body["error"]["type"].as_str()), (400, Some("idempotency_error")));
    // After a day the key is forgotten.
    setup.control("clock", json!({ "advanceS": 86_401 })).await;
    let mut later = new;
    later.expires_at += chrono::TimeDelta::seconds(86_401);
    assert_ne!(setup.stripe.create_session(&later, "k1").await.unwrap().id, first.id);
}

#[tokio::test]
async fn a_stored_500_is_repeated_and_a_refused_parameter_is_not_stored() {
    let setup = Setup::new().await;
    let new = new_session(1000);
    setup.control("faults", json!({ "mode": "error_after" })).await;
    for replay in [false, true] {
        let error = setup.stripe.create_session(&new, "k1").await.unwrap_err();
        assert_eq!(error.code, Code::CardRailUnavailable);
        assert!(matches!(Unavailable::of(&error), Some(Unavailable::Status { status: 500, replayed }) if *replayed == replay));
    }
    assert_eq!(
        setup
            .stripe
            .sessions_since(now() - chrono::TimeDelta::hours(1))
            .await
            .unwrap()
            .len(),
        1,
        "it happened all the same"
    );
    let mut late = new.clone();
    late.expires_at = now();
    assert!(Refused::of(&setup.stripe.create_session(&late, "k2").await.unwrap_err()).is_some());
    assert!(
        setup.stripe.create_session(&new, "k2").await.is_ok(),
        "a refused parameter does not use the key up"
    );
}

#[tokio::test]
async fn faults_are_unavailable_and_the_same_key_finds_what_happened() {
    let setup = Setup::new().await;
    let new = new_session(1000);
    let faults = [
        ("drop", json!({ "mode": "drop" }), 0),
        ("lost", json!({ "mode": "lost" }), 1),
        ("503", json!({ "mode": "error", "status": 503 }), 1),
        ("429", json!({ "mode": "error", "status": 429 }), 1),
        ("409", json!({ "mode": "key_in_use" }), 1),
        ("hang", json!({ "mode": "hang", "ms": 1, "path": "/v1/checkout" }), 1),
    ];
    let mut made = 0;
    for (name, fault, effects) in faults {
        setup.control("faults", fault).await;
        let key = if name == "lost" { "drop" } else { name };
        let error = setup.stripe.create_session(&new, key).await.unwrap_err();
        assert_eq!(error.code, Code::CardRailUnavailable, "{name}");
        assert!(error.retry_after_s.is_some());
        let since = now() - chrono::TimeDelta::hours(1);
        made = made.max(effects);
        assert_eq!(setup.stripe.sessions_since(since).await.unwrap().len(), made, "{name}");
    }
    let found = setup.stripe.create_session(&new, "drop").await.unwrap();
    let all = setup.stripe.sessions_since(now() - chrono::TimeDelta::hours(1)).await.unwrap();
    assert_eq!(all.into_iter().map(|session| session.id).collect::<Vec<_>>(), [found.id]);
}

#[tokio::test]
async fn lists_come_in_pages_newest_first() {
    let setup = Setup::new().await;
    let mut ids = Vec::new();
    for n in 0..205 {
        ids.push(
            setup
                .stripe
                .create_session(&new_session(100 + n), &format!("k{n}"))
                .await
                .unwrap()
                .id,
        );
    }
    ids.reverse();
    let all = setup.stripe.sessions_since(now() - chrono::TimeDelta::hours(1)).await.unwrap();
    assert_eq!(all.into_iter().map(|session| session.id).collect::<Vec<_>>(), ids);
    assert_eq!(setup.stripe.sessions_since(now() + chrono::TimeDelta::hours(1)).await.unwrap(), []);
    let (_, page) = setup.raw("GET", "checkout/sessions", "", None).await;
    assert_eq!((page["data"].as_array().unwrap().len(), &page["has_more"]), (10, &json!(true)));
    assert_eq!(setup.raw("GET", "checkout/sessions?limit=101", "", None).await.0, 400);
    assert_eq!(setup.raw("GET", "checkout/sessions?starting_after=cs_none", "", None).await.0, 400);
}

#[tokio::test]
async fn unknown_parameters_endpoints_and_expansions_are_refused() {
    let setup = Setup::new().await;
    let (status, body) = setup.raw("POST", "refunds", "payment_intent=pi_1&amonut=5", None).await;
    assert_eq!((status, body["error"]["code"].as_str()), (400, Some("parameter_unknown")));
    assert_eq!(setup.raw("POST", "moons", "", None).await.0, 404);
    assert_eq!(setup.raw("GET", "moons/mn_1", "", None).await.0, 404);
    let paid = setup.paid(500).await;
    let path = format!("checkout/sessions/{}?expand[]=payment_intent.latest_charge", paid.id);
    let (_, body) = setup.raw("GET", &path, "", None).await;
    assert_eq!(body["payment_intent"]["latest_charge"]["object"], "charge");
    let path = format!("checkout/sessions/{}?expand[]=customer_name", paid.id);
    assert_eq!(setup.raw("GET", &path, "", None).await.0, 400);
    let error = setup.stripe.session("cs_none").await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert_eq!(Refused::of(&error).unwrap().code, "resource_missing");
}

#[tokio::test]
async fn the_state_outlives_a_restart() {
    let setup = Setup::new().await;
    let file = std::env::temp_dir().join(format!("amanat-thirdparty-{}.json", crate::setup::uuid()));
    let options = |port| amanat_thirdparty::Options {
        port,
        secret_key: KEY.to_owned(),
        state: Some(file.clone()),
        ..amanat_thirdparty::Options::default()
    };
    drop(setup);
    let fake = amanat_thirdparty::FakeStripe::start(options(0)).await.unwrap();
    let stripe = client(&fake.url(), KEY, &[]);
    let before = stripe.create_session(&new_session(700), "k").await.unwrap();
    fake.save().unwrap();
    drop(fake);
    let fake = amanat_thirdparty::FakeStripe::start(options(0)).await.unwrap();
    let stripe = client(&fake.url(), KEY, &[]);
    assert_eq!(
        stripe.create_session(&new_session(701), "other").await.unwrap().amount_total,
        Some(701)
    );
    assert_eq!(stripe.session(&before.id).await.unwrap(), before);
    std::fs::remove_file(file).unwrap();
}
