//! Reading Okta's JSON, which differs from its description in many small ways.

pub(crate) mod address;
pub(crate) mod lenient;
mod text;
pub(crate) mod time;
mod whole;

pub(crate) use lenient::kind;
pub(crate) use text::{clean, harmless};
pub(crate) use whole::{Trouble, get, page};
