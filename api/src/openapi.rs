//! The description of the whole API (OpenAPI 3.1), from the code.

use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{app::App, operator, v1};

/// Both listeners' operations in one document.
pub fn document() -> OpenApi {
    OpenApiRouter::<App>::new().merge(v1::router()).merge(operator::router()).into_openapi()
}

/// The document as it is committed, printed and served.
pub fn json() -> String {
    let mut text = document().to_pretty_json().expect("a description is made of texts and numbers");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn dump() {
        std::fs::write("/tmp/t/openapi.json", super::json()).unwrap();
    }
}
