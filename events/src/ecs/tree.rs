//! What is written, as a tree that borrows from the event.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use super::copy::Names;

/// Longest text written, in bytes: Lucene takes no longer term (32,766), and refuses the whole document for one.
pub(super) const LONGEST_TEXT: usize = 32_000;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Node<'a> {
    Text(Cow<'a, str>),
    Number(Number),
    Truth(bool),
    List(Vec<Node<'a>>),
    Object(Object<'a>),
}

/// Fields by name, each name once, in the order they were put. None is ever empty.
///
/// A list, because objects have few fields and copied content is bounded: looking through it is quicker than keeping a tree.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

impl<'a> Node<'a> {
    /// A text, cut to what an index takes.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(cut(text.into()))
    }

    /// A list of texts.
    pub(super) fn texts(texts: impl IntoIterator<Item = Cow<'a, str>>) -> Self {
        Self::List(texts.into_iter().filter(|text| !text.is_empty()).map(Node::text).collect())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Object(object) => object.is_empty(),
            Self::Number(_) | Self::Truth(_) => false,
        }
    }

    /// The same with other names, at any depth.
    pub(super) fn renamed(self, names: Names) -> Self {
        match self {
            Self::List(list) => Self::List(list.into_iter().map(|node| node.renamed(names)).collect()),
            Self::Object(object) => {
                let mut renamed = Object::default();
                for (name, node) in object.0 {
                    let name = names.of_owned(name);
                    if !renamed.has(&name) {
                        renamed.add(name, node.renamed(names));
                    }
                }
                Self::Object(renamed)
            }
            node => node,
        }
    }

    /// The same, borrowing nothing.
    pub(super) fn into_owned(self) -> Node<'static> {
        match self {
            Self::Text(text) => Node::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => Node::Number(number),
            Self::Truth(truth) => Node::Truth(truth),
            Self::List(list) => Node::List(list.into_iter().map(Node::into_owned).collect()),
            Self::Object(object) => Node::Object(object.into_owned()),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Number(number) => Value::Number(number),
            Self::Truth(truth) => Value::Bool(truth),
            Self::List(list) => list.into_iter().map(Node::into_value).collect(),
            Self::Object(object) => object.into_value(),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'a> Object<'a> {
    /// One with room for so many fields.
    pub(super) fn with_room(fields: usize) -> Self {
        Self(Vec::with_capacity(fields))
    }

    /// Puts a field under a name that is not there yet; nothing if there is nothing to put, or it is empty.
    pub(super) fn add(&mut self, name: impl Into<Cow<'a, str>>, node: impl Into<Option<Node<'a>>>) {
        if let Some(node) = node.into().filter(|node| !node.is_empty()) {
            self.0.push((name.into(), node));
        }
    }

    /// Puts a field, in place of one with its name; nothing if there is nothing to put, or it is empty.
    pub(super) fn put(&mut self, name: impl Into<Cow<'a, str>>, node: impl Into<Option<Node<'a>>>) {
        let Some(node) = node.into().filter(|node| !node.is_empty()) else { return };
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = node,
            None => self.0.push((name, node)),
        }
    }

    /// Puts a text under a name that is not there yet.
    pub(super) fn add_text(&mut self, name: &'static str, text: Option<Cow<'a, str>>) {
        self.add(name, text.map(Node::text));
    }

    /// Puts a field at a dotted path.
    pub(super) fn put_at(&mut self, path: &'static str, node: Node<'a>) {
        match path.split_once('.') {
            None => self.put(path, node),
            Some((head, rest)) if !node.is_empty() => {
                let place = self.0.iter().position(|(name, _)| name == head).unwrap_or_else(|| {
                    self.0.push((Cow::Borrowed(head), Node::Object(Object::default())));
                    self.0.len() - 1
                });
                if let Node::Object(object) = &mut self.0[place].1 {
                    object.put_at(rest, node);
                }
            }
            Some(_) => {}
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// What stands at a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node<'a>> {
        let (first, rest) = path.split_first()?;
        match (self.0.iter().find(|(name, _)| name == first).map(|(_, node)| node)?, rest) {
            (node, []) => Some(node),
            (Node::Object(object), rest) => object.at(rest),
            _ => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Cow<'a, str>, &Node<'a>)> {
        self.0.iter().map(|(name, node)| (name, node))
    }

    pub(super) fn into_fields(self) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>)> {
        self.0.into_iter()
    }

    fn into_owned(self) -> Object<'static> {
        Object(self.0.into_iter().map(|(name, node)| (Cow::Owned(name.into_owned()), node.into_owned())).collect())
    }

    pub(super) fn into_value(self) -> Value {
        self.0.into_iter().map(|(name, node)| (name.into_owned(), node.into_value())).collect()
    }
}

impl<'a> From<Object<'a>> for Option<Node<'a>> {
    fn from(object: Object<'a>) -> Self {
        Some(Node::Object(object))
    }
}

/// A text that an index takes.
fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let end = text.floor_char_boundary(LONGEST_TEXT);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}
