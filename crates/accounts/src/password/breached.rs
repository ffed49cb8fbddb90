//! A list of leaked passwords as Have I Been Pwned publishes it: sorted SHA-1 in hex, one a line, perhaps with `:count`. It has tens of
//! gigabytes, so it is searched where it lies.

use sha1::{Digest, Sha1};
use std::{
    cmp::Ordering,
    fs::File,
    io::{self, BufRead, BufReader, Seek, SeekFrom},
    path::Path,
};

/// Bytes of a line without its end; a line that is longer belongs to another kind of file.
const LONGEST_LINE: u64 = 80;

/// Whether the password is on the list.
pub(super) fn contains(list: &Path, password: &str) -> io::Result<bool> {
    let file = File::open(list)?;
    let length = file.metadata()?.len();
    search(&mut BufReader::with_capacity(256, file), length, &sha1_hex(password))
}

/// As the list writes it.
pub(super) fn sha1_hex(text: &str) -> String {
    hex::encode_upper(Sha1::digest(text.as_bytes()))
}

/// Halves the bytes between `low` (always a line's start) and `high` until no line begins between them.
fn search(list: &mut (impl BufRead + Seek), length: u64, wanted: &str) -> io::Result<bool> {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        let start = line_start(list, low, middle)?;
        list.seek(SeekFrom::Start(start))?;
        let line = read_line(list)?;
        let key = line.get(..wanted.len()).unwrap_or(&line).to_ascii_uppercase();
        match key.as_slice().cmp(wanted.as_bytes()) {
            Ordering::Equal => return Ok(true),
            Ordering::Less => low = start + line.len() as u64,
            Ordering::Greater => high = start,
        }
    }
    Ok(false)
}

/// Where the line begins that `at` is in; not before `low`.
fn line_start(list: &mut (impl BufRead + Seek), low: u64, at: u64) -> io::Result<u64> {
    let from = at.saturating_sub(LONGEST_LINE).max(low);
    list.seek(SeekFrom::Start(from))?;
    let mut start = from;
    loop {
        let next = start + read_line(list)?.len() as u64;
        if next > at || next == start {
            return if start == from && from > low {
                Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "not a list of hashes: a line is too long",
                ))
            } else {
                Ok(start)
            };
        }
        start = next;
    }
}

/// With its end.
fn read_line(list: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::Read::take(&mut *list, 2 * LONGEST_LINE).read_until(b'\n', &mut line)?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn list(passwords: &[String], count: bool, end: &str) -> Vec<u8> {
        let mut lines: Vec<String> = passwords.iter().map(|p| sha1_hex(p)).collect();
        lines.sort();
        let lines = lines.iter().enumerate().map(|(n, hash)| {
            let count = if count { format!(":{}", n * n * 7919) } else { String::new() };
            format!("{hash}{count}{end}")
        });
        lines.collect::<String>().into_bytes()
    }

    fn found(list: &[u8], password: &str) -> bool {
        search(&mut Cursor::new(list), list.len() as u64, &sha1_hex(password)).expect("reads")
    }

    proptest! {
        #[test]
        fn what_is_on_the_list_is_found_and_nothing_else(
            passwords in prop::collection::vec("[a-z]{1,8}", 0..60), other in "[A-Z]{1,8}", count: bool, windows: bool,
        ) {
            let list = list(&passwords, count, if windows { "\r\n" } else { "\n" });
            for password in &passwords {
                prop_assert!(found(&list, password));
            }
            prop_assert!(!found(&list, &other));
        }
    }

    #[test]
    fn a_list_without_a_last_line_end_and_an_empty_one_are_lists() {
        let mut bytes = list(&["one".into(), "two".into()], true, "\n");
        bytes.pop();
        assert!(found(&bytes, "one") && found(&bytes, "two") && !found(&bytes, "three") && !found(&[], "one"));
    }

    #[test]
    fn another_kind_of_file_is_an_error_or_has_nothing() {
        let junk = vec![b'Z'; 5000];
        assert!(!matches!(search(&mut Cursor::new(&junk), 5000, &sha1_hex("x")), Ok(true)));
    }
}
