//! Content of any form, taken over within bounds.

use std::borrow::Cow;

use serde_json::Value;

use super::tree::{LONGEST_TEXT, Node, Object};

/// Levels taken over; what lies deeper is left out. Elasticsearch refuses documents of more than 20 by default.
const LEVELS: usize = 12;

/// Values taken over of one event, of all its content without a known form together.
const VALUES: usize = 5_000;

/// Longest name of a field, in bytes.
const LONGEST_NAME: usize = 256;

/// What becomes of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// They stay, but for zero bytes, which no name of a field may hold.
    AsTheyAre,
    /// Spaces, hyphens and dots become `_`: a dot would open an object.
    Underscores,
    /// `New Geo.Location` and `newGeoLocation` become `new_geo_location`.
    Snake,
}

/// How much may still be taken over, and whether anything was left out.
#[derive(Debug)]
pub(super) struct Room {
    left: usize,
    pub(super) cut: bool,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { left: VALUES, cut: false }
    }

    /// Takes a value over, without what is null or empty in it.
    pub(super) fn copy<'a>(&mut self, value: &'a Value, names: Names) -> Option<Node<'a>> {
        self.copy_at(value, names, LEVELS)
    }

    /// A known text.
    pub(super) fn text<'a>(&mut self, text: Cow<'a, str>) -> Node<'a> {
        self.cut |= text.len() > LONGEST_TEXT;
        Node::text(text)
    }

    /// Takes room for one more; `false` if there is none.
    pub(super) fn take(&mut self) -> bool {
        self.cut |= self.left == 0;
        let taken = self.left > 0;
        self.left = self.left.saturating_sub(1);
        taken
    }

    /// Whether there is none left for what is still to come, which is said then.
    pub(super) fn is_full(&mut self) -> bool {
        self.cut |= self.left == 0;
        self.left == 0
    }

    fn copy_at<'a>(&mut self, value: &'a Value, names: Names, levels: usize) -> Option<Node<'a>> {
        match value {
            Value::Null => return None,
            Value::String(text) if text.is_empty() => return None,
            _ => {}
        }
        self.cut |= levels == 0;
        if levels == 0 || !self.take() {
            return None;
        }
        match value {
            Value::Null => None,
            Value::Bool(truth) => Some(Node::Truth(*truth)),
            Value::Number(number) => Some(Node::Number(number.clone())),
            Value::String(text) => Some(self.text(Cow::Borrowed(text))),
            Value::Array(list) => {
                let list: Vec<_> = list.iter().filter_map(|value| self.copy_at(value, names, levels - 1)).collect();
                (!list.is_empty()).then_some(Node::List(list))
            }
            Value::Object(map) => {
                let mut object = Object::with_room(map.len().min(self.left));
                for (name, value) in map {
                    self.put(&mut object, name, value, names, levels - 1);
                }
                (!object.is_empty()).then_some(Node::Object(object))
            }
        }
    }

    fn put<'a>(&mut self, object: &mut Object<'a>, name: &'a str, value: &'a Value, names: Names, levels: usize) {
        if value.is_null() {
            return;
        }
        if self.is_full() || name.len() > LONGEST_NAME {
            self.cut = true;
            return;
        }
        let name = names.of(name);
        if !name.is_empty() && !object.has(&name) {
            object.add(name, self.copy_at(value, names, levels));
        }
    }
}

impl Names {
    /// What a name becomes; empty if nothing is left of it.
    pub(super) fn of(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::AsTheyAre if name.contains('\0') => Cow::Owned(name.replace('\0', "_")),
            Self::AsTheyAre => Cow::Borrowed(name),
            Self::Underscores if name.contains([' ', '-', '.']) => Cow::Owned(name.replace([' ', '-', '.'], "_")),
            Self::Underscores => Cow::Borrowed(name),
            Self::Snake if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) => Cow::Borrowed(name),
            Self::Snake => Cow::Owned(snake(name)),
        }
    }

    /// The same of a name that may be owned.
    pub(super) fn of_owned(self, name: Cow<'_, str>) -> Cow<'_, str> {
        match name {
            Cow::Borrowed(name) => self.of(name),
            Cow::Owned(name) => Cow::Owned(self.of(&name).into_owned()),
        }
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut small_before = false;
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            if letter.is_uppercase() && small_before {
                snake.push('_');
            }
            small_before = letter.is_lowercase() || letter.is_numeric();
            snake.extend(letter.to_lowercase());
        } else {
            small_before = false;
            if !snake.is_empty() && !snake.ends_with('_') {
                snake.push('_');
            }
        }
    }
    snake.truncate(snake.trim_end_matches('_').len());
    snake
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_become_field_names() {
        for (name, snake) in [
            ("alternateId", "alternate_id"),
            ("New Geo-Location", "new_geo_location"),
            ("a.b", "a_b"),
            ("ipV4Address", "ip_v4_address"),
            ("URL", "url"),
            ("Größe", "größe"),
            ("..", ""),
            ("already_snake", "already_snake"),
            ("a\0b", "a_b"),
        ] {
            assert_eq!(Names::Snake.of(name), snake, "{name}");
        }
        assert_eq!(Names::AsTheyAre.of("New Geo-Location\0"), "New Geo-Location_");
        assert_eq!((Names::Underscores.of("New Geo-Location"), Names::Underscores.of("aB.c")), ("New_Geo_Location".into(), "aB_c".into()));
    }

    #[test]
    fn what_is_empty_is_left_out_at_any_depth() {
        let value = json!({"a": null, "b": "", "c": [null, {"d": {}}], "e": {"f": [[]]}, "g": [0, false]});
        let node = Room::new().copy(&value, Names::AsTheyAre).unwrap();
        assert_eq!(serde_json::to_value(node).unwrap(), json!({"g": [0, false]}));
        assert_eq!(Room::new().copy(&json!({"a": [{}]}), Names::Snake), None);
    }

    #[test]
    fn what_is_too_much_is_cut_and_said() {
        let mut deep = json!("ground");
        for _ in 0..100 {
            deep = json!({"in": deep, "x": 1});
        }
        let wide = json!(vec!["x"; 20_000]);
        let long = json!("é".repeat(40_000));
        for (value, longest) in [(deep, 200), (wide, 20_100), (long, LONGEST_TEXT + 2)] {
            let mut room = Room::new();
            let node = room.copy(&value, Names::Snake).unwrap();
            let written = serde_json::to_string(&node).unwrap().len();
            assert!(room.cut && written <= longest, "{written}");
        }
    }

    #[test]
    fn of_two_names_that_become_one_the_first_is_kept() {
        let value = json!({"aB": 1, "a_b": 2});
        assert_eq!(serde_json::to_value(Room::new().copy(&value, Names::Snake)).unwrap(), json!({"a_b": 1}));
    }
}
