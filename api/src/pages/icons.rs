//! Small drawings in the text's own colour. They say nothing that the text beside them does not.

use maud::{Markup, html};

fn icon(class: &str, path: &str) -> Markup {
    html! {
        svg class={ "icon " (class) } viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"
            stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            path d=(path);
        }
    }
}

/// Our mark: an eye that looks through a key-hole.
pub(super) fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false" {
            rect width="32" height="32" rx="9" fill="currentColor" {}
            g class="mark-inside" fill="none" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" {
                path d="M6.5 16c2.6-4.4 5.8-6.6 9.5-6.6s6.9 2.2 9.5 6.6c-2.6 4.4-5.8 6.6-9.5 6.6S9.1 20.4 6.5 16z" {}
                circle cx="16" cy="16" r="2.7" {}
            }
        }
    }
}

pub(super) fn tick() -> Markup {
    icon("icon-ok", "M4.5 12.5l5 5 10-11")
}

pub(super) fn cross() -> Markup {
    icon("icon-missing", "M6 6l12 12M18 6L6 18")
}

pub(super) fn question() -> Markup {
    icon("icon-unclear", "M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3M12 18.2v.1")
}

pub(super) fn lock() -> Markup {
    icon("icon-lock", "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3")
}

pub(super) fn eye() -> Markup {
    icon(
        "icon-eye",
        "M3 12c2.5-4.3 5.5-6.5 9-6.5s6.5 2.2 9 6.5c-2.5 4.3-5.5 6.5-9 6.5S5.5 16.3 3 12zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
    )
}

pub(super) fn undo() -> Markup {
    icon("icon-undo", "M4 9h10a6 6 0 0 1 0 12H8M4 9l5-5M4 9l5 5")
}
