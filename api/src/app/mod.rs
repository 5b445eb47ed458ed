//! What every handler works with, made once when a process starts.

mod limits;
mod settings;
mod signing;
mod start;
mod streams;

pub(crate) use limits::Limits;
pub use settings::Settings;
pub(crate) use signing::Signing;
pub use start::{App, StartError};
pub(crate) use streams::{OpenStream, Streams};
