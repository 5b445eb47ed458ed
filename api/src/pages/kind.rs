//! Where a problem document's `type` leads: the kind, explained.

use http::StatusCode;
use maud::html;

use super::{
    HtmlPage,
    layout::{Layout, with_code},
};
use crate::problem::Kind;

/// The page of a kind of problem. None for a code that is none of ours.
pub fn kind_page(code: &str) -> Option<HtmlPage> {
    let kind = Kind::ALL.iter().find(|kind| kind.code() == code)?;
    let content = html! {
        div class="notice" {
            p class="hint" { "Problem · " code { (kind.code()) } " · status " (kind.status().as_u16()) }
            h1 { (kind.title()) }
            p class="lead" { (with_code(kind.about())) }
        }
    };
    Some(HtmlPage::new(StatusCode::OK, Layout { title: kind.title(), refresh: None }.around(&content)))
}
