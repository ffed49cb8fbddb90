//! What the fake knows: objects, keys, balances, events that wait to be told. Kept in a file if one is named.

use super::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use uuid::Uuid;

/// The whole state. Fields of objects that begin with `_` are ours and are never shown.
#[derive(Default, Serialize, Deserialize)]
pub struct World {
    seq: u64,
    objects: BTreeMap<String, Value>,
    /// Idempotency keys and what was answered.
    pub keys: HashMap<String, Kept>,
    /// Money that can be sent, by currency, in minor units.
    pub available: BTreeMap<String, i64>,
    /// Money of charges that have not settled.
    pub pending: BTreeMap<String, i64>,
    /// Those charges.
    pub unsettled: BTreeSet<String>,
    /// How far the fake's time is ahead, in seconds.
    pub ahead_s: i64,
    /// Webhook deliveries to make.
    pub deliveries: Vec<Delivery>,
    /// How it behaves.
    #[serde(skip)]
    pub settings: Settings,
    /// What goes wrong next.
    #[serde(skip)]
    pub faults: VecDeque<Fault>,
    /// Requests so far, for tests to look at.
    #[serde(skip)]
    pub requests: Vec<Value>,
    /// Attempts at deliveries so far.
    #[serde(skip)]
    pub attempts: Vec<Value>,
    /// A delivery is being sent.
    #[serde(skip)]
    pub sending: usize,
    /// Where it listens.
    #[serde(skip)]
    pub base: String,
    /// Something changed since it was last written to the file.
    #[serde(skip)]
    pub dirty: bool,
}

/// How the fake behaves.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// New refunds wait for `/_control/refunds/{id}` instead of succeeding at once.
    pub pending_refunds: bool,
    /// A bank debit succeeds by itself after this time; else it waits for `/_control/sessions/{id}/async`.
    pub debit_after_s: Option<i64>,
    /// Deliveries wait for `/_control/deliver`.
    pub hold_webhooks: bool,
    /// How often each event is sent.
    pub copies: usize,
    /// Wait before the first attempt, in ms.
    pub webhook_delay_ms: i64,
    /// Wait before the second attempt, in ms; doubles with each.
    pub retry_ms: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pending_refunds: false,
            debit_after_s: None,
            hold_webhooks: false,
            copies: 1,
            webhook_delay_ms: 0,
            retry_ms: 500,
        }
    }
}

/// An idempotency key that was used.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    /// Method, path and parameters.
    pub request: String,
    /// Status and body of the answer.
    pub answer: (u16, Value),
    /// Unix time.
    pub at: i64,
}

/// One event to send.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Its event.
    pub event: String,
    /// How often it failed.
    pub attempt: u32,
    /// Real unix time in ms.
    pub due_ms: i64,
}

/// What goes wrong with the next requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// How.
    pub mode: FaultMode,
    /// With how many requests.
    #[serde(default = "one")]
    pub count: usize,
    /// For `error` and `error_after`.
    #[serde(default = "server_error")]
    pub status: u16,
    /// For `hang` and `slow`, in ms.
    #[serde(default)]
    pub ms: u64,
    /// Only requests whose path begins so.
    #[serde(default)]
    pub path: String,
}

fn one() -> usize {
    1
}

fn server_error() -> u16 {
    500
}

/// How a request goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultMode {
    /// Not executed; a 500 is kept by the key.
    Error,
    /// Executed, and an error answered nevertheless; a 500 is kept by the key.
    ErrorAfter,
    /// Not executed; the connection breaks.
    Drop,
    /// Executed; the connection breaks before the answer.
    Lost,
    /// Not executed; a 504 after `ms`, which no key keeps.
    Hang,
    /// Executed after `ms`.
    Slow,
    /// 409, as if the same key were in use by another request.
    KeyInUse,
}

/// The machine's clock in unix ms.
#[expect(clippy::disallowed_methods, reason = "a third party has its own clock")]
pub fn real_now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

impl World {
    /// The fake's unix time.
    pub fn now(&self) -> i64 {
        real_now_ms() / 1000 + self.ahead_s
    }

    /// Stores a new object; `id`, `created` and `livemode` are added. Ids of one kind sort by age.
    pub fn create(&mut self, prefix: &str, mut object: Value) -> String {
        self.seq += 1;
        let random = Uuid::new_v4().simple().to_string();
        let id = format!("{prefix}{:08x}{}", self.seq, random.get(..16).unwrap_or_default());
        object["id"] = json!(id);
        if object.get("created").is_none() {
            object["created"] = json!(self.now());
        }
        object["livemode"] = json!(false);
        self.objects.insert(id.clone(), object);
        self.dirty = true;
        id
    }

    /// An object as it is.
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.objects.get(id)
    }

    /// An object that has to be there: `noun` is for the refusal.
    pub fn find(&self, prefix: &str, noun: &str, id: &str) -> Result<&Value, Refusal> {
        let found = self.objects.get(id).filter(|_| id.starts_with(prefix));
        found.ok_or_else(|| Refusal::missing(noun, id))
    }

    /// Sets one field.
    pub fn set(&mut self, id: &str, field: &str, value: impl Into<Value>) {
        if let Some(object) = self.objects.get_mut(id) {
            object[field] = value.into();
            self.dirty = true;
        }
    }

    /// Adds to a number.
    pub fn add(&mut self, id: &str, field: &str, by: i64) {
        let before = self.number(id, field);
        self.set(id, field, before + by);
    }

    /// A number; 0 where there is none.
    pub fn number(&self, id: &str, field: &str) -> i64 {
        self.get(id).and_then(|object| object[field].as_i64()).unwrap_or_default()
    }

    /// A text; empty where there is none.
    pub fn text(&self, id: &str, field: &str) -> String {
        let found = self.get(id).and_then(|object| object[field].as_str());
        found.unwrap_or_default().to_owned()
    }

    /// Everything whose id begins so, oldest first.
    pub fn all(&self, prefix: &str) -> impl DoubleEndedIterator<Item = &Value> {
        let prefix = prefix.to_owned();
        self.objects
            .range(prefix.clone()..)
            .take_while({
                let prefix = prefix.clone();
                move |(id, _)| id.starts_with(&prefix)
            })
            .map(|(_, object)| object)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// What others see of an object.
    pub fn public(&self, id: &str) -> Value {
        let mut object = self.get(id).cloned().unwrap_or_default();
        if let Some(map) = object.as_object_mut() {
            map.retain(|key, _| !key.starts_with('_'));
        }
        object
    }

    /// Records that something happened to an object, and queues the webhook.
    pub fn event(&mut self, kind: &str, id: &str) {
        let mut event = json!({
            "object": "event", "type": kind, "api_version": "2024-06-20", "data": { "object": self.public(id) },
            "pending_webhooks": 1, "request": { "id": null, "idempotency_key": null },
        });
        // Events of connected accounts say whose they are.
        if id.starts_with("acct_") {
            event["account"] = json!(id);
        }
        let event = self.create("evt_", event);
        let due_ms = real_now_ms() + self.settings.webhook_delay_ms;
        for _ in 0..self.settings.copies {
            self.deliveries.push(Delivery {
                event: event.clone(),
                attempt: 0,
                due_ms,
            });
        }
    }

    /// Money came in with a charge, and can be sent once it settles.
    pub fn collect(&mut self, charge: &str) {
        let (amount, currency) = (self.number(charge, "amount"), self.text(charge, "currency"));
        *self.pending.entry(currency).or_default() += amount;
        self.unsettled.insert(charge.to_owned());
    }

    /// Takes money of a charge, or gives it back (negative), wherever it is.
    pub fn take(&mut self, charge: Option<&str>, currency: &str, amount: i64) {
        let unsettled = charge.is_some_and(|charge| self.unsettled.contains(charge));
        let purse = if unsettled { &mut self.pending } else { &mut self.available };
        *purse.entry(currency.to_owned()).or_default() -= amount;
    }

    /// All that is pending becomes available.
    pub fn settle(&mut self) {
        for (currency, amount) in std::mem::take(&mut self.pending) {
            *self.available.entry(currency).or_default() += amount;
        }
        self.unsettled.clear();
        self.dirty = true;
    }
}
