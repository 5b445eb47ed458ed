//! Groups: as many as the org is large; who belongs to one follows from numbers.

use super::people::EXTRA;
use super::users::Directory;
use crate::id::{Id, Ids, Kind, draw};
use crate::stamp::{DAY, Stamp};

/// The built-in group of everybody.
pub(crate) const EVERYONE: u64 = 0;
/// The built-in group of administrators.
pub(crate) const ADMINISTRATORS: u64 = 1;
/// The first group that is not built in.
pub(crate) const FIRST: u64 = 2;

/// A group that a flaw brings along.
#[derive(Debug, Clone)]
pub(crate) struct NamedGroup {
    pub(crate) number: u64,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) members: Vec<u64>,
}

/// The groups of one org.
#[derive(Debug, Clone)]
pub(crate) struct Groups {
    pub(crate) ids: Ids,
    pub(crate) seed: u64,
    pub(crate) now: Stamp,
    /// Built-in ones included, those of flaws not.
    pub(crate) ordinary: u64,
    pub(crate) extras: Vec<NamedGroup>,
    /// Who administers: the members of `ADMINISTRATORS`.
    pub(crate) admins: Vec<u64>,
}

/// How a group's members are found.
enum Members<'a> {
    Everybody,
    /// Ordinary users `start`, `start + step`, …
    Every {
        start: u64,
        step: u64,
    },
    Listed(&'a [u64]),
}

/// One group, as far as the answers need.
pub(crate) struct Group {
    pub(crate) id: Id,
    pub(crate) number: u64,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) created: Stamp,
    pub(crate) last_updated: Stamp,
    pub(crate) last_membership_updated: Stamp,
}

impl Groups {
    /// One group for twenty users, at least eight, at most twenty thousand.
    pub(crate) fn fitting(users: u64) -> u64 {
        (users / 20).clamp(8, 20_000)
    }

    pub(crate) fn total(&self) -> u64 {
        self.ordinary + self.extras.len() as u64
    }

    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        self.ids.number(Kind::Group, id).filter(|number| self.place(*number).is_some())
    }

    fn place(&self, number: u64) -> Option<u64> {
        if number < EXTRA {
            (number < self.ordinary).then_some(number)
        } else {
            self.extras.iter().position(|group| group.number == number).map(|place| self.ordinary + place as u64)
        }
    }

    /// Numbers in list order, from the one behind `after`, or from the first.
    pub(crate) fn from(&self, after: Option<u64>) -> impl Iterator<Item = u64> {
        let start = after.and_then(|number| self.place(number)).map_or(0, |place| place + 1);
        (start..self.total()).map(|place| match place.checked_sub(self.ordinary) {
            Some(extra) => self.extras[extra as usize].number,
            None => place,
        })
    }

    /// What `type` says of a group.
    pub(crate) fn kind(&self, number: u64) -> &'static str {
        match number {
            EVERYONE | ADMINISTRATORS => "BUILT_IN",
            EXTRA.. => "OKTA_GROUP",
            _ if draw(self.seed, 11, number).is_multiple_of(7) => "APP_GROUP",
            _ => "OKTA_GROUP",
        }
    }

    pub(crate) fn group(&self, number: u64) -> Group {
        let value = draw(self.seed, 12, number);
        let created = self.now.days_ago(900).seconds_ago((value >> 20) as i64 % (900 * DAY));
        let moved = self.now.seconds_ago((value >> 8) as i64 % (90 * DAY));
        let (name, description) = match number {
            EVERYONE => ("Everyone".to_owned(), Some("All users in your organization".to_owned())),
            ADMINISTRATORS => {
                ("Okta Administrators".to_owned(), Some("Okta manages this group, which contains all administrators".to_owned()))
            }
            EXTRA.. => {
                let group = &self.extras[(self.place(number).expect("asked for groups that exist") - self.ordinary) as usize];
                (group.name.to_owned(), Some(group.description.to_owned()))
            }
            _ => {
                let area = AREAS[(value % 8) as usize];
                let place = PLACES[(value / 8 % 8) as usize];
                // Some groups have no description: then the property is null.
                (format!("{area} {place} {number}"), (!value.is_multiple_of(5)).then(|| format!("{area} staff in {place}")))
            }
        };
        Group {
            id: self.ids.id(Kind::Group, number),
            number,
            kind: self.kind(number),
            name,
            description,
            created,
            last_updated: moved.max(created),
            last_membership_updated: moved.max(created),
        }
    }

    fn members_of(&self, number: u64, users: &Directory) -> Members<'_> {
        match number {
            EVERYONE => Members::Everybody,
            ADMINISTRATORS => Members::Listed(&self.admins),
            EXTRA.. => {
                Members::Listed(self.extras.iter().find(|group| group.number == number).map_or(&[], |group| group.members.as_slice()))
            }
            _ => {
                let value = draw(self.seed, 13, number);
                let size = if value.is_multiple_of(8) { users.joined_from / (3 + value / 8 % 18) } else { 3 + value / 8 % 40 };
                let step = (users.joined_from / size.max(1)).max(1);
                Members::Every { start: (value >> 32) % step, step }
            }
        }
    }

    /// Numbers of members in list order, from the one behind `after`, or from the first.
    pub(crate) fn members<'a>(
        &'a self,
        number: u64,
        users: &'a Directory,
        after: Option<u64>,
    ) -> Box<dyn Iterator<Item = u64> + Send + 'a> {
        match self.members_of(number, users) {
            Members::Everybody => Box::new(users.from(after)),
            Members::Every { start, step } => {
                let first = match after {
                    Some(after) if after >= start => start + ((after - start) / step + 1) * step,
                    _ => start,
                };
                Box::new((first..users.ordinary).step_by(step as usize).filter(|member| users.exists(*member)))
            }
            Members::Listed(listed) => {
                let start = after.and_then(|after| listed.iter().position(|member| *member == after)).map_or(0, |place| place + 1);
                Box::new(listed[start..].iter().copied().filter(|member| users.exists(*member)))
            }
        }
    }

    pub(crate) fn member_count(&self, number: u64, users: &Directory) -> u64 {
        match self.members_of(number, users) {
            Members::Everybody => users.total(),
            Members::Every { start, step } => {
                let gone = users
                    .removed
                    .iter()
                    .filter(|user| **user < users.ordinary && **user >= start && (**user - start).is_multiple_of(step))
                    .count() as u64;
                users.ordinary.saturating_sub(start).div_ceil(step) - gone
            }
            Members::Listed(listed) => listed.iter().filter(|member| users.exists(**member)).count() as u64,
        }
    }

    pub(crate) fn contains(&self, number: u64, user: u64, users: &Directory) -> bool {
        match self.members_of(number, users) {
            Members::Everybody => true,
            Members::Every { start, step } => user < users.ordinary && user >= start && (user - start).is_multiple_of(step),
            Members::Listed(listed) => listed.contains(&user),
        }
    }
}

const AREAS: [&str; 8] = ["Sales", "Finance", "Engineering", "Support", "Legal", "Operations", "Marketing", "Research"];
const PLACES: [&str; 8] = ["Lisbon", "Oslo", "Toronto", "Nairobi", "Osaka", "Lima", "Prague", "Perth"];
