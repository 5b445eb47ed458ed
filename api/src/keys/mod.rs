//! Keys that we issue: how they are written, read and compared.

mod base62;
mod token;

pub use token::{ApiKey, Claimed, IntakeToken, NotAKey, OperatorKey, SecretHash, SessionToken};
