//! The log of a running org: its rate, attacks, entries that somebody made up, cursors that are refused.

use std::time::Duration;

use serde_json::Value;

use super::Org;
use crate::locks::lock;
use crate::log::{Attack, Attacked, Malformation, When, insert, insert_malformed};

impl Org {
    /// Lets an attack have happened: its last entry is published now, and all are stored now.
    ///
    /// # Panics
    /// If there is no such attack; [`Attack::ALL`] lists them.
    #[track_caller]
    pub fn attack(&self, id: &str) -> Attacked {
        self.0.attack(found(id), When::Over)
    }

    /// Lets an attack begin so long ago: what was published since is stored now, the rest comes when its time has come.
    /// With a duration of zero it begins now.
    ///
    /// # Panics
    /// If there is no such attack.
    #[track_caller]
    pub fn attack_begun(&self, id: &str, ago: Duration) -> Attacked {
        self.0.attack(found(id), When::Begun(ago))
    }

    /// The attacks that the log tells of, oldest first: those that the org was described with, and those since.
    pub fn attacks(&self) -> Vec<Attacked> {
        lock(&self.0.attacks).iter().cloned().collect()
    }

    /// Ends the attacks of that name that go on: what is not stored yet never comes. Gives those that there were.
    pub fn end_attacks(&self, id: &str) -> Vec<Attacked> {
        let ended: Vec<Attacked> = self.attacks().into_iter().filter(|attacked| attacked.id == id).collect();
        ended.iter().for_each(|attacked| self.0.end_attack(attacked.numbers.clone()));
        ended
    }

    /// Changes how many entries the log gets in a second, from a thousandth to 50,000; what was before stays as it was.
    pub fn set_rate(&self, events_per_second: f64) {
        let now = self.0.moment().now_milliseconds;
        self.0.change(|_, changes| changes.rates.push((now, events_per_second)));
    }

    /// Puts an entry into the log, whatever it is; it is stored now, and stands in the order of publishing where its own time says.
    pub fn log_event(&self, event: &Value) {
        let moment = self.0.moment();
        insert(&self.0.happened, event, moment.now_milliseconds, moment.spec.skew_seconds);
    }

    /// Puts an entry into the log that is like any other but for one thing. Gives the id that it has, unless that is what is wrong.
    ///
    /// # Panics
    /// If there is no such malformation; [`Malformation::all`] lists them.
    #[track_caller]
    pub fn malformed_event(&self, id: &str) -> String {
        let wrong = Malformation::find(id).unwrap_or_else(|| panic!("there is no malformation {id:?}"));
        let moment = self.0.moment();
        insert_malformed(&moment.world, &self.0.happened, wrong, moment.now_milliseconds, moment.spec.skew_seconds)
    }

    /// Makes all cursors of the log worthless that were given so far: 400 `E0000053`.
    pub fn refuse_log_cursors(&self) {
        self.0.happened.refuse_cursors();
    }
}

#[track_caller]
fn found(id: &str) -> &'static Attack {
    Attack::find(id).unwrap_or_else(|| panic!("there is no attack {id:?}"))
}
