//! The pages on a phone.

use serde_json::json;

use super::tour::Tour;

/// What does not fit: an empty list where all does.
const LAYOUT: &str = include_str!("layout.js");

#[tokio::test]
async fn on_a_phone_every_page_fits_and_what_is_touched_is_large_enough() {
    let Some(tour) = Tour::begin().await else { return };
    let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 3, "mobile": true });
    tour.browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    tour.every_page(async |page| {
        assert_eq!(tour.browser.ask(LAYOUT).await, json!([]), "{page}");
    })
    .await;
}
