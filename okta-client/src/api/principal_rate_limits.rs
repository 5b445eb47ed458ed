//! Shares of the rate limit given to single tokens and clients.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// The share of one principal. Only those that were ever set are listed; the others have Okta's default of 50 %.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrincipalRateLimit {
    /// The id, `prl…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The token's or client's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub principal_id: Option<String>,
    /// `SSWS_TOKEN` or `OAUTH_CLIENT`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub principal_type: Option<String>,
    /// Share of each rate limit, in percent.
    #[serde(default, deserialize_with = "lenient::number")]
    pub default_percentage: Option<i64>,
    /// Share of the calls at the same time, in percent.
    #[serde(default, deserialize_with = "lenient::number")]
    pub default_concurrency_percentage: Option<i64>,
    /// When it was first set.
    #[serde(default, with = "when")]
    pub created_date: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_update: Option<OffsetDateTime>,
}

/// The shares of principals of one kind, `SSWS_TOKEN` or `OAUTH_CLIENT`; Okta lists no others than those asked for.
pub fn list(principal_type: &str) -> List<PrincipalRateLimit> {
    List::paged("/api/v1/principal-rate-limits", &[], 50, scopes::PRINCIPAL_RATE_LIMITS)
        .with("filter", format!("principalType eq \"{principal_type}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_dates_of_other_names_and_form() {
        let json = r#"{"id":"prl1","orgId":"00o1","principalId":"00T1","principalType":"SSWS_TOKEN","defaultPercentage":50,"defaultConcurrencyPercentage":75,
            "lastUpdate":"2025-09-22T17:31:41Z","lastUpdatedBy":"00u1","createdDate":"2025-07-01T08:14:57Z","createdBy":"00u1"}"#;
        let share: PrincipalRateLimit = serde_json::from_str(json).unwrap();
        assert_eq!((share.default_percentage, share.default_concurrency_percentage), (Some(50), Some(75)));
        assert!(share.created_date < share.last_update);
        assert_eq!(list("SSWS_TOKEN").call.target(), "/api/v1/principal-rate-limits?limit=50&filter=principalType%20eq%20%22SSWS_TOKEN%22");
    }
}
