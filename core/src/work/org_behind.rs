//! The org behind a host, asked without the credential: nothing secret is sent to an address that is no org, or another one by now.

use okta_client::{Error, OktaClient, api::org};

use super::JobError;
use crate::store::{Connection, Engine};

/// What an address says of itself to everybody.
pub(crate) struct Found {
    /// Okta's id of the org.
    pub(crate) id: String,
    /// Its engine, if it says so.
    pub(crate) engine: Option<Engine>,
}

/// Asks which org answers at the client's address.
///
/// # Errors
/// `not_an_org`; `other_org` when it is not the one that the connection was made for.
pub(crate) async fn org_behind(client: &OktaClient, connection: &Connection) -> Result<Found, JobError> {
    let known = client.get(&org::well_known()).await.map_err(|error| match error {
        Error::Unreadable { .. } | Error::NotFound { .. } | Error::Refused { .. } => {
            JobError::Fail { problem: "not_an_org", detail: format!("{} does not answer like an Okta org", client.org().host()) }
        }
        other => other.into(),
    })?;
    if connection.org_id.as_ref().is_some_and(|pinned| *pinned != known.id) {
        return Err(JobError::Fail {
            problem: "other_org",
            detail: "another org answers at this address than the one that this connection was made for; connect that org on its own"
                .to_owned(),
        });
    }
    let engine = known.is_identity_engine().map(|identity| if identity { Engine::Identity } else { Engine::Classic });
    Ok(Found { id: known.id, engine })
}

/// A credential that may not even say who it is was rejected, whatever words Okta chose: called from outside its network zone, for one.
pub(crate) fn refused(error: Error) -> JobError {
    match error {
        Error::Forbidden { .. } => JobError::Fail {
            problem: "credential_refused",
            detail: "Okta accepts the token but refuses everything it asks for: it is used from an address outside its network zone, or its owner has no \
                     administrator role"
                .to_owned(),
        },
        other => other.into(),
    }
}
