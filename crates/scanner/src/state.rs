//! What a scanner remembers: how far it came, the hashes it stands on, the transfers it has reported and may have to take
//! back, and the reports that are on their way. Written before anything is sent, so that a crash repeats and never forgets.

use crate::Result;
use alloy::primitives::B256;
use amanat_chain::callback::Report;
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    io::Write,
    path::{Path, PathBuf},
};

/// A transfer that was reported and is not final yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Live {
    /// As it was detected.
    pub(crate) report: Report,
    pub(crate) confirmed: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) chain_id: u64,
    /// The block to read next; `None` before the first start.
    pub(crate) next: Option<u64>,
    /// Heights and hashes of the newest blocks that were read, without gaps, newest last.
    pub(crate) recent: VecDeque<(u64, B256)>,
    pub(crate) live: Vec<Live>,
    /// Not accepted by the server yet.
    pub(crate) pending: Vec<Report>,
    /// Blocks that were taken back, with how often; the newest last.
    #[serde(default)]
    pub(crate) taken_back: VecDeque<(B256, u32)>,
    /// Changes of the watch list up to here have been followed, their blocks read again where needed.
    pub(crate) watch_seq: u64,
}

impl State {
    /// The newest block that was read.
    pub(crate) fn tip(&self) -> Option<(u64, B256)> {
        self.recent.back().copied()
    }

    /// The hash on which the scanner stands at a height, if it is remembered.
    pub(crate) fn hash_at(&self, height: u64) -> Option<B256> {
        let (first, _) = *self.recent.front()?;
        let index = usize::try_from(height.checked_sub(first)?).ok()?;
        self.recent.get(index).map(|(_, hash)| *hash)
    }

    /// One more block on top.
    pub(crate) fn push(&mut self, height: u64, hash: B256, window: u64) {
        self.recent.push_back((height, hash));
        while self.recent.len() as u64 > window + 1 {
            self.recent.pop_front();
        }
        self.next = Some(height + 1);
    }
}

/// The file, if there is one.
#[derive(Debug)]
pub(crate) struct StateFile(Option<PathBuf>);

impl StateFile {
    /// Opens it and reads what it holds; a file of another chain is refused, a missing one is an empty state.
    pub(crate) fn open(path: Option<PathBuf>, chain_id: u64) -> Result<(Self, State)> {
        let empty = State {
            chain_id,
            ..State::default()
        };
        let Some(path) = path else { return Ok((Self(None), empty)) };
        let state = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| refused(&path, &e.to_string()))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => empty,
            Err(e) => return Err(e.into()),
        };
        if state.chain_id != chain_id {
            return Err(refused(&path, &format!("belongs to chain {}", state.chain_id)).into());
        }
        Ok((Self(Some(path)), state))
    }

    /// Replaces the file in one move; `durably` waits for the disk.
    pub(crate) fn save(&self, state: &State, durably: bool) -> Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let next = path.with_extension("next");
        let mut file = std::fs::File::create(&next)?;
        file.write_all(&serde_json::to_vec(state).map_err(std::io::Error::other)?)?;
        if durably {
            file.sync_data()?;
        }
        std::fs::rename(&next, path)?;
        Ok(())
    }
}

fn refused(path: &Path, why: &str) -> std::io::Error {
    std::io::Error::other(format!("{}: {why}; move it away to start afresh", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_survives_and_a_foreign_or_broken_one_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/31337.json");
        let (file, mut state) = StateFile::open(Some(path.clone()), 31337).expect("opens");
        for height in 5..9 {
            state.push(height, B256::with_last_byte(u8::try_from(height).expect("small")), 2);
        }
        file.save(&state, true).expect("saves");
        let (_, read) = StateFile::open(Some(path.clone()), 31337).expect("opens");
        assert_eq!((read.next, read.tip()), (Some(9), Some((8, B256::with_last_byte(8)))));
        assert_eq!(
            (read.hash_at(6), read.hash_at(5), read.hash_at(9)),
            (Some(B256::with_last_byte(6)), None, None)
        );
        assert!(StateFile::open(Some(path.clone()), 1).is_err(), "another chain");
        std::fs::write(&path, b"{").expect("writes");
        assert!(StateFile::open(Some(path), 31337).is_err(), "broken");
    }
}
