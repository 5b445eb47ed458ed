//! Rate limits: of the org and of each principal, with others who use the org too, and the ceiling of parallel requests.

mod defaults;
mod noise;
mod seen;
mod windows;

pub use defaults::{BucketTable, Edition};
pub use noise::{Noise, NoiseShape};
pub(crate) use windows::{Asked, Drawn, Shown, Windows, parallel};
