//! Development secrets: made once, kept in `<data>/secrets/<NAME>`, readable by their owner only.

use base64::{Engine, engine::general_purpose::STANDARD};
use coins_bip39::{English, Entropy, Mnemonic};
use rand::Rng;
use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// The secret called `name` and its file; made when missing.
pub fn generated(data_dir: &Path, name: &str) -> Result<(String, PathBuf), String> {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    kept(data_dir, name, &hex::encode(bytes))
}

/// A key ring of one key, called `name`, and its file; made when missing.
pub fn generated_ring(data_dir: &Path, name: &str) -> Result<(String, PathBuf), String> {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    kept(data_dir, name, &format!("k1:{}", STANDARD.encode(bytes)))
}

/// The phrase (BIP-39, twelve words) called `name` and its file; made when missing.
pub fn generated_phrase(data_dir: &Path, name: &str) -> Result<(String, PathBuf), String> {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    let phrase = Mnemonic::<English>::new_from_entropy(Entropy::Sixteen(bytes));
    kept(data_dir, name, &phrase.to_phrase())
}

/// The text in `<data>/secrets/<name>`, which becomes `first` when there is none. Two programs starting at once agree on one.
fn kept(data_dir: &Path, name: &str, first: &str) -> Result<(String, PathBuf), String> {
    let folder = data_dir.join("secrets");
    let path = folder.join(name);
    let told = |error: std::io::Error| format!("cannot keep {name} in {}: {error}", folder.display());
    fs::create_dir_all(data_dir).map_err(told)?;
    match fs::DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(told(error)),
        _ => {}
    }
    if !path.exists() {
        let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
        let file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished);
        file.and_then(|mut file| writeln!(file, "{first}")).map_err(told)?;
        // A link fails when somebody was quicker, and what they wrote is whole.
        let _ = fs::hard_link(&unfinished, &path);
        fs::remove_file(&unfinished).map_err(told)?;
    }
    let text = fs::read_to_string(&path).map_err(told)?.trim().to_owned();
    if text.is_empty() {
        return Err(format!("{} is empty: remove it, then start again", path.display()));
    }
    Ok((text, path))
}

/// Texts that people leave in from an example, and texts without variety.
pub fn looks_like_an_example(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len() < 8
        || ["change", "secret", "example", "password", "your-", "your_", "placeholder"]
            .iter()
            .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn a_secret_is_made_once_and_closed_to_others() {
        let data = tempfile::tempdir().expect("a folder");
        let (first, path) = generated(data.path(), "JWT_SECRET").expect("makes one");
        let (second, _) = generated(data.path(), "JWT_SECRET").expect("reads it");
        assert_eq!(first, second);
        assert_eq!(first.len(), 64);
        assert_eq!(fs::metadata(path).expect("the file").mode() & 0o777, 0o600);
    }

    #[test]
    fn examples_are_recognised() {
        assert!(looks_like_an_example("please-change-me-please-change-me-1234"));
        assert!(looks_like_an_example(&"ab".repeat(20)));
        assert!(!looks_like_an_example(
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        ));
    }
}
