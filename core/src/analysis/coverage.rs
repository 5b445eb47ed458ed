//! How much of what checks need was read.

use std::collections::BTreeMap;

use crate::{
    collect::part_of,
    snapshot::{Coverage, ForbiddenEndpoint, Needs},
    store::{Step, StepState},
};

/// What each step's end means for what checks need.
pub(super) fn coverage(steps: &[Step]) -> BTreeMap<Needs, Coverage> {
    let mut parts: BTreeMap<Needs, Vec<&Step>> = BTreeMap::new();
    for step in steps {
        if let Some(needs) = part_of(&step.step) {
            parts.entry(needs).or_default().push(step);
        }
    }
    // A policy without its rules says little: where none were read, that counts with each type that was. Single policies whose rules could
    // not be read are known by themselves, see `Lists`.
    let rules: Vec<&Step> = steps.iter().filter(|step| step.step == "policy_rules" && step.state != StepState::Read).collect();
    for (needs, parts) in &mut parts {
        if matches!(needs, Needs::Policies(_)) && parts.iter().all(|step| step.state == StepState::Read) {
            parts.extend(&rules);
        }
    }
    parts.into_iter().map(|(needs, steps)| (needs, merged(steps.into_iter()))).collect()
}

/// The worst of several steps.
fn merged<'a>(steps: impl Iterator<Item = &'a Step>) -> Coverage {
    let (mut unreadable, mut worst) = (0, None);
    for step in steps {
        unreadable += u64::try_from(step.unreadable).unwrap_or(0);
        let (rank, coverage) = match step.state {
            StepState::Read => (0, Coverage::Complete),
            StepState::NotOffered => (1, Coverage::FeatureOff { why: step.detail.clone().unwrap_or_default() }),
            StepState::NotVisible => (3, Coverage::Forbidden { path: endpoint(step), code: step.reason.clone().unwrap_or_default() }),
            StepState::Waiting | StepState::Reading | StepState::Unreadable => (2, Coverage::NotCollected),
        };
        if worst.as_ref().is_none_or(|(known, _)| *known < rank) {
            worst = Some((rank, coverage));
        }
    }
    match worst {
        Some((0, _)) if unreadable > 0 => Coverage::Partial { unreadable },
        Some((_, coverage)) => coverage,
        None => Coverage::NotCollected,
    }
}

/// Which lists of single objects were read whole.
pub(super) struct Lists<'a>(&'a [Step]);

impl<'a> Lists<'a> {
    /// As a run's steps left them.
    pub(super) fn of(steps: &'a [Step]) -> Self {
        Self(steps)
    }

    /// Whether the list that a step reads for this object was read whole in this run. What stands in the database otherwise is a part of
    /// it, or an earlier run's.
    pub(super) fn whole(&self, step: &str, id: &str) -> bool {
        let read = self.0.iter().find(|known| known.step == step && known.state == StepState::Read);
        read.is_some_and(|step| !step.incomplete.holds(id))
    }
}

/// What Okta did not let this credential see.
pub(super) fn forbidden(steps: &[Step]) -> Vec<ForbiddenEndpoint> {
    steps
        .iter()
        .filter(|step| step.state == StepState::NotVisible)
        .filter_map(|step| {
            Some(ForbiddenEndpoint { path: endpoint(step), code: step.reason.clone().unwrap_or_default(), needs: part_of(&step.step)? })
        })
        .collect()
}

/// The endpoint behind a step, as a lasting name.
fn endpoint(step: &Step) -> String {
    step.endpoint.clone().unwrap_or_else(|| step.step.clone())
}
