//! From where something may be reached, as tokens and rules say it.

use serde::{Deserialize, Serialize};

/// A network condition as Okta gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Network {
    /// `ANYWHERE`, `ZONE` or another word of Okta's; absent when nothing was set.
    pub connection: Option<String>,
    /// Zone ids that are let in, or a word such as `ALL_ZONES`.
    pub include: Vec<String>,
    /// Zone ids that are kept out, or such a word.
    pub exclude: Vec<String>,
}

/// What a network condition amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// No restriction.
    Anywhere,
    /// Any zone that is defined in the org.
    AnyZone,
    /// These zones only.
    Zones(&'a [String]),
    /// Everywhere but in these zones.
    AllBut(&'a [String]),
    /// A kind of connection that is not known.
    Unknown(&'a str),
}

impl Network {
    /// Open to every address.
    pub fn anywhere() -> Self {
        Self { connection: Some("ANYWHERE".into()), ..Self::default() }
    }

    /// Restricted to these zones.
    pub fn zones<const N: usize>(ids: [&str; N]) -> Self {
        Self { connection: Some("ZONE".into()), include: ids.map(str::to_owned).to_vec(), exclude: Vec::new() }
    }

    /// Open to every address but those of these zones.
    pub fn all_but<const N: usize>(ids: [&str; N]) -> Self {
        Self { connection: Some("ZONE".into()), include: Vec::new(), exclude: ids.map(str::to_owned).to_vec() }
    }

    /// What it amounts to. Bound to zones without naming any, it restricts nothing.
    pub fn scope(&self) -> Scope<'_> {
        match self.connection.as_deref().unwrap_or_default() {
            "" | "ANYWHERE" | "ANY_IP" => Scope::Anywhere,
            "ZONE" if self.include.iter().any(|word| matches!(word.as_str(), "ALL_ZONES" | "ALL_IP_ZONES")) => Scope::AnyZone,
            "ZONE" if !self.include.is_empty() => Scope::Zones(&self.include),
            "ZONE" if !self.exclude.is_empty() => Scope::AllBut(&self.exclude),
            "ZONE" => Scope::Anywhere,
            other => Scope::Unknown(other),
        }
    }

    /// Whether everything later that satisfies `other` satisfies this one too.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (self.scope(), other.scope()) {
            (Scope::Anywhere, _) => true,
            (Scope::Zones(mine), Scope::Zones(theirs)) => {
                theirs.iter().all(|zone| mine.contains(zone)) && self.exclude.iter().all(|zone| other.exclude.contains(zone))
            }
            _ => self == other,
        }
    }
}

impl Scope<'_> {
    /// Whether strangers' addresses get in: no restriction, or one by exclusion only.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Anywhere | Self::AllBut(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_restricts_nothing_is_anywhere() {
        assert_eq!(Network::default().scope(), Scope::Anywhere);
        assert_eq!(Network::anywhere().scope(), Scope::Anywhere);
        assert_eq!(Network::zones([]).scope(), Scope::Anywhere);
        assert!(Network::anywhere().scope().is_open());
    }

    #[test]
    fn zones_exclusions_and_the_word_for_all_are_told_apart() {
        assert_eq!(Network::zones(["a"]).scope(), Scope::Zones(&["a".to_owned()]));
        assert_eq!(Network::zones(["ALL_ZONES"]).scope(), Scope::AnyZone);
        assert!(Network::all_but(["a"]).scope().is_open());
        assert!(!Network::zones(["a"]).scope().is_open());
        let odd = Network { connection: Some("ON_MARS".into()), ..Network::default() };
        assert_eq!(odd.scope(), Scope::Unknown("ON_MARS"));
    }

    #[test]
    fn a_wider_network_covers_a_narrower_one() {
        assert!(Network::anywhere().covers(&Network::zones(["a"])));
        assert!(Network::zones(["a", "b"]).covers(&Network::zones(["a"])));
        assert!(!Network::zones(["a"]).covers(&Network::zones(["a", "b"])));
        assert!(!Network::zones(["a"]).covers(&Network::anywhere()));
        assert!(Network::all_but(["a"]).covers(&Network::all_but(["a"])));
    }
}
