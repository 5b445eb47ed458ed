//! What was measured of one reader.

use serde_json::Value;

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    pub(crate) users: u64,
    pub(crate) looked_into: u64,
    pub(crate) events: u64,
}

/// One reader's account of itself. Its processor time is counted from when it was ready to read, so that loading it is left out.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Users, factors, roles, entries: what it saw.
    pub(crate) seen: [u64; 4],
    pub(crate) people_seconds: f64,
    pub(crate) events_seconds: f64,
    pub(crate) elapsed_seconds: f64,
    pub(crate) peak_mib: f64,
    /// As the simulator counted them.
    pub(crate) requests: u64,
    pub(crate) connections: u64,
}

impl Measured {
    /// Of the line of JSON that a reader prints in the end.
    pub(crate) fn of(name: &'static str, line: &str, requests: u64, connections: u64) -> Self {
        let told: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{name} said {line:?}: {error}"));
        let number = |field: &str| told[field].as_f64().unwrap_or_else(|| panic!("{name} told no {field}: {told}"));
        Self {
            name,
            seen: ["users", "factors", "roles", "events"].map(|field| number(field) as u64),
            people_seconds: number("people_seconds"),
            events_seconds: number("events_seconds"),
            elapsed_seconds: number("elapsed_seconds"),
            peak_mib: number("peak_mib"),
            requests,
            connections,
        }
    }

    pub(crate) fn processor_seconds(&self) -> f64 {
        self.people_seconds + self.events_seconds
    }

    pub(crate) fn row(&self) -> String {
        let cells = [
            self.requests.to_string(),
            format!("{:.0}", self.requests as f64 / self.elapsed_seconds),
            format!("{:.2}", self.people_seconds),
            format!("{:.2}", self.events_seconds),
            format!("{:.1}", self.elapsed_seconds),
            format!("{:.0}", self.peak_mib),
            self.connections.to_string(),
        ];
        written(self.name, &cells)
    }
}

pub(crate) fn heading() -> String {
    let heads = ["requests", "a second", "people cpu", "log cpu", "elapsed s", "peak MiB", "connections"];
    written("", &heads.map(str::to_owned))
}

fn written(name: &str, cells: &[String]) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:>12}")).collect();
    format!("{name:<20}{cells}")
}
