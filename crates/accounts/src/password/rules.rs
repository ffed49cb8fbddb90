//! Which passwords are refused: any characters will do, but not one that guessers try early, that was in a leak, or that is made of what
//! everybody knows about the person (NIST SP 800-63B-4, 3.1.1.2).

use super::{PasswordHash, blocking, breached, hash};
use amanat_base::{Code, Error, Result};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use zxcvbn::{Score, zxcvbn};

/// Some 10^8 guesses: years at the pace that sign-in allows, and with argon2id (tens of milliseconds each) still weeks for a thief of the
/// database. Asking for the next grade would refuse three common words in a row, and people would write theirs down.
const ENOUGH: Score = Score::Three;
/// How many characters are judged at a time: the estimator's work grows fast with the length, and whoever registers chooses the text.
const JUDGED: usize = 24;
/// A password that is a name and a few characters is the name.
const LEAST_BESIDE_NAMES: usize = 6;
/// Shorter words are in everything.
const SHORTEST_WORD: usize = 3;

/// What refuses a password. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PasswordRules {
    breached: Option<Arc<Path>>,
}

impl PasswordRules {
    /// `breached`: sorted SHA-1 in hex, one a line, as Have I Been Pwned publishes them.
    pub fn new(breached: Option<PathBuf>) -> Self {
        Self {
            breached: breached.map(Arc::from),
        }
    }

    /// Hashes a new password if it may be one; `own` is what everybody knows about the person: e-mail address, name.
    pub(crate) async fn hash_new(&self, password: String, own: &[&str]) -> Result<PasswordHash> {
        let (breached, own) = (self.breached.clone(), own.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let work = move || {
            if is_guessable(&password, &own) {
                return Err(refused("is too easy to guess"));
            }
            if let Some(file) = breached
                && breached::contains(&file, &password).map_err(Error::internal)?
            {
                return Err(refused("has been in a leak"));
            }
            hash(&password)
        };
        Ok(PasswordHash(blocking(work).await?))
    }
}

fn refused(why: &str) -> Error {
    Error::new(Code::PasswordRefused).at("password", why)
}

fn is_guessable(password: &str, own: &[String]) -> bool {
    let words = words(own);
    let mut inputs: Vec<&str> = own.iter().chain(&words).map(String::as_str).collect();
    inputs.push("amanat");
    let weak = |part: &str| zxcvbn(part, &inputs).score() < ENOUGH;
    let chars: Vec<char> = password.chars().collect();
    let text = |part: Option<&[char]>| part.unwrap_or(&chars).iter().collect::<String>();
    let (first, last) = (
        text(chars.get(..JUDGED)),
        text(chars.len().checked_sub(JUDGED).and_then(|at| chars.get(at..))),
    );
    // A long one is at least as good as its better end.
    (weak(&first) && (first == last || weak(&last))) || is_made_of(password, &words)
}

/// The words of an address and a name, longest first.
fn words(own: &[String]) -> Vec<String> {
    let lower = own.iter().map(|text| text.to_lowercase());
    let mut words: Vec<String> = lower
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

fn is_made_of(password: &str, words: &[String]) -> bool {
    let rest = words
        .iter()
        .fold(password.to_lowercase(), |rest, word| rest.replace(word.as_str(), ""));
    rest.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_BESIDE_NAMES && rest.len() < password.to_lowercase().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn refuses(password: &str) -> bool {
        is_guessable(password, &["ada@example.test".into(), "Ada Lovelace".into()])
    }

    #[test]
    fn what_guessers_try_first_is_refused() {
        for password in [
            "password12",
            "passw0rd123!",
            "1234567890",
            "qwertyuiop",
            "iloveyou123",
            "hunter2hunter2",
            "zzzzzzzzzzzzz",
            "Tr0ub4dour&3",
            "adalovelace1815",
            "ada@example.test",
            "LovelaceAda!!",
            "amanatamanat",
            "letmein2024",
        ] {
            assert!(refuses(password), "{password}");
        }
    }

    #[test]
    fn any_characters_do_as_long_as_they_are_not_guessed() {
        for password in [
            "correct horse battery",
            "correct-horse-amanat",
            "seven quiet rivers of glass",
            "x7#Kq9!mPz2",
            "kjhgwqtbvzml",
            "کتاب سبز روی میز",
            "四把雨伞在门口等着你们回来",
            "ada likes nineteen blue kettles",
        ] {
            assert!(!refuses(password), "{password}");
        }
    }

    #[test]
    fn a_long_one_is_judged_by_its_better_end() {
        assert!(refuses(&"a".repeat(128)));
        assert!(!refuses(&format!("{} seven quiet rivers of glass", "a".repeat(90))));
    }

    #[tokio::test]
    async fn what_was_in_a_leak_is_refused_and_the_refusal_names_the_field() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let line = breached::sha1_hex("seven quiet rivers of glass");
        writeln!(file, "{line}:3").expect("writes");
        let rules = PasswordRules::new(Some(file.path().into()));
        let error = rules
            .hash_new("seven quiet rivers of glass".into(), &[])
            .await
            .err()
            .expect("is refused");
        assert_eq!((error.code, error.details[0].path.as_str()), (Code::PasswordRefused, "password"));
        assert!(rules.hash_new("seven quiet rivers of sand".into(), &[]).await.is_ok());
    }
}
