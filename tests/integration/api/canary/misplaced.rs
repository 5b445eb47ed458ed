//! Secrets where they do not belong: in the wrong field, the wrong form, the wrong place.

use http::Method;
use oktually_tests::{TestApp, TestTenant};
use serde_json::json;

use crate::api::intake::visitor::Visitor;

/// Sends `token` in every wrong way to the API; each is refused.
pub(crate) async fn to_the_api(app: &TestApp, tenant: &TestTenant, token: &str) {
    let connection = tenant.connection("Misplaced").await;
    let path = format!("/v1/connections/{connection}/credential");
    let org = "https://misplaced.okta.com";
    let (front, back) = token.split_at(20);
    for body in [
        json!({ "org": org, "token": format!("{front} {back}") }),
        json!({ "org": org, "token": format!("{token}=") }),
        json!({ "org": org, "token": token.repeat(9) }),
        json!({ "org": org, "token": { "value": token } }),
        json!({ "org": org, "token": [token] }),
        json!({ "org": org, "tokn": token }),
        json!({ "org": org, "token": "", "api_key": token }),
        json!({ "org": token, "token": org }),
        json!({ "org": format!("https://{token}@acme.okta.com"), "token": "" }),
        json!({ "org": format!("https://acme.okta.com/?token={token}"), "token": token }),
        json!({ "org": "https://acme-admin.okta.com", "token": token }),
        json!({ "org": org, "token": token, "token_name": token }),
        json!({ "org": org, "token": token, "token_name": format!("SSWS {token}") }),
        json!({ token: org }),
        json!(token),
        json!([token]),
    ] {
        let answer = tenant.owner.put(&path, &body).await;
        assert!([400, 422].contains(&answer.status), "{answer:?}");
    }
    let send = async |method: Method, path: &str, with: &oktually_tests::Caller| with.send(method, path, None).await;
    let bearer = app.stranger.with_key(token);
    let basic = app.stranger.with("authorization", &format!("Basic {token}"));
    let ssws = app.stranger.with("authorization", &format!("SSWS {token}"));
    for (status, answer) in [
        (401, send(Method::GET, "/v1/tenant", &bearer).await),
        (401, send(Method::GET, "/v1/tenant", &basic).await),
        (401, send(Method::GET, "/v1/tenant", &ssws).await),
        (401, send(Method::GET, "/operator/v1/tenants", &bearer.at(&app.operator)).await),
        (400, send(Method::GET, &format!("/v1/runs?token={token}"), &tenant.owner).await),
        (400, send(Method::GET, &format!("/v1/runs?{token}=1"), &tenant.owner).await),
        (400, send(Method::GET, &format!("/v1/runs?cursor={token}"), &tenant.owner).await),
        (400, send(Method::GET, &format!("/v1/findings?severity={token}"), &tenant.owner).await),
        (404, send(Method::GET, &format!("/v1/connections/{token}"), &tenant.owner).await),
        (404, send(Method::GET, &format!("/v1/checks/{token}"), &tenant.owner).await),
        (404, send(Method::GET, &format!("/{token}"), &tenant.owner).await),
        (405, send(Method::DELETE, &format!("/intake/{token}"), &app.stranger).await),
        (404, send(Method::GET, &format!("/problems/{token}"), &app.stranger).await),
        (412, tenant.owner.with("if-match", &format!("\"{token}\"")).patch(&path.replace("/credential", ""), &json!({})).await),
    ] {
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let put = async |kind: &str, text: String| tenant.owner.send_text(Method::PUT, &path, kind, text).await.status;
    assert_eq!(put("application/json", format!("{{\"org\": \"{org}\", \"token\": \"{token}")).await, 400);
    assert_eq!(put("application/json", format!("{token}: {token}")).await, 400);
    assert_eq!(put("text/plain", token.to_owned()).await, 415);
    assert_eq!(put("application/x-www-form-urlencoded", format!("org={org}&token={token}")).await, 415);
}

/// Sends `token` in every wrong way through the form; each is refused.
pub(crate) async fn through_the_form(app: &TestApp, tenant: &TestTenant, token: &str) {
    let visitor = Visitor::of(app, tenant, &tenant.connection("Misplaced form").await).await;
    let org = "misplaced-form.okta.com";
    let (front, back) = token.split_at(20);
    for (org, name, sent) in [
        (org, "", format!("{front} {back}")),
        (org, "", format!("{token}=")),
        (org, "", token.repeat(9)),
        (org, "", format!("-----BEGIN {token}")),
        (org, "", format!("https://{token}")),
        ("acme-admin.okta.com", "", token.to_owned()),
        (token, "", org.to_owned()),
        (token, token, token.to_owned()),
        (org, token, String::new()),
        (org, token, token.to_owned()),
        (org, &format!(" SSWS {token}"), token.to_owned()),
        (&format!("https://{token}@acme.okta.com"), "", token.to_owned()),
        (&format!("https://acme.okta.com/?token={token}"), "", token.to_owned()),
    ] {
        let answer = visitor.caller.form(&visitor.path, &[("org", org), ("token_name", name), ("token", &sent)]).await;
        assert_eq!(answer.status, 422, "{answer:?}");
    }
    for path in [format!("/intake/{token}"), format!("{}{token}", visitor.path), format!("{}?token={token}", visitor.path)] {
        let answer = visitor.caller.get(&path).await;
        assert!([200, 404].contains(&answer.status), "{answer:?}");
    }
    for fields in [vec![("org", org), ("password", token)], vec![("token", token), ("token", token)], vec![(token, org)]] {
        let answer = visitor.caller.form(&visitor.path, &fields).await;
        assert!([400, 422].contains(&answer.status), "{answer:?}");
    }
    let cookie = app.stranger.with("cookie", &format!("oktually_intake={token}.{token}.1"));
    assert_eq!(cookie.get("/intake/report").await.status, 404);
}
