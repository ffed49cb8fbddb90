//! Sentences with numbered places, `{0}`: taking values out of a finished sentence, and putting them in.

/// A sentence cut at its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// What stands before the first place, between them, and after the last: one more than there are places.
    between: Vec<String>,
    /// Which value stands in each place, and whether it is itself a sentence of ours (`{=0}`).
    places: Vec<Place>,
}

/// A place of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Of which value, from 0.
    pub(crate) value: usize,
    /// The value is translated too, where it is a sentence that we know.
    pub(crate) is_ours: bool,
}

impl Template {
    /// Reads `{0}` and `{=0}`; any other brace stands for itself.
    pub(crate) fn read(text: &str) -> Self {
        let (mut between, mut places) = (vec![String::new()], Vec::new());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            push(&mut between, before);
            match place(from) {
                Some((found, length)) => {
                    places.push(found);
                    between.push(String::new());
                    rest = from.get(length..).unwrap_or_default();
                }
                None => {
                    push(&mut between, "{");
                    rest = from.get(1..).unwrap_or_default();
                }
            }
        }
        push(&mut between, rest);
        Self { between, places }
    }

    /// Where nothing is to be filled in.
    pub(crate) fn is_fixed(&self) -> bool {
        self.places.is_empty()
    }

    /// How much of it is its own words, in bytes: of two templates that fit, the one that says more is meant.
    pub(crate) fn own_words(&self) -> usize {
        self.between.iter().map(String::len).sum()
    }

    /// The values in a finished sentence, if it is one of this template. A value ends where the next words of the template begin first.
    pub(crate) fn values<'a>(&self, sentence: &'a str) -> Option<Vec<&'a str>> {
        let (first, others) = self.between.split_first()?;
        let mut rest = sentence.strip_prefix(first.as_str())?;
        let mut values = Vec::with_capacity(others.len());
        for (n, words) in others.iter().enumerate() {
            let is_last = n + 1 == others.len();
            let end = match (is_last, words.is_empty()) {
                (true, _) => rest.len().checked_sub(words.len()).filter(|_| rest.ends_with(words.as_str()))?,
                (false, true) => return None,
                (false, false) => rest.find(words.as_str())?,
            };
            if end == 0 {
                return None;
            }
            let (value, after) = rest.split_at(end);
            values.push(value);
            rest = after.strip_prefix(words.as_str())?;
        }
        rest.is_empty().then_some(values)
    }

    /// The sentence with its values put in by `value`.
    pub(crate) fn fill(&self, mut value: impl FnMut(Place) -> String) -> String {
        let mut between = self.between.iter();
        let mut text = between.next().cloned().unwrap_or_default();
        for (place, words) in self.places.iter().zip(between) {
            text.push_str(&value(*place));
            text.push_str(words);
        }
        text
    }
}

fn push(between: &mut [String], text: &str) {
    if let Some(last) = between.last_mut() {
        last.push_str(text);
    }
}

/// A place at the beginning of the text, and how long it is there.
fn place(text: &str) -> Option<(Place, usize)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find('}')?;
    let name = inside.get(..end)?;
    let (is_ours, digits) = name.strip_prefix('=').map_or((false, name), |digits| (true, digits));
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse().ok()?;
    Some((Place { value, is_ours }, end + 2))
}

/// The values that a sentence has places for, each once, in ascending order.
pub fn places(text: &str) -> Vec<usize> {
    let mut found: Vec<usize> = Template::read(text).places.iter().map(|place| place.value).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The key of what `format!` makes of this literal: `must be {} to {most}` is `must be {0} to {1}`.
pub fn key_of_format(literal: &str) -> String {
    let (mut key, mut values) = (String::new(), 0);
    let mut rest = literal;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        key.push_str(before);
        if from.starts_with("{{") || from.starts_with("}}") {
            key.push_str(&from[..1]);
            rest = &from[2..];
        } else if let (true, Some(end)) = (from.starts_with('{'), from.find('}')) {
            key.push_str(&format!("{{{values}}}"));
            values += 1;
            rest = &from[end + 1..];
        } else {
            key.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    key + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(template: &str, sentence: &str) -> Option<Vec<String>> {
        let found = Template::read(template).values(sentence)?;
        Some(found.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn values_are_found_between_the_words() {
        let found = |template, sentence, expected: &[&str]| {
            assert_eq!(
                values(template, sentence),
                Some(expected.iter().map(|v| (*v).to_owned()).collect()),
                "{template}"
            );
        };
        found("must be {0} to {1}", "must be 1 to 20", &["1", "20"]);
        found("{0} sold, {1} left.", "3 sold, 4 left.", &["3", "4"]);
        found("line {0}: {1}", "line 7: is too long: 8", &["7", "is too long: 8"]);
        found("Send the id, or {id, since}.", "Send the id, or {id, since}.", &[]);
        for (template, sentence) in [
            ("must be {0} to {1}", "must be 1"),
            ("must be {0} to {1}", "must be  to 3"),
            ("must be {0}.", "must be 3"),
            ("{0} left.", " left."),
            ("{0}{1}", "ab"),
        ] {
            assert_eq!(values(template, sentence), None, "{template}");
        }
    }

    #[test]
    fn literals_of_format_become_keys() {
        assert_eq!(key_of_format("must be {} to {most:?}: {{id}}"), "must be {0} to {1}: {id}");
        assert_eq!(key_of_format("plain"), "plain");
        assert_eq!(places("{1} of {0}, {=1} {x}"), [0, 1]);
    }

    proptest! {
        #[test]
        fn what_was_filled_in_is_found_again(a in "[a-z0-9ء-ي ]{1,12}", b in "[0-9]{1,6}") {
            let template = Template::read("Other {0}; then, {1}.");
            let sentence = template.fill(|place| if place.value == 0 { a.clone() } else { b.clone() });
            prop_assert_eq!(template.values(&sentence), Some(vec![a.as_str(), b.as_str()]));
        }

        #[test]
        fn no_text_is_too_odd(template in "\\PC{0,40}", sentence in "\\PC{0,40}") {
            let read = Template::read(&template);
            let _ = read.values(&sentence);
            let _ = key_of_format(&template);
            prop_assert_eq!(read.places.len() + 1, read.between.len());
        }
    }
}
