//! The pages as a screen reader tells of them.

use super::{
    tour::Tour,
    tree::{Node, focused, tree},
};

fn of_role<'a>(nodes: &'a [Node], role: &str) -> Vec<&'a Node> {
    nodes.iter().filter(|node| node.role == role).collect()
}

#[tokio::test]
async fn a_screen_reader_is_told_what_each_page_is_and_what_is_wrong_on_it() {
    let Some(tour) = Tour::begin().await else { return };
    let mut titles = Vec::new();
    tour.every_page(async |page| {
        let nodes = tree(&tour.browser).await;
        titles.push(of_role(&nodes, "RootWebArea")[0].name.clone());
        has_a_shape(page, &nodes);
        assert_eq!(tour.browser.ask("return document.documentElement.lang").await, "en");
        match page {
            "the form" => fields_are_told(&nodes, 0, &["Token name optional", "API token"], &[]),
            "the form for a key" => fields_are_told(&nodes, 1, &["Client ID", "Key ID optional", "Private key"], &[]),
            "the form for a secret" => fields_are_told(&nodes, 2, &["Client ID", "Client secret"], &[]),
            "the refused form" => {
                fields_are_told(&nodes, 0, &["Token name optional", "API token"], &["Okta address", "API token"]);
                assert_eq!(focused(&tour.browser).await.role, "alert", "what is wrong is not told first");
            }
            "the report that is awaited" => assert_eq!(of_role(&nodes, "status").len(), 1, "nobody is told that we are at it"),
            "a link that leads nowhere" | "the report of revoked" => {}
            _ => steps_are_told(page, &nodes),
        }
    })
    .await;
    titles.dedup();
    assert_eq!(titles.len(), 6, "pages are not told apart: {titles:?}");
}

/// One heading of the first level, which comes first, none that is skipped; one place for the content.
fn has_a_shape(page: &str, nodes: &[Node]) {
    let levels: Vec<_> = of_role(nodes, "heading").iter().map(|heading| heading.property("level").as_u64().unwrap()).collect();
    assert_eq!(levels.first(), Some(&1), "{page}");
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{page}: {levels:?}");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{page}: a level of headings is left out: {levels:?}");
    assert_eq!(of_role(nodes, "main").len(), 1, "{page}");
    let unnamed: Vec<_> = nodes.iter().filter(|node| ["link", "button", "heading", "image"].contains(&node.role.as_str())).collect();
    assert!(unnamed.iter().all(|node| !node.name.is_empty()), "{page}: {unnamed:?}");
}

/// What can be handed over is a choice with a name, and one is chosen. Every field of that, and no other, has its name and its hint; those
/// that are wrong are told to be, and why.
fn fields_are_told(nodes: &[Node], kind: usize, names: &[&str], wrong: &[&str]) {
    let fields = of_role(nodes, "textbox");
    let told: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!((told[0], &told[1..]), ("Okta address", names));
    let kinds = of_role(nodes, "radio");
    let chosen: Vec<bool> = kinds.iter().map(|kind| kind.property("checked") == "true").collect();
    assert_eq!((chosen.len(), chosen.iter().position(|chosen| *chosen)), (3, Some(kind)), "{kinds:?}");
    assert!(of_role(nodes, "group").iter().any(|group| group.name == "What would you like to hand over?"), "the choice has no name");
    for field in fields {
        let is_wrong = wrong.contains(&field.name.as_str());
        assert_eq!(field.property("invalid") == "true", is_wrong, "{field:?}");
        assert_eq!(field.description.starts_with("Error: "), is_wrong, "{field:?}");
        assert!(field.description.len() > 40, "{field:?} has no hint");
    }
    assert_eq!(of_role(nodes, "button").iter().map(|button| button.name.as_str()).collect::<Vec<_>>(), ["Seal and verify"]);
}

/// The steps are a list, and each says how it was found in words.
fn steps_are_told(page: &str, nodes: &[Node]) {
    let list = nodes.iter().position(|node| node.role == "list").unwrap_or_else(|| panic!("{page}: the steps are no list"));
    let inside: Vec<_> = nodes[list + 1..].iter().take_while(|node| node.depth > nodes[list].depth).collect();
    let mut steps: Vec<String> = Vec::new();
    for node in inside {
        match node.role.as_str() {
            "listitem" => steps.push(String::new()),
            "StaticText" => steps.last_mut().unwrap().push_str(&format!("{}\n", node.name)),
            _ => {}
        }
    }
    assert_eq!(steps.len(), 7, "{page}: {steps:?}");
    for step in steps {
        let said = step.lines().filter(|line| ["OK", "Missing", "Cannot tell"].contains(line)).count();
        assert_eq!(said, 1, "{page}: how it was found is not said: {step}");
    }
}
