//! HTTP service of Oktually.

pub mod app;
pub mod config;
pub mod cursor;
pub mod docs;
pub mod extract;
pub mod http;
pub mod jwt;
pub mod keys;
pub mod page;
pub mod pages;
pub mod problem;

mod answer;
mod auth;
mod etag;
mod once;
mod text;
mod v1;
mod words;
