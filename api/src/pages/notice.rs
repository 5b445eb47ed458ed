//! Pages that say why there is nothing to see.

use std::time::Duration;

use http::StatusCode;
use maud::html;

use super::{HtmlPage, layout::Layout};

/// Why there is nothing to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The link was used.
    Spent,
    /// The form was sent as often as the link allows, and Okta accepted nothing.
    UsedUp,
    /// The link's time is over, or it was taken back.
    Expired,
    /// The connection takes nothing at present.
    Paused,
    /// There is no such page, or it is not the visitor's.
    NotFound,
    /// Too many visits.
    TooMany {
        /// When to come again.
        retry_after: Duration,
    },
    /// The form was sent in a way that cannot be read, such as with too much in it.
    Unreadable,
    /// Something is wrong with what was asked for.
    Refused {
        /// What, in a few words.
        title: &'static str,
        /// With which status.
        status: StatusCode,
    },
    /// We cannot do it just now.
    NotReady,
    /// Something is wrong on our side.
    Failed {
        /// The request's id, to be quoted.
        request_id: String,
    },
}

impl Notice {
    /// The page with its status.
    pub fn render(&self) -> HtmlPage {
        let (status, title, text) = match self {
            Self::Spent => (
                StatusCode::GONE,
                "This link has been used",
                "A token was handed over and accepted through it, so it is closed. To replace the token, ask for a new link.".to_owned(),
            ),
            Self::UsedUp => (
                StatusCode::GONE,
                "This link has been used up",
                "The form was sent as often as one link allows, and Okta accepted no token. Ask whoever sent it for a new one.".to_owned(),
            ),
            Self::Paused => (
                StatusCode::CONFLICT,
                "This connection is paused",
                "It takes no token at present. Ask whoever sent you the link; it may work again later.".to_owned(),
            ),
            Self::Expired => {
                (StatusCode::GONE, "This link has expired", "Links work for a limited time. Ask whoever sent it for a new one.".to_owned())
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "There is nothing here",
                "Perhaps the link was not copied whole. Open it from the original message again, or ask for a new one.".to_owned(),
            ),
            Self::TooMany { retry_after } => (
                StatusCode::TOO_MANY_REQUESTS,
                "A little too fast",
                format!("There were many requests from your address. Please try again in {} seconds.", retry_after.as_secs().max(1)),
            ),
            Self::Unreadable => (
                StatusCode::BAD_REQUEST,
                "The form could not be read",
                "Nothing was stored. Go back, check the fields, and send it again.".to_owned(),
            ),
            Self::Refused { title, status } => {
                (*status, *title, "Nothing was stored. Open the link from the original message again.".to_owned())
            }
            Self::NotReady => (
                StatusCode::SERVICE_UNAVAILABLE,
                "One moment, please",
                "We cannot do this just now, and nothing was stored. Please try again in a minute.".to_owned(),
            ),
            Self::Failed { .. } => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side",
                "Please try again in a moment. If it keeps happening, tell us the number below.".to_owned(),
            ),
        };
        let content = html! {
            div class="notice" {
                h1 { (title) }
                p class="lead" { (text) }
                @if let Self::Failed { request_id } = self { p class="hint" { "Request " code { (request_id) } } }
            }
        };
        HtmlPage::new(status, Layout { title, refresh: None }.around(&content))
    }
}
