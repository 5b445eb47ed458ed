//! How bad a finding is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad a finding is, the worst first: the least value is the worst, so lists that are ordered by it begin with what matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(i16)]
pub enum Severity {
    /// Leads to control of the org at once.
    Critical = 1,
    /// Leads there with one circumstance more.
    High = 2,
    /// Weakens a defence.
    Medium = 3,
    /// Untidy, or weakens a defence a little.
    Low = 4,
    /// Worth knowing.
    Info = 5,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word by which it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.word() == text)
            .ok_or_else(|| format!("{text:?} is none of critical, high, medium, low, info"))
    }
}

impl From<Severity> for i16 {
    fn from(severity: Severity) -> Self {
        severity as Self
    }
}

impl TryFrom<i16> for Severity {
    type Error = String;

    fn try_from(number: i16) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|severity| i16::from(*severity) == number)
            .ok_or_else(|| format!("{number} is no severity: 1 is critical, 5 is info"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_severity_survives_its_word_and_its_number() {
        for severity in Severity::ALL {
            assert_eq!(severity.to_string().parse(), Ok(severity));
            assert_eq!(Severity::try_from(i16::from(severity)), Ok(severity));
            assert_eq!(serde_json::to_value(severity).unwrap(), severity.word());
        }
        assert!("Critical".parse::<Severity>().is_err());
        assert!(Severity::try_from(0).is_err());
        assert!(Severity::Critical < Severity::Info);
    }
}
