//! The simulator over a real socket, through its gateway, with a client that knows nothing of Okta.

#![expect(clippy::unwrap_used, reason = "what fails here fails its test")]

mod client;
mod control;
mod credentials;
mod faults;
mod flaws;
mod gateway;
mod journal;
mod limits;
mod lists;
mod oauth;
mod permissions;
mod published;
mod speed;
mod truth;
