//! The client's calls, each for itself, against an org that has everything.

mod every;
mod reader;
mod story;
