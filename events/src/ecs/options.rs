//! How a document is to be written.

use time::OffsetDateTime;

/// How a document is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where debug data goes.
    pub debug_data: DebugData,
    /// Only what Elastic's Okta integration writes, with its mistakes.
    pub strict: bool,
    /// Whether the event as Okta wrote it is kept in `event.original`, as text.
    pub original: bool,
    /// When the event came to us: `event.created`, and `@timestamp` for an event that does not say when it happened. Without it, such a
    /// document has no `@timestamp`, which Elasticsearch's data streams refuse. Not used in the strict mode.
    pub received: Option<OffsetDateTime>,
}

/// Where debug data goes, whose names and values are no contract.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DebugData {
    /// Whole under `okta.debug_context.debug_data.flattened`, one field however many names there are, and what is well known beside it.
    #[default]
    Flattened,
    /// Each name a field of its own under `okta.debug_context.debug_data`.
    Plain,
}
