//! File names: metadata only, cleaned so that they can be shown and offered for saving anywhere.

use crate::kind::Kind;
use std::fmt::Write;

/// Longest name without its ending, in characters.
const STEM_MAX: usize = 120;
/// Longest ending that is taken for one.
const ENDING_MAX: usize = 10;
/// Endings that pictures come with; the picture is encoded anew, so another one of these is replaced.
const PICTURES: [&str; 8] = ["jpg", "jpeg", "png", "webp", "gif", "heic", "bmp", "tiff"];

/// A name to keep: no path, nothing that can't be seen or that changes the direction of writing, and an ending that fits what it is.
pub(crate) fn clean(raw: &str, kind: Kind) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !unseen(*c)).map(plain).collect();
    let words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let (stem, ending) = split(words.trim_matches(['.', ' ']));
    let ending = ending.map(str::to_ascii_lowercase);
    let fits = ending.as_deref().is_some_and(|e| kind.endings().contains(&e));
    let replaced = kind.is_picture() && ending.as_deref().is_some_and(|e| PICTURES.contains(&e));
    let mut name: String = stem.chars().take(STEM_MAX).collect();
    match ending {
        Some(ending) if fits => name = format!("{name}.{ending}"),
        Some(ending) if !replaced => name = format!("{name}.{ending}.{}", kind.endings()[0]),
        _ => name = format!("{name}.{}", kind.endings()[0]),
    }
    match name.trim_start_matches(['.', ' ']).len() == name.len() {
        true => name,
        false => format!("file{name}"),
    }
}

/// Name and ending; no ending where none is short and plain.
fn split(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, ending)) if (1..=ENDING_MAX).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            (stem.trim_end_matches(['.', ' ']), Some(ending))
        }
        _ => (name, None),
    }
}

/// Control characters, and what turns the direction of writing around or hides. The joiners of Persian and Arabic stay.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}

/// What some system refuses in a name.
fn plain(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
        '_'
    } else {
        c
    }
}

/// `Content-Disposition` of a download by this name (RFC 6266): once for old programs in ASCII, once in full.
pub(crate) fn attachment(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%' | ';') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut full = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            full.push(char::from(byte));
        } else {
            let _ = write!(full, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_loses_its_path_and_keeps_its_words() {
        for (raw, kind, expect) in [
            ("report.pdf", Kind::Pdf, "report.pdf"),
            ("../../etc/passwd", Kind::Text, "passwd.txt"),
            ("C:\\Users\\x\\Photo.JPG", Kind::Jpeg, "Photo.jpg"),
            ("photo.webp", Kind::Png, "photo.png"),
            ("x.exe", Kind::Zip, "x.exe.zip"),
            ("run.bat", Kind::Text, "run.bat.txt"),
            ("table.csv", Kind::Text, "table.csv"),
            ("a\0b\r\nc.txt", Kind::Text, "abc.txt"),
            ("\u{202e}gnp.exe", Kind::Png, "gnp.exe.png"),
            ("قرارداد.pdf", Kind::Pdf, "قرارداد.pdf"),
            ("", Kind::Zip, "file.zip"),
            ("...", Kind::Zip, "file.zip"),
            (".htaccess", Kind::Text, "htaccess.txt"),
            ("a<b>:\"c\".md", Kind::Text, "a_b___c_.md"),
        ] {
            assert_eq!(clean(raw, kind), expect, "{raw:?}");
        }
        assert_eq!(clean(&"x".repeat(4096), Kind::Png), format!("{}.png", "x".repeat(STEM_MAX)));
    }

    #[test]
    fn a_download_carries_the_name_in_both_forms() {
        assert_eq!(
            attachment("a b.pdf"),
            "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%20b.pdf"
        );
        assert_eq!(
            attachment("é\".txt"),
            "attachment; filename=\"__.txt\"; filename*=UTF-8''%C3%A9%22.txt"
        );
    }

    proptest! {
        #[test]
        fn every_name_becomes_a_harmless_one(raw in "\\PC{0,300}|[\\x00-\\x7f]{0,300}", which in 0_usize..6) {
            let kind = [Kind::Jpeg, Kind::Png, Kind::Webp, Kind::Pdf, Kind::Text, Kind::Zip][which];
            let name = clean(&raw, kind);
            let chars = name.chars().count();
            prop_assert!((1..=200).contains(&chars), "{name:?}");
            prop_assert!(!name.contains(['/', '\\', '\0', '\n', '"', '<', '>']) && !name.starts_with('.'), "{name:?}");
            prop_assert!(kind.endings().iter().any(|e| name.ends_with(&format!(".{e}"))), "{name:?}");
            prop_assert_eq!(clean(&name, kind), name.clone());
            prop_assert!(attachment(&name).is_ascii());
        }
    }
}
