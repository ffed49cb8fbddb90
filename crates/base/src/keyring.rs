//! The key ring: the keys under which secrets are sealed, newest first. All but the first are there to open what was sealed earlier.

use crate::{Code, Error, Result, Secret};
use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rand::{TryRng, rngs::SysRng};
use std::{fmt, sync::Arc};

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce: 96 random bits. One key may seal 2³² secrets before two nonces are likely to meet, and the database refuses that.
pub const NONCE_BYTES: usize = 12;
/// Keys in a ring.
const MOST_KEYS: usize = 16;

/// Why a text is no key ring. Names the entry by its place and never repeats what is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// There is nothing in it.
    #[error("the key ring is empty: it needs at least one entry `id:base64 of 32 bytes`")]
    Empty,
    /// More entries than anybody rotates.
    #[error("the key ring has more than {MOST_KEYS} entries")]
    TooMany,
    /// No `id:key`.
    #[error("entry {0} of the key ring is not `id:base64`")]
    NotAPair(usize),
    /// The id is more than a word.
    #[error("entry {0} of the key ring: an id is 1 to 40 small letters, digits, dashes or underscores")]
    BadId(usize),
    /// Two entries of one id.
    #[error("entry {0} of the key ring repeats the id of an earlier one")]
    SameId(usize),
    /// The key is no base64.
    #[error("entry {0} of the key ring: the key is not base64")]
    NotBase64(usize),
    /// The key is too short or too long.
    #[error("entry {0} of the key ring: the key must be exactly {KEY_BYTES} bytes")]
    WrongLength(usize),
    /// All its bytes are the same: somebody's placeholder.
    #[error("entry {0} of the key ring: the key is a placeholder, not 32 random bytes")]
    Placeholder(usize),
}

struct Key {
    id: String,
    cipher: Aes256Gcm,
}

/// The keys, newest first. Cheap to clone; `Debug` shows the ids only.
#[derive(Clone, Default)]
pub struct KeyRing(Arc<[Key]>);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

/// What one sealing made.
pub struct Sealed {
    /// Under which key.
    pub key_id: String,
    /// Fresh for every sealing.
    pub nonce: [u8; NONCE_BYTES],
    /// With its authentication tag.
    pub ciphertext: Vec<u8>,
}

impl KeyRing {
    /// Reads `id:base64(32 bytes)[,id:base64…]`, newest first; spaces and line ends around entries don't matter.
    pub fn parse(text: &Secret) -> Result<Self, RingError> {
        let mut keys: Vec<Key> = Vec::new();
        let entries = text.expose().split(',').map(str::trim).filter(|entry| !entry.is_empty());
        for (place, entry) in (1..).zip(entries) {
            if place > MOST_KEYS {
                return Err(RingError::TooMany);
            }
            let key = Key::parse(place, entry)?;
            if keys.iter().any(|earlier| earlier.id == key.id) {
                return Err(RingError::SameId(place));
            }
            keys.push(key);
        }
        if keys.is_empty() {
            return Err(RingError::Empty);
        }
        Ok(Self(keys.into()))
    }

    /// The id of the key that seals; none on a platform without a ring.
    pub fn newest(&self) -> Option<&str> {
        self.0.first().map(|key| key.id.as_str())
    }

    /// Seals under the newest key. `NOT_CONFIGURED` without any key.
    pub fn seal(&self, plain: &[u8], associated: &[u8]) -> Result<Sealed> {
        let key = self
            .0
            .first()
            .ok_or_else(|| Code::NotConfigured.say("This instance has no key ring, so it can't keep secrets."))?;
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload {
            msg: plain,
            aad: associated,
        };
        let ciphertext = key
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Error::internal("AES-GCM refuses to seal"))?;
        Ok(Sealed {
            key_id: key.id.clone(),
            nonce,
            ciphertext,
        })
    }

    /// Opens what the key of this id sealed with exactly this associated data. `None`: no such key, or something was altered.
    pub fn open(&self, key_id: &str, nonce: &[u8], ciphertext: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        let key = self.0.iter().find(|key| key.id == key_id)?;
        let nonce = Nonce::from(<[u8; NONCE_BYTES]>::try_from(nonce).ok()?);
        let payload = Payload {
            msg: ciphertext,
            aad: associated,
        };
        key.cipher.decrypt(&nonce, payload).ok()
    }

    /// Refuses a ring that lacks one of the keys under which secrets in the database are sealed: they could not be opened, and whoever
    /// needs them would find out first. `NOT_CONFIGURED`, naming the keys.
    pub fn require(&self, used: Vec<String>) -> Result<()> {
        let missing: Vec<String> = used.into_iter().filter(|key| !self.has(key)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Code::NotConfigured.say(format!(
            "SECRETS_KEYS lacks the key {} under which secrets in this database are sealed",
            missing.join(", ")
        )))
    }

    /// True when the ring has the key.
    pub fn has(&self, key_id: &str) -> bool {
        self.0.iter().any(|key| key.id == key_id)
    }
}

impl Key {
    fn parse(place: usize, entry: &str) -> Result<Self, RingError> {
        let (id, key) = entry.split_once(':').ok_or(RingError::NotAPair(place))?;
        let in_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if !(1..=40).contains(&id.len()) || !id.bytes().all(in_word) {
            return Err(RingError::BadId(place));
        }
        let bytes = STANDARD.decode(key.trim()).map_err(|_| RingError::NotBase64(place))?;
        let bytes = <[u8; KEY_BYTES]>::try_from(bytes).map_err(|_| RingError::WrongLength(place))?;
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(RingError::Placeholder(place));
        }
        Ok(Self {
            id: id.to_owned(),
            cipher: Aes256Gcm::new(&bytes.into()),
        })
    }
}

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Secrets that are under the newest key now.
    pub resealed: u64,
    /// Secrets that did not open, so they were left as they are; each is one line in the log.
    pub refused: u64,
    /// Secrets that are still under another key: those refused, and those that somebody held just now.
    pub left: u64,
}

impl std::ops::Add for Rotation {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            resealed: self.resealed + other.resealed,
            refused: self.refused + other.refused,
            left: self.left + other.left,
        }
    }
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(text: &str) -> Result<KeyRing, RingError> {
        KeyRing::parse(&Secret::new(text))
    }

    fn key(first: u8) -> String {
        let bytes: Vec<u8> = (0..32).map(|n| first.wrapping_add(n)).collect();
        STANDARD.encode(bytes)
    }

    #[test]
    fn the_first_seals_and_all_open() {
        let old = ring(&format!("k1:{}", key(1))).unwrap();
        let sealed = old.seal(b"the key", b"here").unwrap();
        let both = ring(&format!(" k2:{},\n k1:{} ,", key(2), key(1))).unwrap();
        assert_eq!((both.newest(), both.has("k1"), both.has("k3")), (Some("k2"), true, false));
        let open = |ring: &KeyRing, id: &str, aad: &[u8]| ring.open(id, &sealed.nonce, &sealed.ciphertext, aad);
        assert_eq!(open(&both, "k1", b"here").as_deref(), Some(&b"the key"[..]));
        assert_eq!(open(&both, "k1", b"there"), None);
        assert_eq!(open(&both, "k2", b"here"), None);
        assert_eq!(open(&both, "k3", b"here"), None);
        assert_eq!(both.open("k1", &sealed.nonce[1..], &sealed.ciphertext, b"here"), None);
        assert_eq!(both.seal(b"x", b"").unwrap().key_id, "k2");
        assert_ne!(old.seal(b"x", b"").unwrap().nonce, old.seal(b"x", b"").unwrap().nonce);
        assert_eq!(KeyRing::default().seal(b"x", b"").err().map(|e| e.code), Some(Code::NotConfigured));
    }

    #[test]
    fn every_mistake_is_named_and_no_key_is_shown() {
        let (good, short) = (key(7), STANDARD.encode([1, 2, 3]));
        let cases = [
            (String::new(), RingError::Empty),
            (" , ".into(), RingError::Empty),
            (good.clone(), RingError::NotAPair(1)),
            (format!("K 1:{good}"), RingError::BadId(1)),
            (format!(":{good}"), RingError::BadId(1)),
            (format!("a:{good},a:{}", key(9)), RingError::SameId(2)),
            (format!("a:{good},b:{good}!"), RingError::NotBase64(2)),
            (format!("a:{short}"), RingError::WrongLength(1)),
            (format!("a:{}", STANDARD.encode([0; 32])), RingError::Placeholder(1)),
            (
                (0..17).map(|n| format!("k{n}:{}", key(n))).collect::<Vec<_>>().join(","),
                RingError::TooMany,
            ),
        ];
        for (text, expected) in cases {
            let error = ring(&text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.to_string().contains(&good) && !error.to_string().contains(&short));
        }
        let shown = format!("{:?}", ring(&format!("k1:{good}")).unwrap());
        assert_eq!(shown, r#"["k1"]"#);
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_and_one_flipped_bit_is_refused(
            plain in proptest::collection::vec(any::<u8>(), 0..200), aad in proptest::collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>(), bit in 0u8..8
        ) {
            let ring = ring(&format!("k:{}", key(3))).unwrap();
            let mut sealed = ring.seal(&plain, &aad).unwrap();
            prop_assert_eq!(ring.open("k", &sealed.nonce, &sealed.ciphertext, &aad), Some(plain));
            let at = at.index(sealed.ciphertext.len());
            sealed.ciphertext[at] ^= 1 << bit;
            prop_assert_eq!(ring.open("k", &sealed.nonce, &sealed.ciphertext, &aad), None);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,120}") {
            let _ = ring(&text);
        }
    }
}
