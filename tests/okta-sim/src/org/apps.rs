//! Applications: a few of Okta's own, the rest drawn from the seed.

use crate::id::{Id, Ids, Kind, draw};
use crate::stamp::{DAY, Stamp};

/// The Admin Console.
pub(crate) const ADMIN_CONSOLE: u64 = 0;
/// The end-user dashboard.
pub(crate) const DASHBOARD: u64 = 1;
/// The browser plug-in.
pub(crate) const BROWSER_PLUGIN: u64 = 2;
/// The first application that is not one of Okta's own.
pub(crate) const FIRST: u64 = 3;

/// The applications of one org.
#[derive(Debug, Clone)]
pub(crate) struct Apps {
    pub(crate) ids: Ids,
    pub(crate) seed: u64,
    pub(crate) now: Stamp,
    /// Okta's own included.
    pub(crate) total: u64,
    /// How many sign-on policies ordinary applications are spread over.
    pub(crate) policies: u64,
}

/// What sort of application it is: its `signOnMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Saml,
    Oidc,
    Bookmark,
    AutoLogin,
    /// Directories have no sign-on mode at all: it is null.
    Directory,
}

/// One application, as far as the answers need.
pub(crate) struct App {
    pub(crate) id: Id,
    pub(crate) number: u64,
    pub(crate) sort: Sort,
    /// The catalogue key.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) status: &'static str,
    pub(crate) created: Stamp,
    pub(crate) last_updated: Stamp,
    /// Number among the sign-on policies.
    pub(crate) policy: u64,
}

impl Apps {
    /// One application for twenty users, at least six, at most five thousand, and Okta's own.
    pub(crate) fn fitting(users: u64) -> u64 {
        FIRST + (users / 20).clamp(6, 5_000)
    }

    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        self.ids.number(Kind::App, id).filter(|number| *number < self.total)
    }

    /// Numbers in list order; Okta's own applications only for super administrators.
    pub(crate) fn from(&self, after: Option<u64>, first_party: bool) -> impl Iterator<Item = u64> + use<> {
        let start = after.map_or(0, |number| number + 1).max(if first_party { 0 } else { FIRST });
        start..self.total
    }

    pub(crate) fn policy(&self, number: u64) -> u64 {
        match number {
            ADMIN_CONSOLE | DASHBOARD | BROWSER_PLUGIN => number,
            _ => FIRST + draw(self.seed, 22, number) % self.policies.max(1),
        }
    }

    pub(crate) fn app(&self, number: u64) -> App {
        let value = draw(self.seed, 21, number);
        let (name, label, sort) = match number {
            ADMIN_CONSOLE => ("saasure".to_owned(), "Okta Admin Console".to_owned(), Sort::Oidc),
            DASHBOARD => ("okta_enduser".to_owned(), "Okta Dashboard".to_owned(), Sort::Oidc),
            BROWSER_PLUGIN => ("okta_browser_plugin".to_owned(), "Okta Browser Plugin".to_owned(), Sort::Oidc),
            FIRST => ("active_directory".to_owned(), "corp.example.com".to_owned(), Sort::Directory),
            _ => {
                let (key, label, sort) = CATALOGUE[(value % 10) as usize];
                (key.to_owned(), format!("{label} {number}"), sort)
            }
        };
        let created = self.now.days_ago(120).seconds_ago((value >> 20) as i64 % (1_500 * DAY));
        App {
            id: self.ids.id(Kind::App, number),
            number,
            sort,
            name,
            label,
            status: if number > FIRST && value >> 12 & 15 == 0 { "INACTIVE" } else { "ACTIVE" },
            created,
            last_updated: created.max(self.now.seconds_ago((value >> 8) as i64 % (400 * DAY))),
            policy: self.policy(number),
        }
    }
}

const CATALOGUE: [(&str, &str, Sort); 10] = [
    ("slack", "Chat", Sort::Saml),
    ("workday", "Personnel", Sort::Saml),
    ("salesforce", "Customers", Sort::Saml),
    ("oidc_client", "Portal", Sort::Oidc),
    ("oidc_client", "Reports", Sort::Oidc),
    ("oidc_client", "Mobile", Sort::Oidc),
    ("bookmark", "Handbook", Sort::Bookmark),
    ("template_swa", "Legacy timesheet", Sort::AutoLogin),
    ("jira_onprem", "Tickets", Sort::Saml),
    ("zoomus", "Meetings", Sort::Saml),
];
