//! The frame of every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{icons, style::stylesheet_path};

/// A page: its title, whether it asks for itself again, and what stands in it.
pub(crate) struct Layout<'a> {
    pub(crate) title: &'a str,
    /// Seconds after which the browser asks again.
    pub(crate) refresh: Option<u32>,
}

impl Layout<'_> {
    pub(crate) fn around(&self, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex, nofollow";
                    meta name="format-detection" content="telephone=no";
                    @if let Some(seconds) = self.refresh {
                        meta http-equiv="refresh" content=(seconds);
                    }
                    title { (self.title) " · Oktually" }
                    link rel="stylesheet" href=(stylesheet_path());
                }
                body {
                    a class="skip" href="#main" { "Skip to the content" }
                    header class="top" {
                        div class="brand" { (icons::mark()) span { "Oktually" } }
                        p class="claim" { "Read-only Okta security review" }
                    }
                    main id="main" { (content) }
                    footer class="bottom" {
                        p { "This page loads nothing from elsewhere, runs no scripts and stores nothing in your browser except, after you submit, a cookie that shows you your own report for a day." }
                    }
                }
            }
        }
    }
}

/// An org's address. Too long for a line, it goes on in the next with its domain.
pub(super) fn org(host: &str) -> Markup {
    let (name, domain) = host.split_at(host.find('.').unwrap_or(host.len()));
    html! { span class="org" { (name) wbr; (domain) } }
}

/// A path through Okta's admin console, such as `Security › API › Tokens`.
pub(super) fn console(path: &str) -> Markup {
    html! {
        span class="console" {
            @for (index, part) in path.split(" › ").enumerate() {
                // A space on each side, so that the path may break there and reads well where styles are off.
                @if index > 0 { " " span class="sep" aria-hidden="true" { (PreEscaped("&rsaquo;")) } " " }
                b { (part) }
            }
        }
    }
}

/// A text in which names stand between back-ticks.
pub(crate) fn with_code(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Paragraphs, with an empty line between two of them.
pub(crate) fn prose(text: &str) -> Markup {
    html! {
        @for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) { p { (with_code(paragraph)) } }
    }
}
