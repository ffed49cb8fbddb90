//! Text that people type: what surrounds it goes, and nothing in it may hide, turn the text around it, or pass for somebody else's name.

use serde::{Deserialize, Deserializer};

/// For serde: people paste spaces.
pub(crate) fn trimmed<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(String::deserialize(d)?.trim().to_owned())
}

/// For serde: the same, where it may be absent but not null.
pub(crate) fn trimmed_if_there<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    trimmed(d).map(Some)
}

/// What is seen as nothing, or moves what is seen: soft hyphen, joiners and marks of direction, fillers, tags. The zero-width (non-)joiner
/// isn't among them: Persian and the scripts of India are written with it, between letters.
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'
        | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Letters of scripts whose capitals look alike, by script.
const fn lookalike(c: char) -> Option<u8> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        '\u{531}'..='\u{58f}' => Some(3),
        '\u{13a0}'..='\u{13ff}' => Some(4),
        _ => None,
    }
}

/// Styled copies of Latin letters: mathematical, full-width, enclosed.
const fn is_styled_latin(c: char) -> bool {
    matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}')
}

/// One line: no control or hidden characters, and no word that mixes alphabets which look alike.
pub(crate) fn printable(text: &str, (): &()) -> garde::Result {
    check(text, false)
}

/// As [`printable`], over several lines.
pub(crate) fn printable_lines(text: &str, (): &()) -> garde::Result {
    check(text, true)
}

fn check(text: &str, lines: bool) -> garde::Result {
    if text.chars().any(|c| is_hidden(c) || (c.is_control() && !(lines && c == '\n'))) {
        return Err(garde::Error::new("must not have control or hidden characters"));
    }
    if !joiners_join(text) {
        return Err(garde::Error::new("must not have hidden characters outside of words"));
    }
    if text.chars().any(is_styled_latin) {
        return Err(garde::Error::new("must be written in ordinary letters"));
    }
    if text.split(|c: char| !c.is_alphabetic()).any(mixes_alphabets) {
        return Err(garde::Error::new("must not mix alphabets within a word"));
    }
    Ok(())
}

/// Each joiner stands between two letters (or their marks) of a script that needs it.
fn joiners_join(text: &str) -> bool {
    let needs_it = |c: Option<&char>| c.is_some_and(|c| *c >= '\u{590}' && !is_joiner(*c) && !c.is_whitespace());
    let chars: Vec<char> = text.chars().collect();
    let joiners = chars.iter().enumerate().filter(|(_, c)| is_joiner(**c));
    joiners
        .map(|(at, _)| (at.checked_sub(1).and_then(|before| chars.get(before)), chars.get(at + 1)))
        .all(|(before, after)| needs_it(before) && needs_it(after))
}

fn mixes_alphabets(word: &str) -> bool {
    let mut alphabets = word.chars().filter_map(lookalike);
    alphabets.next().is_some_and(|first| alphabets.any(|other| other != first))
}

#[cfg(test)]
mod tests {
    use super::{printable, printable_lines};

    #[test]
    fn names_of_the_world_are_taken() {
        for name in [
            "Ada Lovelace",
            "بهار",
            "می\u{200c}خواهم",
            "محمد علی",
            "李小龙",
            "Nguyễn Văn Á",
            "Łukasz",
            "Владимир",
            "Ольга Smith",
            "Ελένη",
            "O'Neil-2",
            "क्\u{200d}ष",
            "Zoë 🌱",
            "한국",
            "R2",
        ] {
            assert!(printable(name, &()).is_ok(), "{name}");
        }
        assert!(printable_lines("Two\nlines", &()).is_ok());
    }

    #[test]
    fn names_that_deceive_are_refused() {
        for name in [
            "Ad\u{200b}a",
            "Ada\u{202e}nimda",
            "\u{2067}Ada",
            "Ad\u{ad}a",
            "\u{feff}Ada",
            "\u{3164}",
            "A\u{200d}da",
            "Ada\u{200c}",
            "\u{200f}Ada",
            "Аda",
            "Sаm",
            "Ηello",
            "𝐀dmin",
            "Ａdmin",
            "a\u{e0041}",
            "two\nlines",
            "\u{2800}",
            "tab\there",
            "\0",
        ] {
            assert!(printable(name, &()).is_err(), "{name:?}");
        }
        assert!(printable_lines("\r", &()).is_err());
    }
}
