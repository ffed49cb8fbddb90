//! The languages that the platform speaks, and which of them somebody asks for.

use serde::{Deserialize, Serialize};

/// The languages that the platform speaks and writes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Persian, right to left.
    Fa,
    /// Arabic, right to left.
    Ar,
    /// French.
    Fr,
    /// Chinese, simplified.
    Zh,
    /// Vietnamese.
    Vi,
}

/// More ranges than any browser sends; what comes after them is not looked at.
const MOST_RANGES: usize = 30;

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::En, Self::Fa, Self::Ar, Self::Fr, Self::Zh, Self::Vi];

    /// As in `lang="…"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fa => "fa",
            Self::Ar => "ar",
            Self::Fr => "fr",
            Self::Zh => "zh",
            Self::Vi => "vi",
        }
    }

    /// Whether it is written from right to left.
    pub const fn is_rtl(self) -> bool {
        matches!(self, Self::Fa | Self::Ar)
    }

    /// The one of ours that a language tag means, by its first part: `fr-CA` is French.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let main = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| main.eq_ignore_ascii_case(language.as_str()))
    }

    /// The one of ours that the value of an `Accept-Language` header likes best (RFC 9110, 12.5.4). `*` says nothing about which, so
    /// that it, an empty header and unknown languages are `None`.
    pub fn preferred(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',').take(MOST_RANGES) {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let Some(quality) = parts.next().map_or(Some(1000), quality) else {
                continue;
            };
            if let Some(language) = Self::of_tag(tag)
                && quality > best.map_or(0, |(least, _)| least)
            {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// `q=0.8` in thousandths.
fn quality(parameter: &str) -> Option<u16> {
    let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    if part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match whole {
        "1" => Some(1000),
        "0" => format!("{part:0<3}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use proptest::prelude::*;

    #[test]
    fn the_header_is_read_as_browsers_send_it() {
        for (header, language) in [
            ("fa", Some(Language::Fa)),
            ("fr-CA,fr;q=0.9,en;q=0.8", Some(Language::Fr)),
            ("de-DE, de;q=0.9, en;q=0.5, ar;q=0.7", Some(Language::Ar)),
            ("zh-Hans-CN", Some(Language::Zh)),
            ("VI", Some(Language::Vi)),
            ("en;q=0, fr;q=0.001", Some(Language::Fr)),
            ("en;q=0.5,fa;q=0.5", Some(Language::En)),
            ("fr;q=2,ar;q=x,vi;q=0.1", Some(Language::Vi)),
            ("de, *;q=0.1", None),
            ("", None),
            ("english", None),
        ] {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_header_has_an_answer(header in "\\PC{0,80}") {
            let asked = Language::preferred(&header);
            prop_assert!(asked.is_none_or(|language| header.to_lowercase().contains(language.as_str())));
        }
    }
}
