//! What Okta refused to show in this run.

use serde::{Deserialize, Serialize};

use super::Needs;

/// One endpoint that answered 403.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForbiddenEndpoint {
    /// Its path, ids replaced: a lasting name for the endpoint. Where one path serves several things, with the query that tells them apart
    /// (`/api/v1/policies?type=OKTA_SIGN_ON`).
    pub path: String,
    /// Okta's error code, such as `E0000006`, or the OAuth scope that is missing.
    pub code: String,
    /// What was wanted from it.
    pub needs: Needs,
}
