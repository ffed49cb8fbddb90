//! How a metered listing is served: where its service is, how the seller's key is put in, what counts as use, and the limits.

use crate::{Egress, Inject, inject::MAX_NAME};
use amanat_base::{Error, Result};
use axum::http::HeaderName;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

/// Longest time a service may take to begin its answer, in seconds.
const MAX_TIMEOUT_S: u32 = 600;
const MAX_UNITS_PER_CALL: i64 = 1_000_000;
const MAX_CALLS_PER_MINUTE: u32 = 60_000;
const MAX_CONCURRENT_CALLS: u32 = 1_000;
const MAX_STEPS: usize = 10;

/// The gateway settings of a metered listing. Never a secret: the key itself is sealed elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GatewaySettings {
    /// Base address of the service; calls stay under its path.
    #[schema(max_length = 2000, example = "https://api.example.com/v1")]
    pub upstream_url: String,
    /// Where the seller's key goes.
    pub inject: Inject,
    /// What a call counts.
    #[serde(default)]
    pub meter: Meter,
    /// The most that one call may count: held before the call, the rest goes back. Ignored when every call counts one.
    #[schema(minimum = 1, maximum = 1000000)]
    #[serde(default = "one")]
    pub max_units_per_call: i64,
    /// Calls per minute and token.
    #[schema(minimum = 1, maximum = 60000)]
    #[serde(default = "sixty")]
    pub calls_per_minute: u32,
    /// Calls at the same time and token.
    #[schema(minimum = 1, maximum = 1000)]
    #[serde(default = "ten")]
    pub concurrent_calls: u32,
    /// How long the service may take to begin its answer, in seconds.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(default = "thirty")]
    pub timeout_s: u32,
}

const fn one() -> i64 {
    1
}
const fn sixty() -> u32 {
    60
}
const fn ten() -> u32 {
    10
}
const fn thirty() -> u32 {
    30
}

/// What a call counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Meter {
    /// One unit per call.
    #[default]
    Request,
    /// As many units as this header of the answer says.
    Header {
        /// The header's name.
        #[schema(min_length = 1, max_length = 100, example = "x-units")]
        name: String,
    },
    /// As many units as this number in the answer's JSON says.
    JsonPath {
        /// Names separated by dots; a number is a place in a list.
        #[schema(min_length = 1, max_length = 1000, example = "usage.total_tokens")]
        path: String,
    },
}

impl GatewaySettings {
    /// Reads what a listing holds.
    ///
    /// # Errors
    /// `INTERNAL`: what was stored isn't settings.
    pub fn parse(json: serde_json::Value) -> Result<Self> {
        serde_json::from_value(json).map_err(Error::internal)
    }

    /// Units that a call may cost, and so are held before it.
    pub fn held_units(&self) -> i64 {
        match self.meter {
            Meter::Request => 1,
            _ => self.max_units_per_call,
        }
    }

    /// Refuses settings that can't be served, naming the fields (`VALIDATION_FAILED`), under `gateway.`.
    pub fn validate(&self, egress: &Egress) -> Result<()> {
        let problems: Vec<_> = self.problems(egress).into_iter().flatten().collect();
        if problems.is_empty() {
            return Ok(());
        }
        let refusal = Error::new(amanat_base::Code::ValidationFailed);
        Err(problems
            .into_iter()
            .fold(refusal, |error, (path, why)| error.at(format!("gateway.{path}"), why)))
    }

    fn problems(&self, egress: &Egress) -> [Option<(&'static str, String)>; 8] {
        let within = |path, value: i64, most: i64| (!(1..=most).contains(&value)).then(|| (path, format!("must be 1 to {most}")));
        [
            self.url(egress).err().map(|why| ("upstreamUrl", why)),
            self.inject.name_problem().map(|why| ("inject.name", why)),
            self.inject.prefix_problem().map(|why| ("inject.prefix", why)),
            self.meter.problem(),
            within("maxUnitsPerCall", self.max_units_per_call, MAX_UNITS_PER_CALL),
            within("callsPerMinute", self.calls_per_minute.into(), MAX_CALLS_PER_MINUTE.into()),
            within("concurrentCalls", self.concurrent_calls.into(), MAX_CONCURRENT_CALLS.into()),
            within("timeoutS", self.timeout_s.into(), MAX_TIMEOUT_S.into()),
        ]
    }

    fn url(&self, egress: &Egress) -> Result<Url, String> {
        let url: Url = self.upstream_url.parse().map_err(|_| "is not an address".to_owned())?;
        match egress.check_url(&url) {
            Ok(()) => Ok(url),
            Err(error) => Err(error
                .details
                .into_iter()
                .next()
                .map_or_else(|| "is refused".into(), |field| field.msg)),
        }
    }
}

impl Meter {
    fn problem(&self) -> Option<(&'static str, String)> {
        match self {
            Self::Request => None,
            Self::Header { name } if name.len() > MAX_NAME || HeaderName::try_from(name).is_err() => {
                Some(("meter.name", "is not the name of a header".into()))
            }
            Self::Header { .. } => None,
            Self::JsonPath { path } => {
                let steps: Vec<_> = path.split('.').collect();
                let fine = steps.len() <= MAX_STEPS && steps.iter().all(|s| is_step(s));
                (!fine).then(|| ("meter.path", format!("must be up to {MAX_STEPS} names separated by dots")))
            }
        }
    }
}

fn is_step(step: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    !step.is_empty() && step.len() <= MAX_NAME && step.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings() -> GatewaySettings {
        GatewaySettings::parse(json!({
            "upstreamUrl": "https://api.example.com/v1",
            "inject": { "kind": "header", "name": "Authorization", "prefix": "Bearer " },
            "meter": { "kind": "json_path", "path": "usage.total_tokens" },
            "maxUnitsPerCall": 500,
        }))
        .expect("settings")
    }

    fn refused(change: impl FnOnce(&mut GatewaySettings)) -> Vec<String> {
        let mut changed = settings();
        change(&mut changed);
        let error = changed.validate(&Egress::new(Vec::new())).expect_err("refused");
        error.details.into_iter().map(|field| field.path).collect()
    }

    #[test]
    fn what_is_left_out_has_sensible_limits_and_survives_the_database() {
        let settings = settings();
        settings.validate(&Egress::new(Vec::new())).expect("valid");
        assert_eq!(
            (settings.calls_per_minute, settings.concurrent_calls, settings.timeout_s),
            (60, 10, 30)
        );
        let stored = serde_json::to_value(&settings).expect("serialises");
        assert_eq!(GatewaySettings::parse(stored).expect("reads back"), settings);
    }

    #[test]
    fn a_call_holds_its_maximum_unless_it_counts_one() {
        let mut settings = settings();
        assert_eq!(settings.held_units(), 500);
        settings.meter = Meter::Request;
        assert_eq!(settings.held_units(), 1);
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert_eq!(refused(|s| s.upstream_url = "http://10.0.0.1/".into()), ["gateway.upstreamUrl"]);
        assert_eq!(refused(|s| s.upstream_url = "nonsense".into()), ["gateway.upstreamUrl"]);
        assert_eq!(refused(|s| s.inject.name = "Content-Length".into()), ["gateway.inject.name"]);
        assert_eq!(refused(|s| s.inject.name = "a b".into()), ["gateway.inject.name"]);
        assert_eq!(refused(|s| s.inject.prefix = Some("a\r\nb: c".into())), ["gateway.inject.prefix"]);
        assert_eq!(
            refused(|s| s.meter = Meter::JsonPath { path: "a..b".into() }),
            ["gateway.meter.path"]
        );
        assert_eq!(refused(|s| s.meter = Meter::Header { name: "x y".into() }), ["gateway.meter.name"]);
        let both = refused(|s| (s.max_units_per_call, s.timeout_s) = (0, 601));
        assert_eq!(both, ["gateway.maxUnitsPerCall", "gateway.timeoutS"]);
    }

    #[test]
    fn unknown_fields_are_refused() {
        let extra = json!({ "upstreamUrl": "https://a.example", "inject": { "kind": "query", "name": "key" }, "secret": "x" });
        assert!(GatewaySettings::parse(extra).is_err());
    }
}
