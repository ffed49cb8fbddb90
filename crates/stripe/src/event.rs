//! What a webhook says. A claim about the past: look the object up before acting on it.

use amanat_base::{Code, Error, Result, Time};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// One event (`evt_…`). Kinds that this program doesn't know are kept as they are.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The same on every delivery of it.
    pub id: String,
    /// Such as `checkout.session.completed`.
    pub kind: String,
    /// When it happened, by Stripe's clock.
    pub created: Time,
    /// The connected account it is about, if not our own.
    pub account: Option<String>,
    /// False in test mode.
    pub livemode: bool,
    /// The object as it was then.
    pub object: Value,
}

#[derive(Deserialize)]
struct Body {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(with = "chrono::serde::ts_seconds")]
    created: Time,
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

impl Event {
    /// Reads a raw body whose signature was checked. `VALIDATION_FAILED` for anything that is no event.
    pub fn parse(raw_body: &[u8]) -> Result<Self> {
        let body: Body =
            serde_json::from_slice(raw_body).map_err(|error| Code::ValidationFailed.say("This is no Stripe event.").because(error))?;
        if body.id.is_empty() || body.kind.is_empty() {
            return Err(Error::invalid("id", "and type must not be empty"));
        }
        Ok(Self {
            id: body.id,
            kind: body.kind,
            created: body.created,
            account: body.account,
            livemode: body.livemode,
            object: body.data.object,
        })
    }

    /// Its object as a [`crate::Session`], [`crate::Refund`], [`crate::Dispute`] … according to its kind.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.object).map_err(|error| Code::ValidationFailed.say("This event holds another object.").because(error))
    }

    /// Id of its object; empty when it has none.
    pub fn object_id(&self) -> &str {
        self.object["id"].as_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dispute, DisputeStatus};
    use proptest::prelude::*;

    #[test]
    fn unknown_kinds_are_kept_and_known_ones_read() {
        let event = Event::parse(br#"{"id":"evt_1","object":"event","type":"moon.rose","created":5,"data":{"object":{"id":"mn_1"}}}"#)
            .expect("an event");
        assert_eq!(
            (event.kind.as_str(), event.object_id(), event.livemode),
            ("moon.rose", "mn_1", false)
        );
        assert_eq!(event.created.timestamp(), 5);
        assert!(event.read::<Dispute>().is_err());
        let dispute = br#"{"id":"evt_2","type":"charge.dispute.created","created":5,"data":{"object":
            {"id":"dp_1","amount":7,"currency":"usd","status":"needs_response","charge":"ch_1"}}}"#;
        let dispute: Dispute = Event::parse(dispute).and_then(|event| event.read()).expect("a dispute");
        assert_eq!((dispute.amount, dispute.status), (7, DisputeStatus::NeedsResponse));
    }

    proptest! {
        #[test]
        fn junk_is_refused_without_a_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(Event::parse(&body).map_err(|e| e.code), Err(Code::ValidationFailed));
        }
    }
}
