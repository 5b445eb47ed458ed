//! Going through the administrators.

use crate::checks::{Outcome, Subject};
use crate::snapshot::{HeldRole, Holders, Person, Snapshot};

/// Judges everybody who holds a role.
///
/// A holder whose account was not read is not evaluated. Where the members of a group that holds a role were not listed, nobody who is
/// absent from the outcome may be taken for somebody without a role.
pub(crate) fn each(snapshot: &Snapshot, judge: impl Fn(Outcome, &Person, &[HeldRole<'_>], &Holders<'_>) -> Outcome) -> Outcome {
    let holders = snapshot.holders();
    let outcome = holders.users().fold(Outcome::new(), |outcome, id| match snapshot.person(id) {
        Ok(person) => judge(outcome, person, &holders.of(id), &holders),
        Err(absent) => outcome.not_evaluated(Subject::user(snapshot, id), absent.reason()),
    });
    match holders.unsure() {
        Some(reason) => outcome.unseen(reason),
        None => outcome,
    }
}

/// The names of roles, for people.
pub(crate) fn role_names(snapshot: &Snapshot, roles: &[HeldRole<'_>]) -> Vec<String> {
    roles.iter().map(|held| snapshot.role_name(held.role)).collect()
}
