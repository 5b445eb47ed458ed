//! Rules over events: Sigma for single ones, our own runtime for what only several of them show.

mod built_in;
pub mod correlation;
mod error;
mod hit;
mod level;
mod limits;
mod load;
mod look;
mod metadata;
mod replay;
mod rule;
mod subject;
mod view;

pub use error::RuleError;
pub use hit::{Hit, Seen, Subject};
pub use level::Level;
pub use limits::Limits;
pub use load::Rules;
pub use replay::{Replay, Replayed};
pub use rule::{Kind, Rule};
pub use subject::SubjectKind;
pub use view::View;
