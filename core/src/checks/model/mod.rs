//! What a check is, what it finds, and how it is evaluated.

pub(super) mod admins;
#[cfg(test)]
mod catalogue;
mod check;
mod evaluate;
pub(super) mod evidence;
mod framework;
mod outcome;
mod params;
pub(super) mod sessions;
mod severity;
mod subject;
#[cfg(test)]
pub(super) mod testing;

pub use check::{Check, find};
pub use evaluate::evaluate;
pub use framework::Framework;
pub use outcome::{BySubject, Found, Outcome, Verdict};
pub use params::{Param, ParamError, ParamKind, ParamValue, Params};
pub use severity::Severity;
pub use subject::{Subject, SubjectKind};
