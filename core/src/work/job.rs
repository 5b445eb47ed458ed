//! What can be queued. The stored form is a kind and ids, never a secret.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Lane;
use crate::ids::{ConnectionId, RunId};

/// Work to do. Adding one is a variant, its arms here, and its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    /// Try a credential and report on the org's set-up.
    VerifyCredential {
        /// Of which connection.
        connection: ConnectionId,
        /// Which of its credentials.
        version: i32,
    },
    /// Read from one org what the checks need.
    CollectOrg {
        /// Which org.
        connection: ConnectionId,
        /// For which run.
        run: RunId,
    },
    /// Run the checks over what was read.
    AnalyseRun {
        /// Which org.
        connection: ConnectionId,
        /// Of which run.
        run: RunId,
    },
    /// Start scans when their time has come, and use the credential now and then so that it does not lapse.
    KeepCurrent {
        /// Which org.
        connection: ConnectionId,
    },
    /// Read the System Log of one org to its end, now and in a minute again.
    FollowLog {
        /// Which org.
        connection: ConnectionId,
    },
    /// Delete what was collected through a connection that is deleted.
    EraseConnection {
        /// Which one it was.
        connection: ConnectionId,
    },
    /// Wrap the tenant's data keys with the keyring's current key.
    RewrapDataKeys {},
    /// Make a new data key and seal with it what the older ones sealed.
    ResealTenant {},
    /// Delete the rows of a tenant whose data key is destroyed.
    EraseTenant {},
}

impl Job {
    /// The kinds this program knows.
    pub const KINDS: [&'static str; 9] = [
        "verify_credential",
        "collect_org",
        "analyse_run",
        "keep_current",
        "follow_log",
        "erase_connection",
        "rewrap_data_keys",
        "reseal_tenant",
        "erase_tenant",
    ];

    /// The kinds that somebody starts and an operator may cancel; the others keep a connection or a tenant in order.
    pub const CANCELLABLE: [&'static str; 3] = ["verify_credential", "collect_org", "analyse_run"];

    /// The job as it was stored.
    ///
    /// # Errors
    /// When this program does not know its form.
    pub fn from_stored(kind: &str, payload: &Value) -> Result<Self, serde_json::Error> {
        serde_json::from_value(serde_json::json!({ "kind": kind, "payload": payload }))
    }

    /// Its name in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::VerifyCredential { .. } => "verify_credential",
            Self::CollectOrg { .. } => "collect_org",
            Self::AnalyseRun { .. } => "analyse_run",
            Self::KeepCurrent { .. } => "keep_current",
            Self::FollowLog { .. } => "follow_log",
            Self::EraseConnection { .. } => "erase_connection",
            Self::RewrapDataKeys {} => "rewrap_data_keys",
            Self::ResealTenant {} => "reseal_tenant",
            Self::EraseTenant {} => "erase_tenant",
        }
    }

    /// Its ids, as stored.
    pub fn payload(&self) -> Value {
        let mut stored = serde_json::to_value(self).expect("ids are text");
        stored["payload"].take()
    }

    /// What it must not run beside.
    pub fn lane(&self) -> Lane {
        match self {
            Self::VerifyCredential { connection, .. } => Lane::Verify(*connection),
            Self::CollectOrg { connection, .. } | Self::AnalyseRun { connection, .. } | Self::EraseConnection { connection } => {
                Lane::Config(*connection)
            }
            Self::KeepCurrent { connection } => Lane::Schedule(*connection),
            Self::FollowLog { connection } => Lane::Log(*connection),
            Self::RewrapDataKeys {} | Self::ResealTenant {} => Lane::Keys,
            Self::EraseTenant {} => Lane::Erase,
        }
    }

    /// At most one open job of a kind has this text.
    pub fn dedup(&self) -> Option<String> {
        Some(match self {
            Self::VerifyCredential { connection, version } => format!("{connection}/{version}"),
            Self::CollectOrg { run, .. } | Self::AnalyseRun { run, .. } => run.to_string(),
            Self::KeepCurrent { connection } | Self::FollowLog { connection } | Self::EraseConnection { connection } => {
                connection.to_string()
            }
            Self::RewrapDataKeys {} | Self::ResealTenant {} | Self::EraseTenant {} => String::new(),
        })
    }

    /// Attempts before it ends as failed; a job that makes progress begins to count anew.
    pub fn max_attempts(&self) -> i32 {
        match self {
            // Some twenty minutes: an outage of ours or of Okta's is not to be taken for a bad credential.
            Self::VerifyCredential { .. } => 10,
            Self::CollectOrg { .. } | Self::AnalyseRun { .. } => 6,
            Self::KeepCurrent { .. }
            | Self::FollowLog { .. }
            | Self::EraseConnection { .. }
            | Self::RewrapDataKeys {}
            | Self::ResealTenant {}
            | Self::EraseTenant {} => 20,
        }
    }

    /// The connection it is about.
    pub fn connection(&self) -> Option<ConnectionId> {
        match self {
            Self::VerifyCredential { connection, .. }
            | Self::CollectOrg { connection, .. }
            | Self::AnalyseRun { connection, .. }
            | Self::KeepCurrent { connection }
            | Self::FollowLog { connection }
            | Self::EraseConnection { connection } => Some(*connection),
            Self::RewrapDataKeys {} | Self::ResealTenant {} | Self::EraseTenant {} => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_stored_form_of_every_job_is_lasting() {
        let connection = ConnectionId::from(Uuid::nil());
        let run = RunId::from(Uuid::nil());
        let zeros = "00000000000000000000000000000000";
        let stored = [
            (Job::VerifyCredential { connection, version: 2 }, format!(r#"{{"connection":"con_{zeros}","version":2}}"#)),
            (Job::CollectOrg { connection, run }, format!(r#"{{"connection":"con_{zeros}","run":"run_{zeros}"}}"#)),
            (Job::AnalyseRun { connection, run }, format!(r#"{{"connection":"con_{zeros}","run":"run_{zeros}"}}"#)),
            (Job::KeepCurrent { connection }, format!(r#"{{"connection":"con_{zeros}"}}"#)),
            (Job::FollowLog { connection }, format!(r#"{{"connection":"con_{zeros}"}}"#)),
            (Job::EraseConnection { connection }, format!(r#"{{"connection":"con_{zeros}"}}"#)),
            (Job::RewrapDataKeys {}, "{}".to_owned()),
            (Job::ResealTenant {}, "{}".to_owned()),
            (Job::EraseTenant {}, "{}".to_owned()),
        ];
        assert_eq!(stored.each_ref().map(|(job, _)| job.kind()), Job::KINDS);
        for (job, payload) in stored {
            assert_eq!(job.payload().to_string(), payload);
            assert_eq!(Job::from_stored(job.kind(), &job.payload()).unwrap(), job);
        }
    }

    #[test]
    fn a_newer_programs_job_is_not_mistaken_for_one_of_ours() {
        assert!(Job::from_stored("deliver_webhook", &serde_json::json!({})).is_err());
        assert!(Job::from_stored("collect_org", &serde_json::json!({ "run": "run_x" })).is_err());
    }
}
