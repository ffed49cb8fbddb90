//! The language of an answer: what the request's `Accept-Language` likes best of ours, else English.
//!
//! Handlers need not know of it. The language stands in a task-local while a request is served, and sentences are put into it where an
//! answer is written out: refusals in [`crate::Failure`], fields of answers by [`said`] as their `serialize_with`.

use amanat_base::{Code, Error, FieldError, Language};
use amanat_texts::translate;
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// What a field is told where nothing more exact is known in its reader's language.
const NOT_VALID: &str = "is not valid";

tokio::task_local! {
    static SPOKEN: Language;
}

/// The language of the request that is being served, English outside of any.
pub fn spoken() -> Language {
    SPOKEN.try_with(|language| *language).unwrap_or_default()
}

/// Stands around everything: answers to this request are in the language that it asks for.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let asked = request.headers().get_all(header::ACCEPT_LANGUAGE).iter();
    let language = asked
        .filter_map(|value| value.to_str().ok())
        .find_map(Language::preferred)
        .unwrap_or_default();
    let path = request.uri().path();
    let is_api = path == "/api" || path.starts_with("/api/");
    let mut response = SPOKEN.scope(language, next.run(request)).await;
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v.as_bytes().starts_with(b"application/json"));
    // Only our own refusals carry their code: what a service behind the gateway answers is in its own language.
    if (is_api && is_json) || response.extensions().get::<Code>().is_some() {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
        headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    }
    response
}

/// The sentence and the fields of a refusal, in the language of the request. What no catalogue knows becomes the code's general sentence:
/// nobody is shown English by surprise.
pub(crate) fn refusal(error: Error) -> (String, Vec<FieldError>) {
    refusal_in(spoken(), error)
}

/// The same in a language, for those who answer outside of a request.
pub fn refusal_in(language: Language, error: Error) -> (String, Vec<FieldError>) {
    if language == Language::En {
        return (in_order(Language::En, error.message), error.details);
    }
    let general = error.code.sentence();
    let message = put(language, &error.message, general);
    let details = error.details.into_iter().map(|FieldError { path, msg }| FieldError {
        path,
        msg: put(language, &msg, NOT_VALID),
    });
    (message, details.collect())
}

/// English has an entry of its own where a plural would be wrong.
fn in_order(language: Language, message: Cow<'static, str>) -> String {
    match translate(language, &message) {
        Some(said) => said.into_owned(),
        None => message.into_owned(),
    }
}

fn put(language: Language, sentence: &str, general: &str) -> String {
    if let Some(said) = translate(language, sentence) {
        return said.into_owned();
    }
    #[cfg(debug_assertions)]
    tracing::warn!(sentence, "no catalogue knows this sentence");
    translate(language, general).map_or_else(|| general.to_owned(), Cow::into_owned)
}

/// A field of an answer that holds a sentence of ours: written in the language of the request. What isn't ours (a guard's own reason, a
/// node's words) stays as it is.
///
/// # Errors
/// Those of the serializer.
pub fn said<T: Sentence, S: Serializer>(sentence: &T, to: S) -> Result<S::Ok, S::Error> {
    sentence.in_language(spoken()).serialize(to)
}

/// What [`said`] can write: a sentence, or perhaps one.
pub trait Sentence {
    /// The same in another language.
    fn in_language(&self, language: Language) -> impl Serialize;
}

impl Sentence for String {
    fn in_language(&self, language: Language) -> impl Serialize {
        translate(language, self).unwrap_or(Cow::Borrowed(self.as_str()))
    }
}

impl Sentence for Option<String> {
    fn in_language(&self, language: Language) -> impl Serialize {
        self.as_ref().map(|text| text.in_language(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct View {
        #[serde(serialize_with = "said")]
        why: Option<String>,
    }

    fn view(language: Language, why: &str) -> String {
        let view = View { why: Some(why.into()) };
        SPOKEN.sync_scope(language, || serde_json::to_string(&view).unwrap())
    }

    #[test]
    fn fields_speak_the_language_of_the_request() {
        assert_eq!(view(Language::Fr, "Sign in first."), r#"{"why":"Connectez-vous d’abord."}"#);
        assert_eq!(view(Language::En, "Sign in first."), r#"{"why":"Sign in first."}"#);
        assert_eq!(view(Language::Fr, "My own words"), r#"{"why":"My own words"}"#);
        assert_eq!(serde_json::to_string(&View { why: None }).unwrap(), r#"{"why":null}"#);
    }

    #[test]
    fn what_no_catalogue_knows_becomes_the_general_sentence() {
        let error = || Code::Conflict.say("A sentence that nobody has translated.").at("name", "is odd");
        let (message, details) = SPOKEN.sync_scope(Language::Fr, || refusal(error()));
        assert_eq!(
            Some(message.as_str()),
            translate(Language::Fr, Code::Conflict.sentence()).as_deref()
        );
        assert_eq!(Some(details[0].msg.as_str()), translate(Language::Fr, NOT_VALID).as_deref());
        assert_eq!(details[0].path, "name");
        let (message, details) = refusal(error());
        assert_eq!(
            (message.as_str(), details[0].msg.as_str()),
            ("A sentence that nobody has translated.", "is odd")
        );
    }
}
