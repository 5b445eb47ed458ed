//! Every operation that the service describes is tried by whoever must not use it, and by whoever may.

use oktually_core::ids::JobId;
use oktually_tests::{Caller, TestApp};

use super::{
    operations::{Needs, Operation, all},
    things::Things,
};

/// Operations that anybody may call. This list only shrinks.
const OPEN: [&str; 3] = ["GET /.well-known/jwks.json", "GET /livez", "GET /readyz"];

/// From the one that may most to the one that may least.
const ROLES: [&str; 4] = ["owner", "admin", "analyst", "viewer"];

/// Somebody at the listener that has the operation.
fn at_its_listener(app: &TestApp, operation: &Operation, caller: &Caller) -> Caller {
    caller.at(if operation.is_operators() { &app.operator } else { &app.stranger })
}

/// Rows of both audit logs: whoever was refused has done nothing.
async fn acts(app: &TestApp) -> i64 {
    let count = "select (select count(*) from audit) + (select count(*) from operator_audit)";
    sqlx::query_scalar(count).fetch_one(&app.okta.db.owner).await.unwrap()
}

#[tokio::test]
async fn a_stranger_is_let_into_nothing_but_what_is_open_to_all() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    let before = acts(&app).await;
    let mut open = Vec::new();
    for operation in all(&app).await {
        let answer = operation.try_on(&things, &at_its_listener(&app, &operation, &app.stranger)).await;
        if operation.needs == Needs::Nobody {
            assert_eq!(answer.status, 200, "{}: {answer:?}", operation.name);
            open.push(operation.name);
        } else {
            answer.problem("unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{}", operation.name);
        }
    }
    assert_eq!(open, OPEN);
    assert_eq!(acts(&app).await, before, "something was done for a stranger");
}

#[tokio::test]
async fn a_key_of_too_low_a_role_is_refused_and_nothing_is_done() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    let mut callers = Vec::new();
    for role in ROLES {
        callers.push(acme.somebody(role).await);
    }
    let before = acts(&app).await;
    let mut tried = 0;
    for operation in all(&app).await {
        let Needs::Role(needed) = &operation.needs else { continue };
        let needed = ROLES.iter().position(|role| role == needed).unwrap_or_else(|| panic!("{needed} is no role"));
        for caller in &callers[needed + 1..] {
            operation.try_on(&things, caller).await.problem("forbidden");
            tried += 1;
        }
    }
    assert!(tried > 30, "only {tried} were refused");
    assert_eq!(acts(&app).await, before, "something was done for somebody who may not");
}

#[tokio::test]
async fn another_tenants_things_are_answered_as_things_that_do_not_exist() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    let (things, absent) = (Things::of(&app, &acme).await, Things::absent());
    let before = acts(&app).await;
    for operation in all(&app).await.into_iter().filter(Operation::names_a_tenants_thing) {
        let mut answers = Vec::new();
        for things in [&things, &absent] {
            let answer = operation.try_on(things, &zeta.owner).await;
            let mut document = answer.problem("not-found");
            document["request_id"].take();
            let mut headers: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
            headers.sort_unstable();
            answers.push((document, headers));
        }
        assert_eq!(answers[0], answers[1], "{} tells the two apart", operation.name);
    }
    assert_eq!(acts(&app).await, before, "something was done to another tenant's things");
}

#[tokio::test]
async fn another_tenants_ids_in_a_filter_find_nothing() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    let things = Things::of(&app, &acme).await;
    for list in ["/v1/runs", "/v1/findings"] {
        let path = format!("{list}?connection={}", things.connection);
        let rows = |answer: oktually_tests::Answer| answer.expect_status(200).json()["data"].as_array().unwrap().len();
        assert_eq!(rows(acme.owner.get(&path).await), 1, "{list}");
        assert_eq!(rows(zeta.owner.get(&path).await), 0, "{list}");
    }
}

#[tokio::test]
async fn neither_a_key_nor_a_token_of_the_other_listener_opens_anything() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    let token = |answer: oktually_tests::Answer| answer.expect_status(200).json()["access_token"].as_str().unwrap().to_owned();
    let tenants_token = token(acme.owner.send(http::Method::POST, "/v1/token", None).await);
    let operators_token = token(app.operator.send(http::Method::POST, "/operator/v1/token", None).await);
    let tenants = [acme.owner.clone(), app.stranger.with_key(&tenants_token)];
    let operators = [app.operator.clone(), app.operator.with_key(&operators_token)];
    let before = acts(&app).await;
    for operation in all(&app).await.iter().filter(|operation| operation.needs != Needs::Nobody) {
        for caller in if operation.is_operators() { &tenants } else { &operators } {
            operation.try_on(&things, &at_its_listener(&app, operation, caller)).await.problem("unauthenticated");
        }
    }
    assert_eq!(acts(&app).await, before, "something was done with the wrong key");
}

#[tokio::test]
async fn each_listener_has_its_own_operations_only() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    for operation in all(&app).await {
        let (caller, elsewhere) = if operation.is_operators() { (&app.operator, &app.stranger) } else { (&acme.owner, &app.operator) };
        operation.try_on(&things, &caller.at(elsewhere)).await.problem("unknown-path");
    }
}

#[tokio::test]
async fn whoever_has_just_the_role_that_is_needed_gets_what_is_described() {
    let app = TestApp::start(Vec::new()).await;
    for operation in all(&app).await {
        let tenant = app.tenant(&operation.name).await;
        let things = Things::of(&app, &tenant).await;
        make_ready(&app, &operation, &tenant.owner, &things).await;
        let caller = match &operation.needs {
            Needs::Role(role) => tenant.somebody(role).await,
            Needs::Operator => app.operator.clone(),
            Needs::Nobody => at_its_listener(&app, &operation, &app.stranger),
        };
        let status = if operation.is_stream() {
            caller.open(&operation.path(&things)).await.status().as_u16()
        } else {
            let answer = operation.try_on(&things, &caller).await;
            assert!(!answer.header("request-id").is_empty(), "{} has no id", operation.name);
            answer.status
        };
        assert!(operation.successes.contains(&status), "{} answers {status}", operation.name);
    }
}

/// Puts the thing into the state in which the operation makes sense.
async fn make_ready(app: &TestApp, operation: &Operation, owner: &Caller, things: &Things) {
    let post = http::Method::POST;
    let answer = match operation.name.as_str() {
        "POST /v1/connections/{id}/resume" => owner.send(post, &things.in_path("/v1/connections/{id}/suspend"), None).await,
        "POST /operator/v1/tenants/{id}/resume" => {
            app.operator.send(post, &things.in_path("/operator/v1/tenants/{id}/suspend"), None).await
        }
        "POST /operator/v1/jobs/{id}/retry" => {
            let id: JobId = things.job.parse().expect("it is a job's id");
            sqlx::query("update jobs set state = 4 where id = $1").bind(id.uuid()).execute(&app.okta.db.owner).await.unwrap();
            return;
        }
        _ => return,
    };
    assert_eq!(answer.status, 200, "{answer:?}");
}
