//! An event as rules see it: as Okta wrote it, and under `oktually` what stands in it as text within text, and what is known of the org.

mod behaviors;
mod changes;
mod fields;
mod joins;
mod known_text;
mod risk;
mod targets;

pub use fields::View;
