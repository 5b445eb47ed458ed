//! Long answers: written once, packed without being searched.

mod huffman;
mod pack;
mod written;

pub(crate) use pack::pack;
pub(crate) use written::Text;
