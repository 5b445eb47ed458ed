//! Others who use the same org: how much of a bucket they have taken by now, computed when somebody asks.

use serde::{Deserialize, Serialize};

use crate::id::draw;

/// Other programs of the customer that use up the org's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noise {
    /// How much of every bucket they take in each window, in percent.
    pub percent: u32,
    /// What their moments are drawn from.
    pub seed: u64,
    /// How their requests lie in a window.
    pub shape: NoiseShape,
}

/// How the requests of others lie in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoiseShape {
    /// Evenly.
    #[default]
    Steady,
    /// In four bursts at moments that differ from window to window.
    Bursts,
}

const BURSTS: u64 = 4;

impl Noise {
    /// What they took of a bucket with this limit, when a part of its window has gone by (0 to 1).
    pub(super) fn taken(&self, limit: u32, bucket: u64, window: u64, part: f64) -> u32 {
        let all = f64::from(limit) * f64::from(self.percent.min(100)) / 100.0;
        let share = match self.shape {
            NoiseShape::Steady => part.clamp(0.0, 1.0),
            NoiseShape::Bursts => {
                let over = (0..BURSTS).filter(|burst| fraction(self.seed, bucket ^ window, *burst) <= part).count();
                over as f64 / BURSTS as f64
            }
        };
        (all * share).floor() as u32
    }

    /// How far into a window a bucket was when it was first looked at, from 0 to 1.
    pub(super) fn phase(&self, bucket: u64) -> f64 {
        fraction(self.seed, bucket, 97)
    }
}

/// A number from 0 to 1 that depends on its arguments alone.
fn fraction(seed: u64, stream: u64, number: u64) -> f64 {
    (draw(seed, stream, number) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_take_their_part_by_the_end_of_each_window_and_never_give_back() {
        for shape in [NoiseShape::Steady, NoiseShape::Bursts] {
            for seed in 0..200 {
                let noise = Noise { percent: 95, seed, shape };
                let taken: Vec<u32> = (0..=100).map(|part| noise.taken(600, 3, seed, f64::from(part) / 100.0)).collect();
                assert!(taken.is_sorted(), "{shape:?} {seed}");
                assert_eq!(taken[100], 570, "{shape:?} {seed}");
                assert!((0.0..1.0).contains(&noise.phase(seed)));
            }
        }
        let bursts = Noise { percent: 80, seed: 1, shape: NoiseShape::Bursts };
        let first: Vec<u32> = (0..100).map(|part| bursts.taken(100, 3, 1, f64::from(part) / 100.0)).collect();
        let second: Vec<u32> = (0..100).map(|part| bursts.taken(100, 3, 2, f64::from(part) / 100.0)).collect();
        assert_ne!(first, second, "windows differ");
    }
}
