//! A service account of its own.

use super::report::{Judging, SetupStep};
use crate::snapshot::{Service, Snapshot};

const STEP: Judging = Judging {
    id: "service_account",
    title: "A service account of its own",
    required: false,
    remedy: "In the Admin Console, Directory › People › Add person: create an account that only this integration uses, for example \
             svc-oktually. Sign in as it, create the token there, and hand that token over.",
};

pub(super) fn dedicated(seen: &Snapshot) -> SetupStep {
    let Some(own) = &seen.own else { return STEP.cannot_tell("Okta did not say which account the token acts for.") };
    let tokens = seen.api_tokens.iter().filter(|token| token.owner == own.user).count();
    let Ok(person) = seen.person(&own.user) else {
        return STEP.cannot_tell(format!("The token acts as {}, of whom nothing more could be read.", own.login));
    };
    if tokens > 1 {
        return STEP.missing(format!("The token acts as {}, an account that owns {tokens} API tokens.", own.login));
    }
    match seen.service(person) {
        Service::Declared | Service::Inferred => STEP.ok(format!("The token acts as {}.", own.login)),
        Service::No => STEP.missing(format!("The token acts as {}, which looks like a person's account.", own.login)),
        Service::Unclear => STEP.cannot_tell(format!("The token acts as {}; whether a person uses it could not be read.", own.login)),
    }
}
