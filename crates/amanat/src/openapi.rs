//! The one contract: every route's description, the common failures, the way to sign in.

use amanat_web::FailureBody;
use utoipa::{
    Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, HeaderBuilder, Object, OpenApi as Document, Ref, RefOr, ResponseBuilder, Type,
        path::{Operation, Parameter},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// Title, sign-in scheme and tags; the routes are merged in by the router.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Amanat",
        description = "Self-hosted escrow marketplace. Every answer is `{success:true,data}` or `{success:false,error:{code,message,details}}`; \
            lists carry `items` and `nextCursor`; money is a decimal string; times are RFC 3339 UTC; requests that move money take an `Idempotency-Key`; \
            sentences for people are in the language that `Accept-Language` asks for (en, fa, ar, fr, zh, vi).",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(FailureBody)),
    modifiers(&Bearer)
)]
pub struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        if let Some(components) = document.components.as_mut() {
            components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        }
    }
}

const FAILURES: [(&str, &str); 9] = [
    ("400", "The request is not valid."),
    ("401", "Not signed in, or the signature is wrong."),
    ("403", "Not allowed for this caller."),
    ("404", "There is no such thing, or not for this caller."),
    ("408", "The request took too long."),
    ("409", "The state refuses it."),
    ("429", "Too many requests; see Retry-After."),
    ("500", "Our fault; logged under X-Request-Id."),
    ("503", "Something we depend on is away; see Retry-After."),
];

const BODY_FAILURES: [(&str, &str); 3] = [
    ("413", "The body is too large."),
    (
        "415",
        "The body is of another kind than this takes, or it is packed (Content-Encoding).",
    ),
    (
        "422",
        "The body can be read and is refused: a password that is easy to guess, a file of a kind that isn't taken, or an Idempotency-Key \
         that was used with another request.",
    ),
];

/// Where there is no body, only the key can be wrong.
const KEY_FAILURES: [(&str, &str); 1] = [("422", "The Idempotency-Key was used with another request.")];

/// Adds what every operation can answer, so that a generated client needs nothing else.
pub fn complete(mut document: Document) -> Document {
    if let Some(components) = document.components.as_mut() {
        let mut schemas = vec![(FailureBody::name().into_owned(), FailureBody::schema())];
        FailureBody::schemas(&mut schemas);
        components.schemas.extend(schemas);
    }
    for (path, item) in &mut document.paths.paths {
        if !path.starts_with("/api") {
            continue;
        }
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            add_failures(operation, &FAILURES);
            if operation.request_body.is_some() {
                add_failures(operation, &BODY_FAILURES);
            }
            let is_key = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(parameter) if parameter.name == "Idempotency-Key");
            if operation.parameters.iter().flatten().any(is_key) {
                add_failures(operation, &KEY_FAILURES);
            }
        }
    }
    document
}

fn add_failures(operation: &mut Operation, failures: &[(&str, &str)]) {
    for (status, description) in failures {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("FailureBody"))).build();
        let mut response = ResponseBuilder::new()
            .description(*description)
            .content("application/json", content)
            .build();
        if *status == "429" {
            let seconds = Object::with_type(Type::Integer);
            let wait = HeaderBuilder::new()
                .schema(Some(seconds))
                .description(Some("Seconds to wait."))
                .build();
            response.headers.insert("Retry-After".into(), RefOr::T(wait));
        }
        operation
            .responses
            .responses
            .entry((*status).to_owned())
            .or_insert(RefOr::T(response));
    }
}
