//! Orgs written as text, for the command line: `acme:users=200,seed=7,flaws=token.no-network-zone+admin.inactive`.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Error, bail};

use crate::features::Feature;
use crate::flaws::{Flaw, Gap};
use crate::limits::{BucketTable, Edition, Noise, NoiseShape};
use crate::log::Attack;
use crate::oauth::{ClientSpec, Dpop};
use crate::org::Engine;
use crate::org::roles::LABELS;
use crate::permissions::permission;
use crate::settings::{OutsideZone, Table, WithoutRole};
use crate::spec::OrgSpec;

impl FromStr for OrgSpec {
    type Err = Error;

    /// Reads `name[:key=value[,key=value]…]`; lists are joined by `+`, and `flaws=all` is all that go together.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (name, options) = text.split_once(':').unwrap_or((text, ""));
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            bail!("an org's name is made of a-z, 0-9 and -, not {name:?}");
        }
        options.split(',').filter(|option| !option.is_empty()).try_fold(OrgSpec::new(name), |spec, option| {
            let (key, value) = option.split_once('=').with_context(|| format!("{option:?} is not key=value"))?;
            with(spec, key, value).with_context(|| format!("in {option:?} of org {name}"))
        })
    }
}

fn with(spec: OrgSpec, key: &str, value: &str) -> Result<OrgSpec, Error> {
    Ok(match key {
        "users" => spec.users(value.parse()?),
        "seed" => spec.seed(value.parse()?),
        "suffix" => spec.suffix(value),
        "domain" => spec.custom_domain(value),
        "table" => spec.table(match value {
            "wide" => Table::Wide,
            "narrow" => Table::Narrow,
            _ => bail!("a table is wide or narrow"),
        }),
        "engine" => spec.engine(match value {
            "identity" => Engine::Identity,
            "classic" => Engine::Classic,
            _ => bail!("an engine is identity or classic"),
        }),
        "itp" => spec.threat_protection(value.parse()?),
        "without" => value.split('+').try_fold(spec, |spec, name| match Feature::find(name) {
            Some(feature) => Ok(spec.without(feature)),
            None => bail!("there is no feature {name:?}"),
        })?,
        "roles" => match value.split('+').find(|role| !LABELS.iter().any(|(known, _)| known == role)) {
            Some(role) => bail!("there is no role {role:?}"),
            None => spec.collector_roles(value.split('+')),
        },
        "permissions" => match value.split('+').find(|name| permission(name).is_none()) {
            Some(name) => bail!("there is no permission {name:?}"),
            None => spec.collector_permissions(value.split('+')),
        },
        "outside-zone" => spec.outside_zone(match value {
            "403" => OutsideZone::Forbidden,
            "401" => OutsideZone::InvalidToken,
            _ => bail!("outside its zone, a token is answered 403 or 401"),
        }),
        "no-role" => spec.without_role(match value {
            "403" => WithoutRole::Forbidden,
            "empty" => WithoutRole::Empty,
            _ => bail!("without a role, a caller is answered 403 or with an empty list"),
        }),
        "limits" => match value {
            "on" => spec,
            "off" => spec.without_limits(),
            times => spec.limit_multiplier(times.parse().context("limits are on, off or a multiplier")?),
        },
        "edition" => spec.edition(match value {
            "workforce" => Edition::Workforce,
            "enterprise" => Edition::Enterprise,
            "small" => Edition::Small,
            "integrator" => Edition::Integrator,
            _ => bail!("an edition is workforce, enterprise, small or integrator"),
        }),
        "buckets" => spec.buckets(match value {
            "published" => BucketTable::Published,
            "older" => BucketTable::Older,
            "seen" => BucketTable::Seen,
            _ => bail!("the table of buckets is published or older"),
        }),
        "noise" => spec.noise(Noise { percent: value.parse()?, seed: 1, shape: NoiseShape::Steady }),
        "app" => spec.service_app(value),
        "plain-app" => spec.client(ClientSpec::service_app(value).dpop(Dpop::Ignored)),
        "integration" => spec.integration(value),
        "events-per-day" => spec.events_per_day(value.parse()?),
        "rate" => spec.rate(value.parse()?),
        "late" => {
            let (percent, seconds) = value.split_once('/').context("late events are PERCENT/SECONDS")?;
            spec.late_events(percent.parse()?, Duration::from_secs(seconds.parse()?))
        }
        "attacks" => value.split('+').try_fold(spec, |spec, attack| {
            let (id, ago) = attack.split_once('@').unwrap_or((attack, ""));
            match Attack::find(id) {
                Some(found) if ago.is_empty() => Ok(spec.attack(found.id)),
                Some(found) => Ok(spec.attack_begun(found.id, Duration::from_secs(ago.parse()?))),
                None => bail!("there is no attack {id:?}"),
            }
        })?,
        "repeated" => spec.repeated_events(value.parse()?),
        "skew" => spec.clock_skew(value.parse()?),
        "flaws" if value == "all" => Flaw::together().fold(spec, |spec, flaw| spec.flaw(flaw.id)),
        "flaws" => value.split('+').try_fold(spec, |spec, id| match Flaw::find(id) {
            Some(flaw) => Ok(spec.flaw(flaw.id)),
            None => bail!("there is no flaw {id:?}"),
        })?,
        "gaps" => value.split('+').try_fold(spec, |spec, id| match Gap::find(id) {
            Some(gap) => Ok(spec.setup_gap(gap.id)),
            None => bail!("there is no gap {id:?}"),
        })?,
        _ => bail!(
            "there is no option {key:?}: users, seed, suffix, domain, table, engine, itp, without, roles, permissions, outside-zone, no-role, limits, edition, buckets, noise, app, plain-app, integration, events-per-day, rate, late, repeated, attacks, skew, flaws, gaps"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Delivery, When};

    #[test]
    fn an_org_is_read_from_its_text() {
        let spec: OrgSpec = "acme:users=200,seed=7,flaws=token.no-network-zone+admin.inactive,table=narrow".parse().unwrap();
        assert_eq!((spec.name.as_str(), spec.users, spec.seed, spec.table), ("acme", 200, 7, Table::Narrow));
        assert_eq!(spec.flaws.len(), 2);
        assert_eq!("bare".parse::<OrgSpec>().unwrap().host(), "bare.okta.com");
    }

    #[test]
    fn clients_editions_and_noise_are_read_too() {
        let spec: OrgSpec =
            "acme:app=reader,plain-app=plain,integration=scanner,edition=integrator,buckets=older,noise=95,no-role=empty".parse().unwrap();
        let names: Vec<&str> = spec.clients.iter().map(|client| client.name.as_str()).collect();
        assert_eq!(names, ["reader", "plain", "scanner"]);
        assert_eq!((spec.limits.edition, spec.limits.concurrency, spec.limits.table), (Edition::Integrator, 35, BucketTable::Older));
        assert_eq!(spec.limits.noise.map(|noise| noise.percent), Some(95));
        assert_eq!(spec.without_role, WithoutRole::Empty);
    }

    #[test]
    fn what_an_org_lacks_who_asks_and_how_busy_it_is_are_read_too() {
        let spec: OrgSpec = "acme:without=realms+logStreaming,domain=Login.Acme.example,events-per-day=50000".parse().unwrap();
        assert_eq!(spec.off, [Feature::LogStreaming, Feature::Realms].into());
        assert_eq!((spec.alias.as_deref(), spec.rate), (Some("login.acme.example"), Some(50_000.0 / 86_400.0)));
        let spec: OrgSpec = "acme:roles=APP_ADMIN+REPORT_ADMIN,permissions=okta.eventhooks.read".parse().unwrap();
        assert_eq!((spec.roles.join("+"), spec.permissions), ("APP_ADMIN+REPORT_ADMIN".to_owned(), vec!["okta.eventhooks.read"]));
        assert!("acme:permissions=okta.telepathy.read".parse::<OrgSpec>().is_err());
        assert!("acme:without=telepathy".parse::<OrgSpec>().is_err());
    }

    #[test]
    fn how_the_log_lives_is_read_too() {
        let spec: OrgSpec = "acme:rate=2.5,late=5/3600,repeated=1.5,attacks=push-bombing+token-misuse@3600".parse().unwrap();
        assert_eq!((spec.rate, spec.delivery), (Some(2.5), Delivery { late_percent: 5.0, longest: 3_600_000, repeated_percent: 1.5 }));
        let attacks: Vec<(&str, When)> = spec.attacks.iter().map(|(attack, when)| (attack.id, *when)).collect();
        assert_eq!(attacks, [("push-bombing", When::Over), ("token-misuse", When::Begun(Duration::from_secs(3_600)))]);
        assert!("acme:attacks=telepathy".parse::<OrgSpec>().is_err());
    }

    #[test]
    fn a_mistake_is_named() {
        for (text, part) in
            [("acme:users=many", "users=many"), ("acme:flaws=none.such", "none.such"), ("acme:colour=red", "colour"), ("A b", "A b")]
        {
            let error = format!("{:#}", text.parse::<OrgSpec>().unwrap_err());
            assert!(error.contains(part), "{error}");
        }
    }
}
