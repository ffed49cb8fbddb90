//! What a file is, by its content alone, and what is refused: whatever a browser or a shell could run, and files that are two things at once.
//!
//! GIF is refused: encoded anew, a lone first picture would not be what was sent, and it is the favourite dress of scripts.

use amanat_base::{Code, Error, Result};

/// What is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Text,
    Zip,
}

/// Office documents and e-books are zip archives, and are kept as such.
const ZIPPED: [&str; 7] = [
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/epub+zip",
];
/// Known by two or three letters, as which an ordinary text may begin; what really is of such a kind is no valid UTF-8, or has NULs.
const FEW_LETTERS: [&str; 6] = [
    "image/bmp",
    "application/vnd.microsoft.portable-executable",
    "application/x-llvm",
    "application/x-bzip2",
    "application/x-shockwave-flash",
    "audio/mpeg",
];
/// What begins markup that a browser would run, or a server.
const MARKUP: [&str; 9] = [
    "<script",
    "<iframe",
    "<!doctype",
    "<html",
    "<svg",
    "<body",
    "<object",
    "<embed",
    "<?php",
];
/// How much of a file browsers look at when they guess; some look at less.
const LOOKED_AT: usize = 4096;
/// The end of a zip archive: its signature, and how long it is without a comment.
const ZIP_END: (&[u8], usize) = (b"PK\x05\x06", 22);
/// An archive's comment is as long as this at most.
const ZIP_COMMENT_MAX: usize = 65_535;

impl Kind {
    /// What this is.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self> {
        let guessed = infer::get(bytes).map(|guess| guess.mime_type());
        match guessed {
            Some("image/jpeg") => Ok(Self::Jpeg),
            Some("image/png") => Ok(Self::Png),
            Some("image/webp") => Ok(Self::Webp),
            Some("application/pdf") => pdf(bytes),
            Some(mime) if ZIPPED.contains(&mime) => zip(bytes),
            None => text(bytes),
            Some(mime) if FEW_LETTERS.contains(&mime) => text(bytes),
            Some(_) => Err(refused()),
        }
    }

    pub(crate) const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// As it is stored and served.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
            Self::Zip => "application/zip",
        }
    }

    /// Endings that a file of this kind may be called by; the first is added to a name that has none of them.
    pub(crate) const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Text => &["txt", "md", "csv", "tsv", "log", "json"],
            Self::Zip => &["zip", "docx", "xlsx", "pptx", "odt", "ods", "epub"],
        }
    }

    /// Refuses a `Content-Type` that says something else altogether: one of the two would be misled. What names no type is ignored.
    pub(crate) fn agrees_with(self, declared: &str) -> Result<()> {
        let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let agrees = match declared.as_str() {
            "image/svg+xml" => false,
            d if d.starts_with("image/") => self.is_picture(),
            "text/html" | "text/javascript" | "application/javascript" | "application/xhtml+xml" => false,
            d if d.starts_with("text/") => self == Self::Text,
            "application/pdf" => self == Self::Pdf,
            "application/zip" => self == Self::Zip,
            d if d.starts_with("audio/") || d.starts_with("video/") => false,
            _ => true,
        };
        if agrees {
            Ok(())
        } else {
            Err(Code::FileRefused.say(format!("This is not {declared}, which it was sent as.")))
        }
    }
}

pub(crate) fn refused() -> Error {
    Code::FileRefused.say("Send a picture (JPEG, PNG, WebP), a PDF, plain text in UTF-8, or a zip archive.")
}

fn two_things() -> Error {
    Code::FileRefused.say("This file can be read as two different things.")
}

/// From its first byte to its end a PDF, and no page or archive as well.
fn pdf(bytes: &[u8]) -> Result<Kind> {
    let end = last(bytes, b"%%EOF", 1024).ok_or_else(refused)?;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let runs = markup(head) || markup(&bytes[end..]) || contains_any_case(bytes, "<script");
    if !bytes.starts_with(b"%PDF-") || runs || last(bytes, ZIP_END.0, ZIP_COMMENT_MAX + ZIP_END.1).is_some() {
        return Err(two_things());
    }
    Ok(Kind::Pdf)
}

/// An archive from the first byte to the last that is no program. It is never opened here, so it can't burst here.
fn zip(bytes: &[u8]) -> Result<Kind> {
    let end = last(bytes, ZIP_END.0, ZIP_COMMENT_MAX + ZIP_END.1).ok_or_else(refused)?;
    let comment = bytes.get(end + 20..end + 22).ok_or_else(refused)?;
    let whole = end + ZIP_END.1 + usize::from(u16::from_le_bytes([comment[0], comment[1]])) == bytes.len();
    if !whole || !bytes.starts_with(b"PK\x03\x04") {
        return Err(two_things());
    }
    // Names are stored as they are: this makes an archive a Java program.
    if contains_any_case(bytes, "meta-inf/manifest.mf") {
        return Err(refused());
    }
    Ok(Kind::Zip)
}

/// UTF-8 without control characters, markup or a line that names an interpreter.
fn text(bytes: &[u8]) -> Result<Kind> {
    let text = std::str::from_utf8(bytes).map_err(|_| refused())?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let odd = text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'));
    let runs = ["<", "#!", "%!PS", "{\\rtf", "%PDF"].iter().any(|start| text.starts_with(start));
    if text.is_empty() || odd || runs || markup(bytes) {
        return Err(refused());
    }
    Ok(Kind::Text)
}

fn markup(bytes: &[u8]) -> bool {
    MARKUP.iter().any(|tag| contains_any_case(bytes, tag))
}

/// Whether `needle` (ASCII, small letters) is somewhere in it, in letters of either size.
fn contains_any_case(bytes: &[u8], needle: &str) -> bool {
    let first = needle.as_bytes()[0];
    let begins = |at: &usize| bytes[*at].eq_ignore_ascii_case(&first);
    (0..(bytes.len() + 1).saturating_sub(needle.len()))
        .filter(begins)
        .any(|at| bytes[at..at + needle.len()].eq_ignore_ascii_case(needle.as_bytes()))
}

/// Where `needle` begins for the last time within the last `within` bytes.
fn last(bytes: &[u8], needle: &[u8], within: usize) -> Option<usize> {
    let from = bytes.len().saturating_sub(within);
    bytes[from..].windows(needle.len()).rposition(|w| w == needle).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EMPTY_ARCHIVE_END: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    fn archive(content: &[u8]) -> Vec<u8> {
        [b"PK\x03\x04\x14\0\0\0\0\0", content, EMPTY_ARCHIVE_END].concat()
    }

    #[test]
    fn content_says_what_a_file_is() {
        for (bytes, kind) in [
            (b"\xff\xd8\xff\xe0rest".to_vec(), Kind::Jpeg),
            (b"\x89PNG\r\n\x1a\nrest".to_vec(), Kind::Png),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), Kind::Webp),
            (b"%PDF-1.7\n1 0 obj\n%%EOF\n".to_vec(), Kind::Pdf),
            (archive(b"a file"), Kind::Zip),
            ("\u{feff}سلام، a < b and b > c\r\n".as_bytes().to_vec(), Kind::Text),
            (b"BMW, MZ and other letters".to_vec(), Kind::Text),
            (b"MZ is how this text begins".to_vec(), Kind::Text),
            (b"{\"a\": [1, 2]}".to_vec(), Kind::Text),
        ] {
            assert_eq!(Kind::of(&bytes).unwrap(), kind, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_runs_or_is_two_things_is_refused() {
        let page_in_pdf = b"%PDF-1.4\n<html><script>alert(1)</script>\n%%EOF".to_vec();
        let pdf_then_page = b"%PDF-1.4\n1 0 obj\n%%EOF\n<svg onload=alert(1)>".to_vec();
        let pdf_then_archive = [b"%PDF-1.4\n%%EOF\n", EMPTY_ARCHIVE_END].concat();
        let archive_then_page = [archive(b"x"), b"<script>".to_vec()].concat();
        for bytes in [
            b"<!DOCTYPE html><p>hi".to_vec(),
            b"  \n<HTML>".to_vec(),
            b"text before <ScRiPt>alert(1)</script>".to_vec(),
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            b"<?xml version='1.0'?><a/>".to_vec(),
            b"<?php system($_GET[1]);".to_vec(),
            b"#!/bin/sh\nrm -rf ~".to_vec(),
            b"GIF89a/*\0\0\0*/=1;alert(1)".to_vec(),
            b"GIF89a=1;alert(1)//".to_vec(),
            b"MZ\x90\0\x03\0\0\0".to_vec(),
            b"\x7fELF\x02\x01\x01".to_vec(),
            b"\0asm\x01\0\0\0".to_vec(),
            b"\xca\xfe\xba\xbe\0\0\0\x34".to_vec(),
            b"a\0b".to_vec(),
            b"\xff\xfeu\0t\0f\0".to_vec(),
            b"".to_vec(),
            b"   \n".to_vec(),
            b"%PDF-1.4 without an end".to_vec(),
            archive(b"META-INF/MANIFEST.MF"),
            page_in_pdf,
            pdf_then_page,
            pdf_then_archive,
            archive_then_page,
        ] {
            let code = Kind::of(&bytes).map_err(|e| e.code);
            assert_eq!(code, Err(Code::FileRefused), "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn a_type_that_was_sent_along_may_be_vague_but_not_another() {
        for fits in [
            "",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "image/jpeg",
            "IMAGE/PNG; q=1",
        ] {
            assert!(Kind::Png.agrees_with(fits).is_ok(), "{fits}");
        }
        for other in ["text/html", "image/svg+xml", "text/plain", "application/pdf", "video/mp4"] {
            assert!(Kind::Png.agrees_with(other).is_err(), "{other}");
        }
        assert!(Kind::Text.agrees_with("text/csv").is_ok());
        assert!(Kind::Text.agrees_with("text/html").is_err());
    }

    #[test]
    fn a_text_may_begin_with_the_letters_of_another_kind() {
        for text in ["BC is a place", "MZ", "BMX for sale", "CWS", "FWS 1", "BZh", "ID3 tags"] {
            assert_eq!(Kind::of(text.as_bytes()).map_err(|e| e.code), Ok(Kind::Text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_it_and_what_passes_as_text_is_no_markup(bytes in proptest::collection::vec(any::<u8>(), 0..2000), start in 0_usize..9) {
            let starts: [&[u8]; 9] = [b"", b"%PDF-", b"PK\x03\x04", b"GIF89a", b"<", b"RIFF", b"\xff\xd8\xff", b"PK\x05\x06", b"\x89PNG\r\n\x1a\n"];
            let bytes = [starts[start], &bytes].concat();
            if let Ok(Kind::Text) = Kind::of(&bytes) {
                let text = std::str::from_utf8(&bytes).expect("text is UTF-8");
                prop_assert!(!text.trim_start().starts_with('<') && !text.contains('\0'));
            }
        }

        #[test]
        fn ordinary_sentences_are_text(text in "[a-zA-Z\u{600}-\u{6ff} ,.0-9\n]{1,200}") {
            prop_assume!(!text.trim().is_empty());
            prop_assert_eq!(Kind::of(text.as_bytes()).map_err(|e| e.code), Ok(Kind::Text));
        }
    }
}
