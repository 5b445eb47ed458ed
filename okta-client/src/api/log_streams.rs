//! Streams of the System Log to other systems (Okta's API reference: Log Streaming).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A stream of the System Log, without its token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogStream {
    /// The id, `0oa…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `aws_eventbridge` or `splunk_cloud_logstreaming`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Where it goes.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<Settings>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// Where a stream goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// For EventBridge, the account at AWS.
    #[serde(default, deserialize_with = "lenient::text")]
    pub account_id: Option<String>,
    /// For EventBridge, the source's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub event_source_name: Option<String>,
    /// For EventBridge, the region.
    #[serde(default, deserialize_with = "lenient::text")]
    pub region: Option<String>,
    /// For Splunk, its host.
    #[serde(default, deserialize_with = "lenient::text")]
    pub host: Option<String>,
    /// For Splunk: `aws`, `aws_govcloud`, `gcp`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub edition: Option<String>,
}

/// All of them.
pub fn list() -> List<LogStream> {
    List::paged("/api/v1/logStreams", &[], 200, scopes::LOG_STREAMS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_stream_s_token_is_dropped() {
        let json = r#"[{"id":"0oa1","type":"splunk_cloud_logstreaming","name":"siem","status":"ACTIVE","settings":{"edition":"aws","host":"acme.splunkcloud.com","token":"CANARY"}},
            {"id":"0oa2","type":"aws_eventbridge","settings":{"accountId":"123456789012","eventSourceName":"okta","region":"us-east-1"}}]"#;
        let streams: Vec<LogStream> = kept(json);
        assert_eq!(streams[0].settings.as_ref().unwrap().host.as_deref(), Some("acme.splunkcloud.com"));
        assert_eq!(streams[1].settings.as_ref().unwrap().account_id.as_deref(), Some("123456789012"));
        assert_eq!(list().call.target(), "/api/v1/logStreams?limit=200");
    }
}
