//! What an operator can set, read once. The comments of the fields are the manual.

#[cfg(test)]
mod compose;
mod database;
mod egress;
mod listen;
mod logs;
mod parse;
mod secret_source;
mod settings;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
mod worker;

pub use database::{Database, Storage};
pub use egress::{Egress, Gateway, WayOut};
pub use listen::{Listen, PublicUrl};
pub use logs::{LogFormat, Logs};
pub use parse::{ConfigError, parse, parse_from};
pub use settings::Config;
pub use table::table;
pub use worker::Worker;
