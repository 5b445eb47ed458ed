//! What operators do.

mod audit;
