//! The refresh cookie, and who may use it (V08).

use crate::{Answered, App, PASSWORD, person, send};
use amanat_web::HttpConfig;
use reqwest::Method;

fn set_cookie(answer: &Answered) -> String {
    answer.headers["set-cookie"].to_str().expect("text").to_owned()
}

fn cookie(answer: &Answered) -> String {
    set_cookie(answer).split(';').next().expect("a pair").to_owned()
}

async fn refresh(app: &App, cookie: &str, headers: &[(&str, &str)]) -> Answered {
    let request = app.request(Method::POST, "/api/auth/refresh").header("cookie", cookie);
    send(headers.iter().fold(request, |r, (name, value)| r.header(*name, *value))).await
}

#[tokio::test]
async fn a_browser_refreshes_by_cookie_and_the_page_never_sees_the_token() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let body = serde_json::json!({ "email": ada.email, "password": PASSWORD });
    let signed_in = app.request(Method::POST, "/api/auth/login").json(&body);
    let signed_in = send(signed_in.header("sec-fetch-site", "same-origin")).await;
    assert!(signed_in.data()["accessToken"].is_string() && signed_in.data().get("refreshToken").is_none());
    let set = set_cookie(&signed_in);
    assert!(
        set.contains("; HttpOnly; SameSite=Strict") && set.contains("; Path=/;") && !set.contains("Domain"),
        "{set}"
    );

    let own = format!("http://{}", app.address);
    let next = refresh(&app, &cookie(&signed_in), &[("origin", &own)]).await;
    assert!(next.data()["accessToken"].is_string());
    assert!(next.data().get("refreshToken").is_none());
    let last = refresh(&app, &cookie(&next), &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(last.status, 200);

    let out = app.request(Method::POST, "/api/auth/logout").header("cookie", cookie(&last));
    let out = send(out.header("origin", &own)).await;
    assert_eq!(out.data()["ended"], 1);
    assert!(set_cookie(&out).starts_with("amanat_refresh=; ") && set_cookie(&out).contains("Max-Age=0"));
}

#[tokio::test]
async fn a_browser_that_signs_in_anew_leaves_no_session_behind() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let body = serde_json::json!({ "email": ada.email, "password": PASSWORD });
    let sign_in = async |cookie: &str| {
        let request = app.request(Method::POST, "/api/auth/login").json(&body);
        send(request.header("sec-fetch-site", "same-origin").header("cookie", cookie)).await
    };
    let first = sign_in("theme=dark").await;
    let second = sign_in(&format!("theme=dark; {}", cookie(&first))).await;
    let token = |answer: &Answered| answer.data()["accessToken"].as_str().expect("a token").to_owned();
    assert_eq!(app.get("/api/user/me", &token(&first)).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.get("/api/user/me", &token(&second)).await.status, 200);
    assert_eq!(
        app.get("/api/user/me", &ada.access).await.status,
        200,
        "another device stays signed in"
    );
}

#[tokio::test]
async fn another_site_can_neither_refresh_nor_sign_out_with_the_cookie() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let signed_in = app.login(&ada.email, PASSWORD).await;
    let cookie = cookie(&signed_in);
    for headers in [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(refresh(&app, &cookie, headers).await.code(), (403, "CSRF_REFUSED"), "{headers:?}");
        let out = app.request(Method::POST, "/api/auth/logout").header("cookie", &cookie);
        let out = send(headers.iter().fold(out, |r, (name, value)| r.header(*name, *value))).await;
        assert_eq!(out.code(), (403, "CSRF_REFUSED"), "{headers:?}");
    }
    let still = person(&signed_in);
    assert_eq!(app.get("/api/user/me", &still.access).await.status, 200);
}

#[tokio::test]
async fn the_cookie_needs_https_in_production() {
    let app = App::with(HttpConfig::default()).await;
    let ada = app.person("ada", &[]).await;
    let signed_in = app.login(&ada.email, PASSWORD).await;
    let set = set_cookie(&signed_in);
    assert!(set.starts_with("__Host-amanat_refresh=") && set.ends_with("; Secure"), "{set}");
    let own = [("sec-fetch-site", "same-origin")];
    let plain = cookie(&signed_in).replace("__Host-", "");
    assert_eq!(
        refresh(&app, &plain, &own).await.status,
        401,
        "one that somebody on the way could have planted"
    );
    assert_eq!(refresh(&app, &cookie(&signed_in), &own).await.status, 200);
}
