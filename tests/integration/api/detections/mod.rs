//! Rules over events through the API: seen, set, added, tried.

mod own;
mod seen;
