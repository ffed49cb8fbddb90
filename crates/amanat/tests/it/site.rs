//! The web app as the server hands it out: files and their forms, what public pages carry before a script runs, languages, addresses without
//! a page, what search engines and installed apps ask for. They need the web app, which `cargo xtask test` builds first.

use amanat_base::Role;
use amanat_testkit::{Market, Person, Setup, TestApp};
use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};

const HOSTILE: &str = "A </script><script>alert(1)</script> \"key\" <!-- & 'more'";

fn quiet() -> Setup {
    Setup {
        block_time_s: None,
        scanner: false,
        ..Setup::default()
    }
}

fn ask(base: &str, path: &str) -> RequestBuilder {
    // A client that unpacks nothing by itself.
    Client::new().get(format!("{base}{path}"))
}

async fn page(base: &str, path: &str) -> (u16, String) {
    let answer = ask(base, path).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

/// What stands between `from` and `to`, the first time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

fn graph(page: &str) -> Value {
    serde_json::from_str(between(page, "<script type=\"application/ld+json\">", "</script>")).expect("JSON")
}

async fn post_request(buyer: &Person, title: &str) -> String {
    let category = buyer.get("/api/marketplace/categories").await.ok()["items"][0]["id"].clone();
    let request =
        json!({ "categoryId": category, "title": title, "description": "Warm, simple, readable.", "currency": "USD", "budgetMax": "120" });
    let request = buyer.post("/api/marketplace/requests", request).await.ok();
    request["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_carries_its_meta_and_what_people_wrote_stays_text() {
    let market = Market::open().await;
    let app = &market.app;
    let seller = app.person("Sam <b>", &[Role::Seller]).await;
    let listing = market
        .listing(&seller, json!({ "serviceName": HOSTILE, "description": HOSTILE.repeat(3) }))
        .await;

    let (status, text) = page(&app.base, &format!("/listings/{listing}")).await;
    assert_eq!(status, 200);
    assert!(
        !text.contains("<script>alert") && !text.contains("<b>") && !text.contains("A <"),
        "{text}"
    );
    let scripts = text.matches("<script").count();
    assert_eq!(scripts, text.matches("</script>").count());
    assert_eq!(scripts, 3, "what is said of it, the known answers, and the app: {text}");
    let product = graph(&text);
    assert_eq!(product["@type"], "Product");
    assert_eq!(product["name"], HOSTILE);
    assert_eq!(product["offers"]["price"], "1");
    assert_eq!(product["offers"]["priceCurrency"], "USD");
    assert!(product.get("aggregateRating").is_none(), "nobody rated it");
    assert!(between(&text, "<title>", "</title>").ends_with(" · Amanat"));
    for wanted in [
        "property=\"og:title\"",
        "name=\"twitter:card\"",
        "rel=\"canonical\"",
        "<h1>",
        "1 USD",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    let known = between(&text, "<script type=\"application/json\" id=\"answers\">", "</script>");
    let known: Value = serde_json::from_str(known).expect("JSON");
    let answer = &known[format!("/api/listings/{listing}")];
    let asked: Value = ask(&app.base, &format!("/api/listings/{listing}"))
        .send()
        .await
        .expect("answers")
        .json()
        .await
        .expect("JSON");
    assert_eq!(*answer, asked, "the page says what the API says");

    // Whoever may no longer sell is not shown, and neither is what they sold.
    let status = async |status: &str| {
        let change = sqlx::query("update users set status = $2 where id = $1")
            .bind(seller.id.0)
            .bind(status.to_owned());
        change.execute(&app.db.store.pool).await.expect("changed");
    };
    status("suspended").await;
    let (answered, text) = page(&app.base, &format!("/listings/{listing}")).await;
    assert_eq!(answered, 404);
    assert!(!text.contains("alert"));
    status("active").await;
    market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_public_page_says_what_it_is() {
    let app = TestApp::start_with(quiet()).await;
    let seller = app.person("Sam", &[Role::Seller]).await;
    let buyer = app.person("Bahar", &[Role::Buyer]).await;
    let request = post_request(&buyer, "A logo for a bakery").await;
    seller
        .put(
            "/api/marketplace/shop-settings",
            json!({ "slug": "sams", "name": "Sam's shop", "about": "Fine keys." }),
        )
        .await
        .ok();

    for (path, kind, heading) in [
        ("/".to_owned(), "", "The money waits until you have it."),
        ("/requests".to_owned(), "CollectionPage", "Requests"),
        ("/listings".to_owned(), "CollectionPage", "Goods by the unit"),
        (format!("/requests/{request}"), "Demand", "A logo for a bakery"),
        (format!("/people/{}", buyer.id.0), "ProfilePage", "Bahar"),
        ("/shops/sams".to_owned(), "Store", "Sam&#x27;s shop"),
    ] {
        let answer = ask(&app.base, &path).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()[header::VARY], "accept-language, cookie", "{path}");
        let text = answer.text().await.expect("text");
        assert!(!text.contains("noindex"), "{path}");
        assert!(between(&text, "<h1>", "</h1>").starts_with(heading), "{path}: {text}");
        assert!(
            text.contains("<meta name=\"description\" content=\"") && text.contains("property=\"og:image\""),
            "{path}"
        );
        let said = graph(&text);
        assert_eq!(said["@type"].as_str().unwrap_or_default(), kind, "{path}");
        if path == "/" {
            assert_eq!(said["@graph"][1]["potentialAction"]["@type"], "SearchAction");
            assert_eq!(text.matches("hreflang=").count(), 7);
        }
    }
    app.finish().await;
}

/// Every address in the web app's table of routes, and whether it is only for people who are signed in.
fn routes() -> Vec<(String, bool)> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/app/routes.tsx")).expect("the routes");
    let mut found = Vec::new();
    for (before, own) in [("page(", false), ("own(", true), ("path: ", false)] {
        for rest in text.split(before).skip(1) {
            if let Some(path) = rest.trim_start().strip_prefix("\"/").and_then(|rest| rest.split_once('"')) {
                found.push((format!("/{}", path.0), own));
            }
        }
    }
    assert!(found.len() > 40, "{found:?}");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_page_is_not_found_and_private_ones_are_not_for_search_engines() {
    let app = TestApp::start_with(quiet()).await;
    const PUBLIC: [&str; 4] = ["/listings/:id", "/requests/:id", "/people/:id", "/shops/:slug"];
    for (route, own) in routes() {
        let path: Vec<_> = route
            .split('/')
            .map(|part| {
                if part.starts_with(':') {
                    "0199a1b2-0000-7000-8000-000000000001"
                } else {
                    part
                }
            })
            .collect();
        let answer = ask(&app.base, &path.join("/")).send().await.expect("an answer");
        // Nobody has this id.
        let expected = if PUBLIC.contains(&route.as_str()) { 404 } else { 200 };
        assert_eq!(
            answer.status(),
            expected,
            "{route}: `npm run build` in web/ makes its table of routes anew"
        );
        let text = answer.text().await.expect("text");
        let hidden = text.contains("<meta name=\"robots\" content=\"noindex\" />");
        assert!(hidden || !own, "{route} is private");
        assert!(text.contains("<div id=\"root\"><div class=\"shell\">"), "{route} has a frame");
    }
    for nowhere in [
        "/nothing",
        "/listings/not-an-id",
        // Routes of the API, but no listing and no request.
        "/listings/facets",
        "/requests/facets",
        "/listings/a/b",
        "/people/%00",
        "/index.html",
        "/bundle.json",
        "/%2e%2e/etc/passwd",
        "/sw.js.br",
        "/shops/Nobody",
    ] {
        let (status, text) = page(&app.base, nowhere).await;
        assert_eq!(status, 404, "{nowhere}");
        assert!(text.contains("There is no such page"), "{nowhere}");
    }
    assert_eq!(page(&app.base, "/assets/nothing.js").await, (404, String::new()));
    let posted = Client::new()
        .post(format!("{}/listings", app.base))
        .send()
        .await
        .expect("an answer");
    assert_eq!(posted.status(), 405);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_the_language_that_was_chosen() {
    let app = TestApp::start_with(quiet()).await;
    for (path, cookie, browser, language, direction, word) in [
        ("/listings", "", "", "en", "ltr", "Goods by the unit"),
        ("/listings", "", "de, fr;q=0.9", "fr", "ltr", "Biens à l’unité"),
        ("/listings?lang=ar", "", "fr", "ar", "rtl", "سلع بالوحدة"),
        ("/listings?lang=ar", "a=1; lang=fa", "fr", "fa", "rtl", "کالا به واحد"),
        ("/listings", "lang=zh", "", "zh", "ltr", "按单位出售的商品"),
        ("/listings", "lang=vi", "", "vi", "ltr", "Hàng bán theo đơn vị"),
        ("/listings", "lang=\"><script>", "", "en", "ltr", "Goods by the unit"),
    ] {
        let answer = ask(&app.base, path)
            .header("cookie", cookie)
            .header("accept-language", browser)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.headers()[header::CONTENT_LANGUAGE], language);
        let text = answer.text().await.expect("text");
        assert!(
            text.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")),
            "{language}"
        );
        assert_eq!(between(&text, "<h1>", "</h1>"), word);
        assert!(text.contains(&format!("/manifest/{language}.webmanifest")));
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_in_the_smallest_form_that_is_taken_and_once() {
    let app = TestApp::start_with(quiet()).await;
    let (_, text) = page(&app.base, "/").await;
    let script = format!("/assets/vendor{}", between(&text, "href=\"/assets/vendor", "\""));
    let get = async |accepted: &str, known: Option<&str>| -> Response {
        let request = ask(&app.base, &script).header("accept-encoding", accepted);
        let request = known.into_iter().fold(request, |r, tag| r.header("if-none-match", tag));
        request.send().await.expect("an answer")
    };
    let (mut tags, mut sizes) = (BTreeSet::new(), Vec::new());
    for (accepted, form) in [("gzip, deflate, br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let answer = get(accepted, None).await;
        let headers = answer.headers().clone();
        assert_eq!(answer.status(), 200);
        assert_eq!(headers.get(header::CONTENT_ENCODING).map(|v| v.to_str().expect("text")), form);
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert!(
            headers
                .get_all(header::VARY)
                .iter()
                .any(|v| v.as_bytes().eq_ignore_ascii_case(b"accept-encoding"))
        );
        let tag = headers[header::ETAG].to_str().expect("text").to_owned();
        assert!(!tag.starts_with("W/"));
        sizes.push(answer.bytes().await.expect("bytes").len());
        let again = get(accepted, Some(&format!("\"other\", {tag}"))).await;
        assert_eq!((again.status().as_u16(), again.bytes().await.expect("bytes").len()), (304, 0));
        assert!(tags.insert(tag));
    }
    assert!(sizes.is_sorted() && sizes[0] * 2 < sizes[2], "{sizes:?}");
    let elses = tags.first().cloned().unwrap_or_default();
    assert_eq!(
        get("identity", Some(&elses)).await.status(),
        if elses.ends_with("-br\"") { 200 } else { 304 }
    );

    let head = Client::new()
        .head(format!("{}{script}", app.base))
        .header("accept-encoding", "br")
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (
            head.status().as_u16(),
            head.headers()[header::CONTENT_ENCODING].to_str().expect("text")
        ),
        (200, "br")
    );
    assert!(head.bytes().await.expect("bytes").is_empty());

    // Pages are pressed on the way, by the layer that presses every answer.
    let pressed = ask(&app.base, "/").header("accept-encoding", "br").send().await.expect("an answer");
    assert_eq!(pressed.headers()[header::CONTENT_ENCODING], "br");
    assert_eq!(pressed.headers()[header::CACHE_CONTROL], "no-store");
    // What doesn't shrink is kept as it is, and asked for anew.
    let picture = ask(&app.base, "/preview.png")
        .header("accept-encoding", "br")
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (
            picture.status().as_u16(),
            picture.headers()[header::CACHE_CONTROL].to_str().expect("text")
        ),
        (200, "no-cache")
    );
    assert!(!picture.headers().contains_key(header::CONTENT_ENCODING) && picture.headers()[header::CONTENT_TYPE] == "image/png");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_a_page_names_is_there() {
    let app = TestApp::start_with(quiet()).await;
    for path in ["/", "/listings", "/orders/x/pay"] {
        let (_, text) = page(&app.base, path).await;
        let named: BTreeSet<_> = ["href=\"", "src=\""]
            .iter()
            .flat_map(|before| text.split(before).skip(1).filter_map(|rest| rest.split('"').next()))
            .filter(|target| {
                target.starts_with("/assets/")
                    || target.starts_with("/icons/")
                    || target.starts_with("/manifest/")
                    || target.ends_with(".svg")
            })
            .collect();
        assert!(
            named.iter().filter(|target| target.ends_with(".js")).count() > 2,
            "{path}: {named:?}"
        );
        for target in named {
            assert_eq!(
                ask(&app.base, target).send().await.expect("an answer").status(),
                200,
                "{path} names {target}"
            );
        }
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_what_is_public_and_nothing_else() {
    let market = Market::open().await;
    let app = &market.app;
    let seller = app.person("Sam", &[Role::Seller]).await;
    let buyer = app.person("Bahar", &[Role::Buyer]).await;
    let shown = market.listing(&seller, json!({})).await;
    let draft = market.draft(&seller, json!({})).await;
    let request = post_request(&buyer, "A logo").await;
    let closed = post_request(&buyer, "A poster").await;
    buyer
        .post(&format!("/api/marketplace/requests/{closed}/cancel"), json!({}))
        .await
        .ok();
    seller
        .put(
            "/api/marketplace/shop-settings",
            json!({ "slug": "sams", "name": "Sam's", "about": "" }),
        )
        .await
        .ok();

    let (_, robots) = page(&app.base, "/robots.txt").await;
    assert!(
        robots.contains("Disallow: /gateway/\n") && robots.contains("/sitemap.xml\n"),
        "{robots}"
    );
    let answer = ask(&app.base, "/sitemap.xml").send().await.expect("an answer");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/xml; charset=utf-8");
    let index = answer.text().await.expect("text");
    let mut all = String::new();
    for url in index.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>")) {
        let path = format!("/sitemaps/{}", url.0.rsplit('/').next().unwrap_or_default());
        let (status, text) = page(&app.base, &path).await;
        assert_eq!(status, 200, "{path}");
        all += &text;
    }
    for found in [
        format!("/listings/{shown}<"),
        format!("/requests/{request}<"),
        "/shops/sams<".into(),
        "/listings<".into(),
    ] {
        assert!(all.contains(&found), "{found} in {all}");
    }
    for hidden in [draft, closed, buyer.id.0.to_string()] {
        assert!(!all.contains(&hidden), "{hidden}");
    }
    for wrong in [
        "/sitemaps/listings-2026-13.xml",
        "/sitemaps/people-2026-01.xml",
        "/sitemaps/listings-26-1.xml",
        "/sitemaps/",
    ] {
        assert_eq!(page(&app.base, wrong).await.0, 404, "{wrong}");
    }
    market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installed_app_finds_its_manifest_its_worker_and_a_page_without_connection() {
    let app = TestApp::start_with(quiet()).await;
    let answer = ask(&app.base, "/manifest/fa.webmanifest").send().await.expect("an answer");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/manifest+json");
    let manifest: Value = answer.json().await.expect("JSON");
    assert_eq!(
        (manifest["lang"].as_str(), manifest["dir"].as_str(), manifest["display"].as_str()),
        (Some("fa"), Some("rtl"), Some("standalone"))
    );
    let icons = manifest["icons"].as_array().expect("icons").clone();
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable" && icon["sizes"] == "512x512"));
    for icon in icons {
        let src = icon["src"].as_str().expect("an address");
        assert_eq!(
            ask(&app.base, src).send().await.expect("an answer").headers()[header::CONTENT_TYPE],
            "image/png",
            "{src}"
        );
    }
    let answer = ask(&app.base, "/offline/ar.html").send().await.expect("an answer");
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
    let text = answer.text().await.expect("text");
    let nonce = between(&policy, "'nonce-", "'");
    assert!(
        text.contains("<html lang=\"ar\" dir=\"rtl\">")
            && text.contains(&format!("<style nonce=\"{nonce}\">"))
            && !text.contains("<script")
    );
    assert!(
        policy.contains("worker-src 'self'; manifest-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let worker = ask(&app.base, "/sw.js").send().await.expect("an answer");
    assert_eq!(worker.headers()[header::CACHE_CONTROL], "no-cache");
    assert!(
        worker.headers()[header::CONTENT_TYPE]
            .to_str()
            .expect("text")
            .starts_with("text/javascript")
    );
    let code = worker.text().await.expect("text");
    // Everything that it keeps from the beginning is there: one miss, and it would never be installed.
    for path in code.split('"').filter(|part| part.starts_with("/icons/") || part.ends_with(".svg")) {
        assert_eq!(page(&app.base, path).await.0, 200, "{path}");
    }
    for language in ["en", "fa", "ar", "fr", "zh", "vi"] {
        assert!(code.contains(&format!("\"{language}\"")));
        assert_eq!(page(&app.base, &format!("/offline/{language}.html")).await.0, 200);
    }
    for wrong in ["/offline/de.html", "/manifest/de.webmanifest", "/offline/en"] {
        assert_eq!(page(&app.base, wrong).await.0, 404, "{wrong}");
    }
    app.finish().await;
}
