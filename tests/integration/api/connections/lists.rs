//! Lists, page by page, while others write.

use oktually_tests::{TestApp, TestTenant};
use serde_json::Value;

async fn page(tenant: &TestTenant, path: &str) -> (Vec<String>, Option<String>) {
    let answer = tenant.owner.get(path).await.expect_status(200);
    let page = answer.json();
    let names = page["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    let next = page["next_cursor"].as_str().map(str::to_owned);
    let link = next.as_ref().map(|cursor| format!("</v1/connections?limit=3&cursor={cursor}>; rel=\"next\""));
    assert_eq!(answer.header("link"), link.unwrap_or_default());
    (names, next)
}

#[tokio::test]
async fn a_list_shows_each_row_once_while_rows_come_and_go() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let mut ids = Vec::new();
    for n in 0..7 {
        ids.push(acme.connection(&format!("{n}")).await);
    }
    let (first, next) = page(&acme, "/v1/connections?limit=3").await;
    assert_eq!(first, ["0", "1", "2"]);
    // The row where the page ended goes, one that was shown goes, one comes.
    for id in [&ids[2], &ids[0]] {
        acme.owner.delete(&format!("/v1/connections/{id}")).await.expect_status(204);
    }
    acme.connection("7").await;
    let (second, next) = page(&acme, &format!("/v1/connections?limit=3&cursor={}", next.unwrap())).await;
    assert_eq!(second, ["3", "4", "5"]);
    let (third, next) = page(&acme, &format!("/v1/connections?limit=3&cursor={}", next.unwrap())).await;
    assert_eq!((third, next), (vec!["6".to_owned(), "7".to_owned()], None));
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_tenant_and_filters_only() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    for tenant in [&acme, &zeta] {
        for name in ["One", "Two"] {
            tenant.connection(name).await;
        }
    }
    let cursor = acme.owner.get("/v1/connections?limit=1").await.expect_status(200).json()["next_cursor"].as_str().map(str::to_owned);
    let Some(cursor) = cursor else { panic!("there is a second page") };
    let refused = async |tenant: &TestTenant, path: String| tenant.owner.get(&path).await.problem("invalid-cursor");
    refused(&zeta, format!("/v1/connections?cursor={cursor}")).await;
    refused(&acme, format!("/v1/runs?cursor={cursor}")).await;
    refused(&acme, format!("/v1/audit?cursor={cursor}")).await;
    let mut changed = cursor.clone();
    changed.replace_range(4..5, if &cursor[4..5] == "a" { "b" } else { "a" });
    for text in [changed, cursor[..cursor.len() - 1].to_owned(), format!("{cursor}A"), "e30".to_owned(), String::new()] {
        refused(&acme, format!("/v1/connections?cursor={text}")).await;
    }
    acme.owner.get(&format!("/v1/connections?limit=200&cursor={cursor}")).await.expect_status(200);

    let runs = acme.owner.get("/v1/runs?limit=1").await.expect_status(200).json();
    assert_eq!((&runs["data"], &runs["next_cursor"]), (&Value::Array(Vec::new()), &Value::Null));
    let tenants = app.operator.get("/operator/v1/tenants?limit=1").await.expect_status(200).json();
    let cursor = tenants["next_cursor"].as_str().unwrap();
    assert_eq!(app.operator.get(&format!("/operator/v1/tenants?cursor={cursor}")).await.json()["data"].as_array().unwrap().len(), 1);
    app.operator.get(&format!("/operator/v1/jobs?cursor={cursor}")).await.problem("invalid-cursor");
}
