//! One state of an org, complete and unchanging; a change makes another.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::apps::Apps;
use super::groups::Groups;
use super::people::OWN;
use super::policies::Policy;
use super::roles::{CustomRole, Holder, Line, Member, Resource, ResourceSet, Standard};
use super::tokens::{Network, Token};
use super::users::Directory;
use super::zones::Zone;
use crate::features::Feature;
use crate::id::{Id, Ids, Kind};
use crate::log::Times;
use crate::oauth::ClientSpec;
use crate::permissions::Caller;
use crate::settings::Table;
use crate::stamp::Stamp;

/// Okta's two engines; most orgs are on Identity Engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// `pipeline: "v1"`: no application sign-on policies, no authenticators.
    Classic,
    /// `pipeline: "idx"`.
    #[default]
    Identity,
}

/// Everything that answers are made from.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) ids: Ids,
    pub(crate) seed: u64,
    pub(crate) now: Stamp,
    pub(crate) org_id: Id,
    pub(crate) name: String,
    pub(crate) suffix: String,
    pub(crate) address: Option<String>,
    /// The customer's own name for the org.
    pub(crate) alias: Option<String>,
    pub(crate) engine: Engine,
    pub(crate) threat_protection: bool,
    /// What the org lacks.
    pub(crate) off: BTreeSet<Feature>,
    pub(crate) table: Table,
    pub(crate) users: Directory,
    pub(crate) groups: Groups,
    pub(crate) apps: Apps,
    pub(crate) standard: Vec<Standard>,
    pub(crate) custom_roles: Vec<CustomRole>,
    pub(crate) sets: Vec<ResourceSet>,
    pub(crate) members: Vec<Member>,
    pub(crate) tokens: Vec<Token>,
    /// The collector's own token, by number.
    pub(crate) own_token: u64,
    pub(crate) clients: Arc<Vec<ClientSpec>>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) policies: Vec<Policy>,
    /// The course of the log: how many entries it gets, and when.
    pub(crate) log: Times,
    /// When an attacker made an identity provider, if one did.
    pub(crate) planted_idp: Option<Stamp>,
    /// ThreatInsight's `action`.
    pub(crate) threat_insight: &'static str,
}

impl World {
    pub(crate) fn base(&self) -> String {
        self.address.clone().unwrap_or_else(|| format!("https://{}.{}", self.name, self.suffix))
    }

    /// The first part of resource names: it follows the domain.
    pub(crate) fn partition(&self) -> &str {
        self.suffix.split('.').next().unwrap_or("okta")
    }

    /// How many users the org was made with, about.
    pub(crate) fn size(&self) -> u64 {
        self.users.joined_from + self.users.cast.len() as u64
    }

    /// The super administrator who set things up.
    pub(crate) fn first_super(&self) -> Option<Id> {
        let supers = self.standard.iter().filter(|given| given.role == "SUPER_ADMIN");
        supers.filter_map(|given| if let Holder::User(user) = given.holder { Some(self.user_id(user)) } else { None }).next()
    }

    pub(crate) fn user_id(&self, number: u64) -> Id {
        self.ids.id(Kind::User, number)
    }

    pub(crate) fn group_id(&self, number: u64) -> Id {
        self.ids.id(Kind::Group, number)
    }

    /// Numbers of users with any role, directly or through a group, in list order.
    pub(crate) fn admins(&self) -> Vec<u64> {
        let mut admins: Vec<u64> = Vec::new();
        let holders = self.standard.iter().map(|given| given.holder).chain(self.members.iter().map(|member| member.holder));
        for holder in holders {
            match holder {
                Holder::User(user) if self.users.exists(user) => admins.push(user),
                Holder::User(_) | Holder::Client(_) => {}
                Holder::Group(group) => admins.extend(self.groups.members(group, &self.users, None)),
            }
        }
        admins.sort_unstable();
        admins.dedup();
        admins
    }

    /// Numbers of groups that hold a role.
    pub(crate) fn role_groups(&self) -> Vec<u64> {
        let holders = self.standard.iter().map(|given| given.holder).chain(self.members.iter().map(|member| member.holder));
        let mut groups: Vec<u64> =
            holders.filter_map(|holder| if let Holder::Group(group) = holder { Some(group) } else { None }).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// What is given to that holder itself.
    pub(crate) fn lines(&self, holder: Holder) -> Vec<Line<'_>> {
        let standard = self.standard.iter().filter(move |given| given.holder == holder).map(Line::Standard);
        let custom = self.members.iter().filter(move |member| member.holder == holder).map(Line::Custom);
        standard.chain(custom).collect()
    }

    /// What a user has, directly and through groups.
    pub(crate) fn lines_of_user(&self, user: u64) -> Vec<Line<'_>> {
        let mut lines = self.lines(Holder::User(user));
        for group in self.role_groups() {
            if self.groups.contains(group, user, &self.users) {
                lines.extend(self.lines(Holder::Group(group)));
            }
        }
        lines
    }

    /// What whoever asks has.
    pub(crate) fn lines_of(&self, caller: Caller) -> Vec<Line<'_>> {
        match caller {
            Caller::Nobody => Vec::new(),
            Caller::User(user) => self.lines_of_user(user),
            Caller::Client(client) => self.lines(Holder::Client(client)),
        }
    }

    pub(crate) fn has_role(&self, user: u64, role: &str) -> bool {
        self.lines_of_user(user).iter().any(|line| matches!(line, Line::Standard(given) if given.role == role))
    }

    /// The resources over which a caller's custom roles carry a permission.
    pub(crate) fn reach(&self, caller: Caller, permission: &str) -> Vec<Resource> {
        self.lines_of(caller)
            .into_iter()
            .filter_map(|line| if let Line::Custom(member) = line { Some(member) } else { None })
            .filter(|member| self.custom_role(member.role).is_some_and(|role| role.permissions.contains(&permission)))
            .filter_map(|member| self.set(member.set))
            .flat_map(|set| set.resources.iter().copied())
            .collect()
    }

    pub(crate) fn custom_role(&self, number: u64) -> Option<&CustomRole> {
        self.custom_roles.iter().find(|role| role.number == number)
    }

    pub(crate) fn set(&self, number: u64) -> Option<&ResourceSet> {
        self.sets.iter().find(|set| set.number == number)
    }

    pub(crate) fn zone(&self, number: u64) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.number == number)
    }

    pub(crate) fn token(&self, number: u64) -> Option<&Token> {
        self.tokens.iter().find(|token| token.number == number)
    }

    pub(crate) fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id(&self.ids).as_str() == id)
    }

    /// Whether a token may be used from an address.
    pub(crate) fn admits(&self, token: &Token, address: IpAddr) -> bool {
        let within = |zones: &[u64]| zones.iter().any(|number| self.zone(*number).is_some_and(|zone| zone.contains(address)));
        match &token.network {
            Network::Anywhere => true,
            Network::Zones { include, exclude } => (include.is_empty() || within(include)) && !within(exclude),
        }
    }

    /// Users whose roles and factors are of interest: administrators and owners of tokens.
    pub(crate) fn people_of_interest(&self) -> Vec<u64> {
        let mut people = self.admins();
        people.extend(self.tokens.iter().map(|token| token.owner).filter(|owner| self.users.exists(*owner)));
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The collector's own account.
    pub(crate) fn owner(&self) -> u64 {
        self.token(self.own_token).map_or(OWN, |token| token.owner)
    }
}
