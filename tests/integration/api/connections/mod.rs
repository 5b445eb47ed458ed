//! Connections, and lists.

mod edits;
mod life;
mod lists;
mod twice;
