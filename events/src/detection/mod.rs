//! Rules over events: Sigma for single ones, our own runtime for what only several of them show.

mod level;

pub use level::Level;
