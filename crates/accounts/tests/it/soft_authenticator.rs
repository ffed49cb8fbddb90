//! An authenticator in software: one ES256 passkey that answers as a browser would, or wrongly where a test asks for it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Where the tests' site is.
pub const ORIGIN: &str = "http://localhost:5001";
const RP_ID: &str = "localhost";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;

/// One passkey in its authenticator. Its fields are what a test may change to misbehave.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    pub credential_id: Vec<u8>,
    /// Signatures so far; `None` for a passkey that does not count.
    pub counter: Option<u32>,
    /// Whether the person was asked for PIN or finger.
    pub verifies: bool,
    /// Whether the passkey is in a cloud, and whether it is there already.
    pub backup: Option<bool>,
    pub origin: String,
    /// Whose passkey it is, learnt when it was made.
    pub user_handle: Vec<u8>,
}

impl Authenticator {
    /// Another `seed`, another key.
    pub fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).expect("a key"),
            credential_id: vec![seed; 24],
            counter: Some(0),
            verifies: true,
            backup: None,
            origin: ORIGIN.into(),
            user_handle: Vec::new(),
        }
    }

    /// Answers creation options.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user_handle = bytes(&options["user"]["id"]);
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        let mut data = self.authenticator_data(HAS_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential_id.len()).expect("short").to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.cose_key());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        attestation.extend(data);
        self.answer(json!({ "clientDataJSON": text(&client_data), "attestationObject": text(&attestation), "transports": ["internal"] }))
    }

    /// Answers request options.
    pub fn get(&mut self, options: &Value) -> Value {
        self.counter = self.counter.map(|counter| counter + 1);
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        let data = self.authenticator_data(0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "clientDataJSON": text(&client_data), "authenticatorData": text(&data), "signature": text(signature.to_der().as_bytes()),
            "userHandle": text(&self.user_handle),
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = text(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform", "clientExtensionResults": {},
                "response": response })
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let backup = match self.backup {
            None => 0,
            Some(false) => BACKUP_ELIGIBLE,
            Some(true) => BACKUP_ELIGIBLE | BACKED_UP,
        };
        let mut data = Sha256::digest(RP_ID).to_vec();
        data.push(flags | PRESENT | verified | backup);
        data.extend(self.counter.unwrap_or_default().to_be_bytes());
        data
    }

    /// {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..65]);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, b"\x22\x58\x20", y].concat()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("text")).expect("base64url")
}
