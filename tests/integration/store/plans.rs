//! What the server really did for a statement: its own account (`auto_explain`), sent with the answer.

use std::sync::{Arc, Mutex};

use oktually_core::store::Store;
use serde_json::Value;
use sqlx::postgres::PgConnectOptions;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

use super::ground::Ground;

/// Stores over one connection each whose server tells how it did each statement.
pub(crate) struct Plans {
    /// As the API logs in.
    pub(crate) api: Store,
    /// As a worker logs in.
    pub(crate) worker: Store,
    told: Arc<Mutex<Vec<String>>>,
    _listening: DefaultGuard,
}

/// How one statement was done.
pub(crate) struct Plan(Value);

impl Plans {
    pub(crate) async fn watch(ground: &Ground) -> Self {
        let name: String = sqlx::query_scalar("select current_database()").fetch_one(&ground.db.owner).await.unwrap();
        for setting in [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_level = 'notice'",
            "auto_explain.log_format = 'json'",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
        ] {
            ground.owner(&format!("alter database {name} set {setting}")).await;
        }
        let told = Arc::default();
        let listening = tracing_subscriber::registry().with(Notices(Arc::clone(&told))).set_default();
        let (api, worker) = ground.db.urls();
        let [api, worker] = [api, worker].map(|url| url.parse::<PgConnectOptions>().unwrap());
        let (api, worker) = (Store::connect(api, 1).await.unwrap(), Store::connect(worker, 1).await.unwrap());
        Self { api, worker, told, _listening: listening }
    }

    /// The last time that the statement of this name was done. Its scope must have ended.
    pub(crate) fn last(&self, name: &str) -> Plan {
        let opening = format!("-- {name}\n");
        let told = self.told.lock().unwrap();
        let plans = told.iter().rev().filter_map(|text| serde_json::from_str::<Value>(text.split_once("plan:")?.1).ok());
        let mut of_that_name = plans.filter(|plan| plan["Query Text"].as_str().is_some_and(|text| text.starts_with(&opening)));
        Plan(of_that_name.next().unwrap_or_else(|| panic!("the server told nothing of {name}")))
    }
}

impl Plan {
    /// The indexes it read, in the order of the plan.
    pub(crate) fn indexes(&self) -> Vec<&str> {
        self.nodes().iter().filter_map(|node| node["Index Name"].as_str()).collect()
    }

    /// Whether it read all of a table, or put rows in order after reading them.
    pub(crate) fn reads_all_or_sorts(&self) -> bool {
        self.nodes()
            .iter()
            .any(|node| matches!(node["Node Type"].as_str(), Some("Seq Scan" | "Sort" | "Incremental Sort" | "Bitmap Heap Scan")))
    }

    /// Rows that it looked at, kept or thrown away.
    pub(crate) fn rows(&self) -> i64 {
        let number = |node: &Value, name: &str| node[name].as_f64().unwrap_or_default();
        let rows = self.nodes().into_iter().filter(|node| node["Relation Name"].is_string()).map(|node| {
            let kept = number(node, "Actual Rows");
            (kept + number(node, "Rows Removed by Filter") + number(node, "Rows Removed by Index Recheck")) * number(node, "Actual Loops")
        });
        rows.sum::<f64>() as i64
    }

    fn nodes(&self) -> Vec<&Value> {
        fn add<'a>(node: &'a Value, all: &mut Vec<&'a Value>) {
            all.push(node);
            for child in node["Plans"].as_array().into_iter().flatten() {
                add(child, all);
            }
        }
        let mut all = Vec::new();
        add(&self.0["Plan"], &mut all);
        all
    }
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

/// Keeps what the server says beside its answers.
struct Notices(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Notices {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice" {
            let mut text = Text(String::new());
            event.record(&mut text);
            self.0.lock().unwrap().push(text.0);
        }
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.0);
        }
    }
}
