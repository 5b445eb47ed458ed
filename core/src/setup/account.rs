//! A service account of its own.

use super::report::{Judging, SetupStep};
use crate::snapshot::{OwnIdentity, Service, Snapshot};

const STEP: Judging = Judging {
    id: "service_account",
    title: "A service account of its own",
    required: false,
    remedy: "In the Admin Console, Directory › People › Add person: create an account that only this integration uses, for example \
             svc-oktually. Sign in as it, create the token there, and hand that token over.",
    of_app: "",
};

pub(super) fn dedicated(seen: &Snapshot) -> SetupStep {
    let step = STEP.of(seen);
    let Some(OwnIdentity::User { id, login, .. }) = &seen.own else {
        return step.cannot_tell("Okta did not say which account the token acts for.");
    };
    let tokens = seen.api_tokens.iter().filter(|token| token.owner == *id).count();
    let Ok(person) = seen.person(id) else {
        return step.cannot_tell(format!("The token acts as {login}, of whom nothing more could be read."));
    };
    if tokens > 1 {
        return step.missing(format!("The token acts as {login}, an account that owns {tokens} API tokens."));
    }
    match seen.service(person) {
        Service::Declared | Service::Inferred => step.ok(format!("The token acts as {login}.")),
        Service::No => step.missing(format!("The token acts as {login}, which looks like a person's account.")),
        Service::Unclear => step.cannot_tell(format!("The token acts as {login}; whether a person uses it could not be read.")),
    }
}
