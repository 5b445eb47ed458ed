//! Stories of a client and a small Okta behind a small gateway, over real sockets and TLS.

mod closed;
mod codes;
mod edges;
mod failures;
mod gateway;
mod oauth;
mod okta;
mod pages;
mod refusals;
mod service;
mod socks;
mod way_out;
