//! The simulator over a real socket, through its gateway, with a client that knows nothing of Okta.

#![expect(clippy::unwrap_used, reason = "what fails here fails its test")]

mod attacks;
mod client;
mod control;
mod credentials;
mod endpoints;
mod faults;
mod flaws;
mod gateway;
mod journal;
mod limits;
mod lists;
mod living_log;
mod logs;
mod malformed;
mod metadata;
mod names;
mod oauth;
mod own_port;
mod peculiar;
mod permissions;
mod published;
mod relations;
mod sdks;
mod secrets;
mod token_use;
mod truth;
