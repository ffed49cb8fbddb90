//! Bad input on every route that takes it, by way of the contract (V02, V03, V05, V06, M04, Z03).

use crate::{
    contract::Operation,
    probe::{KEY, Probe},
};
use reqwest::header;
use serde_json::json;

/// V02
#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none_are_refused_on_every_route() {
    let mut probe = Probe::start().await;
    let junk = format!("{}junk", uuid::Uuid::from_u128(9));
    let long = "9".repeat(4000);
    let ids = ["99999999999", "-1", &junk, "%00", "..%2f..%2fetc", "%27%20or%201=1", &long];
    let routes: Vec<_> = probe
        .contract
        .operations()
        .iter()
        // A shop may ask whether it could be called anything at all.
        .filter(|o| o.path.contains('{') && o.spec["operationId"] != "get_shop_name")
        .map(|o| {
            let body = o.body().map(|schema| probe.contract.sample(schema));
            (
                o.method.clone(),
                ids.map(|id| o.at(id)),
                o.spec["operationId"] == "put_network",
                body,
            )
        })
        .collect();
    assert!(routes.len() >= 40);
    for (method, paths, makes_what_it_names, body) in routes {
        for path in paths {
            let request = probe.request(&method, &path).await.header(KEY, "k");
            let request = body.iter().fold(request, |request, body| request.json(body));
            if makes_what_it_names && path.ends_with("/99999999999") {
                continue; // A network of that id can be made.
            }
            probe
                .expect(&format!("{method} {path}"), request, |status, _| matches!(status, 400 | 404))
                .await;
        }
    }
    probe.finish().await;
}

/// V03
#[tokio::test(flavor = "multi_thread")]
async fn json_that_no_parser_should_follow_is_refused_on_every_route() {
    let mut probe = Probe::start().await;
    let deep = "[".repeat(100_000);
    for (method, path, name, body) in probe.writes() {
        let first = body.as_object().and_then(|fields| fields.iter().next());
        let (field, value) = first.map_or(("x".to_owned(), json!("y")), |(f, v)| (f.clone(), v.clone()));
        let texts = [
            deep.clone(),
            format!("{{\"{field}\":{deep}"),
            format!("{{\"{field}\":{value},\"{field}\":{value}}}"),
            format!("{{\"{field}\":1e400}}"),
            format!("{body} {body}"),
            "\"\\ud800\"".into(),
            "nonsense".into(),
        ];
        for text in texts {
            let what = format!("{name} {}", text.chars().take(80).collect::<String>());
            let request = probe.request(&method, &path).await.header(KEY, "k");
            let request = request.header(header::CONTENT_TYPE, "application/json").body(text);
            probe.expect(&what, request, |status, _| status == 400).await;
        }
    }
    probe.finish().await;
}

/// V05: what is not a string is refused where a string belongs; what only looks dangerous is just a string.
#[tokio::test(flavor = "multi_thread")]
async fn queries_in_disguise_are_refused_or_just_text() {
    let mut probe = Probe::start().await;
    for (method, path, name, body) in probe.writes() {
        let texts = body.as_object().into_iter().flatten().filter(|(_, value)| value.is_string());
        for (field, _) in texts {
            for (value, must_be_refused) in [
                (json!({ "$gt": "" }), true),
                (json!(["x"]), true),
                (json!(7), true),
                (json!("x'; drop table users; --"), false),
                (json!("nul \u{0} inside"), false),
                (json!("x".repeat(200_000)), true),
            ] {
                let mut body = body.clone();
                let what = format!("{name} {field}: {}", value.to_string().chars().take(60).collect::<String>());
                body[field] = value;
                let request = probe.request(&method, &path).await.header(KEY, "k").json(&body);
                // A password that is too long is refused as any other, a token as one that is not known.
                let fits = |status: u16, _: &str| {
                    if must_be_refused {
                        matches!(status, 400 | 401)
                    } else {
                        status < 500
                    }
                };
                probe.expect(&what, request, fits).await;
            }
        }
    }
    probe.finish().await;
}

/// Z03
#[tokio::test(flavor = "multi_thread")]
async fn fields_that_are_not_the_callers_to_set_are_refused() {
    let mut probe = Probe::start().await;
    for (method, path, name, body) in probe.writes() {
        for field in [
            "role",
            "isAdmin",
            "state",
            "escrowState",
            "sellerId",
            "buyerId",
            "balance",
            "createdAt",
            "__proto__",
        ] {
            let mut body = body.clone();
            body[field] = json!("admin");
            let request = probe.request(&method, &path).await.header(KEY, "k").json(&body);
            probe
                .expect(&format!("{name} with {field}"), request, |status, code| {
                    (status, code) == (400, "VALIDATION_FAILED")
                })
                .await;
        }
    }
    probe.finish().await;
}

/// V06
#[tokio::test(flavor = "multi_thread")]
async fn limits_and_cursors_out_of_range_are_refused_on_every_list() {
    let mut probe = Probe::start().await;
    let takes = |o: &Operation<'_>, name: &str| o.parameters("query").iter().any(|p| p["name"] == name);
    let lists = probe.requests(|o| takes(o, "limit"));
    assert!(lists.len() >= 10, "{lists:?}");
    let paged: Vec<_> = probe
        .requests(|o| takes(o, "cursor"))
        .into_iter()
        .map(|(_, _, name, _)| name)
        .collect();
    for (method, path, name, _) in lists {
        for limit in ["-1", "0", "101", "1000000000", "99999999999999999999", "1e3", "ten", ""] {
            let request = probe.request(&method, &format!("{path}?limit={limit}")).await;
            probe
                .expect(&format!("{name} limit={limit}"), request, |status, _| matches!(status, 400 | 404))
                .await;
        }
        // A few of many, like what a search finds, have no next page.
        if !paged.contains(&name) {
            continue;
        }
        let zero = "0".repeat(32);
        for cursor in [
            "x",
            "",
            "1_2",
            "%00",
            "'or 1=1",
            &format!("7fffffffffffffff_{zero}"),
            &format!("zz_{zero}"),
        ] {
            let request = probe.request(&method, &format!("{path}?cursor={cursor}")).await;
            let fits = |status: u16, code: &str| status == 404 || (status, code) == (400, "MALFORMED_CURSOR");
            probe.expect(&format!("{name} cursor={cursor}"), request, fits).await;
        }
        // Well-formed, but no row of ours was ever there: nothing to find, nothing to break.
        for at in ["-7000000000000000", "7000000000000000", "0"] {
            let request = probe.request(&method, &format!("{path}?cursor={at}_{zero}")).await;
            probe
                .expect(&format!("{name} cursor at {at}"), request, |status, _| status < 500)
                .await;
        }
    }
    probe.finish().await;
}

/// V05 for what stands in the query.
#[tokio::test(flavor = "multi_thread")]
async fn filters_that_are_none_are_refused() {
    let mut probe = Probe::start().await;
    let filters: Vec<_> = probe
        .contract
        .operations()
        .iter()
        .filter(|o| o.path.starts_with("/api/"))
        .flat_map(|o| {
            let id = uuid::Uuid::from_u128(9).to_string();
            let names = o.parameters("query").into_iter().filter_map(|p| p["name"].as_str());
            names.map(|name| (o.method.clone(), o.at(&id), name.to_owned())).collect::<Vec<_>>()
        })
        .collect();
    for (method, path, name) in filters {
        for value in ["%00", "%27%20or%201%3D1--", "%ff", "-1", &"x".repeat(5000)] {
            let request = probe.request(&method, &format!("{path}?{name}={value}")).await;
            let what = format!("{method} {path}?{name}={}", &value[..value.len().min(30)]);
            probe.expect(&what, request, |status, _| status < 500).await;
        }
        // Twice the same is no list.
        let request = probe.request(&method, &format!("{path}?{name}=1&{name}=2")).await;
        probe
            .expect(&format!("{method} {path}?{name} twice"), request, |status, _| {
                (400..500).contains(&status)
            })
            .await;
    }
    probe.finish().await;
}

/// M04
#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_none_are_refused_on_every_money_moving_route() {
    let mut probe = Probe::start().await;
    let keyed = probe.requests(|o| o.parameters("header").iter().any(|p| p["name"] == KEY));
    assert!(keyed.len() >= 7, "{keyed:?}");
    for (method, path, name, body) in keyed {
        let long = "k".repeat(256);
        for key in [&b""[..], long.as_bytes(), b"tab\tinside", "\u{e9}".as_bytes(), b"two words"] {
            let key = header::HeaderValue::from_bytes(key).expect("can be sent");
            let request = probe.request(&method, &path).await.header(KEY, key);
            let request = body.iter().fold(request, |request, body| request.json(body));
            let fits = |status: u16, code: &str| (status, code) == (400, "IDEMPOTENCY_KEY_MALFORMED");
            probe.expect(&name, request, fits).await;
        }
        let twice = probe.request(&method, &path).await.header(KEY, "a").header(KEY, "b");
        let twice = body.iter().fold(twice, |request, body| request.json(body));
        probe.expect(&name, twice, |status, _| status == 400).await;
    }
    probe.finish().await;
}
