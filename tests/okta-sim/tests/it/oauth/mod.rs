mod calls;
pub(crate) mod client;
mod proofs;
mod refusals;
mod tokens;

pub(crate) use client::bearer;
