//! Recorded exchanges: JSON files with `interactions`, each with `method`, `url`, `status`, `headers` and `body`.

use std::{fs, path::Path};

use okta_client::testing::Recorded;
use serde_json::Value;

/// Every recorded answer to a GET in a folder and those below it, with the file it is from.
pub(crate) fn answers(folder: &Path) -> Vec<(String, Recorded)> {
    let mut files = Vec::new();
    walk(folder, &mut files);
    files.sort();
    files.iter().flat_map(|file| read(folder, file)).collect()
}

fn walk(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("its entries too").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}

fn read(folder: &Path, file: &Path) -> Vec<(String, Recorded)> {
    let name = file.strip_prefix(folder).unwrap_or(file).display().to_string();
    let recording: Value = serde_json::from_slice(&fs::read(file).expect("a file")).expect("JSON");
    let exchanges = recording["interactions"].as_array().cloned().unwrap_or_default();
    exchanges.iter().filter(|exchange| exchange["method"] == "GET").map(|exchange| (name.clone(), recorded(exchange))).collect()
}

fn recorded(exchange: &Value) -> Recorded {
    let text = |name: &str| exchange[name].as_str().unwrap_or_default().to_owned();
    let lines = |(name, values): (&String, &Value)| -> Vec<(String, String)> {
        let values = values.as_array().cloned().unwrap_or_default();
        values.iter().filter_map(|value| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    };
    let headers = exchange["headers"].as_object().into_iter().flatten().flat_map(lines).collect();
    let status = exchange["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
    Recorded { url: text("url"), status, headers, body: text("body") }
}
