//! Named people: administrators, service accounts, and whom a flaw brings along.

use super::status::Status;
use crate::stamp::Stamp;

/// Ordinary users are numbered from 0; the others live far above, so that no number is used twice.
pub(crate) const CAST: u64 = 1 << 40;
/// Where the numbers begin that flaws use for what they add.
pub(crate) const EXTRA: u64 = 1 << 41;

/// The collector's own account.
pub(crate) const OWN: u64 = CAST;

/// The least number of users of an org: its named people and at least one other.
pub(crate) const FEWEST_USERS: u64 = 10;

/// Somebody described one by one instead of drawn from the seed.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) number: u64,
    /// The part of the login before the `@`.
    pub(crate) local: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) title: &'static str,
    /// The profile's `userType`.
    pub(crate) user_type: Option<&'static str>,
    pub(crate) status: Status,
    pub(crate) created: Stamp,
    pub(crate) last_login: Option<Stamp>,
}

impl Person {
    /// A member of staff who works here and signed in lately.
    pub(crate) fn staff(number: u64, first: &str, last: &str, title: &'static str, now: Stamp) -> Self {
        Person {
            number,
            local: format!("{}.{}", first.to_lowercase(), last.to_lowercase()),
            first: first.to_owned(),
            last: last.to_owned(),
            title,
            user_type: Some("Employee"),
            status: Status::Active,
            created: now.days_ago(900),
            last_login: Some(now.seconds_ago(7_200 + (number % 50) as i64 * 1_800)),
        }
    }

    /// An account of a program; somebody signed in with it a month ago, to make its token.
    pub(crate) fn service(number: u64, purpose: &str, now: Stamp) -> Self {
        Person {
            number,
            local: format!("svc-{purpose}"),
            first: "Service".to_owned(),
            last: purpose.to_owned(),
            title: "Service account",
            user_type: Some("Service"),
            status: Status::Active,
            created: now.days_ago(720),
            last_login: Some(now.days_ago(31).seconds_ago(600)),
        }
    }
}

/// The people of a sound org: our own account first, then service accounts, super administrators and others.
pub(crate) fn cast(users: u64, now: Stamp) -> Cast {
    let mut people = vec![Person::service(OWN, "oktually", now)];
    let mut next = OWN + 1;
    let services = 2 + (users / 5_000).min(4) as usize;
    for purpose in SERVICES.iter().take(services) {
        people.push(Person::service(next, purpose, now));
        next += 1;
    }
    let supers = [("Noor", "Haddad"), ("Ilse", "Brandt")];
    for (first, last) in supers {
        people.push(Person::staff(next, first, last, "Identity engineer", now));
        next += 1;
    }
    // At most two of a hundred may administer, and flaws must still find room below that.
    let others = if users < 600 { 2 } else { (3 + users / 1_500).min(12) };
    for (first, last) in OTHERS.iter().take(others as usize) {
        people.push(Person::staff(next, first, last, "Support engineer", now));
        next += 1;
    }
    Cast { people, services, supers: supers.len(), others: others as usize }
}

/// The named people, and how many there are of each sort, in their order.
pub(crate) struct Cast {
    pub(crate) people: Vec<Person>,
    /// Service accounts beside our own.
    pub(crate) services: usize,
    pub(crate) supers: usize,
    pub(crate) others: usize,
}

impl Cast {
    pub(crate) fn services(&self) -> impl Iterator<Item = u64> + use<> {
        numbers(1, self.services)
    }

    pub(crate) fn supers(&self) -> impl Iterator<Item = u64> + use<> {
        numbers(1 + self.services, self.supers)
    }

    pub(crate) fn others(&self) -> impl Iterator<Item = u64> + use<> {
        numbers(1 + self.services + self.supers, self.others)
    }
}

fn numbers(from: usize, count: usize) -> impl Iterator<Item = u64> {
    (from..from + count).map(|place| CAST + place as u64)
}

const SERVICES: [&str; 6] = ["siem-export", "hr-sync", "asset-inventory", "backup-report", "wiki-directory", "ticket-bridge"];

const OTHERS: [(&str, &str); 12] = [
    ("Tomas", "Varga"),
    ("Amina", "Diallo"),
    ("Lucia", "Ferrer"),
    ("Henrik", "Dahl"),
    ("Priya", "Nair"),
    ("Owen", "Pryce"),
    ("Sanne", "Visser"),
    ("Kenji", "Mori"),
    ("Elif", "Kaya"),
    ("Marta", "Kowal"),
    ("Diego", "Rojas"),
    ("Anouk", "Leroy"),
];

/// First names that ordinary users are drawn from.
pub(crate) const FIRST_NAMES: [&str; 40] = [
    "Ada", "Bo", "Carla", "Dario", "Emma", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mina", "Nils", "Olga", "Pablo",
    "Quinn", "Rosa", "Sami", "Tara", "Uma", "Viktor", "Wanda", "Xenia", "Yara", "Zoe", "Arno", "Bianca", "Cem", "Dina", "Erik", "Fatou",
    "Gil", "Hana", "Ivo", "Jade", "Karim", "Lena", "Milo", "Nora",
];

/// Last names that ordinary users are drawn from, some beyond ASCII.
pub(crate) const LAST_NAMES: [&str; 40] = [
    "Abel",
    "Bauer",
    "Costa",
    "Duarte",
    "Ek",
    "Fischer",
    "Garc\u{ed}a",
    "Hansen",
    "Ito",
    "Jansen",
    "Koch",
    "Lund",
    "Meyer",
    "Nov\u{e1}k",
    "Okafor",
    "Petit",
    "Quist",
    "Rossi",
    "Sato",
    "Tanaka",
    "Ueda",
    "Vega",
    "Weber",
    "Xu",
    "Yilmaz",
    "Zhang",
    "Almeida",
    "Berg",
    "Cruz",
    "Dupont",
    "Evans",
    "Fox",
    "Grant",
    "Holm",
    "Iqbal",
    "Jones",
    "Kim",
    "Lopez",
    "M\u{fc}ller",
    "O'Neill",
];

/// Departments of ordinary users.
pub(crate) const DEPARTMENTS: [&str; 8] = ["Sales", "Finance", "Engineering", "Support", "Legal", "Operations", "Marketing", "Research"];
