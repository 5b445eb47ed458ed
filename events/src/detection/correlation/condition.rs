//! What a window must fulfil beyond Sigma's own condition: `also:` under `oktually:`, documented in `events/rules/README.md`.

use serde::Deserialize;
use time::Duration;

use super::window::Window;

/// One condition. All of a list must hold in the same window.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Condition {
    /// At least one of these.
    Any { any: Vec<Condition> },
    /// So many different values of a field.
    Distinct {
        distinct: String,
        #[serde(default)]
        gte: usize,
        #[serde(default = "without_end")]
        lte: usize,
    },
    /// So many events, of one part or of `all`.
    Events {
        events: String,
        #[serde(default)]
        gte: usize,
        #[serde(default = "without_end")]
        lte: usize,
    },
    /// So many events of each value of a field, or of a share of its values.
    Each {
        each: String,
        #[serde(default)]
        gte: usize,
        #[serde(default = "without_end")]
        lte: usize,
        #[serde(default = "all")]
        share: f64,
    },
    /// From the first event to the last so long at least: `5m`.
    Lasting { lasting: String },
    /// Events of one part for each of another.
    Ratio {
        ratio: [String; 2],
        #[serde(default)]
        gte: f64,
        #[serde(default = "infinite")]
        lt: f64,
    },
    /// A field whose value is another in the last part than in the first.
    Differs { differs: String },
    /// Two events farther apart than so many kilometres, which nobody travels at less than so many an hour.
    Travel { farther_than_km: f64, faster_than_kmh: f64 },
}

/// All parts.
const ALL: &str = "all";

fn without_end() -> usize {
    usize::MAX
}

fn all() -> f64 {
    1.0
}

fn infinite() -> f64 {
    f64::INFINITY
}

/// `90s`, `5m`, `3h`, `1d`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.trim().split_at_checked(text.trim().len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|number| (1..=10_000_000).contains(number))?;
    Some(match unit {
        "s" => Duration::seconds(number),
        "m" => Duration::minutes(number),
        "h" => Duration::hours(number),
        "d" => Duration::days(number),
        _ => return None,
    })
}

impl Condition {
    /// The fields that it asks for.
    pub(super) fn fields(&self, fields: &mut Vec<String>) {
        match self {
            Self::Any { any } => any.iter().for_each(|condition| condition.fields(fields)),
            Self::Distinct { distinct: field, .. } | Self::Each { each: field, .. } | Self::Differs { differs: field } => {
                fields.push(field.clone());
            }
            Self::Travel { .. } => fields.extend(super::travel::FIELDS.map(str::to_owned)),
            Self::Events { .. } | Self::Lasting { .. } | Self::Ratio { .. } => {}
        }
    }

    /// # Errors
    /// In words, if it names a part that there is not, or a time that is none.
    pub(super) fn check(&self, parts: &[String]) -> Result<(), String> {
        let part =
            |name: &String| if parts.contains(name) { Ok(()) } else { Err(format!("'{name}' is none of the rules that are correlated")) };
        match self {
            Self::Any { any } => any.iter().try_for_each(|condition| condition.check(parts)),
            Self::Events { events, .. } if events != ALL => part(events),
            Self::Ratio { ratio, .. } => ratio.iter().try_for_each(part),
            Self::Lasting { lasting } => duration(lasting).map(drop).ok_or_else(|| format!("'{lasting}' is no time such as 5m")),
            _ => Ok(()),
        }
    }

    pub(super) fn holds(&self, window: &Window<'_>) -> bool {
        match self {
            Self::Any { any } => any.iter().any(|condition| condition.holds(window)),
            Self::Distinct { distinct, gte, lte } => (*gte..=*lte).contains(&window.distinct(distinct)),
            Self::Events { events, gte, lte } => (*gte..=*lte).contains(&window.events(Some(events.as_str()).filter(|name| *name != ALL))),
            Self::Each { each, gte, lte, share } => {
                let counts = window.counts(each);
                let fitting = counts.clone().filter(|count| (*gte..=*lte).contains(count)).count();
                let all = counts.count();
                all > 0 && fitting as f64 >= share * all as f64
            }
            Self::Lasting { lasting } => duration(lasting).is_some_and(|least| window.length() >= least),
            Self::Ratio { ratio: [one, other], gte, lt } => {
                let other = window.events(Some(other));
                let ratio = window.events(Some(one)) as f64 / other as f64;
                other > 0 && ratio >= *gte && ratio < *lt
            }
            Self::Differs { differs } => window.differs(differs),
            Self::Travel { farther_than_km, faster_than_kmh } => {
                super::travel::is_impossible(window.marks(), *farther_than_km, *faster_than_kmh)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_is_read_as_what_it_is_and_nothing_else_is_one() {
        let read = |json: serde_json::Value| serde_json::from_value::<Condition>(json);
        for (json, is) in [
            (serde_json::json!({"any": [{"lasting": "5m"}]}), "Any"),
            (serde_json::json!({"distinct": "actor.id", "gte": 5}), "Distinct"),
            (serde_json::json!({"events": "all", "gte": 5}), "Events"),
            (serde_json::json!({"each": "actor.id", "gte": 2, "lte": 8, "share": 0.6}), "Each"),
            (serde_json::json!({"lasting": "5m"}), "Lasting"),
            (serde_json::json!({"ratio": ["a", "b"], "lt": 0.5}), "Ratio"),
            (serde_json::json!({"differs": "client.ipAddress"}), "Differs"),
            (serde_json::json!({"farther_than_km": 500.0, "faster_than_kmh": 900.0}), "Travel"),
        ] {
            let words = format!("{:?}", read(json.clone()).unwrap());
            assert!(words.starts_with(is), "{json}: {words}");
        }
        for json in [
            serde_json::json!({}),
            serde_json::json!({"gte": 5}),
            serde_json::json!({"further_than_km": 500.0, "faster_than_kmh": 900.0}),
            serde_json::json!({"each": "actor.id", "more": 1}),
            serde_json::json!({"events": null, "gte": 1}),
        ] {
            assert!(read(json.clone()).is_err(), "{json}");
        }
    }

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        assert_eq!(["90s", "5m", "3h", "1d"].map(duration), [90, 300, 10_800, 86_400].map(|seconds| Some(Duration::seconds(seconds))));
        assert_eq!(["", "5", "m", "-5m", "5 w", "99999999999h"].map(duration), [None; 6]);
    }
}
