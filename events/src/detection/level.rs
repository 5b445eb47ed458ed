//! How bad it is what a rule sees.

use serde::{Deserialize, Serialize};

/// How bad it is what a rule sees, in Sigma's words, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Informational,
    /// Rarely an attack.
    Low,
    /// To be looked at in time.
    Medium,
    /// To be looked at now.
    High,
    /// Somebody is in.
    Critical,
}
