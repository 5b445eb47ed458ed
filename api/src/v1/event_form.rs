//! The forms in which events are given.

use oktually_core::store::StoredEvent;
use oktually_events::{Event, ecs};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::problem::Problem;

/// A form of events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// As Okta wrote them.
    #[default]
    Raw,
    /// In the Elastic Common Schema.
    Ecs,
}

impl Form {
    /// An event in this form, as JSON.
    ///
    /// # Errors
    /// An internal one, if what is kept is no event.
    pub(super) fn write(self, stored: &StoredEvent) -> Result<Box<RawValue>, Problem> {
        let text = match self {
            Self::Raw => stored.text.clone(),
            Self::Ecs => {
                let event = Event::parse(&stored.text).map_err(Problem::internal)?;
                let options = ecs::Options { received: Some(stored.received_at), ..ecs::Options::default() };
                let mut text = Vec::new();
                ecs::write_to(&event, &options, &mut text).map_err(Problem::internal)?;
                String::from_utf8(text).map_err(Problem::internal)?
            }
        };
        RawValue::from_string(text).map_err(Problem::internal)
    }
}
