//! What search engines ask for first: `/robots.txt`, and `/sitemap.xml`, an index of one file per kind and month. A month's file never
//! changes its name, so that a platform that grows only adds files, and none is read from the beginning for each.

use super::Site;
use amanat_base::{Result, Time};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{Datelike, Months, NaiveDate};
use std::fmt::Write;

/// The most that one file may hold; of a month with more, the newest.
const MOST: i64 = 50_000;
/// The most files of one kind: beyond, the newest months.
const MOST_MONTHS: usize = 240;
const FIXED: [&str; 3] = ["/", "/requests", "/listings"];
const KINDS: [Kind; 3] = [Kind::Listings, Kind::Requests, Kind::Shops];
/// What is no page. People's own pages are not closed here: they say `noindex` themselves, which only who may ask for them can read.
const CLOSED: [&str; 2] = ["/gateway/", "/socket.io/"];

#[derive(Clone, Copy)]
enum Kind {
    Listings,
    Requests,
    Shops,
}

pub(super) fn robots(site: &Site) -> Response {
    let mut text = String::from("User-agent: *\n");
    for path in CLOSED {
        let _ = writeln!(text, "Disallow: {path}");
    }
    let _ = write!(text, "\nSitemap: {}/sitemap.xml\n", site.origin);
    (
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ],
        text,
    )
        .into_response()
}

pub(super) async fn index(site: &Site) -> Response {
    let text = async {
        let mut text = format!("{HEADER}<sitemapindex xmlns=\"{SCHEMA}\">\n");
        let _ = writeln!(text, "<sitemap><loc>{}/sitemaps/pages.xml</loc></sitemap>", site.origin);
        for kind in KINDS {
            let Some((first, last)) = kind.span(site).await? else { continue };
            for month in months(first, last) {
                let name = kind.name();
                let _ = writeln!(text, "<sitemap><loc>{}/sitemaps/{name}-{month}.xml</loc></sitemap>", site.origin);
            }
        }
        Ok(text + "</sitemapindex>\n")
    };
    xml(text.await)
}

/// `/sitemaps/listings-2026-01.xml`
pub(super) async fn part(site: &Site, path: &str) -> Response {
    let name = path
        .strip_prefix("/sitemaps/")
        .and_then(|name| name.strip_suffix(".xml"))
        .unwrap_or_default();
    if name == "pages" {
        let pages = FIXED.map(|path| (path.to_owned(), None));
        return xml(Ok(urls(site, &pages)));
    }
    let asked = name.split_once('-').and_then(|(kind, month)| {
        let kind = KINDS.into_iter().find(|k| k.name() == kind)?;
        let from = NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d")
            .ok()
            .filter(|_| month.len() == 7)?;
        Some((
            kind,
            from.and_time(chrono::NaiveTime::MIN).and_utc(),
            from.checked_add_months(Months::new(1))?,
        ))
    });
    let Some((kind, from, to)) = asked else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let rows = kind.rows(site, from, to.and_time(chrono::NaiveTime::MIN).and_utc()).await;
    xml(rows.map(|rows| {
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(key, at)| (format!("/{}/{key}", kind.name()), Some(at)))
            .collect();
        urls(site, &rows)
    }))
}

const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Ids and slugs need no escaping in XML.
fn urls(site: &Site, rows: &[(String, Option<Time>)]) -> String {
    let mut text = format!("{HEADER}<urlset xmlns=\"{SCHEMA}\">\n");
    for (path, at) in rows {
        let changed = at
            .map(|at| format!("<lastmod>{}</lastmod>", at.format("%Y-%m-%d")))
            .unwrap_or_default();
        let _ = writeln!(text, "<url><loc>{}{path}</loc>{changed}</url>", site.origin);
    }
    text + "</urlset>\n"
}

fn xml(text: Result<String>) -> Response {
    match text {
        Ok(text) => (
            [
                (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
                (header::CACHE_CONTROL, "public, max-age=3600"),
            ],
            text,
        )
            .into_response(),
        Err(error) => {
            tracing::warn!(error = %error, "the sitemap can't be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// From the newest to the oldest, as in `2026-01`.
fn months(first: Time, last: Time) -> Vec<String> {
    let number = |at: Time| at.year() * 12 + at.month0().cast_signed();
    (number(first)..=number(last))
        .rev()
        .take(MOST_MONTHS)
        .map(|n| format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1))
        .collect()
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Listings => "listings",
            Self::Requests => "requests",
            Self::Shops => "shops",
        }
    }

    /// When the oldest and the newest of what is shown were made.
    async fn span(self, site: &Site) -> Result<Option<(Time, Time)>> {
        let pool = &site.store.pool;
        let (first, last) = match self {
            Self::Listings => {
                let row = sqlx::query!(
                    "select min(created_at), max(created_at) from listings where status = 'active' and moderation = 'approved'"
                );
                row.fetch_one(pool).await.map(|row| (row.min, row.max))?
            }
            Self::Requests => {
                let row = sqlx::query!("select min(created_at), max(created_at) from purchase_requests where status = 'open'");
                row.fetch_one(pool).await.map(|row| (row.min, row.max))?
            }
            Self::Shops => {
                let row = sqlx::query!("select min(created_at), max(created_at) from shops");
                row.fetch_one(pool).await.map(|row| (row.min, row.max))?
            }
        };
        Ok(first.zip(last))
    }

    /// What is shown of a month, with when it changed.
    async fn rows(self, site: &Site, from: Time, to: Time) -> Result<Vec<(String, Time)>> {
        let pool = &site.store.pool;
        Ok(match self {
            Self::Listings => {
                let rows = sqlx::query!(
                    r#"select l.id::text as "key!", l.updated_at from listings l join users u on u.id = l.seller_id and u.status = 'active'
                       where l.status = 'active' and l.moderation = 'approved' and l.created_at >= $1 and l.created_at < $2
                       order by l.created_at desc, l.id desc limit $3"#,
                    from,
                    to,
                    MOST
                );
                rows.fetch_all(pool)
                    .await?
                    .into_iter()
                    .map(|row| (row.key, row.updated_at))
                    .collect()
            }
            Self::Requests => {
                let rows = sqlx::query!(
                    r#"select r.id::text as "key!", r.updated_at from purchase_requests r join users u on u.id = r.buyer_id and u.status = 'active'
                       where r.status = 'open' and r.created_at >= $1 and r.created_at < $2 order by r.created_at desc, r.id desc limit $3"#,
                    from,
                    to,
                    MOST
                );
                rows.fetch_all(pool)
                    .await?
                    .into_iter()
                    .map(|row| (row.key, row.updated_at))
                    .collect()
            }
            Self::Shops => {
                let rows = sqlx::query!(
                    r#"select s.slug as "key!", s.updated_at from shops s join users u on u.id = s.owner_id and u.status = 'active'
                       where s.created_at >= $1 and s.created_at < $2 order by s.created_at desc limit $3"#,
                    from,
                    to,
                    MOST
                );
                rows.fetch_all(pool)
                    .await?
                    .into_iter()
                    .map(|row| (row.key, row.updated_at))
                    .collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_whole_and_bounded() {
        let at = |text: &str| text.parse::<Time>().unwrap();
        assert_eq!(
            months(at("2025-11-30T23:59:59Z"), at("2026-01-01T00:00:00Z")),
            ["2026-01", "2025-12", "2025-11"]
        );
        assert_eq!(months(at("1900-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")).len(), MOST_MONTHS);
    }
}
