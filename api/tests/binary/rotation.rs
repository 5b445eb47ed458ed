//! `oktually keys rotate` comes to an end, whatever the workers do, and goes on where it was.

use super::harness::{Ended, Given, key_line};

fn rotate(given: &Given) -> Ended {
    given.program.run(&["keys", "rotate", "--patience", "3"])
}

#[test]
fn a_rotation_that_cannot_go_on_says_why_and_ends_with_75_and_goes_on_later() {
    let mut given = Given::migrated();
    let (old, new) = (key_line(), key_line());
    let [old_only, old_first, new_first, new_only] = [
        ("old-only", old.clone()),
        ("old-first", format!("{old}\n{new}\n")),
        ("new-first", format!("{new}\n{old}\n")),
        ("new-only", new.clone()),
    ]
    .map(|(name, text)| given.program.write(name, &text));
    let (old, new) = (old.split_once(':').unwrap().0, new.split_once(':').unwrap().0);
    given.program.set("OKTUALLY_KEYRING_FILE", &old_only);
    for name in ["Acme", "Zeta"] {
        given.program.done(&["tenants", "create", name]);
    }
    given.program.set("OKTUALLY_KEYRING_FILE", &new_only);
    let said = given.program.refused(&["keys", "rotate"]);
    assert!(said.contains(&format!("the keyring lacks keys that are in use: {old}")), "{said}");

    given.program.set("OKTUALLY_KEYRING_FILE", &new_first);
    let ended = rotate(&given);
    assert_eq!(ended.code, 75, "{ended:?}");
    let told = |ended: &Ended, words: &str| assert!(ended.err.contains(words) || ended.out.contains(words), "{words}: {ended:?}");
    told(&ended, "2 data keys are left");
    told(&ended, "No worker takes the work up: start one");
    told(&ended, "run `oktually keys rotate` again");

    // This worker was not told of the new order: it ends the work, and changes nothing.
    given.program.set("OKTUALLY_KEYRING_FILE", &old_first);
    let mut work = given.program.start(&["work"]);
    work.says("(rewrap_data_keys) is done");
    given.program.set("OKTUALLY_KEYRING_FILE", &new_first);
    let ended = rotate(&given);
    assert_eq!(ended.code, 75, "{ended:?}");
    told(&ended, &format!("their keyring does not begin with {new}. Put that first in it, and restart them"));
    told(&ended, "What is left is queued again");
    assert_eq!(work.terminate().code, 0);

    let mut work = given.program.start(&["work"]);
    work.says(" begins");
    let ended = rotate(&given);
    assert_eq!(ended.code, 0, "{ended:?}");
    told(&ended, "All data keys are wrapped with it");
    assert_eq!(work.terminate().code, 0);
    let keys = given.program.json(&["keys", "status", "--json"]);
    assert_eq!(keys, serde_json::json!([{ "key_id": new, "data_keys": 2 }]));
    given.program.set("OKTUALLY_KEYRING_FILE", &new_only);
    assert_eq!(rotate(&given).code, 0, "there is nothing left to do");
}
