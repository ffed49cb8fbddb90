//! The contract, and the page that shows it: `/openapi.json` and `/docs`, from inside the program.

use axum::{
    Router,
    http::{HeaderValue, header},
    middleware::map_response,
    response::Response,
};
use utoipa::openapi::OpenApi as Document;
use utoipa_swagger_ui::SwaggerUi;

/// The page's own content policy, as strict as the platform's. The one style in a script of its is that of the logo, by its hash; a
/// journey in the browser fails when a newer page brings another.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Both routes.
pub fn router(document: Document) -> Router {
    let page: Router = SwaggerUi::new("/docs").url("/openapi.json", document).into();
    page.layer(map_response(async |mut response: Response| {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
        response
    }))
}
