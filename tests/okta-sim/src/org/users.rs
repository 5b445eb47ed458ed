//! Users: drawn from the seed one by one, whenever somebody asks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::people::{CAST, DEPARTMENTS, EXTRA, FIRST_NAMES, LAST_NAMES, Person};
use super::status::Status;
use crate::id::{Id, Ids, Kind, draw};
use crate::stamp::{DAY, HOUR, Stamp};

/// One user, as far as the answers need.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: Id,
    pub(crate) status: Status,
    pub(crate) created: Stamp,
    pub(crate) activated: Option<Stamp>,
    pub(crate) status_changed: Stamp,
    pub(crate) last_login: Option<Stamp>,
    pub(crate) last_updated: Stamp,
    pub(crate) password_changed: Option<Stamp>,
    pub(crate) login: String,
    pub(crate) first: Cow<'static, str>,
    pub(crate) last: Cow<'static, str>,
    pub(crate) title: Option<&'static str>,
    pub(crate) department: Option<&'static str>,
    pub(crate) user_type: Option<&'static str>,
}

/// All users of an org, in their order: named people, ordinary users, people of flaws.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    pub(crate) ids: Ids,
    pub(crate) seed: u64,
    pub(crate) now: Stamp,
    pub(crate) domain: String,
    pub(crate) cast: Vec<Person>,
    pub(crate) ordinary: u64,
    /// Ordinary users from this number on have joined since the org was made.
    pub(crate) joined_from: u64,
    pub(crate) extras: Vec<Person>,
    /// Numbers of users who were deleted.
    pub(crate) removed: BTreeSet<u64>,
    /// Numbers of users who were deactivated.
    pub(crate) left: BTreeSet<u64>,
}

impl Directory {
    /// How many users there are, deactivated ones included.
    pub(crate) fn total(&self) -> u64 {
        self.places() - self.removed.len() as u64
    }

    fn places(&self) -> u64 {
        self.cast.len() as u64 + self.ordinary + self.extras.len() as u64
    }

    fn at(&self, place: u64) -> u64 {
        let cast = self.cast.len() as u64;
        if place < cast {
            self.cast[place as usize].number
        } else if place < cast + self.ordinary {
            place - cast
        } else {
            self.extras[(place - cast - self.ordinary) as usize].number
        }
    }

    fn place(&self, number: u64) -> Option<u64> {
        let cast = self.cast.len() as u64;
        if number < CAST {
            (number < self.ordinary).then_some(cast + number)
        } else if number < EXTRA {
            self.cast.iter().position(|person| person.number == number).map(|place| place as u64)
        } else {
            self.extras.iter().position(|person| person.number == number).map(|place| cast + self.ordinary + place as u64)
        }
    }

    /// The number behind an id, if there is or was such a user; a cursor may name a user who is gone.
    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        self.ids.number(Kind::User, id).filter(|number| self.place(*number).is_some())
    }

    pub(crate) fn exists(&self, number: u64) -> bool {
        !self.removed.contains(&number) && self.place(number).is_some()
    }

    /// Numbers in list order, from the one behind `after`, or from the first.
    pub(crate) fn from(&self, after: Option<u64>) -> impl Iterator<Item = u64> {
        let start = after.and_then(|number| self.place(number)).map_or(0, |place| place + 1);
        (start..self.places()).map(|place| self.at(place)).filter(|number| !self.removed.contains(number))
    }

    fn person(&self, number: u64) -> Option<&Person> {
        let people = match number {
            ..CAST => return None,
            CAST..EXTRA => &self.cast,
            EXTRA.. => &self.extras,
        };
        people.iter().find(|person| person.number == number)
    }

    pub(crate) fn person_mut(&mut self, number: u64) -> &mut Person {
        let people = if number < EXTRA { &mut self.cast } else { &mut self.extras };
        people.iter_mut().find(|person| person.number == number).expect("only people who were added are changed")
    }

    pub(crate) fn status(&self, number: u64) -> Status {
        if self.left.contains(&number) {
            return Status::Deprovisioned;
        }
        match self.person(number) {
            Some(person) => person.status,
            None if number >= self.joined_from => Status::Active,
            None => Status::drawn(draw(self.seed, 1, number)),
        }
    }

    /// Whether an ordinary user worked here when the org was made; who did not never signs in.
    pub(crate) fn worked(&self, number: u64) -> bool {
        matches!(Status::drawn(draw(self.seed, 1, number)), Status::Active | Status::PasswordExpired)
    }

    /// Whether a user joined since the org was made, or left.
    pub(crate) fn is_recent(&self, number: u64) -> bool {
        self.left.contains(&number) || (self.joined_from..self.ordinary).contains(&number)
    }

    pub(crate) fn by_login(&self, login: &str) -> Option<u64> {
        let local = login.strip_suffix(self.domain.as_str())?.strip_suffix('@')?;
        if let Some(person) = self.cast.iter().chain(&self.extras).find(|person| person.local == local) {
            return Some(person.number);
        }
        let number = local.rsplit('.').next()?.parse().ok().filter(|number| *number < self.ordinary)?;
        (self.user(number).login == login).then_some(number)
    }

    /// The user of a number that exists.
    pub(crate) fn user(&self, number: u64) -> User {
        match self.person(number) {
            Some(person) => self.named(person),
            None => self.drawn(number),
        }
    }

    fn named(&self, person: &Person) -> User {
        let status = self.status(person.number);
        let waiting = matches!(status, Status::Staged);
        User {
            id: self.ids.id(Kind::User, person.number),
            status,
            created: person.created,
            activated: (!waiting).then(|| Stamp(person.created.0 + HOUR)),
            status_changed: if status == Status::Active { Stamp(person.created.0 + 2 * HOUR) } else { self.now.days_ago(5) },
            last_login: person.last_login,
            last_updated: person.created.max(self.now.days_ago(20)),
            password_changed: (!waiting).then(|| person.created.max(self.now.days_ago(60))),
            login: format!("{}@{}", person.local, self.domain),
            first: Cow::Owned(person.first.clone()),
            last: Cow::Owned(person.last.clone()),
            title: Some(person.title),
            department: Some("Information technology"),
            user_type: person.user_type,
        }
    }

    fn drawn(&self, number: u64) -> User {
        let status = self.status(number);
        let value = draw(self.seed, 2, number);
        let first = FIRST_NAMES[(value % 40) as usize];
        let last = LAST_NAMES[(value / 40 % 40) as usize];
        let created = if number >= self.joined_from {
            self.now.seconds_ago(60 + (value >> 16) as i64 % HOUR)
        } else if matches!(status, Status::Staged | Status::Provisioned) {
            self.now.seconds_ago((value >> 16) as i64 % (10 * DAY))
        } else {
            self.now.seconds_ago(60 * DAY + ((value >> 16) as i64).rem_euclid(2_000 * DAY))
        };
        let activated = (status != Status::Staged).then(|| Stamp((created.0 + HOUR).min(self.now.0)));
        let seen = matches!(status, Status::Active | Status::PasswordExpired | Status::Recovery | Status::LockedOut | Status::Suspended);
        // One in fifty never came; the others came within the last six weeks.
        let last_login = (seen && !(value >> 40).is_multiple_of(50))
            .then(|| self.now.seconds_ago((value >> 24) as i64 % (42 * DAY)).max(Stamp(created.0 + HOUR).min(self.now)));
        User {
            id: self.ids.id(Kind::User, number),
            status,
            created,
            activated,
            status_changed: activated.unwrap_or(created),
            last_login,
            last_updated: created.max(self.now.seconds_ago((value >> 20) as i64 % (300 * DAY))),
            password_changed: seen.then(|| created.max(self.now.seconds_ago((value >> 28) as i64 % (200 * DAY)))),
            login: login(first, last, number, &self.domain),
            first: Cow::Borrowed(first),
            last: Cow::Borrowed(last),
            title: None,
            department: Some(DEPARTMENTS[(value / 1_600 % 8) as usize]),
            user_type: None,
        }
    }

    /// Users by status; every status is named, also those that nobody has.
    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        let mut counts: BTreeMap<_, _> = Status::ALL.into_iter().map(|status| (status.name(), 0)).collect();
        for number in self.from(None) {
            *counts.entry(self.status(number).name()).or_default() += 1;
        }
        counts
    }
}

/// A login is ASCII and ends with the number, so that it leads back to its user.
fn login(first: &str, last: &str, number: u64, domain: &str) -> String {
    let plain = |name: &str| -> String {
        name.chars()
            .map(|c| match c {
                '\u{e1}' => 'a',
                '\u{ed}' => 'i',
                '\u{fc}' => 'u',
                other => other.to_ascii_lowercase(),
            })
            .filter(char::is_ascii_lowercase)
            .collect()
    };
    format!("{}.{}.{number}@{domain}", plain(first), plain(last))
}
