//! HTTP service of Oktually.

pub mod cli;
pub mod config;
pub mod cursor;
pub mod docs;
pub mod extract;
pub mod http;
pub mod jwt;
pub mod keys;
pub mod openapi;
pub mod page;
pub mod pages;
pub mod problem;

mod answer;
mod app;
mod auth;
mod etag;
mod intake;
mod misplaced;
mod once;
mod operator;
mod service;
mod text;
mod v1;
mod words;

pub use app::{App, Settings, StartError};
pub use service::{operator_router, tenant_router};
