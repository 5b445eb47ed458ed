//! The list of attacks, by name.

use std::fmt;

use super::script::Script;
use super::{admins, factors, federation, passwords, sessions, signals, tokens};

/// An attack on an org, as its log tells it.
pub struct Attack {
    /// The name, such as `push-bombing`.
    pub id: &'static str,
    /// What happens.
    pub what: &'static str,
    /// The rows of the catalogue of detections that must find something.
    pub detections: &'static [u16],
    /// Rows that cannot but find something too, or may.
    pub also: &'static [u16],
    pub(crate) tell: fn(&mut Script<'_>),
}

impl Attack {
    /// All attacks.
    pub const ALL: &'static [&'static Attack] = &[
        &passwords::SPRAY,
        &passwords::SPRAY_MANY_SOURCES,
        &passwords::STUFFING,
        &passwords::BRUTE_FORCE,
        &passwords::ROTATING_DEVICES,
        &passwords::BREACHED,
        &factors::PUSH_BOMBING,
        &factors::PUSH_BOMBING_SUCCESS,
        &factors::FATIGUE_REPORT,
        &factors::RESET_AND_ENROLL,
        &factors::FASTPASS_PHISHING,
        &factors::BYPASS,
        &sessions::STOLEN,
        &sessions::AITM,
        &sessions::TRAVEL,
        &sessions::APP_SWEEP,
        &federation::CROSS_TENANT,
        &tokens::MISUSE,
        &tokens::OPEN_TOKEN,
        &admins::MASS_RESET,
        &admins::LOG_STREAM,
        &admins::WEAKENED_POLICY,
        &admins::ESCALATION,
        &signals::THREAT_INSIGHT,
        &signals::ENTITY_RISK,
        &signals::SUPPORT,
    ];

    /// The attack of that name.
    pub fn find(id: &str) -> Option<&'static Attack> {
        Attack::ALL.iter().copied().find(|attack| attack.id == id)
    }

    /// Whether its org gets an identity provider and a routing rule from it.
    pub(crate) fn plants_idp(&self) -> bool {
        self.id == federation::CROSS_TENANT.id
    }
}

impl fmt::Debug for Attack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// How many rows the catalogue of detections has.
    const ROWS: u16 = 126;

    #[test]
    fn names_are_given_once_and_rows_exist() {
        let names: BTreeSet<&str> = Attack::ALL.iter().map(|attack| attack.id).collect();
        assert_eq!(names.len(), Attack::ALL.len());
        for attack in Attack::ALL {
            assert!(attack.detections.iter().chain(attack.also).all(|row| (1..=ROWS).contains(row)), "{attack:?}");
            assert!(attack.detections.iter().all(|row| !attack.also.contains(row)), "{attack:?}");
        }
    }
}
