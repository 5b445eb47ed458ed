use std::collections::BTreeSet;

use okta_sim::log_event_types;

use super::reference::table;

/// A type that nobody has announced, on purpose.
const UNHEARD_OF: &str = "workload.simulated.observed";

#[test]
fn every_type_of_event_is_one_that_okta_publishes_but_for_the_one_that_nobody_knows() {
    let Some(rows) = table("okta-event-types.csv") else { return };
    // The first column of each line, in quotes.
    let known: BTreeSet<&str> = rows.iter().filter_map(|row| row.first()?.trim_start_matches('"').split('"').next()).collect();
    assert!(known.len() > 1_000);
    let unknown: Vec<&str> = log_event_types().into_iter().filter(|name| !known.contains(name)).collect();
    assert_eq!(unknown, [UNHEARD_OF]);
}
