//! Finding out which scopes are granted. Okta refuses a token call as a whole for one scope that is not, and does not say for which.

use std::collections::BTreeSet;

use super::Grants;
use crate::api::{Scope, scopes};

/// A search: [`Search::asks`] says what to ask for, [`Search::granted`] and [`Search::refused`] take the answer in. No clock, no network.
#[derive(Debug)]
pub(super) struct Search {
    wanted: BTreeSet<Scope>,
    granted: BTreeSet<Scope>,
    refused: BTreeSet<Scope>,
    /// What is not known yet, the next at the end.
    todo: Vec<Part>,
    /// Whether the first question rests on what was found earlier.
    recorded: bool,
}

/// Scopes asked for together.
#[derive(Debug)]
struct Part {
    scopes: Vec<Scope>,
    /// At least one of them is known to be refused: asking for all is of no use.
    tainted: bool,
    /// The part below it is the other half of a refused one.
    is_half: bool,
}

impl Part {
    fn of(scopes: Vec<Scope>) -> Self {
        Self { scopes, tainted: false, is_half: false }
    }
}

impl Search {
    /// A search among `wanted`, which begins with all that was not refused when it was `known`.
    pub(super) fn new(wanted: &[Scope], known: Option<&Grants>) -> Self {
        let wanted: BTreeSet<Scope> = wanted.iter().copied().collect();
        let is_refused = |scope: &Scope| known.is_some_and(|known| known.refused.contains(scope.as_str()));
        let (refused, hoped): (BTreeSet<_>, BTreeSet<_>) = wanted.iter().copied().partition(is_refused);
        match (hoped.is_empty(), refused.is_empty()) {
            (true, true) => Self { wanted, granted: hoped, refused, todo: vec![], recorded: false },
            (true, false) => Self::new(&wanted.into_iter().collect::<Vec<_>>(), None),
            (false, all) => {
                Self { wanted, granted: BTreeSet::new(), refused, todo: vec![Part::of(hoped.into_iter().collect())], recorded: !all }
            }
        }
    }

    /// The scopes to ask for now: those known to be granted, so that the last token has them all, and those to be found out about.
    /// `None` when all is known.
    pub(super) fn asks(&self) -> Option<Vec<Scope>> {
        let part = self.todo.last()?;
        Some(self.granted.iter().copied().chain(part.scopes.iter().copied()).collect())
    }

    /// A token was given for what was asked, with these scopes if Okta named them. It may be narrower: what it lacks is refused.
    pub(super) fn granted(&mut self, named: Option<&[&str]>) {
        let Some(asked) = self.asks() else { return };
        let part = self.todo.pop();
        let (good, bad): (BTreeSet<_>, BTreeSet<_>) =
            asked.into_iter().partition(|scope| named.is_none_or(|named| named.contains(&scope.as_str())));
        let whole = bad.is_empty();
        self.granted = good;
        self.refused.extend(bad);
        if let (true, Some(Part { is_half: true, .. }), Some(other)) = (whole, part, self.todo.last_mut()) {
            other.tainted = true;
        }
        self.settle();
    }

    /// The call was refused for its scopes.
    pub(super) fn refused(&mut self) {
        let Some(part) = self.todo.pop() else { return };
        if self.recorded {
            // What was found earlier is no longer true.
            *self = Self::new(&self.wanted.iter().copied().collect::<Vec<_>>(), None);
            return;
        }
        if self.granted.is_empty() && self.refused.is_empty() && part.scopes.len() == self.wanted.len() && self.wanted.len() > 1 {
            // What customers grant most: what our guide says, or the log alone.
            let (common, rest): (Vec<_>, Vec<_>) = part.scopes.into_iter().partition(|scope| scopes::COMMON.contains(scope));
            let (log, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|scope| *scope == scopes::LOGS);
            let parts = [rest, log, common].into_iter().filter(|part| part.len() < self.wanted.len());
            self.todo.extend(parts.map(Part::of));
            self.todo.retain(|part| !part.scopes.is_empty());
            if self.todo.is_empty() {
                self.split(self.wanted.iter().copied().collect());
            }
            return;
        }
        self.split(part.scopes);
        self.settle();
    }

    /// Puts the halves of a refused part on the list; one scope alone is refused. Where more is refused than granted, halves would mostly be
    /// refused too, and asking for each scope alone takes fewer calls.
    fn split(&mut self, scopes: Vec<Scope>) {
        if let [scope] = scopes[..] {
            self.refused.insert(scope);
            return;
        }
        if self.refused.len() > self.granted.len() {
            self.todo.extend(scopes.into_iter().map(|scope| Part::of(vec![scope])));
            return;
        }
        let (first, second) = scopes.split_at(scopes.len() / 2);
        self.todo.push(Part::of(second.to_vec()));
        self.todo.push(Part { is_half: true, ..Part::of(first.to_vec()) });
    }

    /// Splits what is known to be refused without asking for it.
    fn settle(&mut self) {
        while self.todo.last().is_some_and(|part| part.tainted) {
            if let Some(part) = self.todo.pop() {
                self.split(part.scopes);
            }
        }
    }

    /// What was found.
    pub(super) fn found(&self, bound: bool) -> Grants {
        let names = |scopes: &BTreeSet<Scope>| scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
        Grants { granted: names(&self.granted), refused: names(&self.refused), bound }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Runs a search against an org that grants `truth`; gives what was found, the scopes of the last token, and the calls it took.
    fn run(wanted: &[Scope], known: Option<&Grants>, truth: &BTreeSet<Scope>) -> (Grants, Vec<Scope>, usize) {
        let mut search = Search::new(wanted, known);
        let (mut calls, mut token) = (0, vec![]);
        while let Some(asked) = search.asks() {
            calls += 1;
            assert!(calls < 1000 && !asked.is_empty());
            if asked.iter().all(|scope| truth.contains(scope)) {
                search.granted(None);
                token = asked;
            } else {
                search.refused();
            }
        }
        (search.found(false), token, calls)
    }

    fn names<'a>(scopes: impl IntoIterator<Item = &'a Scope>) -> BTreeSet<String> {
        scopes.into_iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_common_grants_are_found_at_once() {
        let calls = |truth: &[Scope]| run(scopes::ALL, None, &truth.iter().copied().collect()).2;
        assert_eq!(calls(scopes::ALL), 1);
        let guide: Vec<Scope> = scopes::COMMON.iter().copied().chain([scopes::LOGS]).collect();
        let of_the_guide = run(&guide, None, &guide.iter().copied().collect()).2;
        assert_eq!(of_the_guide, 1);
        let log_only = run(&guide, None, &[scopes::LOGS].into());
        assert_eq!((log_only.0.granted, log_only.1), (names(&[scopes::LOGS]), vec![scopes::LOGS]));
        assert!(log_only.2 <= guide.len() * 3 / 2, "{}", log_only.2);
        assert!(calls(&[scopes::LOGS]) < scopes::ALL.len() * 3 / 2, "{}", calls(&[scopes::LOGS]));
    }

    #[test]
    fn a_recorded_grant_costs_one_call_and_one_that_is_no_longer_true_is_found_anew() {
        let truth: BTreeSet<Scope> = [scopes::USERS, scopes::GROUPS, scopes::LOGS].into();
        let (known, ..) = run(scopes::ALL, None, &truth);
        assert_eq!(run(scopes::ALL, Some(&known), &truth), (known.clone(), truth.iter().copied().collect(), 1));
        let less: BTreeSet<Scope> = [scopes::USERS].into();
        assert_eq!(run(scopes::ALL, Some(&known), &less).0.granted, names(&less));
        let none = Grants { granted: BTreeSet::new(), refused: names(scopes::ALL), bound: false };
        assert_eq!(run(scopes::ALL, Some(&none), &less).0.granted, names(&less), "all refused: asked again");
        assert_eq!(run(&[], None, &less).2, 0);
    }

    #[test]
    fn a_narrower_answer_is_believed() {
        let mut search = Search::new(scopes::ALL, None);
        search.granted(Some(&["okta.users.read", "okta.users.manage"]));
        assert_eq!(search.asks(), None);
        let found = search.found(true);
        assert_eq!((found.granted, found.refused.len(), found.bound), (names(&[scopes::USERS]), scopes::ALL.len() - 1, true));
    }

    proptest! {
        #[test]
        fn refused_scopes_are_found_in_few_calls(mask in any::<u64>(), dense in any::<u64>(), alone in any::<bool>()) {
            // Sometimes about half of them are granted, sometimes most.
            let mask = if alone { mask } else { mask | dense };
            let wanted = scopes::ALL;
            let truth: BTreeSet<Scope> = wanted.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, scope)| *scope).collect();
            let (found, token, calls) = run(wanted, None, &truth);
            prop_assert_eq!(&found.granted, &names(&truth));
            prop_assert_eq!(found.refused.len(), wanted.len() - truth.len());
            prop_assert_eq!(names(&token), names(&truth));
            let refused = wanted.len() - truth.len();
            let bound = 2.0 * refused as f64 * (wanted.len() as f64).log2() + 4.0;
            prop_assert!(calls as f64 <= bound && calls <= 2 * wanted.len(), "{calls} calls for {refused} refused");
        }
    }
}
