//! The pages in both colour schemes.

use serde_json::json;

use super::tour::Tour;

/// What is hard to tell from its ground: an empty list where nothing is (WCAG 2.2, 1.4.3 and 1.4.11).
const CONTRAST: &str = include_str!("contrast.js");

#[tokio::test]
async fn in_light_and_in_dark_every_text_stands_out_from_its_ground() {
    let Some(tour) = Tour::begin().await else { return };
    let browser = &tour.browser;
    tour.every_page(async |page| {
        let mut grounds = Vec::new();
        for scheme in ["light", "dark"] {
            let wish = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
            browser.devtools("Emulation.setEmulatedMedia", json!({ "features": wish })).await;
            assert_eq!(browser.ask(CONTRAST).await, json!([]), "{page}, {scheme}");
            grounds.push(browser.ask("return getComputedStyle(document.body).backgroundColor").await);
        }
        assert_ne!(grounds[0], grounds[1], "{page} has one scheme only");
    })
    .await;
}
