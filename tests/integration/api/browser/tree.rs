//! The page as a screen reader is told of it: Chromium's accessibility tree.

use std::collections::HashMap;

use oktually_tests::{Browser, eventually};
use serde_json::{Value, json};

/// Something that is told of.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Such as `heading`, `textbox` or `listitem`.
    pub(super) role: String,
    /// What it is called.
    pub(super) name: String,
    /// What else is said of it.
    pub(super) description: String,
    /// How deep it lies in the tree.
    pub(super) depth: usize,
    properties: HashMap<String, Value>,
}

impl Node {
    /// A property, such as `level` or `invalid`. Null if it has none of that name.
    pub(super) fn property(&self, name: &str) -> &Value {
        self.properties.get(name).unwrap_or(&Value::Null)
    }
}

/// All that is told of, in the order of reading.
pub(super) async fn tree(browser: &Browser) -> Vec<Node> {
    let answer = browser.devtools("Accessibility.getFullAXTree", json!({})).await;
    let nodes = answer["nodes"].as_array().unwrap();
    let id = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let by_id: HashMap<String, &Value> = nodes.iter().map(|node| (id(&node["nodeId"]), node)).collect();
    let mut told = Vec::new();
    let mut next = vec![(id(&nodes[0]["nodeId"]), 0)];
    while let Some((at, depth)) = next.pop() {
        let Some(node) = by_id.get(&at) else { continue };
        let ignored = node["ignored"] == true;
        if !ignored {
            told.push(read(node, depth));
        }
        // The last is taken first: the first child goes on top.
        let children = node["childIds"].as_array().into_iter().flatten().rev();
        next.extend(children.map(|child| (id(child), depth + usize::from(!ignored))));
    }
    told
}

/// What the keyboard's next key goes to. The tree follows the page a moment later.
pub(super) async fn focused(browser: &Browser) -> Node {
    // The page itself counts as focused too, and comes first.
    eventually("the focus is somewhere", async || tree(browser).await.into_iter().rfind(|node| *node.property("focused") == true)).await
}

fn read(node: &Value, depth: usize) -> Node {
    let text = |field: &str| node[field]["value"].as_str().unwrap_or_default().to_owned();
    let properties = node["properties"].as_array().into_iter().flatten();
    let properties =
        properties.map(|property| (property["name"].as_str().unwrap_or_default().to_owned(), property["value"]["value"].clone()));
    Node { role: text("role"), name: text("name"), description: text("description"), depth, properties: properties.collect() }
}
